import {
  activeElementIds,
  firstUserTasks,
  type InstanceState,
  isSuspended,
  lifecycle,
  openIncidents,
  suspendedElements,
} from '../engine/index.ts';
import type { InstanceView } from './messages.ts';

/** An answer does not grow with what is open: all tasks are in the read model. */
const shownTasks = 100;

/** Where an instance stands, as its updates answer it. */
export function viewOf(state: InstanceState): InstanceView {
  const elements = suspendedElements(state);
  return {
    state: lifecycle(state),
    ...(isSuspended(state) ? { isSuspended: true as const } : {}),
    ...(elements.length > 0 ? { suspendedElements: elements } : {}),
    sequence: state.sequence,
    openTasks: firstUserTasks(state, shownTasks).map(
      ({ key, elementId, name, assignee, candidateGroups }) => ({
        key,
        elementId,
        name,
        assignee,
        candidateGroups,
      }),
    ),
    activeElements: activeElementIds(state),
    incidents: openIncidents(state).map(({ key, elementId, code, message }) => ({
      key,
      elementId,
      code,
      message,
    })),
  };
}
