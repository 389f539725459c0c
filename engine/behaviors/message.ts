/**
 * Messages that the engine sends itself, and the keys by which messages find their instance (BPMN 2.0, 8.4.2: key-based and
 * context-based correlation).
 */
import type { EventTrigger, FlowElement, Template } from '../elements/element.ts';
import { fail, type Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { addDuration, parseDuration } from '../time/iso-8601.ts';
import { evaluateString, evaluateWith, type Result } from './expression.ts';

type MessageTrigger = Extract<EventTrigger, { definition: 'message' }>;

/** A message ready to be sent. */
export interface OutgoingMessage {
  name: string;
  correlationKey: string;
  /** Epoch milliseconds: until then it waits for who is to receive it. */
  expiresAt: number;
  /** What input mappings gave the sending element. */
  variables: Variables;
}

/** What that element sends, or why it cannot. To be asked before anything is emitted. */
export function describeOutgoing(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): Result<OutgoingMessage> {
  const event = messageOf(element);
  const name = evaluateString(run, instance, event.name);
  if (!name.ok) return name;
  const variables = inputsOf(instance, element);
  const key = keyToSend(run, instance, event, variables);
  if (!key.ok) return key;
  const lifetime = evaluateString(run, instance, element.sends?.timeToLive ?? 'PT0S');
  if (!lifetime.ok) return lifetime;
  const duration = parseDuration(lifetime.value);
  if (duration) {
    const expiresAt = addDuration(run.now, duration);
    return { ok: true, value: { name: name.value, correlationKey: key.value, expiresAt, variables } };
  }
  const message = `Expected a duration of ISO 8601 for the time to live of '${element.id}', but was '${lifetime.value}'`;
  return { ok: false, failure: fail('EXPRESSION_FAILED', message) };
}

/** Whoever runs the instance brings the message to the other participants; nothing in this process hears it (9.3). */
export function sendMessage(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  message: OutgoingMessage,
): void {
  rememberConversation(run, instance, messageOf(element), message.variables);
  run.emit({ event: 'messageThrown', element: element.id, processId: instance.processId, ...message });
}

/** The key that a message must have to reach the element that begins to wait, as seen from `scope`. */
export function keyToWaitFor(run: Run, scope: ElementInstance, event: MessageTrigger): Result<string> {
  const { correlation } = event;
  if (event.correlationKey !== null || !correlation)
    return evaluateString(run, scope, event.correlationKey ?? '');
  if (correlation.by === 'businessKey') return { ok: true, value: run.state.businessKey ?? '' };
  const process = processAround(run, scope);
  if (correlation.inProcess) return joinValues(run, process.variables, correlation.inProcess);
  const begun = process.conversations?.[correlation.key];
  if (begun !== undefined) return { ok: true, value: begun };
  const message = `Expected an earlier message of the conversation '${correlation.key}', which says the key, but there is none`;
  return { ok: false, failure: fail('EXPRESSION_FAILED', message) };
}

/** One value is the key as it is; several are a JSON array, in which nothing can be mistaken for another. Null: no key. */
export function keyOfValues(values: unknown[]): string | null {
  const texts = values.map((value) => (typeof value === 'number' ? String(value) : value));
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string')) return null;
  return texts.length === 1 ? (texts[0] ?? null) : JSON.stringify(texts);
}

/** The first message of a conversation that is sent or received fixes its key for the process instance (8.4.2). */
export function rememberConversation(
  run: Run,
  instance: ElementInstance,
  event: EventTrigger | undefined,
  variables: Variables,
): void {
  if (event?.definition !== 'message' || event.correlation?.by !== 'properties') return;
  const { key: conversation, inMessage } = event.correlation;
  const process = processAround(run, instance);
  if (process.conversations?.[conversation] !== undefined) return;
  const value = joinValues(run, variables, inMessage);
  if (value.ok) run.note({ change: 'conversationBegun', key: process.key, conversation, value: value.value });
}

// helpers ////////////////////////////////////////////////////////////

function messageOf(element: FlowElement): MessageTrigger {
  if (element.event?.definition === 'message') return element.event;
  throw new Error(`Expected ${element.id} to send a message, but it does not`);
}

function keyToSend(
  run: Run,
  instance: ElementInstance,
  event: MessageTrigger,
  variables: Variables,
): Result<string> {
  const { correlation } = event;
  if (event.correlationKey !== null || !correlation)
    return evaluateString(run, instance, event.correlationKey ?? '');
  if (correlation.by === 'businessKey') return { ok: true, value: run.state.businessKey ?? '' };
  return joinValues(run, variables, correlation.inMessage);
}

function joinValues(run: Run, context: Variables, paths: Template[]): Result<string> {
  const values: unknown[] = [];
  for (const path of paths) {
    const result = evaluateWith(run, context, path, 'EXPRESSION_FAILED', 'string');
    if (!result.ok) return result;
    values.push(result.value);
  }
  const key = keyOfValues(values);
  if (key !== null) return { ok: true, value: key };
  const message = `Expected the correlation properties '${paths.join("', '")}' to be STRING or NUMBER, but one is neither`;
  return { ok: false, failure: fail('EXPRESSION_FAILED', message) };
}

function inputsOf(instance: ElementInstance, element: FlowElement): Variables {
  const inputs: Variables = {};
  const names = (element.inputs ?? []).map(({ target }) => target.split('.')[0] ?? '');
  const data = (element.dataInputs ?? []).map(({ to }) => to[0] ?? '');
  for (const name of [...data, ...names]) {
    if (Object.hasOwn(instance.variables, name)) inputs[name] = instance.variables[name];
  }
  return inputs;
}

function processAround(run: Run, instance: ElementInstance): ElementInstance {
  let process = instance;
  while (process.type !== 'process') {
    const outer = run.scopeOf(process);
    if (!outer) break;
    process = outer;
  }
  return process;
}
