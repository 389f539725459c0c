/**
 * What is remembered so that completed work can be undone (BPMN 2.0, 10.7 and 13.5.5). Plain JSON, part of the state; nothing of it
 * is there in a process without compensation handlers.
 */
import type { ElementType } from '../elements/element.ts';
import type { Variables } from './instance-state.ts';

/** A completed activity that can be compensated, by a handler of its own or through what it contains. */
export interface CompletedActivity {
  /** That of its element instance: also when it started, since keys count up. */
  key: string;
  elementId: string;
  type: ElementType;
  /** When it completed, in the count of the keys. */
  done: number;
  /** When a boundary event first led out of it while it went on, in the count of the keys. */
  branched?: number;
  /** It was ended before it completed: what it contains is compensated, not itself. */
  partial?: true;
  /** Snapshot of its own scope as of its completion; absent where it had no variables. */
  variables?: Variables;
  /** What completed inside, in that order. */
  inside?: CompletedActivity[];
}

/** One compensation under way, kept with the scope of the event that threw it. */
export interface Compensation {
  key: string;
  /** The throw event that waits for its end. */
  thrower: string | null;
  /** In the order in which they start. */
  units: CompensationUnit[];
  /** Index of the next unit to start. */
  next: number;
  /** How many units have not ended. */
  left: number;
  /** By index of a unit: how many others must end before it, and all behind it, may start. */
  gates: Record<string, number>;
}

/** The run of one compensation handler. */
export interface CompensationUnit {
  /** What is undone: the element instance as it was known in the trace. */
  activity: Pick<CompletedActivity, 'key' | 'elementId' | 'type' | 'done'>;
  /** Key of the live or restored scope in which the handler runs. */
  scope: string;
  /** The compensation boundary event of the activity, or the start event of the compensation event sub-process inside it. */
  event: string;
  /** Index of the gate that it holds shut until it ends. */
  gate: number;
  snapshot?: Variables;
}

/** Whose part an element instance is: a compensation, and the unit that it runs. `scope` is where the compensation is kept. */
export interface Undo {
  scope: string;
  compensation: string;
  unit: number;
}

/** A completed scope that is there again for the handlers inside it. */
export interface Restoration {
  /** Units directly inside that have not ended. */
  left: number;
  /** A handler of its own follows, which ends its compensation. */
  handled?: true;
}
