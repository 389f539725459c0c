/** What an element instance waits for, as the new version has it: kept, given up, or begun. */
import { closeWait, subscribe, waitChanges } from '../../behaviors/event-subscription.ts';
import { describeJob, openJob } from '../../behaviors/job.ts';
import { describeUserTask } from '../../behaviors/user-task.ts';
import { type FlowElement, isBody, type SingleTrigger } from '../../elements/element.ts';
import { viewOfThrow } from '../../elements/events/multiple-throw.ts';
import { triggersOf } from '../../elements/events/triggers.ts';
import type { ExecutableGraph } from '../../graph.ts';
import type { Failure, Run } from '../../run.ts';
import type { ElementInstance, UserTaskChanges } from '../../state/instance-state.ts';
import { waitsItself } from './check.ts';
import { same } from './equal.ts';
import type { Translation } from './mapping.ts';

export class WaitMigration {
  readonly #run: Run;
  readonly #translation: Translation;
  readonly #timers: 'keep' | 'restart';
  /** Of the version that is left. */
  readonly #processId: string;

  constructor(run: Run, translation: Translation, timers: 'keep' | 'restart', processId: string) {
    this.#run = run;
    this.#translation = translation;
    this.#timers = timers;
    this.#processId = processId;
  }

  migrate(instance: ElementInstance, from: FlowElement, to: FlowElement): Failure | null {
    this.#renameIncidents(instance, to);
    return (
      this.#migrateTask(instance, from, to) ??
      this.#migrateJobs(instance, from, to) ??
      this.#migrateEvents(instance, from, to)
    );
  }

  #rename(what: WaitKind, key: string, from: string, element: string): void {
    const becomes = this.#translation.processId(this.#processId);
    const processId = becomes === this.#processId ? {} : { processId: becomes };
    if (from !== element || becomes !== this.#processId)
      this.#run.emit({ event: 'waitMigrated', what, key, element, from, ...processId });
  }

  #renameIncidents(instance: ElementInstance, to: FlowElement): void {
    for (const { key, elementId, owner } of Object.values(this.#run.state.incidents)) {
      if (owner === instance.key) this.#rename('incident', key, elementId, to.id);
    }
  }

  // people ///////////////////////////////////////////////////////////

  /** Whoever has claimed it keeps it. A due date that it has stays unless timers start anew. */
  #migrateTask(instance: ElementInstance, from: FlowElement, to: FlowElement): Failure | null {
    const run = this.#run;
    const task = run.state.userTasks[instance.key];
    if (!task) return null;
    const isSame = from.id === to.id && from.name === to.name;
    if (isSame && same(from.userTask, to.userTask)) return null;
    const changes: UserTaskChanges = {};
    let { formId } = task;
    if (!same(from.userTask, to.userTask)) {
      const described = describeUserTask(run, instance, to);
      if (!described.ok) return described.failure;
      const { assignee, candidateGroups, candidateUsers, dueAt, followUpAt, priority } = described.value;
      formId = described.value.formId;
      const isKept = (at: number | null): boolean => at !== null && this.#timers === 'keep';
      Object.assign(changes, {
        ...(task.assignee === null && assignee !== null ? { assignee } : {}),
        ...(same(candidateGroups, task.candidateGroups) ? {} : { candidateGroups }),
        ...(same(candidateUsers, task.candidateUsers) ? {} : { candidateUsers }),
        ...(dueAt === task.dueAt || isKept(task.dueAt) ? {} : { dueAt }),
        ...(followUpAt === task.followUpAt || isKept(task.followUpAt) ? {} : { followUpAt }),
        ...(priority === task.priority ? {} : { priority }),
      });
    }
    const { key } = instance;
    run.emit({
      event: 'userTaskMigrated',
      key,
      element: to.id,
      from: from.id,
      name: to.name,
      formId,
      changes,
    });
    return null;
  }

  // jobs /////////////////////////////////////////////////////////////

  /** Work of the same type goes on as it is; of another type it begins anew. */
  #migrateJobs(instance: ElementInstance, from: FlowElement, to: FlowElement): Failure | null {
    const run = this.#run;
    const nth = (instance.thrown ?? 1) - 1;
    const before = viewOfThrow(from, nth) ?? from;
    const after = viewOfThrow(to, nth) ?? to;
    for (const key of [...instance.waits]) {
      const job = run.state.jobs[key];
      const timer = run.state.timers[key];
      const work = job ?? timer?.retry;
      if (!work) continue;
      const isRenamed = work.listener !== undefined || same(before.job, after.job);
      const described = isRenamed ? null : describeJob(run, instance, after);
      if (described && !described.ok) return described.failure;
      if (described && described.value.type !== work.type) {
        closeWait(run, key);
        openJob(run, instance, after, described.value);
      } else this.#rename(job ? 'job' : 'timer', key, job?.elementId ?? timer?.elementId ?? '', to.id);
    }
    return null;
  }

  // events ///////////////////////////////////////////////////////////

  #migrateEvents(instance: ElementInstance, from: FlowElement, to: FlowElement): Failure | null {
    const run = this.#run;
    const catching = catchingOf(run.graph, instance, to, run.state.instances);
    const before = catchingOf(this.#translation.source, instance, from, run.state.instances, this.#processId);
    const becomes = new Map(
      before.map((it) => [it.id, this.#translation.element(this.#processId, it.id)?.id] as const),
    );
    const wanted = new Map<string, Set<number>>();
    const want = (element: string, trigger: number): void => {
      wanted.set(element, (wanted.get(element) ?? new Set()).add(trigger));
    };
    const kept = new Set<string>();
    for (const key of [...instance.waits]) {
      const wait = this.#eventWait(key);
      if (!wait) continue;
      const source = before.find(({ id }) => id === wait.elementId);
      const target = catching.find(({ id }) => id === becomes.get(wait.elementId));
      const index = wait.trigger ?? 0;
      if (!source || !target || kept.has(`${target.id} ${index}`)) {
        closeWait(run, key);
        continue;
      }
      kept.add(`${target.id} ${index}`);
      if (!isShapedAlike(source, target)) {
        closeWait(run, key);
        if (instance.met?.[target.id])
          run.note({ change: 'triggersForgotten', key: instance.key, element: target.id });
        for (const nth of triggersOf(target.event).keys()) want(target.id, nth);
      } else if (this.#isKept(instance, wait.kind, key, triggersOf(source.event)[index], target, index)) {
        this.#rename(wait.kind, key, wait.elementId, target.id);
      } else {
        closeWait(run, key);
        want(target.id, index);
      }
    }
    const known = new Set(becomes.values());
    for (const target of catching) {
      if (known.has(target.id)) continue;
      for (const nth of triggersOf(target.event).keys()) want(target.id, nth);
    }
    // what has not begun to wait yet, or waits no longer, does not begin here
    if (instance.phase !== 'active' || instance.restored || wanted.size === 0) return null;
    const opened = catching.filter(({ id }) => wanted.has(id));
    return subscribe(run, instance, opened, ({ id }, nth) => wanted.get(id)?.has(nth) === true);
  }

  #eventWait(key: string): { kind: WaitKind; elementId: string; trigger?: number } | null {
    const { messageSubscriptions, signalSubscriptions, timers, conditions } = this.#run.state;
    const timer = timers[key];
    const found: [WaitKind, { elementId: string; trigger?: number } | undefined][] = [
      ['message', messageSubscriptions[key]],
      ['signal', signalSubscriptions[key]],
      ['timer', timer?.retry ? undefined : timer],
      ['condition', conditions?.[key]],
    ];
    for (const [kind, wait] of found) {
      if (!wait) continue;
      const { elementId, trigger } = wait;
      return { kind, elementId, ...(trigger === undefined ? {} : { trigger }) };
    }
    return null;
  }

  #isKept(
    instance: ElementInstance,
    kind: WaitKind,
    key: string,
    before: SingleTrigger | undefined,
    target: FlowElement,
    index: number,
  ): boolean {
    const after = triggersOf(target.event)[index];
    if (!before || before.definition !== after?.definition) return false;
    if (kind === 'timer') return this.#timers === 'keep';
    return same(before, after) || !waitChanges(this.#run, instance, target, after, key);
  }
}

export type WaitKind = 'job' | 'message' | 'signal' | 'timer' | 'condition' | 'incident';

// helpers ////////////////////////////////////////////////////////////

/** As many triggers, of the same kinds. */
function isShapedAlike(one: FlowElement, other: FlowElement): boolean {
  const kinds = ({ event }: FlowElement): unknown => [
    event && 'triggers' in event ? event.definition : 'single',
    triggersOf(event).map(({ definition }) => definition),
  ];
  return same(kinds(one), kinds(other));
}

/** The elements whose events end or advance an instance of that element, as it stands. */
function catchingOf(
  graph: ExecutableGraph,
  instance: ElementInstance,
  element: FlowElement,
  instances: Record<string, ElementInstance>,
  processId = instance.processId,
): FlowElement[] {
  const { elements = {} } = graph.processes[processId] ?? {};
  const isInner = isBody(instances[instance.scope ?? '']?.type ?? 'process');
  const ids = [
    ...(isBody(instance.type) || instance.interrupted ? [] : (element.eventStarts ?? [])),
    ...(isInner ? [] : (element.boundaryEvents ?? [])),
    ...(instance.type === 'eventBasedGateway'
      ? (element.outgoing ?? []).map((flow) => elements[flow]?.target ?? '')
      : []),
  ];
  const own = waitsItself(instance) ? [element] : [];
  return [...own, ...ids.flatMap((id) => elements[id] ?? [])];
}
