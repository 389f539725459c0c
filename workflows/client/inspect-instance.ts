/** What an operator sees of an instance: where it stands, by itself and by the read model, and its decoded history. */
import { type Payload, WorkflowNotFoundError } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { InstanceState, Variables } from '../../engine/index.ts';
import { instanceState } from '../requests.ts';
import { CodecChain } from './codec-chain.ts';
import type { WorkContext } from './context.ts';
import { encodingOf } from './payload-bytes.ts';
import { answerAtRest } from './resting-instance.ts';
import { restoredArguments } from './restore-instance.ts';
import { WorkError, workError } from './work-error.ts';

const { EventType } = proto.temporal.api.enums.v1;

/** How long the instance itself is waited for, milliseconds: no worker may be there. */
const patience = 10_000;

export interface Inspection {
  instanceId: string;
  /** `hash`: SHA-256 of the files that it was deployed from. */
  process: { key: string; name: string; version: number; hash: string };
  businessKey: string | null;
  documentId: string | null;
  state: 'ACTIVE' | 'COMPLETED' | 'TERMINATED';
  /** ISO 8601, as all times here. */
  startedAt: string;
  endedAt: string | null;
  /** Number of the last projected event. */
  sequence: number;
  /** Why the instance itself could not be asked; then what the read model does not have is null. */
  notAsked: string | null;
  /** Elements that hold a token. */
  tokens: {
    elementId: string;
    key: string | null;
    type: string | null;
    phase: string | null;
    scope: string | null;
  }[];
  /** Tokens in front of a joining gateway. */
  waitingTokens: { flowId: string; count: number; scope: string }[] | null;
  /** Of the process scope. */
  variables: Variables;
  /** Of the other scopes, by key of the element instance, where there are any. */
  localVariables: Record<string, Variables> | null;
  tasks: { key: string; elementId: string; name: string; assignee: string | null; dueAt: string | null }[];
  jobs: { key: string; elementId: string; type: string; execution: string; retries: number }[] | null;
  timers: { key: string; elementId: string; dueAt: string; repeats: boolean }[] | null;
  messages: { key: string; elementId: string; name: string; correlationKey: string }[];
  signals: { key: string; elementId: string; name: string }[] | null;
  conditions: { key: string; elementId: string; holds: boolean }[] | null;
  incidents: { key: string; elementId: string; code: string; message: string }[];
}

/** @throws WorkError NOT_FOUND */
export async function inspectInstance(context: WorkContext, instanceId: string): Promise<Inspection> {
  const { db } = context;
  const row = await db.processInstance.findUnique({
    where: { id: instanceId },
    include: {
      definition: true,
      tasks: { where: { state: 'OPEN' } },
      incidents: { where: { resolvedAt: null } },
    },
  });
  if (row === null) throw new WorkError('NOT_FOUND', `There is no instance ${instanceId}.`);
  const [subscriptions, { state, notAsked }] = await Promise.all([
    db.messageSubscription.findMany({ where: { instanceId } }),
    askForState(context, instanceId),
  ]);
  const { key, name, version, hash } = row.definition;
  return {
    instanceId,
    process: { key, name, version, hash },
    businessKey: row.businessKey,
    documentId: row.documentId,
    state: row.state,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    sequence: row.sequence,
    notAsked,
    variables: row.variables as Variables,
    tasks: row.tasks
      .sort((a, b) => Number(a.key) - Number(b.key))
      .map(({ key, elementId, name, assigneeId, dueAt }) => ({
        ...{ key, elementId, name, assignee: assigneeId },
        dueAt: dueAt?.toISOString() ?? null,
      })),
    messages: subscriptions.map(({ key, elementId, name, correlationKey }) => ({
      ...{ key, elementId, name, correlationKey },
    })),
    incidents: row.incidents.map(({ key, elementId, code, message }) => ({ key, elementId, code, message })),
    ...(state ? known(state) : unknown(row.activeElements)),
  };
}

type OfState = Pick<
  Inspection,
  'tokens' | 'waitingTokens' | 'localVariables' | 'jobs' | 'timers' | 'signals' | 'conditions'
>;

/** What only the instance itself knows. */
function known(state: InstanceState): OfState {
  const instances = Object.values(state.instances);
  const inner = instances.filter(({ key }) => key !== state.rootKey);
  return {
    tokens: inner.map(({ elementId, key, type, phase, scope }) => ({ elementId, key, type, phase, scope })),
    waitingTokens: instances.flatMap(({ key, waitingTokens = {} }) =>
      Object.entries(waitingTokens).map(([flowId, count]) => ({ flowId, count, scope: key })),
    ),
    localVariables: Object.fromEntries(
      inner
        .filter(({ variables }) => Object.keys(variables).length > 0)
        .map(({ key, variables }) => [key, variables]),
    ),
    jobs: Object.values(state.jobs).map(({ key, elementId, type, execution, retries }) => ({
      ...{ key, elementId, type, execution, retries },
    })),
    timers: Object.values(state.timers).map(({ key, elementId, dueAt, repeat }) => ({
      ...{ key, elementId, dueAt: new Date(dueAt).toISOString(), repeats: repeat !== null },
    })),
    signals: Object.values(state.signalSubscriptions).map(({ key, elementId, name }) => ({
      key,
      elementId,
      name,
    })),
    conditions: Object.values(state.conditions ?? {}).map(({ key, elementId, holds }) => ({
      ...{ key, elementId, holds },
    })),
  };
}

function unknown(activeElements: string[]): OfState {
  return {
    tokens: activeElements.map((elementId) => ({
      elementId,
      key: null,
      type: null,
      phase: null,
      scope: null,
    })),
    ...{
      waitingTokens: null,
      localVariables: null,
      jobs: null,
      timers: null,
      signals: null,
      conditions: null,
    },
  };
}

async function askForState(
  context: WorkContext,
  instanceId: string,
): Promise<{ state: InstanceState | null; notAsked: string | null }> {
  const { temporal } = context;
  try {
    const atRest = await answerAtRest(context, instanceId, instanceState, []);
    if (atRest) return { state: atRest.answer, notAsked: null };
    const state = await temporal.withDeadline(Date.now() + patience, () =>
      temporal.workflow.getHandle(instanceId).query(instanceState.query),
    );
    return { state, notAsked: null };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      const args = await restoredArguments(context, instanceId);
      if (args?.[0].continued) return { state: args[0].continued, notAsked: null };
    }
    const failure = workError(error);
    return { state: null, notAsked: failure instanceof Error ? failure.message : String(failure) };
  }
}

// History //////////////////////////////////////////////////////////////////////////////////////////

export interface DecodedEvent {
  id: number;
  at: string;
  /** As Temporal names it, e.g. WorkflowExecutionUpdateAccepted. */
  type: string;
  /** With what payloads contain in their place. */
  attributes: unknown;
}

/**
 * The events of the instance's current run, or of its last.
 * @returns `faults`: why payloads could not be decoded, each once; `{ undecodable }` stands in their place
 * @throws WorkError NOT_FOUND when Temporal has no history of it (any more), UNAVAILABLE
 */
export async function instanceHistory(
  { temporal }: WorkContext,
  instanceId: string,
): Promise<{ events: DecodedEvent[]; faults: string[] }> {
  const codec = new CodecChain(temporal.options.loadedDataConverter.payloadCodecs);
  const faults = new Set<string>();
  const decode = async (payload: Payload): Promise<unknown> => {
    try {
      const [decoded = payload] = await codec.decode([payload]);
      return contentOf(decoded);
    } catch (error) {
      const undecodable = error instanceof Error ? error.message : String(error);
      faults.add(undecodable);
      return { undecodable };
    }
  };
  const history = await temporal.workflow
    .getHandle(instanceId)
    .fetchHistory()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError)
        throw new WorkError('NOT_FOUND', `Temporal has no history of ${instanceId}.`, { cause: error });
      throw workError(error);
    });
  const events: DecodedEvent[] = [];
  for (const event of history.events ?? []) {
    const [, attributes] = Object.entries(event).find(([name]) => name.endsWith('EventAttributes')) ?? [];
    events.push({
      id: Number(event.eventId),
      at: new Date(secondsOf(event.eventTime) * 1_000).toISOString(),
      type: nameOf(event.eventType ?? 0),
      attributes: await readable(attributes, decode),
    });
  }
  return { events, faults: [...faults] };
}

/** As JSON, without what is empty. */
async function readable(value: unknown, decode: (payload: Payload) => Promise<unknown>): Promise<unknown> {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return await Promise.all(value.map((item) => readable(item, decode)));
  if ('low' in value && 'high' in value) return Number(value);
  if ('metadata' in value && 'data' in value) return await decode(value as Payload);
  if ('seconds' in value) return secondsOf(value);
  const entries = Object.entries(value).filter(([, inner]) => !isEmpty(inner));
  return Object.fromEntries(
    await Promise.all(entries.map(async ([name, inner]) => [name, await readable(inner, decode)])),
  );
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function contentOf(payload: Payload): unknown {
  const encoding = encodingOf(payload);
  const data = Buffer.from(payload.data ?? []);
  if (encoding === 'binary/null') return null;
  return encoding?.startsWith('json/')
    ? JSON.parse(data.toString())
    : { encoding, base64: data.toString('base64') };
}

/** Of a timestamp or duration. */
function secondsOf(time: unknown): number {
  const { seconds, nanos } = (time ?? {}) as { seconds?: unknown; nanos?: number };
  return Number(seconds ?? 0) + (nanos ?? 0) / 1e9;
}

/** EVENT_TYPE_TIMER_FIRED → TimerFired */
function nameOf(type: number): string {
  return (EventType[type] ?? `EVENT_TYPE_${type}`)
    .replace('EVENT_TYPE_', '')
    .toLowerCase()
    .replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
