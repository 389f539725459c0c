/** Where process instances of a world run: on the pure engine, or as real workflows. */
import type { DrivenInstance } from '../../cli/run/temporal/driven-instance.ts';
import type { Stage } from '../../cli/run/temporal/stage.ts';
import { oracleOf, type Ways } from '../../cli/run/ways.ts';
import {
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  type StartOptions,
  startInstance,
} from '../../engine/index.ts';

export interface Ground {
  /** @param now epoch milliseconds */
  start(options: StartOptions, now: number): Promise<Instance>;
}

/** At rest whenever it is not asked to do something. */
export interface Instance {
  readonly state: InstanceState;
  /** All there were, in their order. */
  readonly events: readonly EngineEvent[];
  /** @throws when the engine refuses */
  command(command: Command, now: number): Promise<void>;
}

/** Which way tokens go, as it is at that moment; null for a model with data. */
export type WaysNow = (() => Ways) | null;

export function inMemory(graph: ExecutableGraph, ways: WaysNow = null): Ground {
  const options = { oracle: ways && oracleOf(ways) };
  return {
    async start(start, now) {
      const { state, events } = startInstance(graph, start, now, options);
      const instance = {
        ...{ state, events },
        async command(command: Command, now: number) {
          const result = applyCommand(graph, instance.state, command, now, options);
          if ('rejection' in result) throw new Error(result.rejection.message);
          instance.state = result.state;
          instance.events.push(...result.events);
        },
      };
      return instance;
    },
  };
}

/** Time stands still there. The definition is found by its hash. */
export function onTemporal(stage: Stage, graph: ExecutableGraph, ways: WaysNow = null): Ground {
  return {
    async start(start, now) {
      const { DrivenInstance } = await import('../../cli/run/temporal/driven-instance.ts');
      return new OnTemporal(
        await DrivenInstance.start(stage, graph, { ...start, ...(ways ? { ways: ways() } : {}) }, now),
        ways,
      );
    },
  };
}

// helpers ////////////////////////////////////////////////////////////

class OnTemporal implements Instance {
  readonly #driven: DrivenInstance;
  readonly #ways: WaysNow;

  constructor(driven: DrivenInstance, ways: WaysNow) {
    this.#driven = driven;
    this.#ways = ways;
  }

  get state(): InstanceState {
    return this.#driven.state;
  }

  get events(): EngineEvent[] {
    return this.#driven.events;
  }

  async command(command: Command): Promise<void> {
    const refused = await this.#driven.command(command, this.#ways?.());
    if (refused !== null) throw new Error(refused);
  }
}
