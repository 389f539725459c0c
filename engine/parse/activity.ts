/** What the dialect's extension elements say about an activity. */
import type {
  FlowElement,
  LoopEventDefinition,
  Mapping,
  MultiInstance,
  SingleTrigger,
  UserTaskDefinition,
} from '../elements/element.ts';
import { triggersOf } from '../elements/events/triggers.ts';
import { asExpression } from './correlation.ts';
import { readDefinition, readEventTrigger, readTaskDefinition } from './event-trigger.ts';
import { readListeners } from './listeners.ts';
import { bodyOf, childOf, childrenOf, extensionOf, type ModdleElement, textOf } from './moddle.ts';

type Aspects = Partial<FlowElement>;

/** Everything that may be written on any flow node. */
export function readAspects(node: ModdleElement): Aspects {
  return {
    ...readMappings(node),
    ...readHeaders(node),
    ...readJob(node),
    ...readUserTask(node),
    ...readScript(node),
    ...readDecision(node),
    ...readCall(node),
    ...readMultiInstance(node),
    ...readStandardLoop(node),
    ...readQuantities(node),
    ...readListeners(node),
    ...readComplexGateway(node),
  };
}

// by aspect //////////////////////////////////////////////////////////

function readMappings(node: ModdleElement): Aspects {
  const mapping = extensionOf(node, 'zeebe:IoMapping');
  const read = (property: string): Mapping[] =>
    childrenOf(mapping, property).map((it) => ({
      source: textOf(it, 'source') ?? '=null',
      target: textOf(it, 'target') ?? '',
    }));
  const inputs = read('inputParameters');
  const outputs = read('outputParameters');
  return { ...(inputs.length > 0 ? { inputs } : {}), ...(outputs.length > 0 ? { outputs } : {}) };
}

function readHeaders(node: ModdleElement): Aspects {
  const headers = childrenOf(extensionOf(node, 'zeebe:TaskHeaders'), 'values');
  if (headers.length === 0) return {};
  return {
    headers: Object.fromEntries(headers.map((it) => [textOf(it, 'key') ?? '', textOf(it, 'value') ?? ''])),
  };
}

function readJob(node: ModdleElement): Aspects {
  // a message is thrown by the job that its definition names
  const definitions = childrenOf(node, 'eventDefinitions');
  // of a multiple event each message has its own
  if (node.$type === 'bpmn:UserTask' || definitions.length > 1) return {};
  const job = readTaskDefinition(node, definitions[0] ?? null);
  return job ? { job } : {};
}

function readUserTask(node: ModdleElement): Aspects {
  if (node.$type !== 'bpmn:UserTask') return {};
  const form = extensionOf(node, 'zeebe:FormDefinition');
  const assignment = extensionOf(node, 'zeebe:AssignmentDefinition');
  const schedule = extensionOf(node, 'zeebe:TaskSchedule');
  const userTask: UserTaskDefinition = {
    formId: textOf(form, 'formId') ?? embeddedForm(textOf(form, 'formKey')),
    assignee: textOf(assignment, 'assignee'),
    candidateGroups: textOf(assignment, 'candidateGroups'),
    candidateUsers: textOf(assignment, 'candidateUsers'),
    dueDate: textOf(schedule, 'dueDate'),
    followUpDate: textOf(schedule, 'followUpDate'),
    priority: textOf(extensionOf(node, 'zeebe:PriorityDefinition'), 'priority'),
  };
  return { userTask };
}

/** Forms inside the BPMN file itself are named by this prefix and their id. */
const embeddedForm = (formKey: string | null): string | null =>
  /^camunda-forms:bpmn:(.+)$/.exec(formKey ?? '')?.[1] ?? null;

function readScript(node: ModdleElement): Aspects {
  const script = extensionOf(node, 'zeebe:Script');
  const expression = textOf(script, 'expression');
  if (expression === null) return {};
  return { script: { expression, resultVariable: textOf(script, 'resultVariable') ?? 'result' } };
}

function readDecision(node: ModdleElement): Aspects {
  const decision = extensionOf(node, 'zeebe:CalledDecision');
  const decisionId = textOf(decision, 'decisionId');
  if (decisionId === null) return {};
  return { decision: { decisionId, resultVariable: textOf(decision, 'resultVariable') ?? 'result' } };
}

function readCall(node: ModdleElement): Aspects {
  if (node.$type !== 'bpmn:CallActivity') return {};
  const called = extensionOf(node, 'zeebe:CalledElement');
  const processId =
    textOf(called, 'processId') ??
    textOf(called, 'processIdExpression') ??
    textOf(node, 'calledElement') ??
    '';
  const binding = textOf(called, 'bindingType') ?? 'latest';
  const versionTag = textOf(called, 'versionTag');
  const propagateAllParentVariables = called?.propagateAllParentVariables !== false;
  const isMapped = childrenOf(extensionOf(node, 'zeebe:IoMapping'), 'inputParameters').length > 0;
  return {
    call: {
      processId,
      ...(binding === 'latest' || binding === 'versionTag' ? { binding } : {}),
      ...(binding === 'versionTag' ? { versionTag: versionTag ?? '' } : {}),
      propagateAllParentVariables,
      propagateAllChildVariables: called?.propagateAllChildVariables !== false,
      ...(propagateAllParentVariables || isMapped ? {} : { propagatesNothing: true as const }),
    },
  };
}

function readMultiInstance(node: ModdleElement): Aspects {
  const characteristics = childOf(node, 'loopCharacteristics');
  if (characteristics?.$type !== 'bpmn:MultiInstanceLoopCharacteristics') return {};
  const loop = extensionOf(characteristics, 'zeebe:LoopCharacteristics');
  const multiInstance: MultiInstance = {
    sequential: characteristics.isSequential === true,
    inputCollection: textOf(loop, 'inputCollection'),
    cardinality: bodyOf(characteristics, 'loopCardinality'),
    inputElement: textOf(loop, 'inputElement'),
    outputCollection: textOf(loop, 'outputCollection'),
    outputElement: textOf(loop, 'outputElement'),
    completionCondition: bodyOf(characteristics, 'completionCondition'),
  };
  const events = readLoopEvents(characteristics);
  return { multiInstance: { ...multiInstance, ...(events.length > 0 ? { events } : {}) } };
}

function readLoopEvents(characteristics: ModdleElement): LoopEventDefinition[] {
  switch (characteristics.behavior) {
    case 'None':
      return [{ when: 'each', triggers: [readLoopEvent(characteristics, 'noneBehaviorEventRef')] }];
    case 'One':
      return [{ when: 'first', triggers: [readLoopEvent(characteristics, 'oneBehaviorEventRef')] }];
    case 'Complex':
      return childrenOf(characteristics, 'complexBehaviorDefinition').map((definition) => ({
        when: 'condition',
        condition: asExpression(bodyOf(definition, 'condition') ?? 'false'),
        triggers: readThrown(childOf(definition, 'event')),
      }));
    default:
      return [];
  }
}

const readThrown = (event: ModdleElement | null): SingleTrigger[] =>
  event ? triggersOf(readEventTrigger(event)).filter(({ definition }) => definition !== 'none') : [];

/** "For the behavior of none and one, a default SignalEventDefinition will be thrown", unless another is named. */
function readLoopEvent(characteristics: ModdleElement, reference: string): SingleTrigger {
  const definition = childOf(characteristics, reference);
  return definition ? readDefinition(definition) : { definition: 'signal', name: '' };
}

function readStandardLoop(node: ModdleElement): Aspects {
  const loop = childOf(node, 'loopCharacteristics');
  if (loop?.$type !== 'bpmn:StandardLoopCharacteristics') return {};
  return {
    loop: {
      testBefore: loop.testBefore === true,
      maximum: typeof loop.loopMaximum === 'number' ? loop.loopMaximum : null,
      condition: bodyOf(loop, 'loopCondition'),
    },
  };
}

function readQuantities(node: ModdleElement): Aspects {
  const { startQuantity, completionQuantity } = node;
  return {
    ...(typeof startQuantity === 'number' && startQuantity !== 1 ? { startQuantity } : {}),
    ...(typeof completionQuantity === 'number' && completionQuantity !== 1 ? { completionQuantity } : {}),
  };
}

function readComplexGateway(node: ModdleElement): Aspects {
  const activationCondition = bodyOf(node, 'activationCondition');
  return node.$type === 'bpmn:ComplexGateway' && activationCondition !== null ? { activationCondition } : {};
}
