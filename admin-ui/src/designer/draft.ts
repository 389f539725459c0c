/** Drafts of the designer, kept on this computer, one for each version that was opened. */
import type { ModelFile } from './model-files.ts';

/** `at` is an instant, ISO 8601 in UTC. */
export type Draft = { at: string; files: ModelFile[] };

/** @param version 0 for a process that is not deployed yet */
export function draftName(key: string, version: number): string {
  return `congvan.designer.${key}.${version}`;
}

export function readDraft(name: string, storage: Pick<Storage, 'getItem'> = localStorage): Draft | null {
  try {
    const found: unknown = JSON.parse(storage.getItem(name) ?? 'null');
    return isDraft(found) ? found : null;
  } catch {
    return null;
  }
}

/** False where there is no room, or no storage at all. */
export function writeDraft(
  name: string,
  draft: Draft,
  storage: Pick<Storage, 'setItem'> = localStorage,
): boolean {
  try {
    storage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(name: string, storage: Pick<Storage, 'removeItem'> = localStorage): void {
  try {
    storage.removeItem(name);
  } catch {
    // without storage there is no draft either
  }
}

/** The draft worked on in this page, and until when (milliseconds of the page's clock; infinite while it goes on). */
let atWork = { name: '', until: 0 };

export function enterDraft(name: string): void {
  atWork = { name, until: Number.POSITIVE_INFINITY };
}

export function leaveDraft(name: string): void {
  if (atWork.name === name) atWork = { name, until: performance.now() };
}

/** Whether it was left so shortly ago that nobody left it: a change of language draws the whole page anew. */
export function isDraftContinued(name: string): boolean {
  return atWork.name === name && performance.now() - atWork.until < 2000;
}

function isDraft(value: unknown): value is Draft {
  const { at, files } = (value ?? {}) as Partial<Draft>;
  return typeof at === 'string' && Array.isArray(files) && files.length > 0 && files.every(isFile);
}

function isFile(value: unknown): value is ModelFile {
  const { name, content } = (value ?? {}) as Partial<ModelFile>;
  return typeof name === 'string' && typeof content === 'string';
}
