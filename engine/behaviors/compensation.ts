/**
 * Compensation undoes what activities did that have completed (BPMN 2.0, 10.7 and 13.5.5).
 *
 * A scope remembers, in order, what completed inside it and can be undone. A throw event takes these up and starts their handlers in
 * the reverse order of completion. A handler waits for those of activities that had begun only after its own had ended; what ran at
 * the same time is undone at the same time. So the dependencies that 13.5.5 demands to be kept (sequence flows, data, order within
 * an ad-hoc sub-process, loops and sequential multi-instance, boundary events) are kept, whatever order the handlers end in.
 *
 * A sub-process without a handler of its own is compensated by default: by undoing what it contains. For that, and for a compensation
 * event sub-process inside it, it is there again as a scope, with its variables as of its completion, under its own key and without
 * an event of its own.
 */
import type { FlowElement } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { CompensationUnit, CompletedActivity, Undo } from '../state/compensation.ts';
import { begin } from '../state/element-instance.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { type Handlers, handlersOf } from './completed-activities.ts';
import { arrive, pathEnded } from './scope-end.ts';

// undoing ////////////////////////////////////////////////////////////

/**
 * Starts to undo what completed in the `scopes`: all of it, or what that `activity` did. `keeper` is the scope of the throw event,
 * `thrower` the event itself where it waits. Tells whether there was anything to undo.
 */
export function compensate(
  run: Run,
  keeper: ElementInstance,
  scopes: ElementInstance[],
  { activity, thrower }: { activity: string | null; thrower: string | null },
): boolean {
  const plan = new Plan(run, { scope: keeper.key, compensation: run.nextKey() });
  for (const scope of scopes) {
    const { taken, left } = choose(scope.completed ?? [], activity);
    if (taken.length === 0) continue;
    run.note({ change: 'activitiesTaken', scope: scope.key, left });
    plan.add(scope, taken);
  }
  return plan.begin(thrower);
}

/** A handler has completed: the next ones start, or the compensation is at its end. */
export function compensationHandled(run: Run, { scope: key, compensation: id, unit: index }: Undo): void {
  const keeper = run.state.instances[key];
  const compensation = keeper?.compensations?.find((it) => it.key === id);
  const unit = compensation?.units[index];
  if (!keeper || !compensation || !unit) return;
  run.note({ change: 'unitEnded', scope: key, compensation: id, unit: index });
  announce(run, unit);
  startUnits(run, keeper.key, id);
  if (compensation.left > 0) return;
  run.note({ change: 'compensationEnded', scope: key, compensation: id });
  const thrower = compensation.thrower === null ? undefined : run.state.instances[compensation.thrower];
  if (thrower) arrive(run, thrower, {});
  else pathEnded(run, keeper);
}

interface Choice {
  taken: CompletedActivity[];
  left: CompletedActivity[];
}

function choose(completed: CompletedActivity[], activity: string | null): Choice {
  if (activity === null) return { taken: completed, left: [] };
  const choice: Choice = { taken: [], left: [] };
  for (const it of completed) {
    if (it.elementId === activity) choice.taken.push(it);
    else if (it.type === 'adHocSubProcessInnerInstance') chooseInside(it, activity, choice);
    else choice.left.push(it);
  }
  return choice;
}

/** The activities of an ad-hoc sub-process are on its level, though each is in an inner instance. */
function chooseInside(instance: CompletedActivity, activity: string, choice: Choice): void {
  const { taken, left } = choose(instance.inside ?? [], activity);
  if (taken.length > 0) choice.taken.push({ ...instance, inside: taken });
  if (left.length > 0) choice.left.push({ ...instance, inside: left });
}

// planning ///////////////////////////////////////////////////////////

interface Planned {
  unit: Omit<CompensationUnit, 'gate'>;
  /** When the activity began and ended, in the count of the keys. */
  start: number;
  end: number;
  /** Among those that count as ended at the same time. */
  order: number;
}

/** Where a completed activity is to be undone. `limit`: it counts as ended by then. */
interface Found {
  activity: CompletedActivity;
  scope: ElementInstance;
  limit: number;
}

class Plan {
  readonly #run: Run;
  readonly #undo: Pick<Undo, 'scope' | 'compensation'>;
  readonly #planned: Planned[] = [];
  readonly #restored: ElementInstance[] = [];

  constructor(run: Run, undo: Pick<Undo, 'scope' | 'compensation'>) {
    this.#run = run;
    this.#undo = undo;
  }

  /** Without recursion, since called processes may nest deeply. */
  add(scope: ElementInstance, activities: CompletedActivity[]): void {
    const open: Found[] = activities.map((activity) => ({
      activity,
      scope,
      limit: Number.POSITIVE_INFINITY,
    }));
    for (let found = open.pop(); found; found = open.pop()) {
      const { activity, scope: outer } = found;
      const { boundary, start } = activity.partial ? {} : this.#handlersOf(found);
      const limit = Math.min(found.limit, activity.branched ?? Number.POSITIVE_INFINITY);
      if (start !== undefined) {
        const inner = this.#restore(activity, outer, boundary !== undefined);
        if (activity.inside) inner.completed = activity.inside;
        this.#plan(activity, inner, start, {
          start: Number(activity.key),
          end: Math.min(activity.done, limit),
        });
      } else if (boundary === undefined) {
        const inner = this.#restore(activity, outer, false);
        for (const it of activity.inside ?? []) open.push({ activity: it, scope: inner, limit });
      }
      if (boundary === undefined) continue;
      // its event sub-process goes first: it undoes the inside, the handler the whole
      const end = start === undefined ? Math.min(activity.done, limit) : Number(activity.key) - 1;
      this.#plan(activity, outer, boundary, { start: Number(activity.key), end });
    }
  }

  begin(thrower: string | null): boolean {
    if (this.#planned.length === 0) return false;
    const { scope, compensation } = this.#undo;
    for (const instance of this.#restored) this.#run.note({ change: 'restored', instance });
    const units = inOrder(this.#planned);
    const gates: Record<string, number> = {};
    for (const { gate } of units) gates[gate] = (gates[gate] ?? 0) + 1;
    this.#run.note({
      change: 'compensationStarted',
      scope,
      compensation: { key: compensation, thrower, units, next: 0, left: units.length, gates },
    });
    startUnits(this.#run, scope, compensation);
    return true;
  }

  #handlersOf({ activity, scope }: Found): Handlers {
    const element = this.#run.element(processIdOf(activity, scope), activity.elementId);
    return handlersOf(element, activity.type, scope.type);
  }

  /** The scope as it was when it completed. Nothing in it waits for events any more. */
  #restore(activity: CompletedActivity, outer: ElementInstance, handled: boolean): ElementInstance {
    const { key, elementId, type } = activity;
    const instance: ElementInstance = {
      ...begin({ key, processId: processIdOf(activity, outer), elementId, type, scope: outer.key }),
      phase: 'active',
      variables: activity.variables ?? {},
      undo: { ...this.#undo, unit: -1 },
      restored: { left: 0, ...(handled ? { handled } : {}) },
    };
    this.#restored.push(instance);
    return instance;
  }

  #plan(
    activity: CompletedActivity,
    scope: ElementInstance,
    event: string,
    { start, end }: { start: number; end: number },
  ): void {
    const { key, elementId, type, done, variables } = activity;
    // inside, its variables are those of the scope
    const snapshot = variables && scope.key !== key ? { snapshot: variables } : {};
    const unit = { activity: { key, elementId, type, done }, scope: scope.key, event, ...snapshot };
    this.#planned.push({ unit, start, end, order: done });
  }
}

/**
 * The last to end comes first. A unit holds shut the first of those behind it whose activity had ended when its own began; since
 * they are in order, all behind that one wait too.
 */
function inOrder(planned: Planned[]): CompensationUnit[] {
  const ordered = planned.toSorted((a, b) => b.end - a.end || b.order - a.order);
  return ordered.map(({ unit, start }, index) => ({
    ...unit,
    gate: Math.max(index + 1, firstEndedBefore(ordered, start)),
  }));
}

function firstEndedBefore(ordered: Planned[], start: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ordered[middle]?.end ?? 0) < start) high = middle;
    else low = middle + 1;
  }
  return low;
}

// running ////////////////////////////////////////////////////////////

function startUnits(run: Run, scope: string, id: string): void {
  const compensation = run.instance(scope).compensations?.find((it) => it.key === id);
  if (!compensation) return;
  while (compensation.next < compensation.units.length && !compensation.gates[compensation.next]) {
    const unit = compensation.units[compensation.next];
    const undo: Undo = { scope, compensation: id, unit: compensation.next };
    run.note({ change: 'unitStarted', scope, compensation: id });
    if (unit) startUnit(run, unit, undo);
  }
}

function startUnit(run: Run, unit: CompensationUnit, undo: Undo): void {
  const scope = run.instance(unit.scope);
  const event = run.element(scope.processId, unit.event);
  if (event.type === 'startEvent') {
    const trigger = { variables: {}, start: event.id };
    run.scheduleActivation(event.parent, unit.scope, { trigger, undo });
    return;
  }
  occur(run, scope, event);
  const snapshot = unit.snapshot ? { snapshot: unit.snapshot } : {};
  run.scheduleActivation(event.handler ?? '', unit.scope, { undo, ...snapshot });
}

/** The boundary event of a completed activity catches the compensation, and leads to the handler without a flow. */
function occur(run: Run, scope: ElementInstance, { id: elementId, type }: FlowElement): void {
  const key = run.nextKey();
  run.note({ change: 'tokenScheduled', scope: scope.key });
  run.note({
    change: 'entered',
    instance: begin({ key, processId: scope.processId, elementId, type, scope: scope.key }),
  });
  const event = { element: elementId, type, eventDefinition: 'compensation', key, scope: scope.key } as const;
  run.emit({ event: 'activated', ...event });
  run.emit({ event: 'completed', ...event });
}

/** Of a scope whose inside is undone, `endRestoration` tells it. */
function announce(run: Run, { activity, scope }: CompensationUnit): void {
  if (scope === activity.key) return;
  const { key, elementId: element, type } = activity;
  run.emit({ event: 'compensated', element, type, key, scope });
}

// helpers ////////////////////////////////////////////////////////////

const processIdOf = (activity: CompletedActivity, outer: ElementInstance): string =>
  activity.type === 'process' ? activity.elementId : outer.processId;
