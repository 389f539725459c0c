/** The last two words' first letters, as Vietnamese names are called by their end: "Nguyễn Thị Lan" is "TL". */
export function initials(name: string): string {
  return name
    .trim()
    .split(/\s+/)
    .slice(-2)
    .map((word) => word[0]?.toUpperCase() ?? '')
    .join('');
}
