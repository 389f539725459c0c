/** Loading one by one, reading in batches: keys asked for in the same turn of the event loop become one query. */

export type Loader<Key, Value> = (key: Key) => Promise<Value>;

/**
 * A loader that remembers what it has loaded. Its life is one request, so that it never answers what is stale.
 * @param read all keys at once; a key missing in the answer gets `missing`
 */
export function batchLoader<Key, Value>(
  read: (keys: Key[]) => Promise<Map<Key, Value>>,
  missing: (key: Key) => Value,
): Loader<Key, Value> {
  const known = new Map<Key, Promise<Value>>();
  let batch: { keys: Key[]; answers: Promise<Map<Key, Value>> } | null = null;

  const open = () => {
    const keys: Key[] = [];
    // Waits until the promises that are settled now have been followed up: they ask for more keys.
    const turn = new Promise<void>((done) => setImmediate(done));
    const answers = turn.then(() => {
      batch = null;
      return read(keys);
    });
    return { keys, answers };
  };

  return (key) => {
    const earlier = known.get(key);
    if (earlier) return earlier;
    batch ??= open();
    batch.keys.push(key);
    const value = batch.answers.then((answers) => answers.get(key) ?? missing(key));
    known.set(key, value);
    return value;
  };
}

/** Rows by one of their columns. */
export function indexBy<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row> {
  return new Map(rows.map((row) => [key(row), row]));
}

/** Lists of rows by one of their columns, in the order given. */
export function groupBy<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row[]> {
  return Map.groupBy(rows, key);
}
