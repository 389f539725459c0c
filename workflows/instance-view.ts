import {
  activeElementIds,
  type InstanceState,
  isSuspended,
  lifecycle,
  openIncidents,
  openUserTasks,
} from '../engine/index.ts';
import type { InstanceView } from './messages.ts';

/** Where an instance stands, as its updates answer it. */
export function viewOf(state: InstanceState): InstanceView {
  return {
    state: lifecycle(state),
    ...(isSuspended(state) ? { isSuspended: true as const } : {}),
    sequence: state.sequence,
    openTasks: openUserTasks(state).map(({ key, elementId, name, assignee, candidateGroups }) => ({
      key,
      elementId,
      name,
      assignee,
      candidateGroups,
    })),
    activeElements: activeElementIds(state),
    incidents: openIncidents(state).map(({ key, elementId, code, message }) => ({
      key,
      elementId,
      code,
      message,
    })),
  };
}
