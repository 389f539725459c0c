/**
 * What a worker serves under its metrics address: Temporal's own figures of the SDK (`temporal_…`: how long tasks waited before they
 * were taken up, slots, cache), and ours beside them (`congvan_…`). Without an address nothing is measured.
 */
import type { MetricMeter } from '@temporalio/common';
import type { RuntimeOptions } from '@temporalio/worker';
import type { CommitInput, CommitResult } from '../activities/projection/contract.ts';

/** Seconds; what people wait for is well below one. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export function metricsTelemetry(address: string | null): Pick<RuntimeOptions, 'telemetryOptions'> {
  if (address === null) return {};
  const named = [lagName, commitName, ...latencies].map((name): [string, number[]] => [name, bounds]);
  return {
    telemetryOptions: {
      metrics: {
        prometheus: {
          bindAddress: address,
          countersTotalSuffix: true,
          unitSuffix: true,
          useSecondsForDurations: true,
          histogramBucketOverrides: Object.fromEntries(named),
        },
        attachServiceName: false,
      },
    },
  };
}

const lagName = 'congvan_projection_lag';
const commitName = 'congvan_commit';
/** Of the SDK, whose default buckets end at ten seconds. */
const latencies = [
  'temporal_workflow_task_schedule_to_start_latency',
  'temporal_activity_schedule_to_start_latency',
  'temporal_workflow_task_execution_latency',
];

export interface WorkerMetrics {
  /** The same activity, measured. */
  commit(work: (input: CommitInput) => Promise<CommitResult>): (input: CommitInput) => Promise<CommitResult>;
  countDispatcherError(): void;
}

export function workerMetrics(meter: MetricMeter): WorkerMetrics {
  const lag = meter.createHistogram(
    lagName,
    'float',
    'seconds',
    'From the moment in which an instance did something until its projection is visible.',
  );
  const duration = meter.createHistogram(commitName, 'float', 'seconds', 'Of one projection transaction.');
  const failed = meter.createCounter(
    'congvan_commit_failures',
    '1',
    'Projections that failed and are tried again.',
  );
  const dispatcher = meter.createCounter(
    'congvan_dispatcher_errors',
    '1',
    'Deliveries of the outbox that failed.',
  );
  return {
    commit: (work) =>
      async function commit(input) {
        const since = performance.now();
        try {
          const result = await work(input);
          duration.record((performance.now() - since) / 1000);
          lag.record(Math.max(0, Date.now() - input.at) / 1000);
          return result;
        } catch (error) {
          failed.add(1);
          throw error;
        }
      },
    countDispatcherError: () => dispatcher.add(1),
  };
}
