/** Queues whose mean waiting times are known by formula. */
import { describe, expect, it } from 'vitest';
import type { Estimate, Report, Scenario } from '../../../engine/simulation/index.ts';
import { aProcess } from '../a-process.ts';
import { aScenario, graphOf, reportFor, taking } from './a-scenario.ts';

const minute = 60;
const service = aProcess('queue').startEvent().userTask('serve').endEvent();
const graph = await graphOf(service);

function queue(staff: number, duration: string, changes: Partial<Scenario> = {}): Report {
  const scenario = aScenario('queue', {
    documents: 60_000,
    roles: { desk: { staff, calendar: 'always', order: 'fifo' } },
    elements: { serve: { duration: taking(duration), role: 'desk' } },
    ...changes,
  });
  return reportFor(graph, scenario);
}

/** Mean waiting time with Poisson arrivals, exponential service and that many servers (A. K. Erlang, 1917). */
function erlangWaiting(arrivalRate: number, serviceRate: number, servers: number): number {
  const offered = arrivalRate / serviceRate;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < servers; n++) {
    term *= offered / n;
    sum += term;
  }
  const last = (term * offered) / servers / (1 - offered / servers);
  return last / (sum + last) / (servers * serviceRate - arrivalRate);
}

const within = ({ value, halfWidth }: Estimate, truth: number): boolean =>
  halfWidth !== null && Math.abs(value - truth) <= halfWidth;

const waitingIn = (report: Report): Estimate =>
  report.roles[0]?.waiting ?? { value: Number.NaN, halfWidth: null };

describe('a simulated queue', { timeout: 60_000 }, () => {
  it('should wait as long as M/M/1 does', () => {
    const report = queue(1, 'exponential:PT7M');
    const truth = erlangWaiting(1 / 10, 1 / 7, 1) * minute;
    expect(within(waitingIn(report), truth)).toBe(true);
    expect(within(report.cycle.mean, truth + 7 * minute)).toBe(true);
    expect(waitingIn(report).value / truth).toBeCloseTo(1, 1);
    expect(report.roles[0]?.utilisation.value).toBeCloseTo(0.7, 1);
    expect(report.throughputPerDay.value / 144).toBeCloseTo(1, 1);
  });

  it.each([2, 3, 8])('should wait as long as M/M/%i does', (servers) => {
    const report = queue(servers, `exponential:PT${8 * servers}M`);
    const truth = erlangWaiting(1 / 10, 1 / (8 * servers), servers) * minute;
    expect(within(waitingIn(report), truth)).toBe(true);
    expect(report.roles[0]?.utilisation.value).toBeCloseTo(0.8, 1);
  });

  it('should wait as long as M/D/1 does', () => {
    const report = queue(1, 'PT7M');
    // Pollaczek and Khinchine: half of what exponential service waits
    expect(within(waitingIn(report), (erlangWaiting(1 / 10, 1 / 7, 1) / 2) * minute)).toBe(true);
  });

  it("should obey Little's law", () => {
    const report = queue(1, 'gamma:PT8M,PT4M');
    const perSecond = report.throughputPerDay.value / 86_400;
    expect(report.underWay.value / (perSecond * report.cycle.mean.value)).toBeCloseTo(1, 2);
  });

  it('should be right about how sure it is in about 95 of 100 cases', () => {
    const truth = erlangWaiting(1 / 10, 1 / 5, 1) * minute;
    const right = Array.from({ length: 60 }, (_, seed) =>
      within(waitingIn(queue(1, 'exponential:PT5M', { seed, documents: 4000 })), truth),
    ).filter(Boolean).length;
    expect(right).toBeGreaterThanOrEqual(52);
  });
});
