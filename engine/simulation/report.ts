/** What came out of a simulation, as plain JSON. Times are seconds, shares 0 to 1. */
import type { Bilingual } from '../graph.ts';
import { Batch } from './measures.ts';
import type { IncidentCount, Simulation } from './simulation.ts';
import { autocorrelationOf, type Estimate, halfWidthOf } from './statistics.ts';

export interface Report {
  process: string;
  seed: number;
  /** ISO 8601. */
  start: string;
  end: string;
  documents: {
    arrived: number;
    completed: number;
    terminated: number;
    /** Held by an incident, or waiting for what never comes. */
    stuck: number;
    /** Not at their end when the simulation was. */
    underWay: number;
    /** Left out of all measures, because the system was still filling. */
    warmUp: number;
  };
  /** Independent observations behind the confidence intervals: batches, or replications. */
  observations: number;
  /** Documents that ended, per day of 24 hours. */
  throughputPerDay: Estimate;
  /** Documents under way at a moment. */
  underWay: Estimate;
  /** From arrival to the end. */
  cycle: { mean: Estimate; p50: Estimate; p90: Estimate; p99: Estimate };
  /** Share of documents with a deadline that missed it; null where none has one. */
  late: Estimate | null;
  roles: RoleReport[];
  elements: ElementReport[];
  /** Share of the documents that took each sequence flow, how often on average; by id. */
  flows: Record<string, number>;
  incidents: IncidentCount[];
  /** What nobody said and was assumed. */
  assumptions: Bilingual[];
  warnings: Bilingual[];
}

export interface RoleReport {
  role: string;
  staff: number;
  utilisation: Estimate;
  /** Of the tasks of the role: how long until somebody begins. */
  waiting: Estimate;
}

export interface ElementReport {
  id: string;
  name: string;
  type: string;
  role: string | null;
  /** How often for each document. */
  perDocument: number;
  waiting: Estimate;
  /** Working time. */
  service: Estimate;
  /** Share that missed its due date; null where none has one. */
  late: Estimate | null;
}

/** The replications of one simulation, each with a seed of its own; or one, whose batches stand for replications. */
export function reportOf(replications: readonly Simulation[]): Report {
  const [first] = replications;
  if (!first) throw new RangeError('Expected at least one simulation');
  const { total, observations } = observationsOf(replications);
  const estimate = (measure: Measure): Estimate => estimateOf(measure, total, observations);
  const sum = (of: (simulation: Simulation) => number): number =>
    replications.reduce((all, simulation) => all + of(simulation), 0);
  const everything = new Batch();
  for (const simulation of replications)
    for (const batch of simulation.measures.batches(0).all) everything.merge(batch);
  const arrived = sum((simulation) => simulation.measures.arrived);
  const counts = countsOf(replications, arrived);
  const report: Report = {
    process: first.scenario.processId,
    seed: first.scenario.seed,
    start: new Date(first.scenario.start).toISOString(),
    end: new Date(Math.max(...replications.map((simulation) => simulation.now))).toISOString(),
    documents: {
      arrived,
      completed: everything.completed,
      terminated: everything.terminated,
      stuck: everything.stuck,
      underWay: sum((simulation) => simulation.underWay),
      warmUp: arrived - total.arrived,
    },
    observations: observations.length,
    throughputPerDay: estimate((batch) => (batch.ended / batch.elapsed) * 86_400_000),
    underWay: estimate((batch) => batch.underWay / batch.elapsed),
    cycle: {
      mean: estimate((batch) => batch.cycle.mean / 1000),
      p50: estimate((batch) => batch.cycle.quantile(0.5) / 1000),
      p90: estimate((batch) => batch.cycle.quantile(0.9) / 1000),
      p99: estimate((batch) => batch.cycle.quantile(0.99) / 1000),
    },
    late: total.withDeadline > 0 ? estimate((batch) => batch.late / batch.withDeadline) : null,
    roles: rolesOf(replications, estimate),
    elements: elementsOf(replications, total, counts, estimate),
    flows: flowsOf(first, counts),
    incidents: incidentsOf(replications),
    assumptions: [
      ...new Map(replications.flatMap((it) => it.assumptions).map((text) => [text.en, text])).values(),
    ],
    warnings: [],
  };
  report.warnings = warningsOf(report, replications, observations);
  return report;
}

// observations ///////////////////////////////////////////////////////

/** NaN where there is nothing to measure. */
export type Measure = (batch: Batch) => number;

/** All that counts, and its independent parts. */
export function observationsOf(replications: readonly Simulation[]): { total: Batch; observations: Batch[] } {
  const total = new Batch();
  const [only] = replications;
  if (only && replications.length === 1) {
    const { all, complete } = only.batches();
    for (const batch of all) total.merge(batch);
    return { total, observations: complete };
  }
  const observations = replications.map((simulation) => {
    const whole = new Batch();
    for (const batch of simulation.batches().all) whole.merge(batch);
    total.merge(whole);
    return whole;
  });
  return { total, observations };
}

function estimateOf(measure: Measure, total: Batch, observations: readonly Batch[]): Estimate {
  const values = observations.map(measure).filter((value) => Number.isFinite(value));
  const value = measure(total);
  return { value: Number.isFinite(value) ? value : 0, halfWidth: halfWidthOf(values) };
}

// parts //////////////////////////////////////////////////////////////

export function waitingOf(steps: readonly number[]): Measure {
  return (batch) => {
    const sums = steps.map((number) => batch.steps[number]);
    const count = sums.reduce((all, it) => all + (it?.count ?? 0), 0);
    return sums.reduce((all, it) => all + (it?.waiting ?? 0), 0) / count / 1000;
  };
}

export function utilisationOf(pool: number): Measure {
  return (batch) => (batch.pools[pool]?.busy ?? 0) / (batch.pools[pool]?.available ?? 0);
}

/** Steps whose work is done by a pool, by its number. */
export function stepsOfPools(simulation: Simulation): number[][] {
  return simulation.pools.map((pool) =>
    [...simulation.steps.values()].filter((step) => step.pool === pool).map((step) => step.number),
  );
}

function rolesOf(
  replications: readonly Simulation[],
  estimate: (measure: Measure) => Estimate,
): RoleReport[] {
  const [first] = replications;
  if (!first) return [];
  const steps = stepsOfPools(first);
  return first.pools.map((pool, number) => ({
    role: pool.name,
    staff: pool.staff,
    utilisation: estimate(utilisationOf(number)),
    waiting: estimate(waitingOf(steps[number] ?? [])),
  }));
}

function elementsOf(
  replications: readonly Simulation[],
  total: Batch,
  counts: ReadonlyMap<string, number>,
  estimate: (measure: Measure) => Estimate,
): ElementReport[] {
  const [first] = replications;
  if (!first) return [];
  const isShown = (id: string, type: string): boolean => counts.has(id) && type !== 'sequenceFlow';
  return [...first.steps.values()].flatMap(({ number, id, element, role }): ElementReport[] => {
    if (!element || !isShown(id, element.type)) return [];
    return [
      {
        id,
        name: element.name,
        type: element.type,
        role,
        perDocument: counts.get(id) ?? 0,
        waiting: estimate(
          (batch) => (batch.steps[number]?.waiting ?? 0) / (batch.steps[number]?.count ?? 0) / 1000,
        ),
        service: estimate(
          (batch) => (batch.steps[number]?.service ?? 0) / (batch.steps[number]?.count ?? 0) / 1000,
        ),
        late:
          (total.steps[number]?.withDueDate ?? 0) > 0
            ? estimate((batch) => (batch.steps[number]?.late ?? 0) / (batch.steps[number]?.withDueDate ?? 0))
            : null,
      },
    ];
  });
}

function countsOf(replications: readonly Simulation[], arrived: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const simulation of replications) {
    for (const [id, count] of simulation.counts())
      counts.set(id, (counts.get(id) ?? 0) + count / Math.max(1, arrived));
  }
  return counts;
}

function flowsOf(simulation: Simulation, counts: ReadonlyMap<string, number>): Record<string, number> {
  const flows = [...simulation.steps.values()].filter((step) => step.element?.type === 'sequenceFlow');
  return Object.fromEntries(flows.map(({ id }) => [id, counts.get(id) ?? 0]));
}

function incidentsOf(replications: readonly Simulation[]): IncidentCount[] {
  const incidents = new Map<string, IncidentCount>();
  for (const [key, incident] of replications.flatMap((simulation) => [...simulation.incidents])) {
    incidents.set(key, { ...incident, count: (incidents.get(key)?.count ?? 0) + incident.count });
  }
  return [...incidents.values()];
}

function warningsOf(
  report: Report,
  replications: readonly Simulation[],
  observations: readonly Batch[],
): Bilingual[] {
  const warnings: Bilingual[] = [];
  const cycles = observations.map((batch) => batch.cycle.mean).filter((value) => Number.isFinite(value));
  if (cycles.length < 10) {
    warnings.push({
      vi: 'Ít quan sát: khoảng tin cậy chưa đáng tin. Hãy tăng số văn bản.',
      en: 'Few observations: the confidence intervals cannot be relied on. Simulate more documents.',
    });
  } else if (replications.length === 1 && autocorrelationOf(cycles) > 0.4) {
    warnings.push({
      vi: 'Các nhóm quan sát còn phụ thuộc nhau: khoảng tin cậy quá hẹp. Hãy tăng số văn bản.',
      en: 'The batches depend on one another: the confidence intervals are too narrow. Simulate more documents.',
    });
  }
  const [first] = replications;
  const steps = first ? stepsOfPools(first) : [];
  for (const [number, { role }] of report.roles.entries()) {
    if ((steps[number] ?? []).length > 0) continue;
    warnings.push({
      vi: `Không việc nào đến tay «${role}»: kiểm tra tên vai trò.`,
      en: `No work came to '${role}': check the name of the role.`,
    });
  }
  for (const { role, utilisation } of report.roles) {
    if (utilisation.value < 0.97) continue;
    warnings.push({
      vi: `«${role}» quá tải: việc đến nhanh hơn việc được làm, hàng chờ dài mãi.`,
      en: `'${role}' is overloaded: work comes faster than it is done, the queue grows without end.`,
    });
  }
  return warnings;
}
