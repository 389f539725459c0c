/**
 * The media type of a content, by its first bytes and never by what the sender claims: a browser that is told "text/html" runs
 * what it is given. Types that a browser would run are served as plain bytes.
 */
const signatures: readonly { bytes: readonly number[]; type: string }[] = [
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], type: 'application/pdf' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], type: 'image/png' },
  { bytes: [0xff, 0xd8, 0xff], type: 'image/jpeg' },
  { bytes: [0x47, 0x49, 0x46, 0x38], type: 'image/gif' },
  { bytes: [0x49, 0x49, 0x2a, 0x00], type: 'image/tiff' },
  { bytes: [0x4d, 0x4d, 0x00, 0x2a], type: 'image/tiff' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], type: 'application/x-ole-storage' },
];

/** Told apart by the ending only where the bytes cannot tell: packages are all ZIP. */
const packages: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
};

export function mediaTypeOf(content: Uint8Array, name: string): string {
  const known = signatures.find(({ bytes }) => bytes.every((byte, index) => content[index] === byte));
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (known?.type === 'application/x-ole-storage')
    return (
      { doc: 'application/msword', xls: 'application/vnd.ms-excel' }[ending] ?? 'application/octet-stream'
    );
  if (known) return known.type;
  if (content[0] === 0x50 && content[1] === 0x4b) return packages[ending] ?? 'application/zip';
  return isPlainText(content) && ending === 'txt' ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

function isPlainText(content: Uint8Array): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(content).includes('\0');
  } catch {
    return false;
  }
}
