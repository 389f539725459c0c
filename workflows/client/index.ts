/** The only door to running work for the API and the command line. */

export type { InstanceView } from '../messages.ts';
export { activateAdHoc, openAdHoc } from './ad-hoc.ts';
export type { IncidentResolutionInput } from './batches/incident-resolution.ts';
export type { MigrationInput } from './batches/migration.ts';
export {
  type BatchOptions,
  type BatchSelection,
  cancelBatch,
  pauseBatch,
  resumeBatch,
  rollBackBatch,
  startBatch,
} from './batches/start-batch.ts';
export type { SuspensionInput } from './batches/suspension.ts';
export { taskQueue, type WorkContext } from './context.ts';
export { type DeployOptions, deploy } from './deploy.ts';
export { type Dispatcher, type DispatcherOptions, startDispatcher } from './dispatcher.ts';
export { type DecodedEvent, type Inspection, inspectInstance, instanceHistory } from './inspect-instance.ts';
export { removeUnneededPayloads } from './large-payloads.ts';
export {
  type MigrationOptions,
  migrateInstance,
  previewMigration,
  proposeMigration,
  type Version,
} from './migrate.ts';
export { closesByItself, hasPoisoned, poisonedCode } from './poisoned-incident.ts';
export { publishMessage } from './publish-message.ts';
export { viewInstance } from './query-instance.ts';
export {
  countInstances,
  type Difference,
  type RebuildOptions,
  rebuild,
  type Verdict,
} from './rebuild.ts';
export { openJobs, previewRepair, repairInstance } from './repair.ts';
export {
  countOpenInstances,
  type Restored,
  type RestoreOptions,
  restoreInstances,
} from './restore-instance.ts';
export { removeSettled } from './retention.ts';
export { startByCondition } from './start-by-condition.ts';
export {
  dispatchInstance,
  prepareInstance,
  type StartOptions,
  startInstance,
  wakeInstance,
} from './start-instance.ts';
export { storedView } from './stored-view.ts';
export {
  type AgencyVersion,
  openSuspension,
  resumeDefinition,
  suspendDefinition,
  waitingStarts,
} from './suspend-definition.ts';
export {
  assignTask,
  cancelInstance,
  completeTask,
  hasCompleted,
  resolveIncident,
  updateTask,
} from './tasks.ts';
export { temporalClient } from './temporal-client.ts';
export { throwSignal } from './throw-signal.ts';
export { undoTask } from './undo-task.ts';
export { tellAllDoubtful, tellDoubtful } from './watcher.ts';
export { WorkError, type WorkErrorCode } from './work-error.ts';
