/** Regular expressions of XPath (XQuery and XPath Functions and Operators 3.1, 5.6), which FEEL uses, in terms of JavaScript's. */

const CAPACITY = 500;
const known = new Map<string, RegExp | null>();

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

/** Signs that the `v` flag of JavaScript reserves inside of a class, and XPath does not. */
const reservedInClass = new Set('(){}/|&!#$%*+,.:;<=>?@`~'.split(''));
const escapable = new Set('\\|.-^?*+{}()[]$'.split(''));

function escapeAt(pattern: string, at: number): { text: string; length: number } | null {
  const sign = pattern[at + 1] ?? '';
  const replaced = classes[sign];
  if (replaced !== undefined) return { text: replaced, length: 2 };
  if (sign === 'p' || sign === 'P') {
    const [all, name = ''] = /^\\[pP]\{([\w-]+)\}/.exec(pattern.slice(at)) ?? [];
    if (all === undefined) return null;
    const block = name.startsWith('Is') ? blocks[name.slice(2)] : undefined;
    if (name.startsWith('Is') && block === undefined) return null;
    return { text: block === undefined ? all : `[${sign === 'P' ? '^' : ''}${block}]`, length: all.length };
  }
  if (/[nrtsS]/.test(sign)) return { text: `\\${sign}`, length: 2 };
  if (/[1-9]/.test(sign)) {
    // back-references have as many digits as there are groups; more than nine nobody has
    return { text: `\\${sign}`, length: 2 };
  }
  // `"` and the like need no escape, but XPath forbids it only formally
  return escapable.has(sign) || /[^A-Za-z0-9]/.test(sign)
    ? { text: escapable.has(sign) ? `\\${sign}` : sign, length: 2 }
    : null;
}

/** A character class, with subtraction: `[a-z-[aeiou]]`. */
function classAt(pattern: string, at: number): { text: string; length: number } | null {
  let i = at + 1;
  const negated = pattern[i] === '^';
  if (negated) i++;
  let members = '';
  let subtracted: string | null = null;
  while (i < pattern.length && pattern[i] !== ']') {
    const sign = pattern[i] ?? '';
    if (sign === '\\') {
      const escaped = escapeAt(pattern, i);
      if (!escaped || /^\\[1-9]$/.test(escaped.text)) return null;
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
  const set = `[${negated ? '^' : ''}${members}]`;
  return { text: subtracted === null ? set : `[${set}--${subtracted}]`, length: i + 1 - at };
}

/** Null for what XPath does not know: it must not become another pattern in JavaScript. */
function translated(pattern: string, dotMatchesAll: boolean): string | null {
  let result = '';
  for (let i = 0; i < pattern.length; ) {
    const sign = pattern[i] ?? '';
    if (sign === '\\' || sign === '[') {
      const part = sign === '\\' ? escapeAt(pattern, i) : classAt(pattern, i);
      if (!part) return null;
      result += part.text;
      i += part.length;
      continue;
    }
    // of JavaScript's groups only those that do not capture
    if (sign === '(' && pattern[i + 1] === '?' && pattern[i + 2] !== ':') return null;
    result += sign === '.' && !dotMatchesAll ? '[^\\n\\r]' : sign;
    i++;
  }
  return result;
}

/** The `x` flag: white space outside of classes means nothing, even within an escape. */
function withoutSpace(pattern: string): string {
  let result = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i] ?? '';
    if (sign === '\\' && depth > 0) result += sign + (pattern[++i] ?? '');
    else if (depth > 0 || !/\s/.test(sign)) result += sign;
    if (sign === '[') depth++;
    else if (sign === ']') depth--;
  }
  return result;
}

function compile(pattern: string, flags: string, extra: string): RegExp | null {
  if (!/^[smixq]*$/.test(flags)) return null;
  const has = (flag: string) => flags.includes(flag);
  const source = has('q')
    ? pattern.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    : translated(has('x') ? withoutSpace(pattern) : pattern, has('s'));
  if (source === null) return null;
  try {
    return new RegExp(source, `v${extra}${has('i') ? 'i' : ''}${has('m') ? 'm' : ''}${has('s') ? 's' : ''}`);
  } catch {
    return null;
  }
}

/** Null for what is no pattern, or for unknown flags. With `g`, mind `lastIndex`. */
export function patternOf(pattern: string, flags: string, extra = ''): RegExp | null {
  const key = `${flags}/${extra}/${pattern}`;
  let found = known.get(key);
  if (found === undefined) {
    found = compile(pattern, flags, extra);
    if (known.size >= CAPACITY) known.clear();
    known.set(key, found);
  }
  if (found) found.lastIndex = 0;
  return found;
}

/** The replacement of `replace()` in JavaScript's form: `$1` is a group, `\$` a dollar. Null where it is malformed. */
export function replacementOf(text: string, flags: string): string | null {
  if (flags.includes('q')) return text.replaceAll('$', '$$$$');
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? '';
    const next = text[i + 1] ?? '';
    if (sign === '\\') {
      if (next !== '\\' && next !== '$') return null;
      result += next === '$' ? '$$' : '\\';
      i++;
    } else if (sign === '$') {
      if (!/\d/.test(next)) return null;
      result += next === '0' ? '$&' : `$${next}`;
      i++;
    } else result += sign;
  }
  return result;
}
