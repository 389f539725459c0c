/** Base64 of UTF-8, by hand: not every place where expressions run has a function for it. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(text: string): string {
  // percent-encoding is UTF-8, byte by byte
  const bytes = encodeURIComponent(text.toWellFormed()).replaceAll(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes.charCodeAt(i), bytes.charCodeAt(i + 1), bytes.charCodeAt(i + 2)];
    const group = (a << 16) | ((b || 0) << 8) | (c || 0);
    const digit = (shift: number) => alphabet[(group >> shift) & 63] ?? '';
    result += digit(18) + digit(12) + (Number.isNaN(b) ? '=' : digit(6)) + (Number.isNaN(c) ? '=' : digit(0));
  }
  return result;
}

/** Null for what is no Base64 of a text. */
export function fromBase64(text: string): string | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  const digits = text.replace(/=+$/, '');
  let bits = 0;
  let held = 0;
  let encoded = '';
  for (const digit of digits) {
    held = ((held << 6) | alphabet.indexOf(digit)) & 0xfff_fff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    encoded += `%${((held >> bits) & 255).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
