/** Commands by which people put a running instance right. Each says who asked and why, and leaves a mark among the events. */

import type { Command } from '../commands.ts';
import type { InstanceState, Variables } from '../state/instance-state.ts';
import type { MigrationMapping } from './migration/mapping.ts';

/** Who repairs, and why: kept for good in the history of the instance. */
export interface Repairer {
  actor: string | null;
  reason: string;
}

export type RepairCommand = Repairer &
  (
    | { kind: 'modify'; instructions: ModifyInstruction[] }
    /** Resolves all open incidents of that code (`IncidentCode`) at that element; null means any. The same variables are set for each. */
    | { kind: 'resolveIncidents'; code: string | null; elementId: string | null; variables: Variables }
    /**
     * Goes on by another version. `from` and `to` are hashes of definitions, `definitionId` what the read model knows the second by.
     * `keep`: running timers keep their due time; `restart`: they begin anew as the other version has them.
     */
    | {
        kind: 'migrate';
        from: string;
        to: string;
        definitionId?: string;
        mapping: MigrationMapping;
        timers: 'keep' | 'restart';
      }
    /** `stop`: timers keep the time that is left to them; `run`: those that fall due meanwhile fire at the end. */
    | { kind: 'suspend'; timers: 'stop' | 'run' }
    | { kind: 'resume' }
    /** Lets nothing go on at one element, while the rest does. `timers` as with `suspend`. */
    | { kind: 'suspendElement'; elementId: string; timers: 'stop' | 'run' }
    | { kind: 'resumeElement'; elementId: string }
    /** Tries a job again at once that waits for its next attempt, or is under way for long. `retries`: how many attempts it has from now on. */
    | { kind: 'retryJob'; key: string; retries: number }
    /** Takes the completion of a user task back, see `undo.ts`. */
    | { kind: 'undoUserTask'; key: string; past: Past }
  );

/** What an instance has been through since a command that is to be taken back, from the log of its commands. */
export interface Past {
  /** Where it stood before that command. */
  before: InstanceState;
  /** That command and all since then, each with the time at which it was given, epoch milliseconds. */
  since: { at: number; command: Command }[];
}

/** One step of a modification. They are done in their order; what is left empty by them all ends at the end. */
export type ModifyInstruction =
  /** Ends the element instance with that key, and all inside it. */
  | { kind: 'cancel'; key: string }
  /** The same for every live instance of an element; a repeated one ends with its body. */
  | { kind: 'cancelAll'; elementId: string }
  /** Takes away the tokens that wait for others in front of an element. `scope`: where, if the element is live in several. */
  | { kind: 'dropTokens'; elementId: string; scope?: string }
  /**
   * Lets a token reach the element. Scopes around it that are not there begin with it, without their start events. `scope` is the key
   * of an enclosing element instance, needed where there are several, or the body of the repeated activity itself: then one more
   * instance of it begins, for `item`. `variables` are set in the scopes of those elements: the element's own or one around it.
   */
  | {
      kind: 'activate';
      elementId: string;
      scope?: string;
      variables?: Record<string, Variables>;
      item?: unknown;
    };
