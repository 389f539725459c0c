/** Drives an instance in tests, and tells what it did. */
import { compile } from '../../engine/deployment.ts';
import {
  activeElementIds,
  addDuration,
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type InstanceState,
  type Job,
  type JobResult,
  lifecycle,
  type MigrationMapping,
  type ModifyInstruction,
  mappingOf,
  nextDueAt,
  openAdHocSubProcesses,
  openIncidents,
  openJobs,
  openMessageSubscriptions,
  openUserTasks,
  parseDuration,
  planMigration,
  processVariables,
  type Rejection,
  type Resource,
  startInstance,
  toTrace,
  type Variables,
} from '../../engine/index.ts';
import type { ProcessBuilder } from './a-process.ts';

export const noon = Date.parse('2026-01-05T05:00:00Z');

export async function compileOrThrow(resources: Resource[]): Promise<ExecutableGraph> {
  const { graph, findings } = await compile(resources, { hash: 'test' });
  if (graph) return graph;
  throw new Error(
    findings.map(({ elementId, rule, message }) => `${elementId}: ${rule}: ${message.en}`).join('\n'),
  );
}

export interface RunOptions {
  variables?: Variables;
  startElementId?: string;
  /** Deployed besides. */
  others?: (ProcessBuilder | Resource)[];
}

type Target = ProcessBuilder | Resource;

export interface MigrationOptions {
  mapping?: MigrationMapping;
  timers?: 'keep' | 'restart';
  others?: Target[];
}

export async function aRun(process: ProcessBuilder | Resource, options: RunOptions = {}): Promise<TestRun> {
  const resources = [process, ...(options.others ?? [])].map((it) => ('content' in it ? it : it.resource()));
  const graph = await compileOrThrow(resources);
  const [processId = ''] = Object.keys(graph.processes);
  return new TestRun(graph, processId, options);
}

export class TestRun {
  graph: ExecutableGraph;
  readonly events: EngineEvent[] = [];
  state: InstanceState;
  now = noon;
  #messages = 0;
  readonly #targets = new Map<string, ExecutableGraph>();

  constructor(graph: ExecutableGraph, processId: string, options: RunOptions = {}) {
    this.graph = graph;
    const { variables = {}, startElementId } = options;
    const start = startElementId === undefined ? {} : { startElementId };
    const { state, events } = startInstance(graph, { processId, variables, ...start }, this.now);
    this.state = state;
    for (const event of events) this.events.push(event);
  }

  // doing ////////////////////////////////////////////////////////////

  /** Serialises and restores the state first: nothing but JSON may be needed. */
  command(command: Command): Rejection | null {
    const restored = JSON.parse(JSON.stringify(this.state)) as InstanceState;
    const graphs = (hash: string) => this.#targets.get(hash);
    const result = applyCommand(this.graph, restored, command, this.now, { graphs });
    if ('rejection' in result) return result.rejection;
    this.state = result.state;
    this.graph = result.graph ?? this.graph;
    for (const event of result.events) this.events.push(event);
    return null;
  }

  complete(elementId: string, variables: Variables = {}, nth = 0): this {
    const task = openUserTasks(this.state).filter((it) => it.elementId === elementId)[nth];
    if (!task) throw new Error(`no open user task ${elementId}`);
    return this.#expect(
      this.command({ kind: 'completeUserTask', key: task.key, variables, actor: 'tester' }),
    );
  }

  job(type: string, variables: Variables = {}, nth = 0): this {
    return this.#expect(this.command({ kind: 'completeJob', key: this.jobKey(type, nth), variables }));
  }

  /** Selects activities of the one open ad-hoc sub-process. */
  select(...elementIds: string[]): this {
    const [adHoc] = openAdHocSubProcesses(this.graph, this.state);
    if (!adHoc) throw new Error('no open ad-hoc sub-process');
    const activities = elementIds.map((elementId) => ({ elementId }));
    return this.#expect(this.command({ kind: 'activateAdHoc', key: adHoc.key, activities }));
  }

  /** Completes a job with more than variables. */
  answer(type: string, result: JobResult, variables: Variables = {}): this {
    return this.#expect(this.command({ kind: 'completeJob', key: this.jobKey(type), variables, result }));
  }

  failJob(type: string, retries = 0, message = 'broken'): this {
    return this.#expect(this.command({ kind: 'failJob', key: this.jobKey(type), retries, message }));
  }

  jobError(type: string, code: string, variables: Variables = {}): this {
    const key = this.jobKey(type);
    return this.#expect(this.command({ kind: 'throwJobError', key, code, message: '', variables }));
  }

  message(name: string, correlationKey: string, variables: Variables = {}): this {
    const subscription = openMessageSubscriptions(this.state).find(
      (it) => it.name === name && it.correlationKey === correlationKey,
    );
    if (!subscription) throw new Error(`no subscription to ${name} with the key ${correlationKey}`);
    this.#messages++;
    return this.#expect(
      this.command({
        kind: 'correlateMessage',
        subscriptionKey: subscription.key,
        messageId: String(this.#messages),
        variables,
      }),
    );
  }

  signal(name: string, variables: Variables = {}): this {
    return this.#expect(this.command({ kind: 'broadcastSignal', name, variables }));
  }

  /** Timers fire at the moments they are due. */
  advance(text: string): this {
    const duration = parseDuration(text);
    if (!duration) throw new Error(`${text} is not a duration`);
    const until = addDuration(this.now, duration);
    for (let due = nextDueAt(this.state); due !== null && due <= until; due = nextDueAt(this.state)) {
      this.now = Math.max(this.now, due);
      this.#expect(this.command({ kind: 'fireTimers' }));
    }
    this.now = until;
    return this;
  }

  resolve(variables: Variables = {}): this {
    const [incident] = openIncidents(this.state);
    if (!incident) throw new Error('no open incident');
    return this.#expect(this.command({ kind: 'resolveIncident', incidentKey: incident.key, variables }));
  }

  modify(...instructions: ModifyInstruction[]): this {
    return this.#expect(this.command({ kind: 'modify', instructions, actor: 'admin', reason: 'test' }));
  }

  /** Why that cannot be done. */
  refused(...instructions: ModifyInstruction[]): string {
    const before = JSON.stringify(this.state);
    const result = this.command({ kind: 'modify', instructions, actor: 'admin', reason: 'test' });
    if (JSON.stringify(this.state) !== before) throw new Error('the refused command has changed the state');
    return result?.message ?? 'done';
  }

  /** To another version, by what is proposed unless a mapping is given. */
  async migrate(target: Target, options: MigrationOptions = {}): Promise<this> {
    return this.#expect(await this.#migrate(target, options));
  }

  /** Why it cannot be migrated: `element: reason`. */
  async refusedMigration(target: Target, options: MigrationOptions = {}): Promise<string[]> {
    const before = JSON.stringify(this.state);
    const result = await this.#migrate(target, options);
    if (JSON.stringify(this.state) !== before) throw new Error('the refused command has changed the state');
    return result?.problems?.map((it) => `${it.elementId}: ${it.reason.en}`) ?? [result?.message ?? 'done'];
  }

  async #migrate(target: Target, { mapping, timers = 'keep', others = [] }: MigrationOptions) {
    const resources = [target, ...others].map((it) => ('content' in it ? it : it.resource()));
    const graph = { ...(await compileOrThrow(resources)), hash: `target ${this.#targets.size}` };
    this.#targets.set(graph.hash, graph);
    return this.command({
      kind: 'migrate',
      from: this.graph.hash,
      to: graph.hash,
      mapping: mapping ?? mappingOf(planMigration(this.graph, graph)),
      timers,
      actor: 'admin',
      reason: 'test',
    });
  }

  suspend(timers: 'stop' | 'run' = 'stop'): this {
    return this.#expect(this.command({ kind: 'suspend', timers, actor: 'admin', reason: 'test' }));
  }

  resume(): this {
    return this.#expect(this.command({ kind: 'resume', actor: 'admin', reason: 'test' }));
  }

  suspendElement(elementId: string, timers: 'stop' | 'run' = 'stop'): this {
    const who = { actor: 'admin', reason: 'test' };
    return this.#expect(this.command({ kind: 'suspendElement', elementId, timers, ...who }));
  }

  resumeElement(elementId: string): this {
    return this.#expect(this.command({ kind: 'resumeElement', elementId, actor: 'admin', reason: 'test' }));
  }

  /** Key of a live instance of the element: bodies are asked for by their type. */
  keyOf(elementId: string, nth = 0, type?: string): string {
    const all = Object.values(this.state.instances).filter(
      (it) => it.elementId === elementId && (type ? it.type === type : !it.type.endsWith('Body')),
    );
    const instance = all[nth];
    if (!instance) throw new Error(`no live instance ${nth} of ${elementId}`);
    return instance.key;
  }

  cancel(): this {
    return this.#expect(this.command({ kind: 'cancel', reason: 'test', actor: null }));
  }

  // telling //////////////////////////////////////////////////////////

  get lifecycle(): string {
    return lifecycle(this.state);
  }

  get variables(): Variables {
    return processVariables(this.state);
  }

  get open(): string[] {
    return openUserTasks(this.state).map((task) => task.elementId);
  }

  get jobs(): string[] {
    return openJobs(this.state).map((job) => job.type);
  }

  get incidents(): string[] {
    return openIncidents(this.state).map((incident) => `${incident.elementId} ${incident.code}`);
  }

  get active(): string[] {
    return activeElementIds(this.state);
  }

  /** `event element`, of flow nodes alone, in order. */
  get trace(): string[] {
    return this.events.flatMap((event) => {
      if (event.event !== 'activated' && event.event !== 'completed' && event.event !== 'terminated')
        return [];
      const body = event.type.endsWith('Body') ? ' (body)' : '';
      return [`${event.event} ${event.element}${body}`];
    });
  }

  /** Elements that were completed, in order. */
  get completed(): string[] {
    return this.events.flatMap((event) => (event.event === 'completed' ? [event.element] : []));
  }

  /** `element.variable = value`, in order; the scope by its element. */
  get variableEvents(): string[] {
    const elements = new Map<string, string>();
    for (const event of this.events)
      if ('key' in event && 'element' in event) elements.set(event.key, event.element);
    return this.events.flatMap((event) =>
      event.event === 'variable'
        ? [`${elements.get(event.scope) ?? '?'}.${event.name} = ${JSON.stringify(event.value)}`]
        : [],
    );
  }

  get lines(): string {
    return this.events
      .flatMap((event) => toTrace(event) ?? [])
      .map((line) => JSON.stringify(line))
      .join('\n');
  }

  openJob(type: string): Job {
    const job = openJobs(this.state).find((it) => it.type === type);
    if (!job) throw new Error(`no open job ${type}`);
    return job;
  }

  jobKey(type: string, nth = 0): string {
    const job = openJobs(this.state).filter((it) => it.type === type)[nth];
    if (!job) throw new Error(`no open job ${type}`);
    return job.key;
  }

  #expect(rejection: Rejection | null): this {
    if (rejection) throw new Error(`${rejection.code}: ${rejection.message}`);
    return this;
  }
}
