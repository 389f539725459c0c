/** What somebody has entered into a task and not sent yet, kept in this browser. Never leaves it. */
import type { Values } from './values.ts';

type Draft = { at: string; values: Values };

const prefix = 'congvan.draft.';
/** Drafts that nobody came back to. */
const keptFor = 30 * 24 * 60 * 60_000;

export function readDraft(taskId: string): Draft | null {
  try {
    const stored = localStorage.getItem(prefix + taskId);
    if (stored === null) return null;
    const draft = JSON.parse(stored) as Draft;
    return typeof draft.at === 'string' && typeof draft.values === 'object' && draft.values !== null
      ? draft
      : null;
  } catch {
    return null;
  }
}

/** False where the browser keeps nothing (private window, storage full). */
export function writeDraft(taskId: string, values: Values, at: string): boolean {
  try {
    localStorage.setItem(prefix + taskId, JSON.stringify({ at, values }));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(taskId: string): void {
  try {
    localStorage.removeItem(prefix + taskId);
  } catch {
    // nothing was kept, so nothing is left
  }
}

export function dropOldDrafts(now: number): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(prefix)) continue;
      const draft = readDraft(key.slice(prefix.length));
      if (draft === null || now - new Date(draft.at).getTime() > keptFor) localStorage.removeItem(key);
    }
  } catch {
    // a browser without storage has no old drafts
  }
}
