/** Sets of characters in patterns of XPath (XQuery and XPath Functions and Operators 3.1, 5.6.1), in terms of JavaScript's. */

/** Name characters of XML, `\i` and `\c`. */
const initial =
  ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}';
const later = `${initial}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}-\\u{2040}`;
const classes: Record<string, string> = {
  i: `[${initial}]`,
  I: `[^${initial}]`,
  c: `[${later}]`,
  C: `[^${later}]`,
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: '[^\\p{P}\\p{Z}\\p{C}]',
  W: '[\\p{P}\\p{Z}\\p{C}]',
  s: '[ \\t\\n\\r]',
  S: '[^ \\t\\n\\r]',
};

/** Unicode blocks that patterns name, `\p{IsBasicLatin}`. */
const blocks: Record<string, string> = {
  BasicLatin: '\\u{0}-\\u{7F}',
  'Latin-1Supplement': '\\u{80}-\\u{FF}',
  'LatinExtended-A': '\\u{100}-\\u{17F}',
  'LatinExtended-B': '\\u{180}-\\u{24F}',
  LatinExtendedAdditional: '\\u{1E00}-\\u{1EFF}',
  CombiningDiacriticalMarks: '\\u{300}-\\u{36F}',
  Greek: '\\u{370}-\\u{3FF}',
  GreekandCoptic: '\\u{370}-\\u{3FF}',
  Cyrillic: '\\u{400}-\\u{4FF}',
  Hebrew: '\\u{590}-\\u{5FF}',
  Arabic: '\\u{600}-\\u{6FF}',
  GeneralPunctuation: '\\u{2000}-\\u{206F}',
  CurrencySymbols: '\\u{20A0}-\\u{20CF}',
  Hiragana: '\\u{3040}-\\u{309F}',
  Katakana: '\\u{30A0}-\\u{30FF}',
  CJKUnifiedIdeographs: '\\u{4E00}-\\u{9FFF}',
};

const controls: Record<string, string> = { n: '\\n', r: '\\r', t: '\\t' };

/** Signs that JavaScript reserves inside of a class, and XPath does not. */
const reservedInClass = new Set('(){}/|&!#$%*+,.:;<=>?@`~'.split(''));

export interface ClassText {
  /** A class in JavaScript's form, with the flag `v`. */
  text: string;
  /** How much of the pattern it is. */
  length: number;
}

/** The class that begins with a backslash there, also of a single sign; null for what is none. */
export function escapeAt(pattern: string, at: number): ClassText | null {
  const sign = pattern[at + 1] ?? '';
  if (sign === 'p' || sign === 'P') {
    const [all, name = ''] = /^\\[pP]\{([\w-]+)\}/.exec(pattern.slice(at)) ?? [];
    if (all === undefined) return null;
    if (!name.startsWith('Is')) return { text: all, length: all.length };
    const block = blocks[name.slice(2)];
    return block === undefined ? null : { text: `[${sign === 'P' ? '^' : ''}${block}]`, length: all.length };
  }
  const text = classes[sign] ?? controls[sign];
  if (text !== undefined) return { text, length: 2 };
  // other letters and digits have no meaning; of signs XPath allows the escape where it changes something
  if (sign === '' || /[A-Za-z0-9]/.test(sign)) return null;
  return { text: /[\\|.\-^?*+{}()[\]$/&!#%,:;<=>@`~]/.test(sign) ? `\\${sign}` : sign, length: 2 };
}

/** A class in brackets, with subtraction: `[a-z-[aeiou]]`; null for what is none. */
export function classAt(pattern: string, at: number): ClassText | null {
  let i = at + 1;
  const isNegated = pattern[i] === '^';
  if (isNegated) i++;
  let members = '';
  let subtracted: string | null = null;
  while (i < pattern.length && pattern[i] !== ']') {
    const sign = String.fromCodePoint(pattern.codePointAt(i) ?? 0);
    if (sign === '\\') {
      const escaped = escapeAt(pattern, i);
      if (!escaped) return null;
      members += escaped.text;
      i += escaped.length;
    } else if (sign === '-' && pattern[i + 1] === '[') {
      const inner = classAt(pattern, i + 1);
      if (!inner) return null;
      subtracted = inner.text;
      i += 1 + inner.length;
    } else if (sign === '[') return null;
    else {
      // `-` at either end stands for itself
      const isLiteral = sign === '-' && (members === '' || pattern[i + 1] === ']');
      members += isLiteral || reservedInClass.has(sign) ? `\\${sign}` : sign;
      i += sign.length;
    }
  }
  if (pattern[i] !== ']' || members === '') return null;
  const set = `[${isNegated ? '^' : ''}${members}]`;
  return { text: subtracted === null ? set : `[${set}--${subtracted}]`, length: i + 1 - at };
}

/** Whether a character is in the class; null where the class is malformed. Answers are kept: texts repeat their letters. */
export function testOf(classText: string, ignoresCase: boolean): ((character: string) => boolean) | null {
  let expression: RegExp;
  try {
    expression = new RegExp(`^${classText}$`, ignoresCase ? 'vi' : 'v');
  } catch {
    return null;
  }
  const known = new Map<string, boolean>();
  return (character) => {
    let answer = known.get(character);
    if (answer === undefined) {
      answer = expression.test(character);
      if (known.size < 1000) known.set(character, answer);
    }
    return answer;
  };
}
