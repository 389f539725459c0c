/** Breaking text into lines. */
import type { Style, Typeface } from './typeface.ts';

export interface Span {
  text: string;
  style?: Style;
}

/** A word with what stands before it on the line. */
export interface Word {
  text: string;
  style: Style;
  width: number;
  /** Follows the word before it without a space, because only the style changes. */
  joined: boolean;
}

export interface Line {
  words: Word[];
  /** Natural width, with single spaces. */
  width: number;
  /** The last line of its paragraph: not stretched. */
  isLast: boolean;
}

/** A word that is wider than a line is cut where the line ends. */
function cut(typeface: Typeface, word: Word, size: number, limit: number): Word[] {
  if (word.width <= limit) return [word];
  const pieces: Word[] = [];
  let piece = '';
  for (const letter of word.text) {
    if (piece && typeface.widthOf(piece + letter, word.style, size) > limit) {
      pieces.push({ ...word, text: piece, width: typeface.widthOf(piece, word.style, size), joined: false });
      piece = '';
    }
    piece += letter;
  }
  pieces.push({ ...word, text: piece, width: typeface.widthOf(piece, word.style, size), joined: false });
  return pieces;
}

function wordsOf(typeface: Typeface, spans: readonly Span[], size: number, limit: number): Word[] {
  const words: Word[] = [];
  let endsInSpace = true;
  for (const { text, style = 'regular' } of spans) {
    const startsWithSpace = /^\s/.test(text);
    const parts = text.split(/\s+/u).filter((part) => part !== '');
    for (const [index, part] of parts.entries()) {
      const joined = index === 0 && !endsInSpace && !startsWithSpace;
      const word = { text: part, style, width: typeface.widthOf(part, style, size), joined };
      words.push(...cut(typeface, word, size, limit));
    }
    if (text !== '') endsInSpace = /\s$/.test(text);
  }
  return words;
}

/**
 * Breaks greedily.
 * @param options.width of a line, points
 * @param options.indent of the first line, points
 */
export function breakLines(
  typeface: Typeface,
  spans: readonly Span[],
  options: { size: number; width: number; indent?: number },
): Line[] {
  const { size, width, indent = 0 } = options;
  const space = typeface.widthOf(' ', 'regular', size);
  const lines: Line[] = [];
  let line: Line = { words: [], width: 0, isLast: false };
  for (const word of wordsOf(typeface, spans, size, width - indent)) {
    const gap = line.words.length === 0 || word.joined ? 0 : space;
    const limit = lines.length === 0 ? width - indent : width;
    if (line.words.length > 0 && line.width + gap + word.width > limit && !word.joined) {
      lines.push(line);
      line = { words: [], width: 0, isLast: false };
    }
    line.width += (line.words.length === 0 || word.joined ? 0 : space) + word.width;
    line.words.push(word);
  }
  lines.push({ ...line, isLast: true });
  return lines;
}

/** As few lines as greedy breaking needs, but of about the same length: for headings in the middle. */
export function breakBalanced(
  typeface: Typeface,
  spans: readonly Span[],
  options: { size: number; width: number },
): Line[] {
  const greedy = breakLines(typeface, spans, options);
  let [narrow, wide] = [0, options.width];
  while (wide - narrow > 2) {
    const middle = (narrow + wide) / 2;
    const lines = breakLines(typeface, spans, { ...options, width: middle });
    const fits = lines.length <= greedy.length && lines.every((line) => line.width <= middle);
    if (fits) wide = middle;
    else narrow = middle;
  }
  const balanced = breakLines(typeface, spans, { ...options, width: wide });
  return balanced.length <= greedy.length ? balanced : greedy;
}
