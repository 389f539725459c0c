/** What the events of one commit change in the read model: at most one write for each row, however often it changed. */
import type {
  EngineEvent,
  MessageSubscription,
  SignalSubscription,
  UserTask,
  UserTaskChanges,
} from '../../engine/index.ts';
import type { CommitInput } from './contract.ts';

export interface OpenedTask {
  task: UserTask;
  closed: ClosedTask | null;
}

export interface ClosedTask {
  key: string;
  state: 'COMPLETED' | 'CANCELLED';
  at: number;
  actor: string | null;
  completionKey: string | null;
}

export interface MigratedTask {
  key: string;
  elementId: string;
  name: string;
  formId: string | null;
}

export interface MigratedWait {
  key: string;
  elementId: string;
  /** Where it is of another process from now on. */
  processId?: string;
}

export interface OpenedIncident {
  key: string;
  elementId: string;
  code: string;
  message: string;
  at: number;
  resolvedAt: number | null;
}

export interface ThrownMessage {
  sequence: number;
  name: string;
  correlationKey: string;
  variables: Record<string, unknown>;
  /** Milliseconds. */
  timeToLive: number;
  /** The process that has sent it. */
  sender: string;
}

export interface ThrownSignal {
  sequence: number;
  name: string;
  variables: Record<string, unknown>;
}

export interface Changes {
  openedTasks: OpenedTask[];
  /** Tasks opened by an earlier commit. */
  assignedTasks: { key: string; assignee: string | null }[];
  updatedTasks: { key: string; changes: UserTaskChanges }[];
  closedTasks: ClosedTask[];
  /** Keys of those that were closed before and are open again. */
  reopenedTasks: string[];
  /** What a migration has made of them. */
  migratedTasks: MigratedTask[];
  migratedIncidents: MigratedWait[];
  migratedSubscriptions: MigratedWait[];
  migratedSignals: MigratedWait[];
  /** Id of the definition that the instance goes by from now on; null where that stays. */
  definitionId: string | null;
  openedIncidents: OpenedIncident[];
  resolvedIncidents: { key: string; at: number }[];
  subscriptions: MessageSubscription[];
  endedSubscriptions: string[];
  /** Keys of those that have taken a message and stay open for another. */
  stayingSubscriptions: string[];
  signalSubscriptions: SignalSubscription[];
  endedSignalSubscriptions: string[];
  /** Messages that the instance itself has sent, by the sequence of their event. */
  thrown: ThrownMessage[];
  /** Signals, for other instances. */
  thrownSignals: ThrownSignal[];
  /** Ids of the messages that the instance has taken (`engineMessageId`). */
  takenMessages: string[];
  endedAt: number | null;
}

export function changesOf(input: Pick<CommitInput, 'events' | 'commands' | 'lifecycle'>): Changes {
  const completionKeys = new Map<string, string>();
  const takenMessages: string[] = [];
  const taking = new Set<string>();
  for (const { id, command } of input.commands) {
    if (command.kind === 'completeUserTask' && id !== null)
      completionKeys.set(command.key, completionKeyOf(id));
    if (command.kind === 'correlateMessage') {
      takenMessages.push(command.messageId);
      taking.add(command.subscriptionKey);
    } else if (command.kind === 'hold' && command.command?.kind === 'correlateMessage') {
      takenMessages.push(command.command.messageId);
    }
  }

  const opened = new Map<string, OpenedTask>();
  const assigned = new Map<string, string | null>();
  const updated = new Map<string, UserTaskChanges>();
  const closed = new Map<string, ClosedTask>();
  const reopened = new Set<string>();
  const migrated = new Map<string, MigratedTask>();
  const migratedIncidents = new Map<string, MigratedWait>();
  const migratedSubscriptions = new Map<string, MigratedWait>();
  const migratedSignals = new Map<string, MigratedWait>();
  let definitionId: string | null = null;
  const incidents = new Map<string, OpenedIncident>();
  const resolved: Changes['resolvedIncidents'] = [];
  const subscriptions = new Map<string, MessageSubscription>();
  const endedSubscriptions: string[] = [];
  const signalSubscriptions = new Map<string, SignalSubscription>();
  const endedSignalSubscriptions: string[] = [];
  const thrown: ThrownMessage[] = [];
  const thrownSignals: ThrownSignal[] = [];

  for (const event of input.events) {
    switch (event.event) {
      case 'userTaskOpened':
        opened.set(event.task.key, { task: event.task, closed: null });
        break;
      case 'userTaskAssigned': {
        const here = opened.get(event.key);
        if (here) here.task = { ...here.task, assignee: event.assignee };
        else assigned.set(event.key, event.assignee);
        break;
      }
      case 'userTaskUpdated': {
        const { assignee, ...changes } = event.changes;
        const here = opened.get(event.key);
        if (here) here.task = { ...here.task, ...event.changes };
        else {
          updated.set(event.key, { ...updated.get(event.key), ...changes });
          if (assignee !== undefined) assigned.set(event.key, assignee);
        }
        break;
      }
      case 'migrated':
        definitionId = event.definitionId ?? null;
        break;
      case 'waitMigrated': {
        const { key, element: elementId, processId } = event;
        const here = incidents.get(key) ?? subscriptions.get(key) ?? signalSubscriptions.get(key);
        const moved = { key, elementId, ...(processId === undefined ? {} : { processId }) };
        if (here) Object.assign(here, moved);
        else if (event.what === 'incident') migratedIncidents.set(key, moved);
        else if (event.what === 'message') migratedSubscriptions.set(key, moved);
        else if (event.what === 'signal') migratedSignals.set(key, moved);
        break;
      }
      case 'userTaskMigrated': {
        const { key, element: elementId, name, formId, changes } = event;
        const here = opened.get(key);
        if (here) here.task = { ...here.task, elementId, name, formId, ...changes };
        else {
          const { assignee, ...others } = changes;
          migrated.set(key, { key, elementId, name, formId });
          updated.set(key, { ...updated.get(key), ...others });
          if (assignee !== undefined) assigned.set(key, assignee);
        }
        break;
      }
      case 'userTaskClosed': {
        const row: ClosedTask = {
          key: event.key,
          state: event.outcome === 'completed' ? 'COMPLETED' : 'CANCELLED',
          at: event.at,
          actor: event.actor,
          completionKey: completionKeys.get(event.key) ?? null,
        };
        const here = opened.get(event.key);
        if (here) here.closed = row;
        else closed.set(event.key, row);
        break;
      }
      case 'userTaskReopened': {
        const { key, assignee, candidateGroups, candidateUsers, dueAt, followUpAt, priority } = event.task;
        const here = opened.get(key);
        if (here) Object.assign(here, { task: event.task, closed: null });
        else {
          closed.delete(key);
          reopened.add(key);
          assigned.set(key, assignee);
          updated.set(key, { candidateGroups, candidateUsers, dueAt, followUpAt, priority });
        }
        break;
      }
      case 'incident':
        incidents.set(event.incidentKey, {
          key: event.incidentKey,
          elementId: event.element,
          code: event.code,
          message: event.message,
          at: event.at,
          resolvedAt: null,
        });
        break;
      case 'incidentResolved': {
        const here = incidents.get(event.incidentKey);
        if (here) here.resolvedAt = event.at;
        else resolved.push({ key: event.incidentKey, at: event.at });
        break;
      }
      case 'messageThrown': {
        const { sequence, name, correlationKey, variables, expiresAt, at, processId: sender } = event;
        const timeToLive = Math.max(0, expiresAt - at);
        thrown.push({ sequence, name, correlationKey, variables, timeToLive, sender });
        break;
      }
      case 'signalThrown': {
        const { sequence, name, variables } = event;
        thrownSignals.push({ sequence, name, variables });
        break;
      }
      case 'messageSubscribed':
        subscriptions.set(event.subscription.key, { ...event.subscription });
        break;
      case 'messageUnsubscribed':
        if (!subscriptions.delete(event.key)) endedSubscriptions.push(event.key);
        break;
      case 'signalSubscribed':
        signalSubscriptions.set(event.subscription.key, { ...event.subscription });
        break;
      case 'signalUnsubscribed':
        if (!signalSubscriptions.delete(event.key)) endedSignalSubscriptions.push(event.key);
        break;
    }
  }
  return {
    openedTasks: [...opened.values()],
    assignedTasks: [...assigned].map(([key, assignee]) => ({ key, assignee })),
    updatedTasks: [...updated].map(([key, changes]) => ({ key, changes })),
    closedTasks: [...closed.values()],
    reopenedTasks: [...reopened],
    migratedTasks: [...migrated.values()],
    migratedIncidents: [...migratedIncidents.values()],
    migratedSubscriptions: [...migratedSubscriptions.values()],
    migratedSignals: [...migratedSignals.values()],
    definitionId,
    openedIncidents: [...incidents.values()],
    resolvedIncidents: resolved,
    subscriptions: [...subscriptions.values()],
    endedSubscriptions,
    stayingSubscriptions: [...taking].filter(
      (key) => !endedSubscriptions.includes(key) && !subscriptions.has(key),
    ),
    signalSubscriptions: [...signalSubscriptions.values()],
    endedSignalSubscriptions,
    thrown,
    thrownSignals,
    takenMessages,
    endedAt: input.lifecycle === 'active' ? null : (input.events.at(-1)?.at ?? null),
  };
}

/** The Update that completes a task has the id "<task key>:<idempotency key>". */
function completionKeyOf(updateId: string): string {
  return updateId.slice(updateId.indexOf(':') + 1);
}

/** An event as a row of the history: columns for what is asked for, the rest as data, without what is kept elsewhere. */
export function eventRow(event: EngineEvent): {
  element: string;
  type: string;
  key: string | null;
  actor: string | null;
  data: Record<string, unknown> | null;
} {
  switch (event.event) {
    case 'activated':
    case 'completed':
    case 'terminated':
    case 'taken':
    case 'compensated': {
      const data = {
        ...(event.scope === undefined ? {} : { scope: event.scope }),
        ...(event.eventDefinition === undefined ? {} : { eventDefinition: event.eventDefinition }),
      };
      return { element: event.element, type: event.type, key: event.key, actor: null, data };
    }
    case 'incident':
      return {
        element: event.element,
        type: event.type,
        key: event.key,
        actor: null,
        data: { incidentKey: event.incidentKey, code: event.code, message: event.message },
      };
    case 'incidentResolved':
      return row(event.element, 'incident', null, { incidentKey: event.incidentKey });
    case 'variable':
      return row('', 'variable', null, { name: event.name, value: event.value, scope: event.scope });
    case 'userTaskOpened':
      return row(event.task.elementId, 'userTask', event.task.key, { name: event.task.name });
    case 'userTaskAssigned':
      return {
        ...row(event.element, 'userTask', event.key, { assignee: event.assignee }),
        actor: event.actor,
      };
    case 'userTaskUpdated':
      return { ...row(event.element, 'userTask', event.key, { ...event.changes }), actor: event.actor };
    case 'userTaskHeld':
      return row(event.element, 'userTask', event.key, { by: event.by });
    case 'userTaskClosed':
      return { ...row(event.element, 'userTask', event.key, { outcome: event.outcome }), actor: event.actor };
    case 'jobOpened':
      return row(event.job.elementId, 'job', event.job.key, {
        jobType: event.job.type,
        retries: event.job.retries,
      });
    case 'jobClosed':
      return row(event.element, 'job', event.key, { outcome: event.outcome });
    case 'jobRetried': {
      const { element, key, reason, retries, actor } = event;
      return { ...row(element, 'job', key, { reason, retries }), actor };
    }
    case 'adHocActivated': {
      const { element, key, activities, actor } = event;
      return { ...row(element, 'adHocSubProcess', key, { activities }), actor };
    }
    case 'messageSubscribed':
    case 'signalSubscribed':
      return row(event.subscription.elementId, 'subscription', event.subscription.key, {
        name: event.subscription.name,
      });
    case 'messageUnsubscribed':
    case 'signalUnsubscribed':
      return row(event.element, 'subscription', event.key, null);
    case 'messageThrown':
      return row(event.element, 'message', null, { name: event.name });
    case 'signalThrown':
      return row('', 'signal', null, { name: event.name });
    case 'timerStarted':
      return row(event.element, 'timer', event.key, { dueAt: new Date(event.dueAt).toISOString() });
    case 'timerCancelled':
    case 'timerFired':
      return row(event.element, 'timer', event.key, null);
    case 'modified': {
      const { reason, instructions } = event;
      return { ...row('', 'repair', null, { reason, instructions }), actor: event.actor };
    }
    case 'migrated': {
      const { reason, from, to, mapping, timers } = event;
      return { ...row('', 'repair', null, { reason, from, to, mapping, timers }), actor: event.actor };
    }
    case 'elementMigrated':
      return row(event.element, event.type, event.key, { from: event.from });
    case 'waitMigrated':
      return row(event.element, event.what, event.key, { from: event.from });
    case 'userTaskMigrated':
      return row(event.element, 'userTask', event.key, { from: event.from, name: event.name });
    case 'incidentsRetried': {
      const { reason, code, element, count } = event;
      return { ...row(element ?? '', 'repair', null, { reason, code, count }), actor: event.actor };
    }
    case 'suspended': {
      const { reason, timers } = event;
      return { ...row('', 'repair', null, { reason, timers }), actor: event.actor };
    }
    case 'resumed':
      return { ...row('', 'repair', null, { reason: event.reason }), actor: event.actor };
    case 'userTaskReopened': {
      const { element, task, reason, actor } = event;
      return { ...row(element, 'userTask', task.key, { reason, assignee: task.assignee }), actor };
    }
    case 'elementSuspended': {
      const { element, reason, timers } = event;
      return { ...row(element, 'repair', null, { reason, timers }), actor: event.actor };
    }
    case 'elementResumed':
      return { ...row(event.element, 'repair', null, { reason: event.reason }), actor: event.actor };
    case 'kept':
      return row(event.element ?? '', 'repair', event.key ?? null, { command: event.command.kind });
  }
}

function row(element: string, type: string, key: string | null, data: Record<string, unknown> | null) {
  return { element, type, key, actor: null, data };
}
