import { Linter } from 'bpmnlint';
import { describe, expect, it } from 'vitest';
import { createLintConfig } from '../../../engine/lint/designer.ts';
import { rules } from '../../../engine/lint/rules/index.ts';
import { around, findingsOf, flows, lint, read } from './definitions.ts';

const extended = (xml: string) => `<extensionElements>${xml}</extensionElements>`;
const timerOf = (xml: string) => `<timerEventDefinition>${xml}</timerEventDefinition>`;
const message = (key: string) =>
  `<message id="m" name="reply">${key ? extended(`<zeebe:subscription correlationKey="${key}"/>`) : ''}</message>`;

const goodTask = `<serviceTask id="x">${extended('<zeebe:taskDefinition type="sign"/>')}</serviceTask>`;
const subProcess = (inside: string) => around(`<subProcess id="x">${inside}</subProcess>`);
const gateway = (attributes: string, condition = '') =>
  `<startEvent id="start"/><exclusiveGateway id="x" ${attributes}/><endEvent id="a"/><endEvent id="b"/>
   ${flows(['start', 'x'], ['x', 'a'])}<sequenceFlow id="x_b" sourceRef="x" targetRef="b">${condition}</sequenceFlow>`;
const conditionOf = (text: string) =>
  `<conditionExpression xsi:type="tFormalExpression">${text}</conditionExpression>`;
const boundary = (definition: string, attributes = '') =>
  around(
    goodTask,
    `<boundaryEvent id="b" attachedToRef="x" ${attributes}>${definition}</boundaryEvent><endEvent id="e"/>${flows(['b', 'e'])}`,
  );
const catchEvent = (definition: string) =>
  around(`<intermediateCatchEvent id="x">${definition}</intermediateCatchEvent>`);
const multiInstance = (inside: string) =>
  around(
    `<userTask id="x">${extended('<zeebe:formDefinition formId="f"/>')}<multiInstanceLoopCharacteristics>${inside}</multiInstanceLoopCharacteristics></userTask>`,
  );

const compensationOn = (activity: string, id = 'b') =>
  `<boundaryEvent id="${id}" attachedToRef="${activity}"><compensateEventDefinition/></boundaryEvent>`;
const handler = (id = 'undo', inside = '') =>
  `<manualTask id="${id}" isForCompensation="true">${inside}</manualTask>`;
const association = (from: string, to: string) =>
  `<association id="${from}__${to}" sourceRef="${from}" targetRef="${to}"/>`;
const undone = compensationOn('x') + handler() + association('b', 'undo');
const cancelEnd = (id = 'c') => `<endEvent id="${id}"><cancelEventDefinition/></endEvent>`;
const cancelEdge = (activity: string, id = 'k') =>
  `<boundaryEvent id="${id}" attachedToRef="${activity}"><cancelEventDefinition/></boundaryEvent><endEvent id="${id}_end"/>${flows([id, `${id}_end`])}`;
const transaction = (more = '') =>
  around(`<transaction id="x"><startEvent id="s"/>${cancelEnd()}${flows(['s', 'c'])}</transaction>`, more);
const eventSubProcess = (definition: string, inside: string) =>
  `<subProcess id="e" triggeredByEvent="true"><startEvent id="es">${definition}</startEvent>${inside}</subProcess>`;

/** What is good, and must have no finding at all. */
const good: [string, { process: string; roots?: string; isExecutable?: boolean }][] = [
  ['a service task', { process: around(goodTask) }],
  [
    'a process with message start and interrupting event sub-process',
    {
      roots: message('=id'),
      process: `<startEvent id="start"><messageEventDefinition messageRef="m"/></startEvent>${goodTask}<endEvent id="end"/>
        ${flows(['start', 'x'], ['x', 'end'])}
        <subProcess id="s" triggeredByEvent="true"><startEvent id="t">${timerOf('<timeDuration>=deadline</timeDuration>')}</startEvent>
        <endEvent id="u"/>${flows(['t', 'u'])}</subProcess>`,
    },
  ],
  ['an exclusive gateway with a default', { process: gateway('default="x_a"', conditionOf('=urgent')) }],
  [
    'a merging gateway',
    {
      process: `<startEvent id="start"/><parallelGateway id="f"/><exclusiveGateway id="x"/><endEvent id="end"/>
        ${flows(['start', 'f'], ['f', 'x'])}<sequenceFlow id="second" sourceRef="f" targetRef="x"/>${flows(['x', 'end'])}`,
    },
  ],
  [
    'a repeating reminder',
    { process: boundary(timerOf('<timeCycle>R3/PT1H</timeCycle>'), 'cancelActivity="false"') },
  ],
  ['a boundary event for any error', { process: boundary('<errorEventDefinition/>') }],
  [
    'compensation, whose handler no flow leads to',
    {
      process: around(
        goodTask,
        `<boundaryEvent id="b" attachedToRef="x"><compensateEventDefinition/></boundaryEvent>
         <serviceTask id="undo" isForCompensation="true">${extended('<zeebe:taskDefinition type="undo"/>')}</serviceTask>
         <association id="as" sourceRef="b" targetRef="undo" associationDirection="One"/>`,
      ),
    },
  ],
  [
    'compensation thrown from an event sub-process for an activity beside it',
    {
      process: around(
        goodTask,
        undone +
          eventSubProcess(
            '<errorEventDefinition/>',
            `<endEvent id="t"><compensateEventDefinition activityRef="x"/></endEvent>${flows(['es', 't'])}`,
          ),
      ),
    },
  ],
  [
    'a compensation event sub-process marked as a handler',
    {
      process: around(
        goodTask,
        `<subProcess id="e" triggeredByEvent="true" isForCompensation="true"><startEvent id="es"><compensateEventDefinition/></startEvent><endEvent id="t"/>${flows(['es', 't'])}</subProcess>`,
      ),
    },
  ],
  ['a transaction with its cancel events', { process: transaction(cancelEdge('x')) }],
  [
    'links',
    {
      process: `<startEvent id="start"/><intermediateThrowEvent id="t"><linkEventDefinition name="on"/></intermediateThrowEvent>
        <intermediateCatchEvent id="c"><linkEventDefinition name="on"/></intermediateCatchEvent><endEvent id="end"/>
        ${flows(['start', 't'], ['c', 'end'])}`,
    },
  ],
  [
    'an ad-hoc sub-process, whose activities need no flows',
    {
      process: around(
        `<adHocSubProcess id="x"><serviceTask id="a">${extended('<zeebe:taskDefinition type="sign"/>')}</serviceTask></adHocSubProcess>`,
      ),
    },
  ],
  [
    'a multi-instance over a collection',
    { process: multiInstance(extended('<zeebe:loopCharacteristics inputCollection="=units"/>')) },
  ],
  ['an empty sub-process', { process: subProcess('') }],
  [
    'a drawing with a start event alone',
    { process: '<userTask id="x"/><exclusiveGateway id="g"/>', isExecutable: false },
  ],
];

/** What is wrong, and all that is found in it. */
const wrong: [string, { process: string; roots?: string; isExecutable?: boolean }, string[]][] = [
  ['nothing to start with', { process: '' }, ['start-event process']],
  [
    'no start event',
    { process: `<manualTask id="x"/><endEvent id="end"/>${flows(['x', 'end'])}` },
    ['implicit-start x'],
  ],
  [
    'two none start events',
    { process: around(goodTask, `<startEvent id="again"/>${flows(['again', 'x'])}`) },
    ['several-starts again'],
  ],
  [
    'a sub-process that waits for a message to start',
    {
      roots: message('=id'),
      process: subProcess(
        `<startEvent id="s"><messageEventDefinition messageRef="m"/></startEvent><endEvent id="t"/>${flows(['s', 't'])}`,
      ),
    },
    ['start-event s'],
  ],
  [
    'a sub-process with two starts',
    {
      process: subProcess(
        `<startEvent id="s"/><startEvent id="t"/><endEvent id="u"/>${flows(['s', 'u'], ['t', 'u'])}`,
      ),
    },
    ['several-starts t'],
  ],
  [
    'an event sub-process with a none start',
    {
      process: around(
        goodTask,
        `<subProcess id="s" triggeredByEvent="true"><startEvent id="t"/><endEvent id="u"/>${flows(['t', 'u'])}</subProcess>`,
      ),
    },
    ['start-event s'],
  ],
  [
    'an element that nothing leads to, beside a start event',
    { process: around(goodTask, `<manualTask id="y"/><endEvent id="z"/>${flows(['y', 'z'])}`) },
    ['implicit-start y'],
  ],
  [
    'a circle that nothing leads into',
    { process: around(goodTask, `<manualTask id="y"/><manualTask id="z"/>${flows(['y', 'z'], ['z', 'y'])}`) },
    ['unreachable y', 'unreachable z'],
  ],
  [
    'a dead end',
    { process: `<startEvent id="start"/><manualTask id="x"/>${flows(['start', 'x'])}` },
    ['dead-end x'],
  ],
  [
    'a flow to nowhere',
    { process: `<startEvent id="start"/><sequenceFlow id="f" sourceRef="start" targetRef="nowhere"/>` },
    ['sequence-flow f'],
  ],
  ['a flow out of the end', { process: around(goodTask, flows(['end', 'x'])) }, ['sequence-flow end_x']],
  [
    'a flow across the border of a sub-process',
    { process: subProcess(`<startEvent id="s"/><endEvent id="t"/>${flows(['s', 't'], ['s', 'end'])}`) },
    ['sequence-flow s_end'],
  ],
  [
    'a boundary event that is attached to nothing',
    {
      process: around(
        goodTask,
        `<boundaryEvent id="b"><errorEventDefinition/></boundaryEvent><manualTask id="y"/>${flows(['b', 'y'], ['y', 'end'])}`,
      ),
    },
    ['boundary-event b', 'unreachable y'],
  ],
  ['a boundary event for nothing', { process: boundary('') }, ['boundary-event b']],
  ['a catch event for nothing', { process: catchEvent('') }, ['catch-event x']],
  ['flows without a condition', { process: gateway('') }, ['condition x_a', 'condition x_b']],
  ['a flow without a condition beside a default', { process: gateway('default="x_a"') }, ['condition x_b']],
  [
    'a condition that is no expression',
    { process: gateway('default="x_a"', conditionOf('urgent')) },
    ['condition x_b'],
  ],
  [
    'a condition that does not parse',
    { process: gateway('default="x_a"', conditionOf('=urgent and')) },
    ['feel-syntax x_b'],
  ],
  [
    'a mapping that does not parse',
    {
      process: around(
        `<serviceTask id="x">${extended('<zeebe:taskDefinition type="sign"/><zeebe:ioMapping><zeebe:input source="=1 +" target="n"/></zeebe:ioMapping>')}</serviceTask>`,
      ),
    },
    ['feel-syntax x'],
  ],
  [
    'a timer that does not parse',
    { process: catchEvent(timerOf('<timeDuration>=if</timeDuration>')) },
    ['feel-syntax x'],
  ],
  [
    'a mapping without a target',
    {
      process: around(
        `<serviceTask id="x">${extended('<zeebe:taskDefinition type="sign"/><zeebe:ioMapping><zeebe:output source="=1" target=""/></zeebe:ioMapping>')}</serviceTask>`,
      ),
    },
    ['mapping x'],
  ],
  [
    'a service task without a task definition',
    { process: around('<serviceTask id="x"/>') },
    ['task-definition x'],
  ],
  ['a decision that is not named', { process: around('<businessRuleTask id="x"/>') }, ['task-definition x']],
  ['a script that is not written', { process: around('<scriptTask id="x"/>') }, ['task-definition x']],
  [
    'a script whose result goes nowhere',
    { process: around(`<scriptTask id="x">${extended('<zeebe:script expression="=1"/>')}</scriptTask>`) },
    ['result-variable x'],
  ],
  ['a user task without a form', { process: around('<userTask id="x"/>') }, ['user-task-form x']],
  ['a call of nothing', { process: around('<callActivity id="x"/>') }, ['called-process x']],
  ['no message', { process: catchEvent('<messageEventDefinition/>') }, ['message x']],
  [
    'a message without a correlation key',
    { roots: message(''), process: catchEvent('<messageEventDefinition messageRef="m"/>') },
    ['message x'],
  ],
  [
    'a message without a name',
    { roots: '<message id="m"/>', process: around('<receiveTask id="x" messageRef="m"/>') },
    ['message x', 'message x'],
  ],
  [
    'a message that is sent to nobody',
    {
      process: `<startEvent id="start"/><endEvent id="end"><messageEventDefinition/></endEvent>${flows(['start', 'end'])}`,
    },
    ['unsent-message end'],
  ],
  ['a timer without a time', { process: catchEvent(timerOf('')) }, ['timer x']],
  [
    'a duration of no form',
    { process: catchEvent(timerOf('<timeDuration>3 days</timeDuration>')) },
    ['timer x'],
  ],
  [
    'a date that does not exist',
    { process: catchEvent(timerOf('<timeDate>2026-13-01T08:00:00Z</timeDate>')) },
    ['timer x'],
  ],
  [
    'a duration where a cycle belongs',
    { process: boundary(timerOf('<timeCycle>PT1H</timeCycle>'), 'cancelActivity="false"') },
    ['timer b'],
  ],
  [
    'a cycle that interrupts',
    { process: boundary(timerOf('<timeCycle>R/PT1H</timeCycle>')) },
    ['timer-cycle b'],
  ],
  [
    'an error end event without an error',
    {
      process: `<startEvent id="start"/><endEvent id="end"><errorEventDefinition/></endEvent>${flows(['start', 'end'])}`,
    },
    ['event-reference end'],
  ],
  ['a signal without a name', { process: catchEvent('<signalEventDefinition/>') }, ['event-reference x']],
  [
    'a condition event without a condition',
    { process: catchEvent('<conditionalEventDefinition/>') },
    ['event-reference x'],
  ],
  [
    'a link to nowhere',
    {
      process: `<startEvent id="start"/><intermediateThrowEvent id="t"><linkEventDefinition name="on"/></intermediateThrowEvent>${flows(['start', 't'])}`,
    },
    ['event-reference t'],
  ],
  [
    'listeners of no event and without a type, and beforeAll of what is done once',
    {
      process: around(
        `<task id="x">${extended('<zeebe:executionListeners><zeebe:executionListener eventType="begin"/><zeebe:executionListener eventType="beforeAll" type="a"/></zeebe:executionListeners><zeebe:taskListeners><zeebe:taskListener eventType="creating" type="a"/></zeebe:taskListeners>')}</task>`,
      ),
    },
    ['listener x', 'listener x', 'listener x', 'listener x'],
  ],
  [
    'an ad-hoc sub-process with a start event, half of an output, and texts that are no expressions',
    {
      process: around(
        `<adHocSubProcess id="x">${extended('<zeebe:adHoc activeElementsCollection="a" outputCollection="all"/>')}<startEvent id="s"/>
        <completionCondition xsi:type="tFormalExpression">done</completionCondition></adHocSubProcess>`,
      ),
    },
    ['ad-hoc-sub-process s', 'ad-hoc-sub-process x', 'ad-hoc-sub-process x', 'ad-hoc-sub-process x'],
  ],
  [
    'a loop condition that is no expression',
    {
      process: around(
        `<task id="x"><standardLoopCharacteristics><loopCondition xsi:type="tFormalExpression">more</loopCondition></standardLoopCharacteristics></task>`,
      ),
    },
    ['standard-loop x'],
  ],
  [
    'a loop of less than no iteration',
    { process: around('<task id="x"><standardLoopCharacteristics loopMaximum="-1"/></task>') },
    ['standard-loop x'],
  ],
  [
    'token quantities below 1',
    { process: around('<task id="x" startQuantity="0" completionQuantity="0"/>') },
    ['quantity x', 'quantity x'],
  ],
  [
    'an activation condition that is no expression, and the default flow of another',
    {
      process: around(
        `<complexGateway id="x" default="start_x"><activationCondition xsi:type="tFormalExpression">2</activationCondition></complexGateway>`,
      ),
    },
    ['complex-gateway x', 'complex-gateway x'],
  ],
  ['a multi-instance over nothing', { process: multiInstance('') }, ['multi-instance x']],
  [
    'a multi-instance with half of an output',
    {
      process: multiInstance(
        extended('<zeebe:loopCharacteristics inputCollection="=units" outputCollection="replies"/>'),
      ),
    },
    ['multi-instance x'],
  ],
  [
    'an event-based gateway before a task',
    {
      process: `<startEvent id="start"/><eventBasedGateway id="g"/>${goodTask}<endEvent id="end"/>${flows(['start', 'g'], ['g', 'x'], ['x', 'end'])}`,
    },
    ['event-based-gateway g', 'event-based-gateway x'],
  ],
  [
    'a parallel event-based gateway that does not start the process',
    {
      process: `<startEvent id="start"/><eventBasedGateway id="g" eventGatewayType="Parallel"/>
        <intermediateCatchEvent id="a">${timerOf('<timeDuration>PT1H</timeDuration>')}</intermediateCatchEvent>
        <intermediateCatchEvent id="b" parallelMultiple="true">${timerOf('<timeDuration>PT1H</timeDuration>')}${timerOf('<timeDuration>PT2H</timeDuration>')}</intermediateCatchEvent>
        <endEvent id="end"/>${flows(['start', 'g'], ['g', 'a'], ['g', 'b'], ['a', 'end'], ['b', 'end'])}`,
    },
    ['event-based-gateway g', 'event-based-gateway b'],
  ],
  [
    'events where they cannot be',
    {
      process: `<startEvent id="start"/>
        <intermediateCatchEvent id="a"><errorEventDefinition/></intermediateCatchEvent>
        <intermediateCatchEvent id="b">${timerOf('<timeDuration>PT1H</timeDuration>')}<linkEventDefinition name="c"/></intermediateCatchEvent>
        <endEvent id="end"><errorEventDefinition errorRef="E"/><terminateEventDefinition/></endEvent>
        ${flows(['start', 'a'], ['a', 'b'], ['b', 'end'])}`,
      roots: '<error id="E" errorCode="E"/>',
    },
    ['event-position a', 'event-position b'],
  ],
  [
    'a multi-instance activity that throws a timer',
    {
      process: around(
        `<manualTask id="x"><multiInstanceLoopCharacteristics behavior="One" oneBehaviorEventRef="late"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></manualTask>`,
      ),
      roots: `<timerEventDefinition id="late"><timeDuration>PT1H</timeDuration></timerEventDefinition>`,
    },
    ['multi-instance x'],
  ],
  [
    'an empty lane',
    {
      process: `<laneSet id="l"><lane id="clerk"><flowNodeRef>start</flowNodeRef><flowNodeRef>x</flowNodeRef><flowNodeRef>end</flowNodeRef></lane><lane id="leader"/></laneSet>${around(goodTask)}`,
    },
    ['empty-lane leader'],
  ],
  [
    'what must be understood',
    {
      process: around(goodTask),
      roots: '<extension mustUnderstand="true" definition="x"/>',
    },
    ['unsupported-element definitions'],
  ],
  [
    'an event in a position where it cannot be',
    {
      process: `<startEvent id="start"/><intermediateThrowEvent id="x"><terminateEventDefinition/></intermediateThrowEvent>${flows(['start', 'x'])}<endEvent id="end"/>${flows(['x', 'end'])}`,
    },
    ['event-position x'],
  ],
  [
    'a process that an error starts',
    {
      process: `<startEvent id="start"><errorEventDefinition/></startEvent>${goodTask}<endEvent id="end"/>${flows(['start', 'x'], ['x', 'end'])}`,
    },
    ['event-position start'],
  ],
  [
    'an error that does not end its activity',
    { process: boundary('<errorEventDefinition/>', 'cancelActivity="false"') },
    ['always-interrupting b'],
  ],
  [
    'two that wait for the same message',
    {
      roots: message('=id'),
      process: `${boundary('<messageEventDefinition messageRef="m"/>')}<boundaryEvent id="c" attachedToRef="x" cancelActivity="false"><messageEventDefinition messageRef="m"/></boundaryEvent>${flows(['c', 'e'])}`,
    },
    ['duplicate-catch c'],
  ],
  [
    'two that catch every error',
    {
      process: `${boundary('<errorEventDefinition/>')}<boundaryEvent id="c" attachedToRef="x"><errorEventDefinition/></boundaryEvent>${flows(['c', 'e'])}`,
    },
    ['duplicate-catch c'],
  ],
  [
    'a boundary event on an activity of another scope',
    {
      process: around(
        `<subProcess id="x"><startEvent id="s"/><manualTask id="y"/><endEvent id="t"/>${flows(['s', 'y'], ['y', 't'])}</subProcess>`,
        `<boundaryEvent id="b" attachedToRef="y"><errorEventDefinition/></boundaryEvent>${flows(['b', 'end'])}`,
      ),
    },
    ['boundary-event b'],
  ],
  [
    'a condition that nobody asks for',
    {
      process: `<startEvent id="start"/><endEvent id="end"/><sequenceFlow id="f" sourceRef="start" targetRef="end">${conditionOf('=urgent')}</sequenceFlow>`,
    },
    ['conditional-flow f'],
  ],
  [
    'a condition of the default flow',
    { process: gateway('default="x_b"', conditionOf('=urgent')) },
    ['condition x_a', 'unasked-condition x_b'],
  ],
  [
    'a collection that is no expression',
    { process: multiInstance(extended('<zeebe:loopCharacteristics inputCollection="units"/>')) },
    ['must-be-expression x'],
  ],
  [
    'a constant that can never be a condition',
    { process: gateway('default="x_a"', conditionOf('="yes"')) },
    ['constant-value x_b'],
  ],
  [
    'retries that are no number',
    {
      process: around(
        `<serviceTask id="x">${extended('<zeebe:taskDefinition type="sign" retries="often"/>')}</serviceTask>`,
      ),
    },
    ['constant-value x'],
  ],
  [
    'a priority beyond the scale',
    {
      process: around(
        `<userTask id="x">${extended('<zeebe:formDefinition formId="f"/><zeebe:priorityDefinition priority="101"/>')}</userTask>`,
      ),
    },
    ['constant-value x'],
  ],
  [
    'a due date that is no date',
    {
      process: around(
        `<userTask id="x">${extended('<zeebe:formDefinition formId="f"/><zeebe:taskSchedule dueDate="tomorrow"/>')}</userTask>`,
      ),
    },
    ['constant-value x'],
  ],
  [
    'a duration that is computed without data, and is none',
    { process: catchEvent(timerOf('<timeDuration>="P1X"</timeDuration>')) },
    ['timer x'],
  ],
  [
    'a start that depends on data',
    {
      process: `<startEvent id="start">${timerOf('<timeCycle>=interval</timeCycle>')}</startEvent>${goodTask}<endEvent id="end"/>${flows(['start', 'x'], ['x', 'end'])}`,
    },
    ['start-value start'],
  ],
  [
    'an id that every object of the language has',
    { process: around(goodTask).replaceAll('"end"', '"constructor"') },
    ['element-id constructor'],
  ],
  [
    'a task definition that is given twice',
    {
      process: around(
        `<serviceTask id="x">${extended('<zeebe:taskDefinition type="sign"/><zeebe:taskDefinition type="seal"/>')}</serviceTask>`,
      ),
    },
    ['extension-twice x'],
  ],
  [
    'a header that is given twice',
    {
      process: around(
        `<serviceTask id="x">${extended('<zeebe:taskDefinition type="sign"/><zeebe:taskHeaders><zeebe:header key="a" value="1"/><zeebe:header key="a" value="2"/></zeebe:taskHeaders>')}</serviceTask>`,
      ),
    },
    ['extension-twice x'],
  ],
  [
    'work that another engine would do',
    {
      process: around(
        `<userTask id="x">${extended('<camunda:taskListener event="create" class="org.example.Notify"/>')}</userTask>`,
      ),
    },
    ['user-task-form x', 'foreign-execution x'],
  ],
  [
    'what another engine would do besides ours',
    {
      process: around(
        `<serviceTask id="x" camunda:class="org.example.Sign">${extended('<zeebe:taskDefinition type="sign"/>')}</serviceTask>`,
      ),
    },
    ['foreign-setting x'],
  ],
  [
    'another way to what an event-based gateway waits for',
    {
      roots: message('=id'),
      process: `<startEvent id="start"/><eventBasedGateway id="g"/><manualTask id="t"/>
        <intermediateCatchEvent id="a">${timerOf('<timeDuration>PT1H</timeDuration>')}</intermediateCatchEvent>
        <intermediateCatchEvent id="b"><messageEventDefinition messageRef="m"/></intermediateCatchEvent><endEvent id="end"/>
        ${flows(['start', 'g'], ['g', 'a'], ['g', 'b'], ['a', 't'], ['t', 'b'], ['b', 'end'])}`,
    },
    ['event-based-gateway b'],
  ],
  ['compensation without a handler', { process: around(goodTask, compensationOn('x')) }, ['compensation b']],
  [
    'compensation by an activity that is no handler',
    {
      process: around(
        goodTask,
        `${compensationOn('x')}<manualTask id="y"/>${association('b', 'y')}${flows(['start', 'y'], ['y', 'end'])}`,
      ),
    },
    ['compensation b'],
  ],
  [
    'two handlers for one activity',
    { process: around(goodTask, undone + handler('undo2') + association('b', 'undo2')) },
    ['compensation b'],
  ],
  [
    'a handler inside a sub-process',
    {
      process: around(
        goodTask,
        `${compensationOn('x')}${association('b', 'undo')}<subProcess id="y"><startEvent id="s"/>${handler()}<endEvent id="t"/>${flows(['s', 't'])}</subProcess>${flows(['start', 'y'], ['y', 'end'])}`,
      ),
    },
    ['compensation b'],
  ],
  [
    'a flow out of compensation',
    { process: around(goodTask, `${undone}${flows(['b', 'end'])}`) },
    ['compensation b'],
  ],
  [
    'an activity with two compensation events',
    { process: around(goodTask, undone + compensationOn('x', 'b2') + association('b2', 'undo')) },
    ['compensation b2'],
  ],
  [
    'a handler in the flow',
    { process: around(goodTask, `${undone}${flows(['start', 'undo'], ['undo', 'end'])}`) },
    ['compensation undo'],
  ],
  [
    'a handler with a boundary event',
    {
      process: around(
        goodTask,
        `${undone}<boundaryEvent id="d" attachedToRef="undo"><errorEventDefinition/></boundaryEvent>${flows(['d', 'end'])}`,
      ),
    },
    ['compensation undo'],
  ],
  [
    'compensation of what is out of sight',
    {
      process: `<startEvent id="start"/><subProcess id="y"><startEvent id="s"/>${goodTask}${undone}<endEvent id="t"/>${flows(['s', 'x'], ['x', 't'])}</subProcess><endEvent id="end"><compensateEventDefinition activityRef="x"/></endEvent>${flows(['start', 'y'], ['y', 'end'])}`,
    },
    ['compensation end'],
  ],
  ['waiting for compensation', { process: catchEvent('<compensateEventDefinition/>') }, ['compensation x']],
  [
    'a process that compensation starts',
    {
      process: `<startEvent id="start"><compensateEventDefinition/></startEvent>${goodTask}<endEvent id="end"/>${flows(['start', 'x'], ['x', 'end'])}`,
    },
    ['compensation start'],
  ],
  [
    'a handler that nothing leads to',
    { process: around(goodTask, handler()) },
    ['idle-compensation-handler undo'],
  ],
  [
    'a cancel end event outside a transaction',
    { process: around(goodTask, `${cancelEnd()}${flows(['x', 'c'])}`) },
    ['transaction c'],
  ],
  [
    'cancelling a transaction by what undoes it',
    {
      process: around(
        `<transaction id="x"><startEvent id="s"/><endEvent id="t"/>${flows(['s', 't'])}${eventSubProcess('<compensateEventDefinition/>', `${cancelEnd()}${flows(['es', 'c'])}`)}</transaction>`,
        cancelEdge('x'),
      ),
    },
    ['transaction c'],
  ],
  ['a cancel event on a task', { process: around(goodTask, cancelEdge('x')) }, ['transaction k']],
  ['waiting for cancellation', { process: catchEvent('<cancelEventDefinition/>') }, ['transaction x']],
  ['a transaction whose cancellation leads nowhere', { process: transaction() }, ['transaction x']],
  [
    'a transaction with two ways out when cancelled',
    { process: transaction(cancelEdge('x') + cancelEdge('x', 'k2')) },
    ['transaction k2'],
  ],
  ['nothing executable', { process: '', isExecutable: false }, ['executable-process definitions']],
];

const names = { knownForms: ['f'] };

describe('validation of a BPMN file', () => {
  it.each(good)('should find nothing wrong with %s', async (_, model) => {
    const findings = await findingsOf(model, names);
    expect(findings).toEqual(model.isExecutable === false ? ['executable-process definitions'] : []);
  });

  it.each(wrong)('should find %s, and nothing else', async (_, model, expected) => {
    expect(await findingsOf(model, names)).toEqual(expected);
  });

  it('should be tested rule by rule', () => {
    const found = new Set(
      wrong.flatMap(([, , findings]) => findings.map((finding) => finding.split(' ')[0])),
    );
    const elsewhere = [
      'unknown-job-type',
      'unknown-form',
      'unknown-decision',
      'unknown-called-process',
      'duplicate-id',
      'without-effect',
    ];
    expect([...found, ...elsewhere].toSorted()).toEqual(Object.keys(rules).toSorted());
  });
});

describe('names that a model refers to', () => {
  const model = {
    process: `<startEvent id="start"/>
      <serviceTask id="job">${extended('<zeebe:taskDefinition type="fly"/>')}</serviceTask>
      <userTask id="form">${extended('<zeebe:formDefinition formId="f"/>')}</userTask>
      <businessRuleTask id="decision">${extended('<zeebe:calledDecision decisionId="d" resultVariable="r"/>')}</businessRuleTask>
      <callActivity id="call">${extended('<zeebe:calledElement processId="p"/>')}</callActivity>
      <callActivity id="dynamic">${extended('<zeebe:calledElement processId="=which"/>')}</callActivity>
      <endEvent id="end"/>
      ${flows(['start', 'job'], ['job', 'form'], ['form', 'decision'], ['decision', 'call'], ['call', 'dynamic'], ['dynamic', 'end'])}`,
  };
  const severities = async (known: Parameters<typeof lint>[1]) =>
    (await lint(model, known)).map(({ severity, rule, elementId }) => `${severity} ${rule} ${elementId}`);

  it('should refuse a deployment where they are unknown', async () => {
    expect(await severities({ jobTypes: {} })).toEqual([
      'error unknown-job-type job',
      'error unknown-form form',
      'error unknown-decision decision',
      'error unknown-called-process call',
    ]);
  });

  it('should only be warned of where a model is just run', async () => {
    expect(await severities({})).toEqual([
      'warning unknown-form form',
      'warning unknown-decision decision',
      'warning unknown-called-process call',
    ]);
  });

  it('should pass where they are known', async () => {
    const known = { jobTypes: { fly: {} }, knownForms: ['f'], knownDecisions: ['d'], knownProcesses: ['p'] };
    expect(await severities(known)).toEqual([]);
  });

  it('should find a form that is embedded in the process', async () => {
    const task = `<userTask id="x">${extended('<zeebe:formDefinition formKey="camunda-forms:bpmn:inside"/>')}</userTask>`;
    const embedded = extended('<zeebe:userTaskForm id="inside">{}</zeebe:userTaskForm>');
    expect(await findingsOf({ process: embedded + around(task) })).toEqual([]);
    expect(await findingsOf({ process: around(task) })).toEqual(['unknown-form x']);
  });
});

describe('findings', () => {
  it('should tell in both languages what is wrong, with the name people know', async () => {
    const task = '<serviceTask id="x" name="Đăng ký&#10;văn bản đến"/>';
    expect(await lint({ process: around(task) })).toEqual([
      {
        severity: 'error',
        rule: 'task-definition',
        resource: 'test.bpmn',
        elementId: 'x',
        message: {
          vi: 'Công việc «Đăng ký văn bản đến» chưa chọn loại việc tự động cần làm.',
          en: 'The task "Đăng ký văn bản đến" has no task definition: nothing says what it does.',
        },
      },
    ]);
  });

  it('should give the position of a syntax error', async () => {
    const [finding] = await lint({ process: gateway('default="x_a"', conditionOf('=a = ) b')) });
    expect(finding?.message).toEqual({
      vi: 'Biểu thức «a = ) b» của «x_b» sai cú pháp FEEL: thừa «)» tại vị trí 5.',
      en: 'The expression "a = ) b" of "x_b" is no FEEL: unexpected \')\' at position 5.',
    });
  });

  it('should have every placeholder of their sentences filled', async () => {
    for (const [, model] of wrong) {
      for (const { message: sentence } of await lint(model)) {
        expect(`${sentence.vi} ${sentence.en}`).not.toMatch(/[{}]/);
      }
    }
  });

  it('should have the same placeholders in both languages', () => {
    const placeholders = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted();
    for (const { sentences } of Object.values(rules)) {
      for (const { vi, en } of Object.values(sentences)) expect(placeholders(vi)).toEqual(placeholders(en));
    }
  });
});

describe('what has no effect', () => {
  it('should be a warning, so that the author knows', async () => {
    const process = around(
      `<serviceTask id="x">${extended('<zeebe:taskDefinition type="sign"/><zeebe:jobPriorityDefinition priority="7"/>')}</serviceTask>`,
    );
    expect(await lint({ process })).toMatchObject([
      {
        severity: 'warning',
        rule: 'without-effect',
        elementId: 'x',
        message: { en: 'What is written at "x" has no effect here: priority of jobs.' },
      },
    ]);
  });
});

describe('ids', () => {
  it('should be unique also where the reader let two pass', async () => {
    const definitions = await read({ process: around(goodTask) });
    const { rootElements } = definitions as { rootElements: { flowElements: { id: string }[] }[] };
    const [, second] = rootElements[0]?.flowElements ?? [];
    if (second) second.id = 'start';
    const results = await new Linter(createLintConfig()).lint(definitions);
    expect(results['congvan/duplicate-id']).toMatchObject([{ id: 'start', category: 'error' }]);
  });
});

describe('the designer', () => {
  it('should report the same rules in the language of its user', async () => {
    const definitions = await read({ process: '' });
    const lintIn = async (language: 'vi' | 'en') =>
      (await new Linter(createLintConfig({ language })).lint(definitions))['congvan/start-event']?.[0]
        ?.message;
    expect(await lintIn('vi')).toBe('Quy trình «process» chưa có gì để bắt đầu.');
    expect(await lintIn('en')).toBe('The process "process" has nothing to start with.');
  });

  it('should check names only where it was told them', async () => {
    const definitions = await read({
      process: around(
        `<callActivity id="x">${extended('<zeebe:calledElement processId="p"/>')}</callActivity>`,
      ),
    });
    const found = async (knownProcesses?: string[]) =>
      Object.keys(await new Linter(createLintConfig({ knownProcesses })).lint(definitions));
    expect(await found()).toEqual([]);
    expect(await found(['q'])).toEqual(['congvan/unknown-called-process']);
  });
});
