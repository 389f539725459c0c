/**
 * bpmn-js-token-simulation: models with the traces of its simulator. A simulator has no data: which flows a token takes is told
 * by the case, activities pass through, and whatever waits is triggered by name.
 *
 * Compared are the exits of flow nodes: in each scope in their order along every path, and the scopes as a multiset. What the two
 * call by different names:
 * - There the host of an interrupting boundary event exits; here it is terminated, by the boundary event.
 * - There an event-based gateway never exits, nor does an end event that terminates its scope with itself in it, nor a compensation
 *   boundary event.
 * - There a sub-process exits once more when what it did has been undone, and its handler is inside it.
 * - There a collapsed sub-process may go by the name of its plane.
 *
 * On Temporal each instance of a case is a workflow, and all must besides leave the events that they leave in memory.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventTrigger, FlowElement } from '../../engine/elements/element.ts';
import type { ExecutableGraph, ExecutableProcess } from '../../engine/index.ts';
import { compileProcess } from '../../engine/parse/compile-process.ts';
import { childOf, childrenOf, readBpmn } from '../../engine/parse/moddle.ts';
import { type Ground, type Instance, inMemory, onTemporal, type WaysNow } from './ground.ts';
import { firstOther, hashed } from './on-temporal.ts';
import { outcomeOf, type Suite } from './suite.ts';
import { type EventOf, VirtualWorld } from './virtual-world.ts';

export const tokenSimulation: Suite = {
  name: 'token-simulation',
  async *run(folder, platform) {
    for (const it of await simulatedCases(folder)) {
      yield await outcomeOf(it.name, async () => {
        const problem = await check(folder, it);
        return (platform === 'temporal' ? await simulatedOtherwise(folder, it) : null) ?? problem;
      });
    }
  },
};

export interface SimulatedCase {
  name: string;
  /** File names. */
  model: string;
  expect: string;
  steps: Step[];
}

export async function simulatedCases(folder: string): Promise<SimulatedCase[]> {
  const cases: Omit<SimulatedCase, 'name'>[] = JSON.parse(await readFile(join(folder, 'steps.json'), 'utf8'));
  return cases.map(({ model, expect, steps }) => {
    const name = expect.replace(/\.json$/, '');
    return { name, model, expect, steps: steps.slice(0, steps.length - (stepsOfTheNext[name] ?? 0)) };
  });
}

type Step =
  | { trigger: string }
  | { signal: string }
  | { waitAt: string }
  | { configure: string; activeOutgoing: string[] };

/**
 * Steps at the end of a case that its trace does not cover: in the simulator's own suite they belong to the test behind it, which is
 * skipped there.
 */
const stepsOfTheNext: Record<string, number> = { 'transaction-compensation-multiple': 1 };

async function check(folder: string, { model, steps, expect }: SimulatedCase): Promise<string | null> {
  const trace = parseTrace(JSON.parse(await readFile(join(folder, 'models', `Simulator.${expect}`), 'utf8')));
  const drawing = await readDrawing(folder, model, steps);
  const { graph, pools } = drawing;
  const elements: Elements = Object.assign({}, ...Object.values(graph.processes).map((it) => it.elements));
  const { events, lastStep } = await simulate(drawing, steps, (ways) => inMemory(graph, ways));
  const actual = ourExits(events.slice(isOfLastStep(trace, pools) ? lastStep : 0), elements);
  return difference(expectedExits(trace, elements), actual, new Paths(elements));
}

/** The first event that is not the same in memory and on Temporal, where each instance is a workflow; null where all are. */
export async function simulatedOtherwise(
  folder: string,
  { model, steps }: SimulatedCase,
): Promise<string | null> {
  const drawing = await readDrawing(folder, model, steps);
  const { graph } = drawing;
  const { onStage } = await import('../../cli/run/temporal/stage.ts');
  const [known, other] = await Promise.all([
    simulate(drawing, steps, (ways) => inMemory(graph, ways)),
    onStage((stage) => simulate(drawing, steps, (ways) => onTemporal(stage, hashed(graph), ways))),
  ]);
  return firstOther(known.events, other.events);
}

// the model ///////////////////////////////////////////////////////////////////////////////////////

interface Drawing {
  graph: ExecutableGraph;
  messageFlows: MessageFlow[];
  /** How many there are; without pools, how many processes. */
  pools: number;
}

/** From flow node to flow node; an end that is a pool is no node of any process. */
interface MessageFlow {
  id: string;
  source: string;
  target: string;
}

/** Compiles every process of a drawing, executable or not, without the rules of deployment, and without data. */
async function readDrawing(folder: string, model: string, steps: Step[]): Promise<Drawing> {
  const xml = await readFile(join(folder, 'models', model), 'utf8');
  const read = await readBpmn(xml);
  if (!read.ok) throw new Error(read.message.en);
  const roots = childrenOf(read.definitions, 'rootElements');
  const messageFlows = roots
    .flatMap((root) => childrenOf(root, 'messageFlows'))
    .map((flow) => ({
      id: flow.id ?? '',
      source: childOf(flow, 'sourceRef')?.id ?? '',
      target: childOf(flow, 'targetRef')?.id ?? '',
    }));
  const receiving = new Set(messageFlows.map(({ target }) => target));
  const waiting = new Set(steps.flatMap((step) => ('waitAt' in step ? [step.waitAt] : [])));
  const refused: string[] = [];
  const processes: Record<string, ExecutableProcess> = {};
  for (const root of roots) {
    if (root.$type !== 'bpmn:Process') continue;
    const process = compileProcess(root, 'model.bpmn', (finding) => refused.push(finding.message.en));
    processes[process.id] = process;
    for (const element of Object.values(process.elements)) {
      withoutData(element, waiting.has(element.id));
      if (element.type === 'task' && receiving.has(element.id)) element.type = 'receiveTask';
      nameWait(element);
    }
  }
  if (refused.length > 0) throw new Error(refused.join(' '));
  const pools = roots.flatMap((root) => childrenOf(root, 'participants')).length;
  return {
    graph: { hash: '', processes, decisions: {}, forms: {}, jobTypes: {} },
    messageFlows,
    pools: pools || Object.keys(processes).length,
  };
}

const passingThrough = new Set([
  ...['userTask', 'serviceTask', 'sendTask', 'scriptTask', 'businessRuleTask', 'manualTask', 'callActivity'],
]);

const triggered = new Set<EventTrigger['definition']>(['timer', 'message', 'conditional', 'none']);
const catching = new Set(['intermediateCatchEvent', 'receiveTask', 'boundaryEvent', 'startEvent']);

function withoutData(element: FlowElement, waits: boolean): void {
  delete element.job;
  delete element.condition;
  if (passingThrough.has(element.type)) element.type = 'task';
  if (waits) {
    element.type = 'userTask';
    element.userTask = {
      ...{ formId: null, assignee: null, candidateGroups: null, candidateUsers: null },
      ...{ dueDate: null, followUpDate: null, priority: null },
    };
  }
}

/** What waits for more than a signal, an error and the like is triggered by its own name, whatever it waits for. */
function nameWait(element: FlowElement): void {
  const definition = element.event?.definition ?? 'none';
  if (element.type === 'startEvent' && definition === 'none') return;
  if (!catching.has(element.type) || !triggered.has(definition)) return;
  element.event = { definition: 'message', name: element.id, correlationKey: null };
}

// the simulation //////////////////////////////////////////////////////////////////////////////////

interface Simulated {
  /** Of every instance, each in its order. */
  events: EventOf[];
  /** How many there were before the last step. */
  lastStep: number;
}

async function simulate(
  drawing: Drawing,
  steps: Step[],
  groundFor: (ways: WaysNow) => Ground,
): Promise<Simulated> {
  const simulation = new Simulation(drawing, groundFor);
  for (const step of steps.slice(0, -1)) await simulation.take(step);
  const lastStep = simulation.world.events.length;
  for (const step of steps.slice(-1)) await simulation.take(step);
  return { events: simulation.world.events, lastStep };
}

class Simulation {
  readonly world: VirtualWorld;
  readonly #graph: ExecutableGraph;
  readonly #messageFlows: MessageFlow[];
  readonly #ways: Record<string, string[]> = {};
  #messages = 0;
  /** How many events message flows have been looked for in. */
  #seen = 0;

  constructor({ graph, messageFlows }: Drawing, groundFor: (ways: WaysNow) => Ground) {
    this.#graph = graph;
    this.#messageFlows = messageFlows;
    this.world = new VirtualWorld(
      graph,
      groundFor(() => this.#ways),
    );
  }

  async take(step: Step): Promise<void> {
    if ('configure' in step) this.#ways[step.configure] = step.activeOutgoing;
    if ('trigger' in step && !(await this.#trigger(step.trigger)))
      throw new Error(`nothing waits at ${step.trigger}`);
    if ('signal' in step) await this.#send(step.signal);
    await this.#passMessages();
  }

  /** Every node at which a message flow begins sends a message when a token reaches it. */
  async #passMessages(): Promise<void> {
    for (; this.#seen < this.world.events.length; this.#seen++) {
      const event = this.world.events[this.#seen]?.event;
      if (event?.event !== 'activated') continue;
      for (const { id, source } of this.#messageFlows) if (source === event.element) await this.#send(id);
    }
  }

  /** A message that nobody waits for, or that goes to a pool, is gone. */
  async #send(messageFlow: string): Promise<void> {
    const flow = this.#messageFlows.find(({ id }) => id === messageFlow);
    if (flow) await this.#trigger(flow.target);
  }

  /** Whether something waited there, or begins there. */
  async #trigger(id: string): Promise<boolean> {
    for (const instance of this.world.active) {
      if (await this.#reach(instance, id)) return true;
    }
    for (const process of Object.values(this.#graph.processes)) {
      const node = process.elements[id];
      if (node?.parent !== process.id) continue;
      // a node that no flow leads to starts its process as if it had a start event
      if (node.type !== 'startEvent' && !process.root.implicitStarts?.includes(id)) return false;
      await this.world.start(process.id, node.type === 'startEvent' ? id : null, {});
      return true;
    }
    return false;
  }

  async #reach(instance: Instance, id: string): Promise<boolean> {
    const { state } = instance;
    const task = Object.values(state.userTasks).find((it) => it.elementId === id);
    const message = Object.values(state.messageSubscriptions).find((it) => it.elementId === id);
    const signal = Object.values(state.signalSubscriptions).find((it) => it.elementId === id);
    if (task) {
      await this.world.command(instance, {
        ...{ kind: 'completeUserTask', key: task.key, variables: {}, actor: null },
      });
    } else if (message) {
      this.#messages++;
      await this.world.command(instance, {
        kind: 'correlateMessage',
        subscriptionKey: message.key,
        messageId: String(this.#messages),
        variables: {},
      });
    } else if (signal) await this.world.broadcast(signal.name, {});
    else return false;
    return true;
  }
}

// comparing ///////////////////////////////////////////////////////////////////////////////////////

type Elements = Record<string, FlowElement>;

/** The exits of one scope in their order. */
interface ScopeExits {
  /** The process, sub-process or event sub-process. */
  container: string;
  nodes: string[];
}

/** A node left, and the key of the scope in which that was. */
interface Exit {
  scope: string;
  node: string;
}

function byScope(exits: Exit[], elements: Elements): ScopeExits[] {
  const scopes = new Map<string, ScopeExits>();
  for (const { scope, node } of exits) {
    const known = scopes.get(scope) ?? { container: elements[node]?.parent ?? '', nodes: [] };
    known.nodes.push(node);
    scopes.set(scope, known);
  }
  return [...scopes.values()];
}

function difference(expected: ScopeExits[], actual: ScopeExits[], paths: Paths): string | null {
  const surplus = [...actual];
  const missing = expected.filter((scope) => {
    const index = surplus.findIndex((it) => isSame(it, scope, paths));
    if (index >= 0) surplus.splice(index, 1);
    return index < 0;
  });
  if (missing.length === 0 && surplus.length === 0) return null;
  const texts = (scopes: ScopeExits[]) => scopes.map((it) => `${it.container}: ${it.nodes.join(' ')}`);
  return `expected [${texts(missing).join('; ')}], but got [${texts(surplus).join('; ')}]`;
}

/**
 * The same nodes as often, and in the same order wherever a path leads from one to the other. Between nodes on parallel branches
 * there is no order to compare.
 */
function isSame(one: ScopeExits, other: ScopeExits, paths: Paths): boolean {
  if (one.container !== other.container || one.nodes.length !== other.nodes.length) return false;
  const nodes = [...new Set(one.nodes)];
  const order = (exits: ScopeExits, a: string, b: string) =>
    exits.nodes.filter((it) => it === a || it === b).join(' ');
  return nodes.every((a, i) =>
    nodes.slice(i).every((b) => (a !== b && !paths.connect(a, b)) || order(one, a, b) === order(other, a, b)),
  );
}

/** Which nodes a token gets to from which. */
class Paths {
  readonly #elements: Elements;
  readonly #reached = new Map<string, Set<string>>();

  constructor(elements: Elements) {
    this.#elements = elements;
    for (const { id } of Object.values(elements)) this.#reached.set(id, reachedFrom(id, elements));
  }

  /** Which of an activity and the event that ends it is left first is no question of paths. */
  connect(a: string, b: string): boolean {
    const [one, other] = [this.#elements[a], this.#elements[b]];
    if (one?.attachedTo === b || other?.attachedTo === a) return false;
    // no path leads from handler to handler, but their order is what compensation is about
    if (one?.isForCompensation && other?.isForCompensation) return true;
    return this.#reached.get(a)?.has(b) === true || this.#reached.get(b)?.has(a) === true;
  }
}

function reachedFrom(start: string, elements: Elements): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = elements[id];
    if (!node) continue;
    const next = [...(node.outgoing ?? []), ...(node.boundaryEvents ?? []), node.target ?? ''];
    for (const other of [...next, ...linkTargets(node, elements)]) {
      if (reached.has(other)) continue;
      reached.add(other);
      open.push(other);
    }
  }
  return reached;
}

function linkTargets({ type, event, parent }: FlowElement, elements: Elements): string[] {
  if (type !== 'intermediateThrowEvent' || event?.definition !== 'link') return [];
  return Object.values(elements)
    .filter((it) => it.type === 'intermediateCatchEvent' && it.parent === parent)
    .filter((it) => it.event?.definition === 'link' && it.event.name === event.name)
    .map(({ id }) => id);
}

// their trace /////////////////////////////////////////////////////////////////////////////////////

interface TraceLine {
  action: string;
  element: string;
  scope: string;
}

/** `action:element:scope`; a collapsed sub-process is drawn on a plane of its own, which stands for it. */
function parseTrace(lines: string[]): TraceLine[] {
  return lines.map((line) => {
    const [action = '', element = '', scope = ''] = line.split(':');
    return { action, element: element.replace(/_plane$/, ''), scope };
  });
}

/** Lines that name the scope of the element itself; those of its creation and entry name the one around it. */
const namesOwnScope = ({ action }: TraceLine): boolean => action !== 'createScope' && action !== 'enter';

/** Scopes are numbered as they are created: A to Z, A1 to Z1, and so on. Some are never seen. */
const scopeNumber = (id: string): number => id.charCodeAt(0) - 65 + 26 * Number(id.slice(1) || 0);

/** Some traces were recorded from the last step on: their first scope is not among the first. */
function isOfLastStep(trace: TraceLine[], pools: number): boolean {
  const first = Math.min(...trace.filter(namesOwnScope).map(({ scope }) => scopeNumber(scope)));
  return first > pools;
}

function expectedExits(trace: TraceLine[], elements: Elements): ScopeExits[] {
  const parents = parentScopes(trace);
  const elementOf = new Map(trace.filter(namesOwnScope).map(({ scope, element }) => [scope, element]));
  const left = new Set<string>();
  const exits: Exit[] = [];
  for (const { action, element, scope } of trace) {
    if (action !== 'exit' || !isNode(elements[element]) || left.has(scope)) continue;
    left.add(scope);
    let around = parents.get(scope);
    const container = elements[element]?.parent ?? '';
    // there a handler is entered inside the sub-process that it compensates
    if (elements[container]) {
      while (around !== undefined && elementOf.get(around) !== container) around = parents.get(around);
    }
    // what began before the trace does belongs to the one scope of its kind
    exits.push({ scope: around ?? scopeOfSibling(trace, container, elements) ?? '', node: element });
  }
  return byScope(exits, elements);
}

function scopeOfSibling(trace: TraceLine[], container: string, elements: Elements): string | undefined {
  const isInside = ({ action, element }: TraceLine) =>
    action === 'createScope' && elements[element]?.parent === container;
  return trace.find(isInside)?.scope;
}

/** Scope → the one around it. A line of creation does not tell the new scope: it is the next that its element is seen with. */
function parentScopes(trace: TraceLine[]): Map<string, string> {
  const scopesOf = new Map<string, string[]>();
  for (const { element, scope } of trace.filter(namesOwnScope)) {
    const known = scopesOf.get(element) ?? [];
    if (!known.includes(scope)) scopesOf.set(element, [...known, scope]);
  }
  for (const scopes of scopesOf.values()) scopes.sort((a, b) => scopeNumber(a) - scopeNumber(b));
  const parents = new Map<string, string>();
  let last = -1;
  for (const { action, element, scope } of trace) {
    if (action !== 'createScope') continue;
    last++;
    const own = scopesOf.get(element)?.find((it) => scopeNumber(it) >= last && !parents.has(it));
    if (own === undefined) continue;
    parents.set(own, scope);
    last = scopeNumber(own);
  }
  return parents;
}

// our events //////////////////////////////////////////////////////////////////////////////////////

function ourExits(events: EventOf[], elements: Elements): ScopeExits[] {
  const exits: Exit[] = [];
  for (const { instance, event } of events) {
    if (event.event !== 'activated' && event.event !== 'completed') continue;
    const scope = `${instance}:${event.scope}`;
    const element = elements[event.element];
    if (event.event === 'activated') {
      const host = element ? interruptedHost(element) : null;
      if (host !== null) exits.push({ scope, node: host });
    } else if (isNode(element)) exits.push({ scope, node: event.element });
  }
  return byScope(exits, elements);
}

/** The activity that this boundary event has ended. */
function interruptedHost(element: FlowElement): string | null {
  const { type, interrupting, attachedTo } = element;
  if (type !== 'boundaryEvent' || !interrupting || isCompensation(element)) return null;
  return attachedTo ?? null;
}

const isCompensation = ({ event }: FlowElement): boolean => event?.definition === 'compensation';

function isNode(element: FlowElement | undefined): boolean {
  if (!element || element.type === 'sequenceFlow' || element.type === 'eventBasedGateway') return false;
  if (element.type === 'boundaryEvent' && isCompensation(element)) return false;
  return element.event?.definition !== 'terminate';
}
