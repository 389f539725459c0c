/** What the engine does in a second. Every measurement runs for about so many seconds and answers for one round of it. */
import { compile } from '../../../engine/deployment.ts';
import {
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type FlowElement,
  lifecycle,
  type RunOptions,
  startInstance,
  type Transition,
  type Variables,
} from '../../../engine/index.ts';
import type { Model } from './models.ts';

/** @throws Error where the model is refused */
export async function compileModel(xml: string): Promise<ExecutableGraph> {
  const { graph, findings } = await compile([{ name: 'bench.bpmn', content: xml }], { hash: 'bench' });
  if (!graph) throw new Error(findings.map((finding) => finding.message.en).join('\n'));
  return graph;
}

/** Tasks per second; the model has plain tasks, which the engine passes by itself. */
export function tasksPerSecond(graph: ExecutableGraph, model: Model, seconds: number): number {
  const instances = repeat(seconds, () => {
    const { state } = startInstance(graph, { processId: 'process', variables: {} }, 0);
    expectCompleted(state);
    return 1;
  });
  return instances * model.tasks;
}

/** Element events (activated, completed, terminated, taken) a second, each service task completed by a command of its own. */
export function elementEventsPerSecond(graph: ExecutableGraph, seconds: number): number {
  const course = rehearse(graph, {}, () => ({}));
  return course.events * repeat(seconds, () => perform(graph, course));
}

/** Nanoseconds for each element event of a loop that is gone through so many times. */
export function costOfSteps(graph: ExecutableGraph, steps: number, seconds: number): number {
  const course = rehearse(graph, {}, (done) => ({ done: done >= steps }));
  return nanoseconds(graph, course, seconds) / course.events;
}

/**
 * Nanoseconds for each element event of a token, with so many tokens at once. How the instance itself begins and ends is measured
 * without a token and taken off: those are other events, a third of all with 10 tokens and next to none with 10,000.
 */
export function costOfTokens(graph: ExecutableGraph, count: number, seconds: number): number {
  const withItems = (items: number[]): Course => rehearse(graph, { items }, () => ({}));
  const course = withItems(Array.from({ length: count }, (_, index) => index));
  const empty = withItems([]);
  const ofTokens = nanoseconds(graph, course, seconds) - nanoseconds(graph, empty, seconds);
  return ofTokens / (course.events - empty.events);
}

/** Seconds for so many tasks in a row that nothing waits between. The graph is made by hand: no file is that long. */
export function secondsInARow(length: number): number {
  const graph = graphInARow(length);
  const begin = performance.now();
  const limits = { hops: 3 * length, work: 3 * length };
  const { state } = startInstance(graph, { processId: 'process', variables: {} }, 0, { limits });
  expectCompleted(state);
  return (performance.now() - begin) / 1000;
}

// helpers ////////////////////////////////////////////////////////////

/** What `once` answers for, in all, by the second. */
function repeat(seconds: number, once: () => number): number {
  const begin = performance.now();
  let total = 0;
  do total += once();
  while (performance.now() - begin < seconds * 1000);
  return total / ((performance.now() - begin) / 1000);
}

/** What one instance takes of the processor: waiting for it, on a busy machine, is no cost of the engine's. */
function nanoseconds(graph: ExecutableGraph, course: Course, seconds: number): number {
  const before = process.threadCpuUsage();
  const end = performance.now() + seconds * 1000;
  let instances = 0;
  do instances += perform(graph, course);
  while (performance.now() < end);
  const { user, system } = process.threadCpuUsage(before);
  return ((user + system) * 1000) / instances;
}

/** What an instance is given until it has ended, and how many element events come of it: the same whenever it is performed. */
interface Course {
  variables: Variables;
  commands: Command[];
  events: number;
}

/** Completes the jobs, the oldest first; `answer` is what the job of that number, from 1, brings. */
function rehearse(graph: ExecutableGraph, variables: Variables, answer: (done: number) => Variables): Course {
  let transition = startInstance(graph, { processId: 'process', variables }, 0);
  const course: Course = { variables, commands: [], events: countElementEvents(transition.events) };
  const jobs = openedJobs(transition.events);
  for (let done = 1; done <= jobs.length; done++) {
    const command: Command = { kind: 'completeJob', key: jobs[done - 1] ?? '', variables: answer(done) };
    transition = take(graph, transition, command);
    course.commands.push(command);
    course.events += countElementEvents(transition.events);
    for (const opened of openedJobs(transition.events)) jobs.push(opened);
  }
  expectCompleted(transition.state);
  return course;
}

/** The engine alone: nobody looks at the events. Answers 1, for one instance. */
function perform(graph: ExecutableGraph, { variables, commands }: Course): number {
  let transition = startInstance(graph, { processId: 'process', variables }, 0);
  for (const command of commands) transition = take(graph, transition, command);
  expectCompleted(transition.state);
  return 1;
}

function take(
  graph: ExecutableGraph,
  { state }: Transition,
  command: Command,
  options: RunOptions = {},
): Transition {
  const result = applyCommand(graph, state, command, 0, options);
  if ('rejection' in result) throw new Error(result.rejection.message);
  return result;
}

function countElementEvents(events: EngineEvent[]): number {
  let count = 0;
  for (const { event } of events) {
    if (event === 'activated' || event === 'completed' || event === 'terminated' || event === 'taken')
      count++;
  }
  return count;
}

const openedJobs = (events: EngineEvent[]): string[] =>
  events.flatMap((event) => (event.event === 'jobOpened' ? [event.job.key] : []));

function expectCompleted(state: Transition['state']): void {
  if (lifecycle(state) === 'completed') return;
  throw new Error(`Expected the instance to have completed, but it is ${lifecycle(state)}`);
}

function graphInARow(length: number): ExecutableGraph {
  const elements: Record<string, FlowElement> = {};
  const add = (id: string, type: FlowElement['type'], index: number): void => {
    const incoming = index > 0 ? { incoming: [`flow${index - 1}`] } : {};
    const outgoing = index <= length ? { outgoing: [`flow${index}`] } : {};
    elements[id] = { id, type, name: '', parent: 'process', ...incoming, ...outgoing };
  };
  const idAt = (index: number): string => (index === 0 ? 'start' : index > length ? 'end' : `task${index}`);
  for (let index = 0; index <= length + 1; index++) {
    add(idAt(index), index === 0 ? 'startEvent' : index > length ? 'endEvent' : 'task', index);
    if (index > length) break;
    const flow = { source: idAt(index), target: idAt(index + 1) };
    elements[`flow${index}`] = {
      id: `flow${index}`,
      type: 'sequenceFlow',
      name: '',
      parent: 'process',
      ...flow,
    };
  }
  const root: FlowElement = { id: 'process', type: 'process', name: '', parent: '', starts: ['start'] };
  const process = {
    id: 'process',
    name: '',
    isExecutable: true,
    resource: 'bench.bpmn',
    root,
    elements,
    lanes: {},
  };
  return { hash: 'bench', processes: { process }, decisions: {}, forms: {}, jobTypes: {} };
}
