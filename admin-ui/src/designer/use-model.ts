/** The files under design, and the draft of them that this computer keeps. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { dropDraft, enterDraft, leaveDraft, writeDraft } from './draft.ts';
import { compareFiles, type FileChange, type ModelFile, withContent } from './model-files.ts';

export type DraftState =
  | { kind: 'none' }
  | { kind: 'pending' }
  | { kind: 'saved'; at: string }
  | { kind: 'failed' };

export type Model = {
  files: readonly ModelFile[];
  /** Against what was opened. */
  changes: readonly FileChange[];
  draft: DraftState;
  change: (name: string, content: string) => void;
  add: (file: ModelFile) => void;
  remove: (name: string) => void;
  saveDraft: () => boolean;
  /** The files are a version now: nothing is left to keep. */
  settle: () => void;
};

/** Milliseconds after the last change. */
const saveAfter = 700;

/**
 * @param baseline what was opened
 * @param start what to go on with: the same, or a draft of it
 */
export function useModel(
  draftName: string,
  baseline: readonly ModelFile[],
  start: readonly ModelFile[],
): Model {
  const [files, setFiles] = useState(start);
  const [draft, setDraft] = useState<DraftState>({ kind: 'none' });
  const latest = useRef(start);
  const isGone = useRef(false);
  const isSettled = useRef(false);

  const store = useCallback((): boolean => {
    if (isSettled.current) return true;
    if (compareFiles(baseline, latest.current).length === 0) {
      dropDraft(draftName);
      setDraft({ kind: 'none' });
      return true;
    }
    const at = new Date().toISOString();
    const isStored = writeDraft(draftName, { at, files: [...latest.current] });
    setDraft(isStored ? { kind: 'saved', at } : { kind: 'failed' });
    return isStored;
  }, [draftName, baseline]);

  const update = useCallback(
    (next: readonly ModelFile[]) => {
      latest.current = next;
      setFiles(next);
      setDraft({ kind: 'pending' });
      // an editor hands over its last strokes as it goes away
      if (isGone.current) store();
    },
    [store],
  );

  useEffect(() => {
    if (draft.kind !== 'pending') return;
    const timer = setTimeout(store, saveAfter);
    return () => clearTimeout(timer);
  }, [draft, store]);

  useEffect(() => {
    isGone.current = false;
    enterDraft(draftName);
    return () => {
      isGone.current = true;
      leaveDraft(draftName);
    };
  }, [draftName]);

  const isAtRisk = draft.kind === 'pending' || draft.kind === 'failed';
  const pending = useRef(isAtRisk);
  pending.current = isAtRisk;
  useEffect(() => {
    function warn(event: BeforeUnloadEvent): void {
      if (pending.current && !store()) event.preventDefault();
    }
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      if (pending.current) store();
    };
  }, [store]);

  return {
    files,
    changes: compareFiles(baseline, files),
    draft,
    change: useCallback((name, content) => update(withContent(latest.current, name, content)), [update]),
    add: useCallback((file) => update([...latest.current, file]), [update]),
    remove: useCallback((name) => update(latest.current.filter((file) => file.name !== name)), [update]),
    saveDraft: store,
    settle: useCallback(() => {
      isSettled.current = true;
      dropDraft(draftName);
      setDraft({ kind: 'none' });
    }, [draftName]),
  };
}
