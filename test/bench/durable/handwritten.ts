/**
 * The process `handling` (models.ts) as somebody writes it by hand for Temporal: the same steps, the same answers, and the same rows in
 * the read model, in one transaction each time it comes to rest.
 */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineUpdate,
  isCancellation,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ElementType } from '../../../engine/elements/element.ts';
import type { EngineEvent, Variables } from '../../../engine/index.ts';
import type { HandwrittenActivities, Step } from './handwritten-activities.ts';

export interface HandwrittenInput {
  agencyCode: string;
  variables: Variables;
}

export interface HandwrittenView {
  isOpen: boolean;
  sequence: number;
  openTasks: { key: string; name: string; candidateGroups: string[] }[];
}

export const startedUpdate = defineUpdate<HandwrittenView>('started');
export const completeTaskUpdate = defineUpdate<
  HandwrittenView,
  [{ key: string; variables: Variables; actor: string | null }]
>('completeTask');

const { save } = proxyLocalActivities<HandwrittenActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '100 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

export async function handling(input: HandwrittenInput): Promise<HandwrittenView> {
  const { variables } = input;
  const log = new Log(workflowInfo().workflowId, input);
  let deadline: CancellationScope | null = null;
  let isStarted = false;

  setHandler(startedUpdate, async () => {
    await condition(() => isStarted);
    return view();
  });
  setHandler(completeTaskUpdate, complete, {
    validator: ({ key, variables }) => {
      if (!log.openTasks.has(key))
        throw ApplicationFailure.nonRetryable(`Task ${key} is not open.`, 'TASK_NOT_OPEN');
      if (variables === null || typeof variables !== 'object')
        throw ApplicationFailure.nonRetryable('Variables are expected to be an object.', 'INVALID');
    },
  });

  for (const [name, value] of Object.entries(variables)) log.variable(name, value);
  log.passes('start', 'startEvent');
  log.taken('registering');
  log.does('register');
  log.taken('assigning');
  log.opens('assign', ['leader']);
  await log.save();
  isStarted = true;

  await condition(() => log.isEnded && log.isSaved);
  return view();

  async function complete(task: { key: string; variables: Variables; actor: string | null }) {
    log.closes(task);
    switch (task.key) {
      case 'assign':
        log.taken('processing');
        log.timer('timerStarted', Date.now() + 5 * 24 * 3_600_000);
        log.opens('process', ['clerk']);
        remindLater();
        break;
      case 'process':
        log.timer('timerCancelled');
        deadline?.cancel();
        log.taken('deciding');
        log.passes('decision', 'exclusiveGateway');
        if (variables.approved === true) {
          log.taken('signing');
          log.opens('sign', ['leader']);
        } else {
          log.taken('refusing');
          log.passes('refused', 'endEvent');
          log.ends();
        }
        break;
      case 'sign':
        log.taken('splitting');
        log.passes('split', 'parallelGateway');
        log.taken('issuing');
        log.taken('archiving');
        log.does('issue');
        log.taken('issued');
        log.does('archive');
        log.taken('archived');
        log.passes('join', 'parallelGateway');
        log.taken('ending');
        log.passes('done', 'endEvent');
        log.ends();
        break;
    }
    await log.save();
    return view();
  }

  function remindLater(): void {
    deadline = new CancellationScope();
    deadline
      .run(async () => {
        await sleep('5 days');
        log.timer('timerFired');
        log.taken('reminding');
        log.does('remind');
        log.taken('reminded');
        log.passes('told', 'endEvent');
        await log.save();
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }

  function view(): HandwrittenView {
    return {
      isOpen: !log.isEnded,
      sequence: log.sequence,
      openTasks: [...log.openTasks].map(([key, candidateGroups]) => ({ key, name: key, candidateGroups })),
    };
  }
}

type Unnumbered<E> = E extends EngineEvent ? Omit<E, 'sequence' | 'at'> : never;

/** What has happened since it was last saved, as rows of the read model. */
class Log {
  readonly openTasks = new Map<string, string[]>();
  sequence = 0;
  isEnded = false;
  readonly #instanceId: string;
  readonly #agencyCode: string;
  readonly #variables: Variables;
  #step: Pick<Step, 'events' | 'commands' | 'jobs'> = { events: [], commands: [], jobs: [] };
  #savedSequence = 0;

  constructor(instanceId: string, { agencyCode, variables }: HandwrittenInput) {
    this.#instanceId = instanceId;
    this.#agencyCode = agencyCode;
    this.#variables = variables;
    const at = Date.now();
    const command = { kind: 'start', processId: 'handling', businessKey: null, variables } as const;
    this.#step.commands.push({ id: null, at, command });
    this.#element('activated', 'handling', 'process');
  }

  get isSaved(): boolean {
    return this.#savedSequence === this.sequence;
  }

  variable(name: string, value: unknown): void {
    this.#variables[name] = value;
    this.#add({ event: 'variable', name, value, scope: 'handling' });
  }

  taken(flow: string): void {
    this.#element('taken', flow, 'sequenceFlow');
  }

  passes(element: string, type: ElementType): void {
    this.#element('activated', element, type);
    this.#element('completed', element, type);
  }

  /** A service task whose work is done while this is saved. */
  does(element: string): void {
    const job = {
      key: element,
      elementId: element,
      headers: {},
      type: `bench.${element}`,
      retries: 3,
      execution: 'transactional' as const,
      variables: this.#variables,
    };
    this.#step.jobs.push(`${this.#instanceId}:${element}`);
    this.#element('activated', element, 'serviceTask');
    this.#add({ event: 'jobOpened', job, owner: element });
    this.#add({ event: 'jobClosed', key: element, element, outcome: 'completed' });
    this.variable(`${element}Done`, true);
    this.#element('completed', element, 'serviceTask');
  }

  opens(element: string, candidateGroups: string[]): void {
    this.openTasks.set(element, candidateGroups);
    this.#element('activated', element, 'userTask');
    const task = { key: element, elementId: element, name: element, formId: null, assignee: null };
    const times = { dueAt: null, followUpAt: null, createdAt: Date.now() };
    const rest = { candidateGroups, candidateUsers: [], priority: 50, variables: { ...this.#variables } };
    this.#add({ event: 'userTaskOpened', task: { ...task, ...times, ...rest } });
  }

  closes({ key, variables, actor }: { key: string; variables: Variables; actor: string | null }): void {
    this.openTasks.delete(key);
    const command = { kind: 'completeUserTask', key, variables, actor } as const;
    this.#step.commands.push({ id: null, at: Date.now(), command });
    this.#add({ event: 'userTaskClosed', key, element: key, outcome: 'completed', actor });
    for (const [name, value] of Object.entries(variables)) this.variable(name, value);
    this.#element('completed', key, 'userTask');
  }

  timer(event: 'timerStarted' | 'timerCancelled' | 'timerFired', dueAt = 0): void {
    const timer = { key: 'late', element: 'late' };
    if (event === 'timerStarted') this.#add({ event, ...timer, owner: 'process', dueAt, repeat: null });
    else this.#add({ event, ...timer });
  }

  ends(): void {
    this.isEnded = true;
    this.#element('completed', 'handling', 'process');
  }

  async save(): Promise<void> {
    const step: Step = {
      instanceId: this.#instanceId,
      agencyCode: this.#agencyCode,
      after: this.#savedSequence,
      at: Date.now(),
      ...this.#step,
      isEnded: this.isEnded,
      variables: this.#variables,
      activeElements: [...this.openTasks.keys()],
    };
    this.#step = { events: [], commands: [], jobs: [] };
    const { sequence } = this;
    await save(step);
    this.#savedSequence = sequence;
  }

  #element(event: 'activated' | 'completed' | 'taken', element: string, type: ElementType): void {
    this.#add({ event, element, type, key: element, ...(type === 'process' ? {} : { scope: 'handling' }) });
  }

  #add(event: Unnumbered<EngineEvent>): void {
    this.sequence += 1;
    this.#step.events.push({ ...event, sequence: this.sequence, at: Date.now() } as EngineEvent);
  }
}
