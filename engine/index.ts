/**
 * The engine's public door: BPMN 2.0 semantics as pure functions, `(graph, state, command, now) → (state, events)`.
 * No I/O, no clock, no randomness: it runs in a Temporal workflow, in a browser and in the command line alike.
 * Compiling and validating files is behind another door, `engine/deployment.ts`, because it needs the XML readers.
 */
export { applyCommand } from './apply-command.ts';
export type { AdHocSelection, Command, JobResult, Rejection } from './commands.ts';
export type { ElementType, FlowElement, ListenerEvent } from './elements/element.ts';
export type { EngineEvent, EventDefinition } from './events.ts';
export { currentFlags, expectKnownFlags, type Flag, isOn } from './flags.ts';
export { type ForeignJob, foreignJob } from './foreign-job.ts';
export type {
  Bilingual,
  DeclaredJobType,
  ExecutableGraph,
  ExecutableProcess,
  Finding,
  FormSchema,
  JobExecution,
  Resource,
} from './graph.ts';
export { keyOfMessage } from './message-key.ts';
export type { Expected, Oracle } from './oracle.ts';
export { type MetTrigger, meetStart } from './parallel-start.ts';
export { dryRun } from './repair/dry-run.ts';
export { refuseHaltedTask } from './repair/element-suspension.ts';
export { checkMigration } from './repair/migration/check.ts';
export { inverseMapping, type MigrationMapping, type ProcessMapping } from './repair/migration/mapping.ts';
export {
  type ElementChange,
  type MigrationPlan,
  mappingOf,
  type NamedElement,
  type PlannedElement,
  type ProcessPlan,
  planMigration,
} from './repair/migration/plan.ts';
export type { MigrationProblem } from './repair/migration/problem.ts';
export type { ModifyInstruction, Past, RepairCommand, Repairer } from './repair/repair-command.ts';
export { suspendedRejection } from './repair/suspension.ts';
export type { Limits, RunOptions } from './run.ts';
export { type StartOptions, startInstance, type Transition } from './start-instance.ts';
export {
  type StartSubscription,
  startConditionHolds,
  startSubscriptions,
} from './start-subscriptions.ts';
export type {
  IncidentCode,
  InstanceState,
  Job,
  KeptCommand,
  LifecycleState,
  MessageSubscription,
  OpenIncident,
  SignalSubscription,
  UserTask,
  UserTaskChanges,
  Variables,
} from './state/instance-state.ts';
export {
  activeElementIds,
  elementIdPath,
  firstUserTasks,
  hasItemsToBegin,
  isSuspended,
  lifecycle,
  liveInstances,
  nextDueAt,
  type OpenMessageSubscription,
  openAdHocSubProcesses,
  openIncidents,
  openJob,
  openJobKeys,
  openJobs,
  openJobsOf,
  openMessageSubscriptions,
  openSignalSubscriptions,
  openUserTask,
  openUserTasks,
  type PendingJob,
  pendingJobs,
  processVariables,
  suspendedElements,
} from './state/readers.ts';
export { nextDue, type TimerRepeat } from './time/due-time.ts';
export { addDuration, parseDuration } from './time/iso-8601.ts';
export { type TraceLine, toTrace } from './trace.ts';
