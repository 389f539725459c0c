/** Files of models and scripts as text: not larger than may be read, and in the encoding in which they were written. */
import { readFile, stat } from 'node:fs/promises';
import { limits } from '../engine/parse/limits.ts';

/**
 * UTF-8, unless a byte order mark or the XML declaration says otherwise.
 *
 * @throws Error for a file that is too large, that cannot be read, or whose bytes are not of its encoding
 */
export async function readText(path: string): Promise<string> {
  // asked before anything of it is in memory
  const { size } = await stat(path);
  if (size > limits.characters)
    throw new Error(`the file is too large: it has more than ${limits.characters} bytes`);
  const bytes = await readFile(path);
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`the file is not in the encoding ${encoding}`);
  }
}

// helpers ////////////////////////////////////////////////////////////

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const declaration = /^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding=["']([\w.:-]+)["']/.exec(
    bytes.subarray(0, 200).toString('latin1'),
  );
  return declaration?.[1]?.toLowerCase() ?? 'utf-8';
}
