/** What /metrics shows, in the text format of Prometheus (exposition format 0.0.4). */
import { performance as nodePerformance } from 'node:perf_hooks';

const bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface Metrics {
  /** @param code "OK", or the code of the first error */
  countOperation(kind: string, code: string, seconds: number): void;
  openSubscriptions(change: 1 | -1): void;
  print(): string;
}

export function createMetrics(): Metrics {
  const operations = new Map<string, number>();
  const buckets = bounds.map(() => 0);
  let count = 0;
  let sum = 0;
  let subscriptions = 0;

  return {
    countOperation(kind, code, seconds) {
      const labels = `kind="${kind}",code="${code}"`;
      operations.set(labels, (operations.get(labels) ?? 0) + 1);
      count += 1;
      sum += seconds;
      for (const [index, bound] of bounds.entries())
        if (seconds <= bound) buckets[index] = (buckets[index] ?? 0) + 1;
    },
    openSubscriptions(change) {
      subscriptions += change;
    },
    print() {
      return [
        '# HELP congvan_api_operations_total GraphQL operations answered.',
        '# TYPE congvan_api_operations_total counter',
        ...[...operations].map(([labels, value]) => `congvan_api_operations_total{${labels}} ${value}`),
        '# HELP congvan_api_operation_seconds Time until the answer.',
        '# TYPE congvan_api_operation_seconds histogram',
        ...bounds.map(
          (bound, index) => `congvan_api_operation_seconds_bucket{le="${bound}"} ${buckets[index]}`,
        ),
        `congvan_api_operation_seconds_bucket{le="+Inf"} ${count}`,
        `congvan_api_operation_seconds_sum ${sum}`,
        `congvan_api_operation_seconds_count ${count}`,
        '# HELP congvan_api_subscriptions Subscriptions that are open.',
        '# TYPE congvan_api_subscriptions gauge',
        `congvan_api_subscriptions ${subscriptions}`,
        '# HELP process_resident_memory_bytes Resident memory of this process.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        '# HELP nodejs_eventloop_utilization How busy the event loop has been since the start, 0 to 1.',
        '# TYPE nodejs_eventloop_utilization gauge',
        `nodejs_eventloop_utilization ${nodePerformance.eventLoopUtilization().utilization}`,
        '# HELP process_start_time_seconds Start of this process, Unix time.',
        '# TYPE process_start_time_seconds gauge',
        `process_start_time_seconds ${Math.round(performance.timeOrigin / 1000)}`,
        '',
      ].join('\n');
    },
  };
}
