/**
 * The door of the simulation: pure like the engine, so that it runs in a browser and in the command line alike. It is not part of
 * `engine/index.ts`, since no workflow needs it.
 */
export { type Arrivals, parseIntervals } from './arrivals.ts';
export { compare, type Difference, type Unit } from './compare.ts';
export { atOnce, type Distribution, parseDistribution, sample } from './distribution.ts';
export { hashOf, RandomStream } from './random.ts';
export { type ElementReport, type Report, type RoleReport, reportOf } from './report.ts';
export {
  type DeadlineScenario,
  type DocumentDates,
  type JobHandler,
  type Outcome,
  type RoleScenario,
  type Scenario,
  type StepScenario,
  symbolicDate,
} from './scenario.ts';
export { Simulation } from './simulation.ts';
export type { Estimate } from './statistics.ts';
export { type DayWindows, type WorkingHours, WorkingTime } from './working-time.ts';
