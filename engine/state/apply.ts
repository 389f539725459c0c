/**
 * The one place where a state changes. Processors decide and emit; what was emitted is applied here.
 */
import type { EngineEvent } from '../events.ts';
import type { Bookkeeping } from './change.ts';
import type { Compensation } from './compensation.ts';
import { noVariables, noWaits } from './element-instance.ts';
import { isWaitHalted, suspensionOf } from './halt.ts';
import type {
  ElementInstance,
  InstanceState,
  OpenCondition,
  OpenTimer,
  Variables,
} from './instance-state.ts';
import { builtIndexOf, forgetIndex, indexOf } from './state-index.ts';

/** More than a process instance meets within the time in which a delivery may be repeated. */
const rememberedMessages = 1000;

export function applyEvent(state: InstanceState, event: EngineEvent): void {
  state.sequence = event.sequence;
  switch (event.event) {
    case 'activated':
      setPhase(state, event.key, 'active');
      return;
    case 'completed':
    case 'terminated':
      endInstance(state, event.key, event.event);
      return;
    case 'taken':
    case 'compensated':
      return;
    case 'incident':
      state.incidents[event.incidentKey] = {
        key: event.incidentKey,
        elementId: event.element,
        code: event.code,
        message: event.message,
        owner: event.key,
        ...(event.jobKey === undefined ? {} : { jobKey: event.jobKey }),
        ...(event.conditionKey === undefined ? {} : { conditionKey: event.conditionKey }),
      };
      return;
    case 'incidentResolved':
      delete state.incidents[event.incidentKey];
      return;
    case 'variable':
      variablesOf(expectInstance(state, event.scope))[event.name] = event.value;
      return;
    case 'userTaskOpened': {
      const { variables: _, ...task } = event.task;
      state.userTasks[task.key] = { ...task, owner: event.task.key };
      builtIndexOf(state)?.userTasks.add(task.key);
      return;
    }
    case 'userTaskAssigned': {
      const task = state.userTasks[event.key];
      if (task) task.assignee = event.assignee;
      return;
    }
    case 'userTaskUpdated': {
      const task = state.userTasks[event.key];
      if (task) Object.assign(task, event.changes);
      return;
    }
    case 'userTaskHeld': {
      const task = state.userTasks[event.key];
      if (task && event.by) task.heldBy = event.by;
      else delete task?.heldBy;
      return;
    }
    case 'userTaskClosed':
      delete state.userTasks[event.key];
      builtIndexOf(state)?.userTasks.delete(event.key);
      return;
    case 'jobOpened': {
      const { key, elementId, type, execution, retries, headers, listener } = event.job;
      const job = { key, elementId, headers, type, retries, execution, owner: event.owner };
      state.jobs[key] = listener === undefined ? job : { ...job, listener };
      builtIndexOf(state)?.jobOpened(state, state.jobs[key]);
      addWait(state, event.owner, key);
      return;
    }
    case 'jobClosed':
      removeWait(state, state.jobs[event.key]?.owner, event.key);
      delete state.jobs[event.key];
      builtIndexOf(state)?.jobClosed(event.key);
      return;
    case 'jobRetried': {
      const job = state.jobs[event.key];
      if (job) Object.assign(job, { retries: event.retries, renewed: (job.renewed ?? 0) + 1 });
      return;
    }
    case 'messageSubscribed':
      state.messageSubscriptions[event.subscription.key] = { ...event.subscription, owner: event.owner };
      addWait(state, event.owner, event.subscription.key);
      return;
    case 'messageUnsubscribed':
      removeWait(state, state.messageSubscriptions[event.key]?.owner, event.key);
      delete state.messageSubscriptions[event.key];
      return;
    case 'signalSubscribed':
      state.signalSubscriptions[event.subscription.key] = { ...event.subscription, owner: event.owner };
      addWait(state, event.owner, event.subscription.key);
      return;
    case 'signalUnsubscribed':
      removeWait(state, state.signalSubscriptions[event.key]?.owner, event.key);
      delete state.signalSubscriptions[event.key];
      return;
    case 'signalThrown':
    case 'messageThrown':
      return;
    case 'timerStarted': {
      const { key, owner, dueAt, repeat, trigger, retry } = event;
      const of = { ...(trigger === undefined ? {} : { trigger }), ...(retry ? { retry } : {}) };
      const timer = { key, elementId: event.element, owner, dueAt, repeat, ...of };
      state.timers[key] = timer;
      haltTimer(state, timer, event.at);
      builtIndexOf(state)?.timerStarted(state, timer);
      addWait(state, owner, key);
      return;
    }
    case 'timerCancelled':
    case 'timerFired':
      removeWait(state, state.timers[event.key]?.owner, event.key);
      delete state.timers[event.key];
      return;
    case 'adHocActivated':
    case 'modified':
    case 'incidentsRetried':
    case 'userTaskReopened':
      return;
    case 'migrated':
      state.processId = event.processId;
      return;
    case 'elementMigrated': {
      const instance = expectInstance(state, event.key);
      instance.elementId = event.element;
      instance.processId = event.processId;
      forgetIndex(state);
      return;
    }
    case 'waitMigrated': {
      const { messageSubscriptions, signalSubscriptions, jobs, timers, conditions, incidents } = state;
      const { key, element } = event;
      for (const open of [jobs, messageSubscriptions, signalSubscriptions, timers, conditions, incidents]) {
        const wait = open?.[key];
        if (wait) wait.elementId = element;
      }
      return;
    }
    case 'userTaskMigrated': {
      const { element: elementId, name, formId, changes } = event;
      const task = state.userTasks[event.key];
      if (task) Object.assign(task, { elementId, name, formId, ...changes });
      return;
    }
    case 'suspended':
      state.suspended = { since: event.at, timers: event.timers, kept: [] };
      return;
    case 'resumed':
      if (state.suspended?.timers === 'stop') moveTimers(state, event.at - state.suspended.since);
      delete state.suspended;
      return;
    case 'elementSuspended': {
      const { element, at: since, timers, starts } = event;
      state.halted ??= { elements: {}, timers: {}, kept: [], entering: [] };
      state.halted.elements[element] = { since, timers, ...(starts ? { starts } : {}) };
      for (const key in state.timers) haltTimer(state, state.timers[key], since);
      forgetIndex(state);
      return;
    }
    case 'elementResumed':
      delete state.halted?.elements[event.element];
      releaseTimers(state, event.at);
      forgetIndex(state);
      return;
    case 'kept': {
      const { command, key } = event;
      if (key === undefined) state.suspended?.kept.push(command);
      else state.halted?.kept.push({ key, command });
      return;
    }
    default:
      unreachable(event);
  }
}

export function applyBookkeeping(state: InstanceState, change: Bookkeeping): void {
  switch (change.change) {
    case 'tokenScheduled':
      expectInstance(state, change.scope).pending++;
      return;
    case 'entered': {
      const { instance } = change;
      state.instances[instance.key] = instance;
      if (instance.scope === null) return;
      const scope = expectInstance(state, instance.scope);
      scope.pending--;
      scope.children++;
      builtIndexOf(state)?.entered(instance);
      return;
    }
    case 'tokenWaits': {
      const scope = expectInstance(state, change.scope);
      scope.waitingTokens ??= {};
      scope.waitingTokens[change.flow] = (scope.waitingTokens[change.flow] ?? 0) + 1;
      if (scope.waitingJoins) indexOf(state).tokensMoved(scope.key);
      return;
    }
    case 'tokensJoined':
      takeTokens(expectInstance(state, change.scope), change.flows);
      return;
    case 'tokensDropped':
      takeTokens(expectInstance(state, change.scope), change.flows);
      indexOf(state).tokensMoved(change.scope);
      return;
    case 'joinWaits':
      beginJoin(expectInstance(state, change.scope), change.gateway);
      if (change.forData) {
        state.dataJoins ??= [];
        state.dataJoins.push({ scope: change.scope, gateway: change.gateway });
      }
      indexOf(state).tokensMoved(change.scope);
      return;
    case 'joinEnded':
      endJoin(state, change.scope, change.gateway);
      return;
    case 'complexGateway': {
      const scope = expectInstance(state, change.scope);
      scope.complexGateways ??= {};
      if (change.state) scope.complexGateways[change.gateway] = change.state;
      else delete scope.complexGateways[change.gateway];
      return;
    }
    case 'interrupted':
      expectInstance(state, change.scope).interrupted = true;
      removeTokens(state, change.scope);
      return;
    case 'tokensRemoved':
      removeTokens(state, change.scope);
      return;
    case 'leaving':
      setPhase(state, change.key, 'leaving');
      return;
    case 'resumed':
      setPhase(state, change.key, 'active');
      return;
    case 'arrived':
      expectInstance(state, change.key).arrived = change.variables;
      return;
    case 'adHocQueued': {
      const instance = expectInstance(state, change.key);
      instance.adHoc = { ...instance.adHoc, queue: change.queue };
      return;
    }
    case 'adHocFinishing':
      expectInstance(state, change.key).adHoc = { finishing: { cancelRemaining: change.cancelRemaining } };
      return;
    case 'listening':
      expectInstance(state, change.key).listening = change.listening;
      return;
    case 'taskTransition': {
      const instance = expectInstance(state, change.key);
      if (change.transition) instance.transition = change.transition;
      else delete instance.transition;
      return;
    }
    case 'terminating': {
      const instance = expectInstance(state, change.key);
      if (instance.phase === 'terminating') return;
      instance.phase = 'terminating';
      if (instance.scope === null) return;
      const scope = expectInstance(state, instance.scope);
      scope.held = (scope.held ?? 0) + 1;
      return;
    }
    case 'tokenDeferred': {
      const scope = expectInstance(state, change.scope);
      scope.deferred = [...(scope.deferred ?? []), change.token];
      scope.pending++;
      return;
    }
    case 'deferredTaken': {
      const scope = expectInstance(state, change.scope);
      scope.pending -= (scope.deferred?.length ?? 0) - change.left.length;
      scope.deferred = change.left;
      return;
    }
    case 'loopPrepared':
      expectInstance(state, change.key).loop = {
        total: change.total,
        started: 0,
        completed: 0,
        terminated: 0,
        items: change.items,
        ...(change.withheld ? { withheld: change.withheld } : {}),
      };
      return;
    case 'loopStarted': {
      const { loop } = expectInstance(state, change.key);
      if (loop) loop.started++;
      return;
    }
    case 'itemsWait':
      waitForItems(state, change.key, change.next);
      return;
    case 'loopGrown': {
      const { loop } = expectInstance(state, change.key);
      if (loop) loop.total++;
      return;
    }
    case 'conversationBegun': {
      const process = expectInstance(state, change.key);
      process.conversations = { ...process.conversations, [change.conversation]: change.value };
      return;
    }
    case 'resultsOpened':
      variablesOf(expectInstance(state, change.key))[change.name] = change.results;
      return;
    case 'resultCollected': {
      const results = expectInstance(state, change.key).variables[change.name];
      if (Array.isArray(results)) results[change.index] = change.value;
      return;
    }
    case 'branched':
      expectInstance(state, change.key).branched ??= state.lastKey;
      return;
    case 'activityKept': {
      const scope = expectInstance(state, change.scope);
      scope.completed ??= [];
      scope.completed.push(change.activity);
      return;
    }
    case 'activitiesTaken': {
      const scope = expectInstance(state, change.scope);
      if (change.left.length > 0) scope.completed = change.left;
      else delete scope.completed;
      return;
    }
    case 'compensationStarted': {
      const scope = expectInstance(state, change.scope);
      scope.pending++;
      scope.compensations ??= [];
      scope.compensations.push(change.compensation);
      for (const unit of change.compensation.units) {
        const { restored } = expectInstance(state, unit.scope);
        if (restored) restored.left++;
      }
      return;
    }
    case 'unitStarted':
      expectCompensation(state, change.scope, change.compensation).next++;
      return;
    case 'unitEnded':
      endUnit(state, expectCompensation(state, change.scope, change.compensation), change.unit);
      return;
    case 'compensationEnded': {
      const scope = expectInstance(state, change.scope);
      scope.pending--;
      const others = scope.compensations?.filter((it) => it.key !== change.compensation) ?? [];
      if (others.length > 0) scope.compensations = others;
      else delete scope.compensations;
      return;
    }
    case 'restored': {
      const { instance } = change;
      state.instances[instance.key] = instance;
      if (instance.scope !== null) expectInstance(state, instance.scope).children++;
      builtIndexOf(state)?.restored(instance);
      return;
    }
    case 'restorationEnded': {
      const instance = expectInstance(state, change.key);
      delete state.instances[change.key];
      if (instance.scope === null) return;
      expectInstance(state, instance.scope).children--;
      builtIndexOf(state)?.ended(instance);
      return;
    }
    case 'takenBack':
      replace(state, change.state);
      return;
    case 'cancelled':
      expectInstance(state, change.key).cancelled = true;
      return;
    case 'halted':
      state.halted?.entering.push(change.key);
      return;
    case 'letGo':
      if (!state.halted) return;
      Object.assign(state.halted, { kept: change.kept, entering: change.entering });
      if (Object.keys(state.halted.elements).length === 0) delete state.halted;
      return;
    case 'haltsRenamed':
      if (state.halted) state.halted.elements = change.elements;
      forgetIndex(state);
      return;
    case 'messageSeen':
      state.seenMessages.push(change.messageId);
      if (state.seenMessages.length > rememberedMessages) state.seenMessages.shift();
      return;
    case 'conditionOpened':
      openCondition(state, change.condition);
      return;
    case 'conditionEvaluated':
      evaluated(state, change);
      return;
    case 'conditionClosed':
      closeCondition(state, change.key);
      return;
    case 'triggerMet': {
      const instance = expectInstance(state, change.key);
      instance.met ??= {};
      instance.met[change.element] ??= Array.from({ length: change.of }, () => []);
      instance.met[change.element]?.[change.trigger]?.push(change.variables);
      return;
    }
    case 'triggersSpent':
      for (const occurrences of expectInstance(state, change.key).met?.[change.element] ?? [])
        occurrences.shift();
      return;
    case 'translated': {
      const instance = Object.assign(expectInstance(state, change.key), change.changes);
      for (const [field, value] of Object.entries(change.changes))
        if (value === undefined) delete instance[field as 'completed'];
      return;
    }
    case 'moved':
      move(state, expectInstance(state, change.key), expectInstance(state, change.scope));
      return;
    case 'dataJoinsRenamed':
      state.dataJoins = change.dataJoins;
      return;
    case 'triggersForgotten':
      delete expectInstance(state, change.key).met?.[change.element];
      return;
    case 'thrown': {
      const instance = expectInstance(state, change.key);
      instance.thrown = (instance.thrown ?? 0) + 1;
      return;
    }
    default:
      unreachable(change);
  }
}

// helpers ////////////////////////////////////////////////////////////

/** But for the counts of events and keys, which go on. */
function replace(state: InstanceState, by: InstanceState): void {
  const { sequence, lastKey } = state;
  for (const name of Object.keys(state)) Reflect.deleteProperty(state, name);
  Object.assign(state, by, { sequence, lastKey });
  forgetIndex(state);
}

function expectInstance(state: InstanceState, key: string): ElementInstance {
  const instance = state.instances[key];
  if (!instance) throw new Error(`Expected element instance ${key} to be live, but it is not`);
  return instance;
}

/** Its own, to be written to. */
function variablesOf(instance: ElementInstance): Variables {
  if (instance.variables === noVariables) instance.variables = {};
  return instance.variables;
}

function setPhase(state: InstanceState, key: string, phase: ElementInstance['phase']): void {
  expectInstance(state, key).phase = phase;
}

function endInstance(state: InstanceState, key: string, outcome: 'completed' | 'terminated'): void {
  const instance = expectInstance(state, key);
  if (instance.scope === null) {
    state.lifecycle = outcome;
    delete instance.completed;
    return;
  }
  const scope = expectInstance(state, instance.scope);
  scope.children--;
  if (instance.phase === 'terminating') scope.held = (scope.held ?? 1) - 1;
  if (scope.loop) scope.loop[outcome]++;
  delete state.instances[key];
  builtIndexOf(state)?.ended(instance);
  if (scope.waitingJoins) indexOf(state).tokensMoved(scope.key);
  // tokens of an ad-hoc sub-process meet in front of its own joins, whichever inner instance they come from
  else if (scope.type === 'adHocSubProcessInnerInstance' && scope.scope !== null) {
    if (expectInstance(state, scope.scope).waitingJoins) indexOf(state).tokensMoved(scope.scope);
  }
}

function move(state: InstanceState, instance: ElementInstance, scope: ElementInstance): void {
  const before = instance.scope === null ? undefined : state.instances[instance.scope];
  const isHeld = instance.phase === 'terminating';
  if (before) {
    before.children--;
    if (isHeld) before.held = (before.held ?? 1) - 1;
  }
  instance.scope = scope.key;
  scope.children++;
  if (isHeld) scope.held = (scope.held ?? 0) + 1;
  forgetIndex(state);
}

function waitForItems(state: InstanceState, key: string, next: number | null): void {
  const loop = state.instances[key]?.loop;
  if (loop && next !== null) loop.next = next;
  else delete loop?.next;
  const others = state.beginning?.filter((it) => it !== key) ?? [];
  if (next !== null) state.beginning = [...others, key];
  else if (others.length > 0) state.beginning = others;
  else delete state.beginning;
}

function takeTokens(scope: ElementInstance, flows: string[]): void {
  const waiting = scope.waitingTokens ?? {};
  for (const flow of flows) {
    const left = (waiting[flow] ?? 0) - 1;
    if (left > 0) waiting[flow] = left;
    else delete waiting[flow];
  }
}

/** All by the same time: their order stays. What a suspended element stops is moved when that goes on. */
function moveTimers(state: InstanceState, by: number): void {
  for (const key in state.timers) {
    const timer = state.timers[key];
    if (timer && state.halted?.timers[key]?.timers !== 'stop') timer.dueAt += by;
  }
}

/** The first suspension that it meets says what becomes of it. */
function haltTimer(state: InstanceState, timer: OpenTimer | undefined, since: number): void {
  const { halted } = state;
  if (!halted || !timer || halted.timers[timer.key] || !isWaitHalted(state, timer)) return;
  const timers = suspensionOf(state, timer)?.timers ?? 'stop';
  halted.timers[timer.key] = { since, timers };
}

function releaseTimers(state: InstanceState, at: number): void {
  const { halted } = state;
  for (const [key, { since, timers }] of Object.entries(halted?.timers ?? {})) {
    const timer = state.timers[key];
    if (timer && isWaitHalted(state, timer)) continue;
    if (timer && timers === 'stop') timer.dueAt += at - since;
    delete halted?.timers[key];
  }
}

function openCondition(state: InstanceState, condition: OpenCondition): void {
  state.conditions ??= {};
  state.conditions[condition.key] = condition;
  builtIndexOf(state)?.conditionOpened(state, condition);
  addWait(state, condition.owner, condition.key);
}

function evaluated(
  state: InstanceState,
  { key, holds, incident }: Extract<Bookkeeping, { change: 'conditionEvaluated' }>,
): void {
  const condition = state.conditions?.[key];
  if (!condition) return;
  condition.holds = holds;
  if (incident === null) delete condition.incident;
  else condition.incident = incident;
}

function closeCondition(state: InstanceState, key: string): void {
  const condition = state.conditions?.[key];
  if (!condition) return;
  builtIndexOf(state)?.conditionClosed(state, condition);
  removeWait(state, condition.owner, key);
  delete state.conditions?.[key];
}

function removeTokens(state: InstanceState, key: string): void {
  const scope = expectInstance(state, key);
  scope.pending = 0;
  delete scope.waitingTokens;
  delete scope.compensations;
  delete scope.waitingJoins;
  delete scope.complexGateways;
  delete scope.deferred;
}

function beginJoin(scope: ElementInstance, gateway: string): void {
  scope.waitingJoins = [...(scope.waitingJoins ?? []), gateway];
}

function endJoin(state: InstanceState, key: string, gateway: string): void {
  const scope = state.instances[key];
  const left = scope?.waitingJoins?.filter((waiting) => waiting !== gateway) ?? [];
  if (scope && left.length > 0) scope.waitingJoins = left;
  else delete scope?.waitingJoins;
  if (!state.dataJoins) return;
  state.dataJoins = state.dataJoins.filter((it) => it.scope !== key || it.gateway !== gateway);
  if (state.dataJoins.length === 0) delete state.dataJoins;
}

function expectCompensation(state: InstanceState, scope: string, key: string): Compensation {
  const compensation = expectInstance(state, scope).compensations?.find((it) => it.key === key);
  if (!compensation) throw new Error(`Expected compensation ${key} to be under way, but it is not`);
  return compensation;
}

function endUnit(state: InstanceState, compensation: Compensation, index: number): void {
  const unit = compensation.units[index];
  if (!unit) throw new Error(`Expected a unit ${index} of the compensation, but there is none`);
  compensation.left--;
  const holding = (compensation.gates[unit.gate] ?? 0) - 1;
  if (holding > 0) compensation.gates[unit.gate] = holding;
  else delete compensation.gates[unit.gate];
  const { restored } = expectInstance(state, unit.scope);
  if (restored) restored.left--;
}

function addWait(state: InstanceState, owner: string, key: string): void {
  const instance = expectInstance(state, owner);
  const { waits } = instance;
  // most wait for one thing only: an array that has been pushed to holds room for many
  if (waits.length === 0) instance.waits = [key];
  // what is open again by a completion taken back has its place
  else if (!waits.includes(key)) waits.push(key);
}

function removeWait(state: InstanceState, owner: string | undefined, key: string): void {
  const instance = owner === undefined ? undefined : state.instances[owner];
  if (!instance) return;
  const { waits } = instance;
  if (waits.length === 1 && waits[0] === key) instance.waits = noWaits;
  else instance.waits = waits.filter((wait) => wait !== key);
}

function unreachable(value: never): never {
  throw new Error(`Expected every change to be handled, but ${JSON.stringify(value)} is not`);
}
