import { describe, expect, it } from 'vitest';
import { qualifyGroups } from '../../../activities/projection/candidate-groups.ts';
import { changesOf } from '../../../activities/projection/changes.ts';
import { databaseJson } from '../../../activities/projection/database-json.ts';
import type { EngineEvent, UserTask, UserTaskChanges } from '../../../engine/index.ts';

const task: UserTask = {
  key: '5',
  elementId: 'assign',
  name: 'Assign',
  formId: null,
  assignee: null,
  candidateGroups: ['leader'],
  candidateUsers: [],
  dueAt: null,
  followUpAt: null,
  priority: 50,
  createdAt: 1,
  variables: {},
};

const changes = (events: EngineEvent[], commands: Parameters<typeof changesOf>[0]['commands'] = []) =>
  changesOf({ events, commands, lifecycle: 'active' });

describe('changes', () => {
  it('should write the last of several updates of a task, into its row if it was opened at once', () => {
    const update = (sequence: number, changes: UserTaskChanges): EngineEvent => ({
      ...{ sequence, at: 11, key: '5', element: 'assign', actor: null },
      ...({ event: 'userTaskUpdated', changes } as const),
    });
    const updates = [update(2, { priority: 60, assignee: 'b' }), update(3, { priority: 70 })];
    const { openedTasks } = changes([{ sequence: 1, at: 10, event: 'userTaskOpened', task }, ...updates]);
    expect(openedTasks).toMatchObject([{ task: { priority: 70, assignee: 'b' } }]);
    const { updatedTasks, assignedTasks } = changes(updates);
    expect([updatedTasks, assignedTasks]).toEqual([
      [{ key: '5', changes: { priority: 70 } }],
      [{ key: '5', assignee: 'b' }],
    ]);
  });

  it('should write a task that was opened, assigned and closed at once as one row', () => {
    const { openedTasks, assignedTasks, closedTasks } = changes([
      { sequence: 1, at: 10, event: 'userTaskOpened', task },
      {
        sequence: 2,
        at: 11,
        event: 'userTaskAssigned',
        key: '5',
        element: 'assign',
        assignee: 'a',
        actor: null,
      },
      {
        sequence: 3,
        at: 12,
        event: 'userTaskClosed',
        key: '5',
        element: 'assign',
        outcome: 'cancelled',
        actor: null,
      },
    ]);
    expect(openedTasks).toMatchObject([{ task: { assignee: 'a' }, closed: { state: 'CANCELLED', at: 12 } }]);
    expect([assignedTasks, closedTasks]).toEqual([[], []]);
  });

  it('should keep the idempotency key of the update that completed a task', () => {
    const command = { kind: 'completeUserTask', key: '5', variables: {}, actor: null } as const;
    const { closedTasks } = changes(
      [
        {
          sequence: 9,
          at: 12,
          event: 'userTaskClosed',
          key: '5',
          element: 'assign',
          outcome: 'completed',
          actor: null,
        },
      ],
      [{ id: '5:urn:my:key', at: 12, command }],
    );
    expect(closedTasks).toMatchObject([{ key: '5', state: 'COMPLETED', completionKey: 'urn:my:key' }]);
  });

  it('should not write a subscription that was closed again at once', () => {
    const subscription = { key: '7', elementId: 'catch', name: 'm', correlationKey: 'k' };
    const { subscriptions, endedSubscriptions } = changes([
      { sequence: 1, at: 1, event: 'messageSubscribed', subscription, owner: '8' },
      { sequence: 2, at: 1, event: 'messageUnsubscribed', key: '7', element: 'catch' },
      { sequence: 3, at: 1, event: 'messageUnsubscribed', key: '6', element: 'catch' },
    ]);
    expect(subscriptions).toEqual([]);
    expect(endedSubscriptions).toEqual(['6']);
  });
});

describe('groups of a task', () => {
  it.each([
    [['clerk'], { agencyCode: 'H26.01', taxCode: null }, ['clerk@H26.01']],
    [['clerk@H26.02', 'portal'], { agencyCode: 'H26.01', taxCode: null }, ['clerk@H26.02', 'portal']],
    [['member'], { agencyCode: 'H26.01', taxCode: '0199990011' }, ['member@0199990011']],
    [['member', 'clerk'], { agencyCode: null, taxCode: null }, ['member', 'clerk']],
  ])('should be those of the organisation: %j of %j', (groups, instance, qualified) => {
    expect(qualifyGroups(groups, instance)).toEqual(qualified);
  });
});

describe('JSON for the database', () => {
  it('should leave out what jsonb cannot hold, and nothing else', () => {
    const value = { 'a\u0000': ['x\u0000y', '\ud800', '\\u0000', 'công văn 📄', 1, null] };
    expect(JSON.parse(databaseJson(value))).toEqual({
      a: ['xy', '\ufffd', '\\u0000', 'công văn 📄', 1, null],
    });
  });
});
