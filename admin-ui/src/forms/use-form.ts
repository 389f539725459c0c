/** The state of one form: values, faults, uploads under way, draft. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNow } from '../time/use-now.ts';
import { dropDraft, readDraft, writeDraft } from './draft.ts';
import type { FormSchema } from './schema.ts';
import { type Faults, validateForm } from './validation.ts';
import { initialValues, submission, type Values } from './values.ts';

export type FormState = {
  values: Values;
  change: (change: (values: Values) => Values) => void;
  faults: Faults;
  showsFaults: boolean;
  revealFaults: () => void;
  isBusy: boolean;
  setBusy: (path: string, isBusy: boolean) => void;
  /** When the draft that is shown was saved; null when the form began anew. */
  restoredAt: string | null;
  savedAt: string | null;
  discardDraft: () => void;
  forgetDraft: () => void;
  /** Changes when the fields have to be drawn anew. */
  version: number;
  submission: () => Values;
};

const saveAfter = 600;

/** @param draftKey names the draft; null keeps none */
export function useForm(schema: FormSchema | null, variables: Values, draftKey: string | null): FormState {
  const now = useNow();
  const [draft] = useState(() => (draftKey === null ? null : readDraft(draftKey)));
  const [values, setValues] = useState<Values>(() => {
    if (schema === null) return {};
    const first = initialValues(schema, variables, Date.now());
    return draft === null ? first : { ...first, ...draft.values };
  });
  const [showsFaults, setShowsFaults] = useState(false);
  const [busy, setBusyPaths] = useState<ReadonlySet<string>>(new Set());
  const [restoredAt, setRestoredAt] = useState<string | null>(draft?.at ?? null);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const [version, setVersion] = useState(0);
  const isTouched = useRef(false);

  const change = useCallback((next: (values: Values) => Values) => {
    isTouched.current = true;
    setValues(next);
  }, []);

  const latest = useRef(values);
  latest.current = values;
  const save = useCallback((): string | null => {
    if (draftKey === null || !isTouched.current) return null;
    const at = new Date().toISOString();
    return writeDraft(draftKey, latest.current, at) ? at : null;
  }, [draftKey]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the values starts the wait anew
  useEffect(() => {
    const timer = setTimeout(() => setSavedAt((before) => save() ?? before), saveAfter);
    return () => clearTimeout(timer);
  }, [save, values]);

  // what was entered in the last moment before the page goes away, by whichever way it goes
  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);

  const setBusy = useCallback((path: string, isBusy: boolean) => {
    setBusyPaths((before) => {
      if (before.has(path) === isBusy) return before;
      const next = new Set(before);
      if (isBusy) next.add(path);
      else next.delete(path);
      return next;
    });
  }, []);

  const faults = useMemo<Faults>(
    () => (schema === null ? new Map() : validateForm(schema, values, variables, now)),
    [schema, values, variables, now],
  );

  function forgetDraft(): void {
    isTouched.current = false;
    if (draftKey !== null) dropDraft(draftKey);
  }

  return {
    values,
    change,
    faults,
    showsFaults,
    revealFaults: () => setShowsFaults(true),
    isBusy: busy.size > 0,
    setBusy,
    restoredAt,
    savedAt,
    discardDraft: () => {
      forgetDraft();
      if (schema !== null) setValues(initialValues(schema, variables, Date.now()));
      setRestoredAt(null);
      setSavedAt(null);
      setShowsFaults(false);
      setVersion((before) => before + 1);
    },
    forgetDraft,
    version,
    submission: () => (schema === null ? {} : submission(schema, values, variables, Date.now())),
  };
}
