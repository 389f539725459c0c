/**
 * Task listeners (dialect): jobs that are asked before a user task changes. While they are, nothing else may be done with the task;
 * what was asked for waits with its element instance. A listener may correct the task's attributes, and deny what a person asked for.
 */
import type { FlowElement, TaskEvent } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance, TaskTransition, UserTaskChanges, Variables } from '../state/instance-state.ts';
import { closeWaits } from './event-subscription.ts';
import { dropIncidents, raiseIncident } from './incident.ts';
import { openListenerJob, openNextListenerJob } from './listener-job.ts';
import { closeUserTask, openUserTask, type UserTaskDescription, updateUserTask } from './user-task.ts';
import { setLocal } from './variables.ts';

/** Asks the listeners of that event, if there are any: then the rest waits for `continueTransition`. */
export function holdTask(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  event: TaskEvent,
  transition: TaskTransition,
): boolean {
  if (!element.taskListeners?.[event]) return false;
  run.note({ change: 'taskTransition', key: instance.key, transition });
  tellHeld(run, instance, event);
  const failure = openListenerJob(run, instance, event, 0);
  if (failure) raiseIncident(run, instance, failure);
  return true;
}

/** The task comes into being; an assignee that its model names is assigned after that. */
export function createTask(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  task: UserTaskDescription,
): void {
  if (holdTask(run, instance, element, 'creating', { task })) return;
  openCreated(run, instance, element, task);
}

/** Whether its listeners are asked before it is cancelled, now or already. */
export function holdCancellation(run: Run, instance: ElementInstance, element: FlowElement): boolean {
  if (!element.taskListeners?.canceling) return false;
  const { listening, phase } = instance;
  if (listening?.event === 'canceling') return !listening.done;
  const exists = phase === 'active' && (run.state.userTasks[instance.key] || instance.transition?.task);
  if (!exists) return false;
  closeWaits(run, instance);
  dropIncidents(run, instance);
  run.note({ change: 'terminating', key: instance.key });
  return holdTask(run, instance, element, 'canceling', {});
}

/** A listener has answered. `done`: the last of them, and what was asked for is done; 'cancelled': but for the end of its instance. */
export function continueTransition(
  run: Run,
  instance: ElementInstance,
  variables: Variables,
  corrections: UserTaskChanges,
): Failure | 'completed' | 'cancelled' | null {
  setLocal(run, instance, variables);
  const transition = { ...instance.transition, changes: { ...instance.transition?.changes, ...corrections } };
  run.note({ change: 'taskTransition', key: instance.key, transition });
  const next = openNextListenerJob(run, instance);
  if (next !== 'done') return next;
  return finish(run, instance, run.elementOf(instance), transition);
}

/** Everything stays as it was before it was asked for. */
export function denyTransition(run: Run, instance: ElementInstance): void {
  const { event, index = 0 } = instance.listening ?? {};
  if (event) run.note({ change: 'listening', key: instance.key, listening: { event, index, done: true } });
  release(run, instance);
}

// helpers ////////////////////////////////////////////////////////////

function finish(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  transition: TaskTransition,
): 'completed' | 'cancelled' | null {
  const { changes = {}, actor = null } = transition;
  switch (instance.listening?.event) {
    case 'creating':
      run.note({ change: 'taskTransition', key: instance.key, transition: null });
      if (transition.task) openCreated(run, instance, element, { ...transition.task, ...changes });
      return null;
    case 'assigning': {
      const { assignee = transition.assignee ?? null, ...others } = changes;
      run.emit({ event: 'userTaskAssigned', key: instance.key, element: element.id, assignee, actor });
      updateUserTask(run, instance, others, actor);
      release(run, instance);
      return null;
    }
    case 'updating':
      updateUserTask(run, instance, changes, actor);
      release(run, instance);
      return null;
    case 'completing':
      updateUserTask(run, instance, changes, actor);
      closeUserTask(run, instance, 'completed', actor);
      run.note({ change: 'taskTransition', key: instance.key, transition: null });
      return 'completed';
    default:
      return 'cancelled';
  }
}

function openCreated(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  task: UserTaskDescription,
): void {
  const { assignee } = task;
  const isAsked = assignee !== null && element.taskListeners?.assigning !== undefined;
  openUserTask(run, instance, element, isAsked ? { ...task, assignee: null } : task);
  if (isAsked) holdTask(run, instance, element, 'assigning', { assignee });
}

function release(run: Run, instance: ElementInstance): void {
  run.note({ change: 'taskTransition', key: instance.key, transition: null });
  tellHeld(run, instance, null);
}

function tellHeld(run: Run, instance: ElementInstance, by: TaskEvent | null): void {
  if (!run.state.userTasks[instance.key]) return;
  run.emit({ event: 'userTaskHeld', key: instance.key, element: instance.elementId, by });
}
