/**
 * Writes `engine/time/zone-table.ts` from the system's copy of the time zone database (tzdata, public domain), so that what a
 * zone's clocks show never depends on the machine an instance runs on. Run by hand when the database has news for the zones in
 * use; instances that wait with times of a changed zone see the new table from then on.
 *
 * node cli/write-zone-table.ts [/usr/share/zoneinfo]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleMoments } from '../engine/time/zone.ts';

const folder = process.argv[2] ?? '/usr/share/zoneinfo';
const source = readFileSync(join(folder, 'tzdata.zi'), 'utf8');

/** Names of zones and of the links to them. */
const names = source
  .split('\n')
  .flatMap((line) => {
    const [kind, first, second] = line.split(' ');
    return kind === 'Z' ? [first ?? ''] : kind === 'L' ? [second ?? ''] : [];
  })
  .filter((name) => name !== 'Factory')
  .sort();

interface Zone {
  /** Seconds ahead of UTC from 1970 on. */
  first: number;
  transitions: { at: number; offset: number }[];
  /** POSIX form of the rule that goes on without end. */
  rule: string;
}

/** RFC 8536, the 64-bit part. */
function read(name: string): Zone {
  const file = readFileSync(join(folder, name));
  const counts = (at: number) => [0, 1, 2, 3, 4, 5].map((i) => file.readUInt32BE(at + 20 + 4 * i));
  const [utc = 0, standard = 0, leaps = 0, times = 0, types = 0, letters = 0] = counts(0);
  const header = 44 + times * 5 + types * 6 + letters + leaps * 8 + standard + utc;
  const [utc2 = 0, standard2 = 0, leaps2 = 0, times2 = 0, types2 = 0, letters2 = 0] = counts(header);
  const begin = header + 44;
  const typesAt = begin + times2 * 9;
  const offsetOf = (type: number) => file.readInt32BE(typesAt + type * 6);
  const footer = typesAt + types2 * 6 + letters2 + leaps2 * 12 + standard2 + utc2;
  const all = Array.from({ length: times2 }, (_, i) => ({
    at: Number(file.readBigInt64BE(begin + i * 8)),
    offset: offsetOf(file.readUInt8(begin + times2 * 8 + i)),
  }));
  const first = all.findLast(({ at }) => at <= 0)?.offset ?? offsetOf(0);
  const later = all.filter(({ at }) => at > 0);
  // the last one says from when on the rule holds, though clocks may not change then
  const transitions = later.filter(
    ({ offset }, i) => i === later.length - 1 || offset !== (later[i - 1]?.offset ?? first),
  );
  return { first, transitions, rule: file.toString('utf8', footer).trim() };
}

/** Without the transitions at the end that the rule gives as well. */
function shortened({ first, transitions, rule }: Zone): Zone {
  const kept = transitions.slice();
  let next = Number.POSITIVE_INFINITY;
  for (let last = kept.at(-1); last; last = kept.at(-1)) {
    const { at, offset } = last;
    const year = new Date(at * 1000).getUTCFullYear();
    const given = [year - 1, year, year + 1, year + 2].flatMap((it) => ruleMoments(rule, it));
    const isGiven = given.some((moment) => moment.at === at && moment.offset === offset);
    const skips =
      next < Number.POSITIVE_INFINITY && given.some((moment) => moment.at > at && moment.at < next);
    if (!isGiven || skips) break;
    next = at;
    kept.pop();
  }
  // one is kept for the rule to go on from
  return { first, transitions: transitions.slice(0, kept.length + (rule.includes(',') ? 1 : 0)), rule };
}

function encoded({ first, transitions, rule }: Zone): string {
  let previous = 0;
  const moments = transitions.map(({ at, offset }) => {
    const step = at - previous;
    previous = at;
    return `${step.toString(36)}:${offset.toString(36)}`;
  });
  return [first.toString(36), moments.join(' '), rule].join('|');
}

const namesByZone = new Map<string, string[]>();
for (const name of names) {
  const zone = encoded(shortened(read(name)));
  namesByZone.set(zone, [...(namesByZone.get(zone) ?? []), name]);
}
const version = /^# version (\S+)/.exec(source)?.[1] ?? 'unknown';
const lines = [...namesByZone].map(([zone, of]) => `${of.join(' ')}|${zone}`);
writeFileSync(
  join(import.meta.dirname, '../engine/time/zone-table.ts'),
  `/**
 * Time zones from 1970 on: tzdata ${version}, written by cli/write-zone-table.ts. A line holds the names of a zone, its offset in
 * 1970, its changes (seconds since the one before, and the offset from then on, in base 36) and the rule that goes on after them.
 */
export const zoneTable = \`
${lines.join('\n')}
\`;
`,
);
