/**
 * The engine's public door: BPMN 2.0 semantics as pure functions, `(graph, state, command, now) → (state, events)`.
 * No I/O, no clock, no randomness: it runs in a Temporal workflow, in a browser and in the command line alike.
 * Compiling and validating files is behind another door, `engine/deployment.ts`, because it needs the XML readers.
 */
export type { Command, Rejection } from './commands.ts';
export type { ElementType, FlowElement } from './elements/element.ts';
export type { EngineEvent, EventDefinition } from './events.ts';
export type {
  Bilingual,
  ExecutableGraph,
  ExecutableProcess,
  Finding,
  FormSchema,
  JobExecution,
  Resource,
} from './graph.ts';
export type {
  IncidentCode,
  Job,
  LifecycleState,
  MessageSubscription,
  OpenIncident,
  SignalSubscription,
  UserTask,
  Variables,
} from './state/instance-state.ts';
