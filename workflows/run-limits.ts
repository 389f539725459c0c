/**
 * When a run of the workflow ends and the next takes over: well before Temporal would refuse to go on, and before loading the history
 * takes longer than a person waits.
 *
 * At the first measure a new run begins as soon as nothing is under way but waiting; no external job is begun in the meantime. At the
 * second nothing new is taken on, and jobs outside are left behind: the next run begins them again, with the same id.
 */
import { workflowInfo } from '@temporalio/workflow';
import { type InstanceState, isOn, liveInstances } from '../engine/index.ts';
import type { ProcessInstanceInput } from './messages.ts';

export interface RunLimits {
  /** Events of history. The second measure is three times as much. */
  events: number;
  /** Bytes of history, as the server counts them. The second measure is four times as much. */
  bytes: number;
  /** Updates. The second measure is three times as much; Temporal takes 2,000. */
  updates: number;
  /** External jobs at once, each of which is an activity under way; Temporal takes 2,000. */
  jobs: number;
  /** How long jobs that wait for the next run are kept waiting by those that run, milliseconds. */
  patience: number;
}

/** docs/architecture.md has the measurements. */
export const runLimits: RunLimits = {
  events: 300,
  bytes: 1_000_000,
  updates: 500,
  jobs: 200,
  patience: 600_000,
};

/** A state takes longer to hand over, and to load, the more is open: then it is done less often. */
const longestRun = 3_000;

/** As it was before `boundedRuns`. */
const formerEvents = 1_500;

export type RunAge = 'young' | 'long' | 'overlong';

export class RunBounds {
  readonly #limits: RunLimits;
  readonly #formerEvents: number;
  #updates = 0;
  #isAskedToEnd = false;

  constructor({ limits, historyLimit }: Pick<ProcessInstanceInput, 'limits' | 'historyLimit'>) {
    this.#limits = {
      ...runLimits,
      ...(historyLimit === undefined ? {} : { events: historyLimit }),
      ...limits,
    };
    this.#formerEvents = historyLimit ?? formerEvents;
  }

  countUpdate(): void {
    this.#updates++;
  }

  /** The run is to end at the next rest, however young. */
  askToEnd(): void {
    this.#isAskedToEnd = true;
  }

  get patience(): number {
    return this.#limits.patience;
  }

  /** External jobs at once. */
  jobs(state: InstanceState): number {
    return isOn(state, 'boundedRuns') ? this.#limits.jobs : Number.POSITIVE_INFINITY;
  }

  age(state: InstanceState): RunAge {
    const { historyLength, historySize, continueAsNewSuggested, targetWorkerDeploymentVersionChanged } =
      workflowInfo();
    const isEnding = continueAsNewSuggested || targetWorkerDeploymentVersionChanged || this.#isAskedToEnd;
    if (!isOn(state, 'boundedRuns')) return isEnding || historyLength > this.#formerEvents ? 'long' : 'young';
    const events = Math.max(this.#limits.events, Math.min(longestRun, liveInstances(state)));
    const { bytes, updates } = this.#limits;
    if (historyLength > 3 * events || historySize > 4 * bytes || this.#updates > 3 * updates)
      return 'overlong';
    return isEnding || historyLength > events || historySize > bytes || this.#updates > updates
      ? 'long'
      : 'young';
  }
}
