/**
 * Which message an element sends or waits for, and how the message finds its instance: by the key of the dialect, else by the
 * correlation properties of the standard (BPMN 2.0, 8.4.2), else, along a message flow between two pools that are both executed, by
 * the business key that both instances of the conversation have (9.3).
 */
import type { FlowElement, MessageCorrelation, SingleTrigger, Template } from '../elements/element.ts';
import type { ExecutableProcess } from '../graph.ts';
import {
  bodyOf,
  childOf,
  childrenOf,
  extensionOf,
  isModdleElement,
  type ModdleElement,
  textOf,
} from './moddle.ts';

/** Completes the message events, send and receive tasks of a compiled process with what the rest of the file says about them. */
export function correlateMessages(
  compiled: ExecutableProcess,
  process: ModdleElement,
  definitions: ModdleElement,
): void {
  for (const node of nodesInside(process)) {
    const element = compiled.elements[node.id ?? ''];
    if (!element) continue;
    if (element.event && 'triggers' in element.event) {
      const triggers = element.event.triggers.map((trigger, index) => {
        const carrier = definitionsOf(node)[index] ?? null;
        if (trigger.definition !== 'message' || trigger.job) return trigger;
        return describe(node, carrier, process, definitions) ?? trigger;
      });
      element.event = { ...element.event, triggers };
      if (triggers.some((it) => it.definition === 'message' && !it.job)) letSend(element);
    } else if (element.event?.definition === 'message' || element.type === 'sendTask') {
      // a job sends what it sends; the engine is not asked to
      if (isThrowing(element) && element.job) continue;
      const event = describe(node, messageCarrier(node), process, definitions);
      if (!event) continue;
      element.event = event;
      letSend(element);
    }
  }
}

/** What says which message: the event's definition, or the task itself. */
export function messageCarrier(node: ModdleElement): ModdleElement | null {
  if (node.$type === 'bpmn:SendTask' || node.$type === 'bpmn:ReceiveTask') return node;
  return definitionsOf(node).find((it) => it.$type === 'bpmn:MessageEventDefinition') ?? null;
}

/** The element's own message, else that of the message flow at it, else that of the other end of the message flow. */
export function messageOf(
  node: ModdleElement,
  definitions: ModdleElement,
  carrier = messageCarrier(node),
): ModdleElement | null {
  const own = childOf(carrier, 'messageRef');
  if (own) return own;
  for (const flow of fileOf(definitions).flows.get(node.id ?? '') ?? []) {
    const message =
      childOf(flow, 'messageRef') ?? childOf(messageCarrier(otherEnd(flow, node)), 'messageRef');
    if (message) return message;
  }
  return null;
}

/** The name under which the message is sent and awaited; that of the message flow where it has none. Null: unknown. */
export function messageName(
  node: ModdleElement,
  definitions: ModdleElement,
  carrier = messageCarrier(node),
): string | null {
  const message = messageOf(node, definitions, carrier);
  if (message) return textOf(message, 'name');
  return executedFlow(node, definitions)?.id ?? null;
}

/** How the messages of that element are correlated, where the dialect's key does not say it. Null: not at all. */
export function correlationOf(
  node: ModdleElement,
  process: ModdleElement,
  definitions: ModdleElement,
  carrier = messageCarrier(node),
): MessageCorrelation | null {
  const message = messageOf(node, definitions, carrier);
  const key = message && fileOf(definitions).keys.find((it) => covers(it, message));
  if (key) {
    const inMessage = childrenOf(key, 'correlationPropertyRef').map((it) => pathInMessage(it, message) ?? '');
    return { by: 'properties', key: key.id ?? '', inMessage, inProcess: pathsInProcess(process, key) };
  }
  return executedFlow(node, definitions) ? { by: 'businessKey' } : null;
}

/** A body of plain BPMN is an expression by its place, with or without the dialect's leading `=`. */
export const asExpression = (body: string): Template => (body.startsWith('=') ? body : `=${body}`);

// helpers ////////////////////////////////////////////////////////////

/** As the clients of the dialect have it: a message waits so long for who is to receive it. ISO 8601. */
const defaultTimeToLive = 'PT1H';

const throwing = new Set(['intermediateThrowEvent', 'endEvent', 'sendTask']);

function letSend(element: FlowElement): void {
  if (isThrowing(element)) element.sends = { timeToLive: element.headers?.timeToLive ?? defaultTimeToLive };
}

const definitionsOf = (node: ModdleElement): ModdleElement[] => [
  ...childrenOf(node, 'eventDefinitions'),
  ...childrenOf(node, 'eventDefinitionRef'),
];

const isThrowing = (element: FlowElement): boolean => throwing.has(element.type);

function describe(
  node: ModdleElement,
  carrier: ModdleElement | null,
  process: ModdleElement,
  definitions: ModdleElement,
): SingleTrigger | null {
  const name = messageName(node, definitions, carrier);
  if (name === null) return null;
  const message = messageOf(node, definitions, carrier);
  const correlationKey = textOf(extensionOf(message, 'zeebe:Subscription'), 'correlationKey');
  const correlation = correlationKey === null ? correlationOf(node, process, definitions, carrier) : null;
  return { definition: 'message', name, correlationKey, ...(correlation ? { correlation } : {}) };
}

/** What is looked up again and again in one file. */
interface File {
  /** Message flows by the ids of what they connect. */
  flows: Map<string, ModdleElement[]>;
  /** Ids of the flow nodes of executable processes. */
  executed: Set<string>;
  keys: ModdleElement[];
}

const files = new WeakMap<ModdleElement, File>();

function fileOf(definitions: ModdleElement): File {
  const known = files.get(definitions);
  if (known) return known;
  const roots = childrenOf(definitions, 'rootElements');
  const file: File = { flows: new Map(), executed: new Set(), keys: [] };
  for (const root of roots) {
    if (root.$type === 'bpmn:Process' && root.isExecutable === true) {
      for (const node of nodesInside(root)) file.executed.add(node.id ?? '');
    }
    for (const flow of childrenOf(root, 'messageFlows')) {
      for (const end of [childOf(flow, 'sourceRef'), childOf(flow, 'targetRef')]) {
        const id = end?.id ?? '';
        file.flows.set(id, [...(file.flows.get(id) ?? []), flow]);
      }
    }
    for (const holder of [root, ...childrenOf(root, 'conversations')])
      file.keys.push(...childrenOf(holder, 'correlationKeys'));
  }
  files.set(definitions, file);
  return file;
}

function otherEnd(flow: ModdleElement, node: ModdleElement): ModdleElement {
  const source = childOf(flow, 'sourceRef');
  return (source?.id === node.id ? childOf(flow, 'targetRef') : source) ?? flow;
}

/** The first message flow at that element whose two ends are both executed. */
function executedFlow(node: ModdleElement, definitions: ModdleElement): ModdleElement | null {
  const { flows, executed } = fileOf(definitions);
  const ofNode = flows.get(node.id ?? '') ?? [];
  return ofNode.find((flow) => [node, otherEnd(flow, node)].every((it) => executed.has(it.id ?? ''))) ?? null;
}

function* nodesInside(container: ModdleElement): Iterable<ModdleElement> {
  const open = [...childrenOf(container, 'flowElements')];
  for (let node = open.shift(); node; node = open.shift()) {
    yield node;
    open.push(...childrenOf(node, 'flowElements'));
  }
}

// correlation properties /////////////////////////////////////////////

function covers(key: ModdleElement, message: ModdleElement): boolean {
  const properties = childrenOf(key, 'correlationPropertyRef');
  return properties.length > 0 && properties.every((it) => pathInMessage(it, message) !== null);
}

/** The property's retrieval expression for that message. */
function pathInMessage(property: ModdleElement, message: ModdleElement): Template | null {
  for (const retrieval of childrenOf(property, 'correlationPropertyRetrievalExpression')) {
    const path = bodyOf(retrieval, 'messagePath');
    if (path !== null && retrieval.messageRef === message) return asExpression(path);
  }
  return null;
}

/** The bindings of the process's correlation subscription to that key; null without one for each property. */
function pathsInProcess(process: ModdleElement, key: ModdleElement): Template[] | null {
  const subscription = childrenOf(process, 'correlationSubscriptions').find(
    (it) => it.correlationKeyRef === key,
  );
  const paths: Template[] = [];
  for (const property of childrenOf(key, 'correlationPropertyRef')) {
    const binding = childrenOf(subscription ?? null, 'correlationPropertyBinding').find(
      (it) => isModdleElement(it.correlationPropertyRef) && it.correlationPropertyRef === property,
    );
    const path = binding ? bodyOf(binding, 'dataPath') : null;
    if (path === null) return null;
    paths.push(asExpression(path));
  }
  return paths;
}
