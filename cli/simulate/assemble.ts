/** Puts a scenario together: what the command line says goes before the file, the file before the history, that before defaults. */
import { addDuration, type ExecutableGraph, parseDuration } from '../../engine/index.ts';
import {
  type Arrivals,
  atOnce,
  parseIntervals,
  type Scenario,
  type StepScenario,
  type WorkingHours,
  WorkingTime,
} from '../../engine/simulation/index.ts';
import { deadlineCalendar, officeCalendar } from './calendars.ts';
import { deadlineJobs } from './deadline-jobs.ts';
import { type HistoryLine, learn } from './history.ts';
import type { ScenarioFile } from './scenario-file.ts';

/** What options of the command line say. */
export interface Overrides {
  arrivals: string | null;
  /** Of a trace file; epoch milliseconds, ascending. */
  trace: readonly number[] | null;
  roles: ScenarioFile['roles'];
  calendar: WorkingHours | null | undefined;
  deadline: string | null;
  seed: number | null;
  documents: number | null;
  until: string | null;
  warmUp: number | null;
}

/** Why the scenario does not fit. */
export class RefusedScenario extends Error {}

const startOfTime = '2026-01-05T01:00:00Z';

/** @throws RefusedScenario */
export function assemble(
  graph: ExecutableGraph,
  processId: string,
  file: ScenarioFile,
  history: readonly HistoryLine[],
  overrides: Overrides,
): Scenario {
  const calendars: Record<string, WorkingHours | null> = {
    office: officeCalendar,
    ...file.calendars,
    always: null,
  };
  if (overrides.calendar !== undefined) calendars.office = overrides.calendar;
  const office = new WorkingTime(calendars.office ?? null);
  const learnt = learn(history, graph, processId, new WorkingTime(calendars.office ?? null));
  const start = Date.parse(file.start ?? startOfTime);
  const workingDays = file.defaults.workingDays ?? 7;
  const scenario: Scenario = {
    processId,
    start,
    seed: overrides.seed ?? file.seed ?? 1,
    documents:
      overrides.documents ??
      file.documents ??
      ((overrides.until ?? file.until) ? Number.MAX_SAFE_INTEGER : 10_000),
    until: momentOf(overrides.until ?? file.until ?? null, start),
    warmUp: overrides.warmUp ?? file.warmUp ?? 0.1,
    arrivals: arrivalsOf(file, overrides, learnt.arrivals, calendars),
    kinds: file.kinds ?? [],
    calendars,
    roles: { ...file.roles, ...overrides.roles },
    elements: merged(learnt.elements, file.elements),
    jobs: file.jobs,
    flows: { ...learnt.flows, ...file.flows },
    deadline: deadlineOf(file, overrides, office),
    defaults: {
      userTask: file.defaults.userTask ?? { kind: 'triangular', from: 300_000, mode: 900_000, to: 3_600_000 },
      job: file.defaults.job ?? atOnce,
      message: file.defaults.message ?? { kind: 'exponential', mean: 86_400_000 },
    },
    handlers: deadlineJobs(deadlineCalendar(calendars.office ?? null), workingDays),
  };
  requireKnown(graph, scenario);
  return scenario;
}

/** Instants, one a line, or JSON lines with `startedAt`. @throws RefusedScenario */
export function parseTrace(text: string): number[] {
  const moments = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => Date.parse(/"startedAt"\s*:\s*"([^"]+)"/.exec(line)?.[1] ?? line));
  if (moments.length === 0 || moments.some(Number.isNaN))
    throw new RefusedScenario('a trace has a moment of ISO 8601 on each line');
  return moments.sort((a, b) => a - b);
}

// parts //////////////////////////////////////////////////////////////

function arrivalsOf(
  file: ScenarioFile,
  { arrivals, trace }: Overrides,
  learnt: Arrivals | null,
  calendars: Scenario['calendars'],
): Arrivals {
  if (trace) return { kind: 'moments', moments: trace };
  const given = arrivals === null ? file.arrivals : { intervals: arrivals, calendar: 'office' };
  if (!given && learnt) return learnt;
  if (given && 'moments' in given)
    return { kind: 'moments', moments: given.moments.map((it) => Date.parse(it)).sort((a, b) => a - b) };
  const { intervals, calendar } = given ?? { intervals: 'poisson:6/h', calendar: 'office' };
  if (!(calendar in calendars)) throw new RefusedScenario(`arrivals: there is no calendar "${calendar}"`);
  const distribution = parseIntervals(intervals, new WorkingTime(calendars[calendar] ?? null).lengthOfDay);
  if (distribution) return { kind: 'intervals', distribution, calendar };
  throw new RefusedScenario(
    `arrivals: "${intervals}" is neither poisson:12/h, every:PT5M nor a distribution`,
  );
}

function deadlineOf(file: ScenarioFile, overrides: Overrides, office: WorkingTime): Scenario['deadline'] {
  const until = file.deadline.until ?? null;
  const text = overrides.deadline;
  if (text !== null) {
    const days = /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
    const duration = days === null ? parseDuration(text) : null;
    if (days !== null) return { granted: { duration: days * office.lengthOfDay, calendar: 'office' }, until };
    if (duration) return { granted: { duration: addDuration(0, duration), calendar: 'always' }, until };
    throw new RefusedScenario(`deadline: "${text}" is neither a number of working days nor a duration`);
  }
  const { workingDays, duration } = file.deadline;
  if (workingDays !== undefined)
    return { granted: { duration: workingDays * office.lengthOfDay, calendar: 'office' }, until };
  if (duration?.kind === 'constant')
    return { granted: { duration: duration.value, calendar: 'always' }, until };
  if (duration) throw new RefusedScenario('deadline: the duration must be constant');
  return { granted: null, until };
}

function momentOf(text: string | null, start: number): number | null {
  if (text === null) return null;
  const duration = parseDuration(text);
  const moment = duration ? addDuration(start, duration) : Date.parse(text);
  if (Number.isNaN(moment)) throw new RefusedScenario(`until: "${text}" is neither a moment nor a duration`);
  return moment;
}

function merged(
  learnt: Record<string, StepScenario>,
  given: ScenarioFile['elements'],
): Record<string, StepScenario> {
  const ids = new Set([...Object.keys(learnt), ...Object.keys(given)]);
  return Object.fromEntries([...ids].map((id) => [id, { ...learnt[id], ...given[id] }]));
}

/** A misspelt name would silently mean nothing. */
function requireKnown(graph: ExecutableGraph, scenario: Scenario): void {
  const ids = new Set(Object.values(graph.processes).flatMap((process) => Object.keys(process.elements)));
  const { elements, flows, deadline, roles, calendars } = scenario;
  const unknown = [
    ...Object.keys(elements),
    ...Object.keys(flows),
    ...(deadline.until === null ? [] : [deadline.until]),
  ].filter((id) => !ids.has(id));
  if (unknown.length > 0) throw new RefusedScenario(`there is no element ${unknown.join(', ')} in the model`);
  for (const [name, { calendar }] of Object.entries(roles)) {
    if (!(calendar in calendars))
      throw new RefusedScenario(`roles: ${name}: there is no calendar "${calendar}"`);
  }
  for (const [id, step] of Object.entries(elements)) {
    const isTask = Object.values(graph.processes).some((process) => process.elements[id]?.userTask);
    if (isTask && step.outcomes?.some(({ error }) => error !== undefined))
      throw new RefusedScenario(`elements: ${id}: only jobs throw errors`);
  }
}
