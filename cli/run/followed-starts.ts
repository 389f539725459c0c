/** How the followed process begins without a message or a signal: by itself, by the start variables, or in time. */
import {
  type ExecutableGraph,
  type StartSubscription,
  startConditionHolds,
  startSubscriptions,
  type Variables,
} from '../../engine/index.ts';
import type { Exchange } from './exchange.ts';

/** Absent `startElementId`: the none start event. */
export interface Beginning {
  startElementId?: string;
  variables: Variables;
}

export class FollowedStarts {
  readonly #exchange: Exchange;
  readonly #processId: string;
  #starts: StartSubscription[];

  constructor(graph: ExecutableGraph, processId: string, exchange: Exchange, now: number) {
    this.#exchange = exchange;
    this.#processId = processId;
    this.#starts = startSubscriptions(graph, processId, now);
  }

  /** What begins at once; null where something must occur first. */
  atOnce(variables: Variables, now: number): Beginning | null {
    if (this.#starts.some(({ kind }) => kind === 'none')) return { variables };
    for (const start of this.#starts) {
      if (start.kind !== 'condition' || !startConditionHolds(start, variables, now)) continue;
      const begins = this.#exchange.meet(this.#processId, start, null, variables);
      if (begins) return { startElementId: start.elementId, variables: begins };
    }
    return null;
  }

  /** When the earliest timer is due, in epoch milliseconds. */
  nextDue(): number | null {
    const dues = this.#timers().map((start) => start.dueAt);
    return dues.length > 0 ? Math.min(...dues) : null;
  }

  /** The earliest timer has fired. Null where it starts nothing yet. */
  fireTimer(variables: Variables): Beginning | null {
    const due = this.nextDue();
    const first = this.#timers().find((start) => start.dueAt === due);
    if (!first) return null;
    this.#starts = this.#starts.filter((start) => start !== first);
    const begins = this.#exchange.meet(this.#processId, first, null, variables);
    return begins && { startElementId: first.elementId, variables: begins };
  }

  #timers() {
    return this.#starts.filter((start) => start.kind === 'timer');
  }
}
