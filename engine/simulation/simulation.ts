/**
 * Discrete-event simulation of a process: documents arrive by chance, the engine says what each of them does next, people take the
 * tasks while they are at work, and time jumps from one event to the next. Pure: chance comes from the seed.
 */

import type { FlowElement } from '../elements/element.ts';
import type { Bilingual, ExecutableGraph } from '../graph.ts';
import { dueTime } from '../time/due-time.ts';
import { AssumedData, type Choice, canonicalNow } from './assumed-data.ts';
import { neverAt } from './canonical-state.ts';
import { type Distribution, sample } from './distribution.ts';
import { EventQueue } from './event-queue.ts';
import { type Batch, Measures, type Snapshot } from './measures.ts';
import { Pool } from './pool.ts';
import { hashOf, RandomStream } from './random.ts';
import type { DocumentDates, JobHandler, Outcome, Scenario, StepScenario } from './scenario.ts';
import { symbolOf } from './scenario.ts';
import { type Leaf, type Opening, type Place, Transitions } from './transitions.ts';
import { WorkingTime } from './working-time.ts';

/** What is known of an element while the simulation runs. */
export interface Step {
  readonly number: number;
  readonly id: string;
  readonly hash: number;
  readonly element: FlowElement | null;
  /** Whether tasks, jobs or awaited events of it were met: then it is in the report. */
  isUsed: boolean;
  pool: Pool<Ticket> | null;
  role: string | null;
}

/** How that which is opened goes on; the same each time a transition is repeated. */
interface Plan {
  step: Step;
  pool: Pool<Ticket> | null;
  /** Of whoever does it, or until it occurs. */
  duration: Distribution;
  probability: number;
  handler: JobHandler | null;
  /** Timers and due dates. */
  moment: Moment | null;
  isWork: boolean;
  opening: Opening;
}

type Moment =
  | { kind: 'never' }
  | { kind: 'after'; milliseconds: number }
  | { kind: 'at'; moment: number }
  | { kind: 'symbol'; index: number }
  /** As written in the model. */
  | { kind: 'text'; of: 'date' | 'duration' | 'cycle'; text: string };

interface Document {
  readonly number: number;
  readonly arrivedAt: number;
  place: Place;
  /** By position of the place's waits. */
  tickets: (Ticket | null)[];
  /** How often chance was asked, by number of the step. */
  readonly occasions: Uint16Array;
  readonly dates: DocumentDates;
  /** Whether it was done by its deadline has been noted. */
  isJudged: boolean;
}

/** One task, job, timer or awaited message of one document. */
interface Ticket {
  readonly kind: 'ticket';
  readonly document: Document;
  readonly plan: Plan;
  readonly openedAt: number;
  readonly dueAt: number | null;
  /** Working time it takes, drawn when it is opened: two versions of a process meet the same. */
  readonly duration: number;
  startedAt: number;
  /** What is waited for never comes. */
  isEndless: boolean;
  /** What has been cancelled stays in the calendar, and nothing happens. */
  isLive: boolean;
}

type Event = Ticket | { kind: 'arrival' } | { kind: 'opening'; pool: Pool<Ticket> };

export interface IncidentCount {
  element: string;
  code: string;
  message: string;
  count: number;
}

const kindHash = { outcome: 0x51ed270b, one: 0x2127599b, any: 0x7ed55d16, duration: 0x165667b1 };

export class Simulation {
  readonly graph: ExecutableGraph;
  readonly scenario: Scenario;
  readonly measures = new Measures();
  readonly incidents = new Map<string, IncidentCount>();
  readonly pools: Pool<Ticket>[] = [];
  readonly steps = new Map<string, Step>();
  readonly #calendars = new Map<string, WorkingTime>();
  readonly #roles = new Map<string, Pool<Ticket>>();
  readonly #queue = new EventQueue<Event>();
  readonly #random = new RandomStream();
  readonly #data: AssumedData;
  readonly #transitions: Transitions;
  readonly #plans = new Map<Opening, Plan>();
  readonly #arrivalHash = hashOf('arrivals');
  /** For which chance is asked at the moment. */
  #document: Pick<Document, 'number' | 'occasions'> = { number: 0, occasions: new Uint16Array() };
  #now: number;
  #ended = 0;
  #underWay = 0;
  /** Documents under way times milliseconds. */
  #documentTime = 0;
  #documentTimeSince: number;
  #arrivalsEnded = false;
  /** Of the next arrival, without regard to what is wanted. */
  #nextArrival: number;
  #intervals = 0;

  /** `remembers`: see `Transitions`. */
  constructor(graph: ExecutableGraph, scenario: Scenario, remembers = true) {
    this.graph = graph;
    this.scenario = scenario;
    this.#now = scenario.start;
    this.#documentTimeSince = scenario.start;
    for (const [name, hours] of Object.entries(scenario.calendars)) {
      this.#calendars.set(name, new WorkingTime(hours));
    }
    for (const process of Object.values(graph.processes)) {
      this.#addStep(process.id, null);
      for (const element of Object.values(process.elements)) this.#addStep(element.id, element);
    }
    for (const [name, { staff, calendar, order }] of Object.entries(scenario.roles)) {
      this.#roles.set(name, this.#addPool(name, staff, order, this.#calendar(calendar)));
    }
    this.#data = new AssumedData(graph, scenario.flows);
    this.#transitions = new Transitions(graph, this.#rules(), this.#data, remembers);
    this.#nextArrival = this.#arrivalAfter(scenario.start);
    this.#planArrival();
  }

  // running //////////////////////////////////////////////////////////

  /** Lets so many events happen. False when there are no more. */
  advance(events: number): boolean {
    for (let i = 0; i < events; i++) {
      const time = this.#queue.nextTime;
      const event = this.#queue.take();
      if (!event) return false;
      if (event.kind === 'ticket' && !event.isLive) continue;
      this.#now = time;
      if (event.kind === 'ticket') this.#end(event);
      else if (event.kind === 'arrival') this.#arrive();
      else this.#open(event.pool);
    }
    return this.#queue.size > 0;
  }

  get now(): number {
    return this.#now;
  }

  /** Documents that have ended in any way. */
  get ended(): number {
    return this.#ended;
  }

  get underWay(): number {
    return this.#underWay;
  }

  get assumptions(): Bilingual[] {
    return [...this.#data.assumptions.values()];
  }

  /** How often elements were completed and flows taken, by id. */
  counts(): Map<string, number> {
    return this.#transitions.counts();
  }

  /** Without the warm-up. */
  batches(): { all: Batch[]; complete: Batch[] } {
    if (!this.#arrivalsEnded) this.measures.close(this.#snapshot());
    return this.measures.batches(this.scenario.warmUp);
  }

  // documents ////////////////////////////////////////////////////////

  #arrive(): void {
    const { scenario } = this;
    const number = this.measures.arrive(() => this.#snapshot());
    this.#countUnderWay(1);
    const { granted } = scenario.deadline;
    const dueAt = granted ? this.#calendar(granted.calendar).add(this.#now, granted.duration) : null;
    const occasions = new Uint16Array(this.steps.size);
    this.#document = { number, occasions };
    const leaf = this.#transitions.start(this.#choose);
    const document: Document = {
      number,
      arrivedAt: this.#now,
      place: leaf.place,
      tickets: [],
      occasions,
      dates: { dueAt, dates: [], memory: null },
      isJudged: false,
    };
    this.#settle(document, leaf);
    this.#nextArrival = this.#arrivalAfter(this.#now);
    this.#planArrival();
  }

  /** The wait of a ticket is over. */
  #end(ticket: Ticket): void {
    const { document, plan } = ticket;
    ticket.isLive = false;
    this.#document = document;
    if (plan.isWork) this.#measure(ticket);
    plan.handler?.run(document.dates, plan.opening.variables, this.#now);
    const leaf = this.#transitions.end(document.place, document.tickets.indexOf(ticket), this.#choose);
    this.#settle(document, leaf);
    if (plan.pool) this.#free(plan.pool);
  }

  #settle(document: Document, leaf: Leaf): void {
    const before = document.tickets;
    const { carried, effects, place } = leaf;
    const tickets: (Ticket | null)[] = [];
    for (let i = 0; i < carried.length; i++) {
      const from = carried[i] as number;
      tickets.push(from < 0 ? null : (before[from] ?? null));
      if (from >= 0) before[from] = null;
    }
    for (const ticket of before) if (ticket?.isLive) this.#cancel(ticket);
    document.place = place;
    document.tickets = tickets;
    for (const effect of effects) {
      if (effect.kind === 'handle') effect.handler.run(document.dates, effect.variables, this.#now);
      else tickets[effect.position] = this.#openTicket(document, effect.opening);
    }
    for (const incident of leaf.incidents) this.#noteIncident(incident);
    const { until } = this.scenario.deadline;
    if (until !== null && !document.isJudged && leaf.completed.includes(until)) this.#judge(document);
    if (leaf.lifecycle !== 'active') this.#finish(document, leaf.lifecycle);
    else if (tickets.every((ticket) => ticket?.isEndless === true)) this.#finish(document, 'stuck');
  }

  #finish(document: Document, how: 'completed' | 'terminated' | 'stuck'): void {
    const batch = this.measures.batchOf(document.number);
    batch[how]++;
    if (how !== 'stuck') batch.cycle.add(this.#now - document.arrivedAt);
    if (this.scenario.deadline.until === null && how === 'completed') this.#judge(document);
    for (const ticket of document.tickets) if (ticket) ticket.isLive = false;
    this.#ended++;
    this.#countUnderWay(-1);
  }

  #judge(document: Document): void {
    document.isJudged = true;
    const { dueAt } = document.dates;
    if (dueAt === null) return;
    const batch = this.measures.batchOf(document.number);
    batch.withDeadline++;
    if (this.#now > dueAt) batch.late++;
  }

  #noteIncident({ element, code, message }: Omit<IncidentCount, 'count'>): void {
    const key = `${element} ${code}`;
    const known = this.incidents.get(key);
    if (known) known.count++;
    else this.incidents.set(key, { element, code, message, count: 1 });
  }

  // tickets //////////////////////////////////////////////////////////

  #openTicket(document: Document, opening: Opening): Ticket {
    const plan = this.#plans.get(opening) ?? this.#planFor(opening);
    const ticket: Ticket = {
      kind: 'ticket',
      document,
      plan,
      openedAt: this.#now,
      dueAt: plan.isWork && plan.moment ? this.#momentOf(plan.moment, document) : null,
      duration: this.#durationOf(plan, document),
      startedAt: this.#now,
      isEndless: false,
      isLive: true,
    };
    if (plan.pool) {
      const { pool } = plan;
      const rank = pool.order === 'due' ? (ticket.dueAt ?? Number.MAX_VALUE) : this.#now;
      ticket.startedAt = Number.NaN;
      pool.waiting.plan(rank, ticket);
      this.#open(pool);
    } else this.#planEnd(ticket, this.#endOf(ticket));
    return ticket;
  }

  #cancel(ticket: Ticket): void {
    ticket.isLive = false;
    const { pool } = ticket.plan;
    if (pool && !Number.isNaN(ticket.startedAt)) this.#free(pool);
  }

  /** Infinity for what never comes. */
  #durationOf(plan: Plan, document: Document): number {
    const { duration, probability, step } = plan;
    if (duration.kind === 'constant' && probability === 1) return duration.value;
    const occasion = document.occasions[step.number] ?? 0;
    document.occasions[step.number] = occasion + 1;
    this.#random.open(this.scenario.seed, document.number, step.hash ^ kindHash.duration, occasion);
    if (probability < 1 && this.#random.next() >= probability) return Number.POSITIVE_INFINITY;
    return sample(duration, this.#random);
  }

  #endOf({ plan, document, duration }: Ticket): number {
    if (plan.opening.kind === 'timer' && plan.moment)
      return this.#momentOf(plan.moment, document) ?? Number.POSITIVE_INFINITY;
    return this.#now + duration;
  }

  #planEnd(ticket: Ticket, at: number): void {
    if (at < Number.POSITIVE_INFINITY) this.#queue.plan(Math.max(at, this.#now), ticket);
    else ticket.isEndless = true;
  }

  #measure({ document, plan, openedAt, startedAt, duration, dueAt }: Ticket): void {
    const sums = this.measures.batchOf(document.number).step(plan.step.number);
    sums.count++;
    sums.waiting += startedAt - openedAt;
    sums.service += duration;
    if (dueAt === null) return;
    sums.withDueDate++;
    if (this.#now > dueAt) sums.late++;
  }

  // people ///////////////////////////////////////////////////////////

  /** Whoever is free and at work takes what waits. */
  #open(pool: Pool<Ticket>): void {
    if (!pool.hasFree || pool.waiting.size === 0) return;
    if (!pool.time.isOpen(this.#now)) {
      if (!pool.isWoken) {
        const at = pool.time.nextOpening(this.#now);
        if (at < Number.POSITIVE_INFINITY) this.#queue.plan(at, { kind: 'opening', pool });
        pool.isWoken = true;
      }
      return;
    }
    pool.isWoken = false;
    while (pool.hasFree) {
      const ticket = pool.waiting.take();
      if (!ticket) return;
      if (!ticket.isLive) continue;
      pool.occupy(this.#now);
      ticket.startedAt = this.#now;
      this.#planEnd(ticket, pool.time.add(this.#now, ticket.duration));
    }
  }

  #free(pool: Pool<Ticket>): void {
    pool.release(this.#now);
    this.#open(pool);
  }

  // chance ///////////////////////////////////////////////////////////

  readonly #choose = ({ element, kind, weights }: Choice): number => {
    const step = this.steps.get(element);
    const { number, occasions } = this.#document;
    const row = step?.number ?? 0;
    const occasion = occasions[row] ?? 0;
    occasions[row] = occasion + 1;
    const random = this.#random.open(
      this.scenario.seed,
      number,
      (step?.hash ?? 0) ^ kindHash[kind],
      occasion,
    );
    if (kind === 'any') {
      return weights.reduce((bits, weight, i) => (random.next() < weight ? bits | (1 << i) : bits), 0);
    }
    const drawn = random.next();
    for (let i = 0; i < weights.length; i++) if (drawn < (weights[i] as number)) return i;
    return weights.length - 1;
  };

  #arrivalAfter(at: number): number {
    const { arrivals, seed } = this.scenario;
    const number = this.#intervals++;
    if (arrivals.kind === 'moments') return arrivals.moments[number] ?? Number.POSITIVE_INFINITY;
    const interval = sample(arrivals.distribution, this.#random.open(seed, number, this.#arrivalHash, 0));
    return arrivals.calendar === null ? at + interval : this.#calendar(arrivals.calendar).add(at, interval);
  }

  #planArrival(): void {
    const { documents, until } = this.scenario;
    const isWanted =
      this.measures.arrived < documents &&
      this.#nextArrival < Number.POSITIVE_INFINITY &&
      (until === null || this.#nextArrival <= until);
    if (isWanted) this.#queue.plan(this.#nextArrival, { kind: 'arrival' });
    else {
      this.measures.close(this.#snapshot());
      this.#arrivalsEnded = true;
    }
  }

  // what the scenario says ///////////////////////////////////////////

  #planFor(opening: Opening): Plan {
    const step = this.#step(opening.elementId);
    const given = this.#given(opening.isListener ? '' : opening.elementId, opening.jobType);
    const plan: Plan = {
      step,
      pool: null,
      duration: { kind: 'never' },
      probability: given.probability ?? 1,
      handler: null,
      moment: null,
      isWork: !opening.isListener && (opening.kind === 'userTask' || opening.kind === 'job'),
      opening,
    };
    switch (opening.kind) {
      case 'userTask':
        plan.moment = this.#dueMoment(step, opening);
        plan.duration = given.duration ?? this.#assumedDuration(step);
        plan.pool = this.#poolOf(step, opening, given);
        plan.probability = 1;
        break;
      case 'job':
        plan.duration = given.duration ?? this.scenario.defaults.job;
        plan.handler = this.scenario.handlers[opening.jobType ?? ''] ?? null;
        plan.pool = given.capacity === undefined ? null : this.#capacityOf(opening, given.capacity);
        plan.probability = 1;
        break;
      case 'timer':
        if (given.after) plan.duration = given.after;
        else plan.moment = this.#timerMoment(step, opening);
        break;
      default:
        plan.duration = given.after ?? this.#assumedArrival(step);
    }
    step.isUsed ||= plan.isWork;
    if (plan.pool) step.pool = plan.pool;
    this.#plans.set(opening, plan);
    return plan;
  }

  #given(elementId: string, jobType: string | null): StepScenario {
    const { elements, jobs } = this.scenario;
    return { ...(jobType === null ? {} : jobs[jobType]), ...elements[elementId] };
  }

  #assumedDuration(step: Step): Distribution {
    this.#data.assume(`duration ${step.id}`, {
      vi: `Chưa khai báo thời gian làm «${nameOf(step)}»: dùng giá trị mặc định.`,
      en: `How long '${nameOf(step)}' takes is not said: the default is used.`,
    });
    return this.scenario.defaults.userTask;
  }

  /** What is waited for on the way comes; what may happen besides does not. */
  #assumedArrival(step: Step): Distribution {
    const isOnTheWay = step.element?.type !== 'boundaryEvent' && step.element?.type !== 'startEvent';
    this.#data.assume(`event ${step.id}`, {
      vi: `Chưa khai báo khi nào «${nameOf(step)}» xảy ra: ${isOnTheWay ? 'dùng giá trị mặc định' : 'coi như không xảy ra'}.`,
      en: `When '${nameOf(step)}' occurs is not said: ${isOnTheWay ? 'the default is used' : 'it never does'}.`,
    });
    return isOnTheWay ? this.scenario.defaults.message : { kind: 'never' };
  }

  #poolOf(step: Step, opening: Opening, given: StepScenario): Pool<Ticket> | null {
    const role = given.role ?? roleIn(step.element, opening) ?? this.#laneOf(opening.elementId);
    step.role = role;
    const pool = role === null ? undefined : this.#roles.get(role);
    if (pool) return pool;
    this.#data.assume(`role ${role}`, {
      vi: `Chưa khai báo số người của «${role ?? nameOf(step)}»: coi như lúc nào cũng có người làm ngay.`,
      en: `How many people '${role ?? nameOf(step)}' has is not said: somebody is always free.`,
    });
    return null;
  }

  #laneOf(elementId: string): string | null {
    for (const process of Object.values(this.graph.processes)) {
      let element = process.elements[elementId];
      while (element) {
        const lane = process.lanes[element.id];
        if (lane !== undefined) return lane;
        element = process.elements[element.parent];
      }
    }
    return null;
  }

  #capacityOf({ elementId, jobType }: Opening, capacity: number): Pool<Ticket> {
    const isElements = this.scenario.elements[elementId]?.capacity !== undefined;
    const name = isElements ? elementId : (jobType ?? elementId);
    const known = this.pools.find((pool) => pool.name === name && !this.#roles.has(pool.name));
    return known ?? this.#addPool(name, capacity, 'fifo', new WorkingTime(null));
  }

  #dueMoment(step: Step, { dueAt }: Opening): Moment | null {
    if (dueAt === null) return null;
    return momentOf(dueAt, step.element?.userTask?.dueDate ?? '');
  }

  #timerMoment(step: Step, opening: Opening): Moment {
    const { event } = step.element ?? {};
    const dueAt = opening.dueAt ?? neverAt;
    if (event?.definition !== 'timer' || opening.repeats)
      return { kind: 'after', milliseconds: dueAt - canonicalNow };
    if (!event.value.startsWith('=')) return { kind: 'text', of: event.kind, text: event.value };
    return event.kind === 'date' ? momentOf(dueAt, event.value) : momentOf(dueAt, 'now()');
  }

  #momentOf(moment: Moment, document: Document): number | null {
    switch (moment.kind) {
      case 'never':
        return null;
      case 'after':
        return this.#now + moment.milliseconds;
      case 'at':
        return moment.moment;
      case 'symbol':
        return document.dates.dates[moment.index] ?? null;
      case 'text':
        return dueTime(moment.of, moment.text, this.#now)?.dueAt ?? null;
    }
  }

  #rules() {
    const { processId, kinds, handlers, defaults } = this.scenario;
    const start = Object.values(this.graph.processes[processId]?.elements ?? {}).find(
      (element) => element.type === 'startEvent' && element.parent === processId,
    );
    const startsByItself = this.graph.processes[processId]?.root.starts !== undefined || !start;
    const nothing: readonly Outcome[] = [];
    return {
      processId,
      startElementId: startsByItself ? null : (start?.id ?? null),
      kinds,
      outcomesOf: (id: string, jobType: string | null) => this.#given(id, jobType).outcomes ?? nothing,
      isInstant: (id: string, jobType: string) => {
        const { duration = defaults.job, capacity } = this.#given(id, jobType);
        return capacity === undefined && duration.kind === 'constant' && duration.value === 0;
      },
      handlers,
    };
  }

  #calendar(name: string): WorkingTime {
    const calendar = this.#calendars.get(name);
    if (!calendar) throw new RangeError(`Expected a calendar '${name}', but there is none`);
    return calendar;
  }

  #addPool(name: string, staff: number, order: 'fifo' | 'due', time: WorkingTime): Pool<Ticket> {
    const pool = new Pool<Ticket>(name, staff, order, time, this.scenario.start);
    this.pools.push(pool);
    return pool;
  }

  #addStep(id: string, element: FlowElement | null): void {
    if (this.steps.has(id)) return;
    const number = this.steps.size;
    this.steps.set(id, { number, id, hash: hashOf(id), element, isUsed: false, pool: null, role: null });
  }

  #step(id: string): Step {
    const step = this.steps.get(id);
    if (!step) throw new Error(`Expected element ${id} in the graph, but there is none`);
    return step;
  }

  // sums over time ///////////////////////////////////////////////////

  #countUnderWay(change: 1 | -1): void {
    this.#documentTime += this.#underWay * (this.#now - this.#documentTimeSince);
    this.#documentTimeSince = this.#now;
    this.#underWay += change;
  }

  #snapshot(): Snapshot {
    return {
      at: this.#now,
      ended: this.#ended,
      underWay: this.#documentTime + this.#underWay * (this.#now - this.#documentTimeSince),
      pools: this.pools.map((pool) => pool.sums(this.#now)),
    };
  }
}

// helpers ////////////////////////////////////////////////////////////

const nameOf = (step: Step): string => step.element?.name || step.id;

/** A literal candidate group, or the role that an expression begins with: `="clerk@" + unit`. */
function roleIn(element: FlowElement | null, opening: Opening): string | null {
  const template = element?.userTask?.candidateGroups ?? '';
  const written = /^=\s*"([^"@]+)@/.exec(template)?.[1];
  const group = written ?? opening.candidateGroups[0]?.split('@')[0];
  return group === undefined || group === '' ? null : group;
}

/** `template`: what the moment was computed from. Only what depends on the present moves along with it. */
function momentOf(moment: number, template: string): Moment {
  const symbol = symbolOf(moment);
  if (symbol !== null) return { kind: 'symbol', index: symbol };
  if (moment >= neverAt) return { kind: 'never' };
  if (/\b(now|today)\(/.test(template)) return { kind: 'after', milliseconds: moment - canonicalNow };
  return { kind: 'at', moment };
}
