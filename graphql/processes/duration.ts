const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const units = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000] as const;

/** Milliseconds of an ISO 8601 duration without years and months, which have no fixed length; null for anything else. */
export function parseDuration(text: string): number | null {
  const [, ...parts] = pattern.exec(text) ?? [];
  if (!parts.some((part) => part !== undefined) || text.endsWith('T')) return null;
  return units.reduce((sum, unit, index) => sum + unit * Number(parts[index] ?? 0), 0);
}
