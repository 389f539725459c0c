/** Names of files that this browser uploaded, so that a restored draft can name them. */
import type { StoredFile } from '../api/types.ts';

type Known = Pick<StoredFile, 'id' | 'name' | 'mediaType' | 'size'>;

const key = 'congvan.files';
const most = 200;

function read(): Known[] {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '[]') as unknown;
    return Array.isArray(stored) ? (stored as Known[]) : [];
  } catch {
    return [];
  }
}

export function rememberFile({ id, name, mediaType, size }: StoredFile): void {
  const others = read().filter((file) => file.id !== id);
  try {
    localStorage.setItem(key, JSON.stringify([{ id, name, mediaType, size }, ...others].slice(0, most)));
  } catch {
    // the file is stored on the server all the same
  }
}

export function recallFile(id: string): Known | undefined {
  return read().find((file) => file.id === id);
}
