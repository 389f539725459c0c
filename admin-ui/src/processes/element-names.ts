/** Names of the elements of a BPMN file by id, as they were drawn. */
const cache = new Map<string, ReadonlyMap<string, string>>();

export function elementNames(bpmn: string): ReadonlyMap<string, string> {
  const known = cache.get(bpmn);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  const parsed = new DOMParser().parseFromString(bpmn, 'application/xml');
  for (const element of parsed.querySelectorAll('[id][name]')) {
    const name = element.getAttribute('name')?.trim();
    if (name) names.set(element.getAttribute('id') ?? '', name);
  }
  if (cache.size > 20) cache.clear();
  cache.set(bpmn, names);
  return names;
}
