/**
 * The one registry of what can be done by key: pages register their actions while they are on screen; keys, the "?" sheet and the
 * palette all read from it.
 */
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { MessageKey } from '../i18n/vi.ts';

export type Action = {
  id: string;
  label: MessageKey;
  scope: MessageKey;
  /** One key ("j"), keys in a row ("g i"), or "mod+k" with Ctrl or ⌘. */
  keys?: string;
  /** Whether it makes sense as an entry of the palette. */
  inPalette?: boolean;
  perform: () => void;
};

type Registry = {
  actions: () => Action[];
  put: (owner: string, actions: Action[] | null) => void;
  /** Changes whenever an action comes or goes. */
  version: number;
};

const Context = createContext<Registry | null>(null);

const sequencePause = 900;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  return (
    target.closest(
      'input, textarea, select, [role="combobox"], [role="listbox"], [role="menu"], [role="dialog"]',
    ) !== null
  );
}

/** An activated control keeps Enter and Space for itself. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a[href], summary, [role="tab"]') !== null;
}

export function ActionProvider({ children }: { children: ReactNode }) {
  const owners = useRef(new Map<string, Action[]>());
  const [version, setVersion] = useState(0);

  const registry = useMemo<Registry>(
    () => ({
      actions: () => [...owners.current.values()].flat(),
      put(owner, actions) {
        if (actions === null) owners.current.delete(owner);
        else owners.current.set(owner, actions);
        setVersion((before) => before + 1);
      },
      version,
    }),
    [version],
  );

  useEffect(() => {
    let first = '';
    let firstAt = 0;
    function onKey(event: KeyboardEvent): void {
      const all = [...owners.current.values()].flat();
      const isMod = event.ctrlKey || event.metaKey;
      if (event.altKey) return;
      const name = isMod ? `mod+${event.key.toLowerCase()}` : event.key;
      if (!isMod && isTyping(event.target)) return;
      if ((name === 'Enter' || name === ' ') && isControl(event.target)) return;
      const sequence = performance.now() - firstAt < sequencePause ? `${first} ${name}` : name;
      const hit =
        all.find((action) => action.keys === sequence) ?? all.find((action) => action.keys === name);
      if (hit !== undefined) {
        event.preventDefault();
        first = '';
        hit.perform();
        return;
      }
      first = name;
      firstAt = performance.now();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return <Context.Provider value={registry}>{children}</Context.Provider>;
}

export function useRegistry(): Registry {
  const registry = useContext(Context);
  if (registry === null) throw new Error('Expected an ActionProvider above, but there is none');
  return registry;
}

/** Registers the actions for as long as the component is mounted. The latest `perform` is the one that runs. */
export function useActions(actions: Action[]): void {
  const owner = useId();
  const { put } = useContext(Context) ?? { put: () => undefined };
  const latest = useRef(actions);
  latest.current = actions;
  const shape = actions.map((action) => `${action.id}|${action.keys ?? ''}|${action.label}`).join();
  const putRef = useRef(put);
  putRef.current = put;
  useEffect(() => {
    const stable = latest.current.map((action, index) => ({
      ...action,
      perform: () => latest.current[index]?.perform(),
    }));
    putRef.current(owner, shape === '' ? null : stable);
    return () => putRef.current(owner, null);
  }, [owner, shape]);
}
