/** Stands in the address for a process that is not deployed yet. "+" cannot be in an id of BPMN, so it hides no process. */
export const newProcessKey = '+new';
export const newProcessPath = `/designer/${newProcessKey}`;

/** @param version the newest unless given */
export function designerPath(key: string, version?: number): string {
  const path = `/designer/${encodeURIComponent(key)}`;
  return version === undefined ? path : `${path}?version=${version}`;
}
