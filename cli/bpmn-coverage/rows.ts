/** What a BPMN engine may execute: one row for each element and for each variant that is executed differently, with a model of it. */

export interface Row {
  /** What the peers' facts are listed under. */
  id: string;
  title: string;
  section: string;
  /** The smallest file that has it; null for what nothing depends on and is only drawn. */
  model: string | null;
}

const namespaces =
  'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="coverage"';

/** Everything that events and tasks refer to. */
const roots = `<message id="m" name="m"><extensionElements><zeebe:subscription correlationKey="=key"/></extensionElements></message>
<message id="n" name="n"><extensionElements><zeebe:subscription correlationKey="=key"/></extensionElements></message>
<signal id="s" name="s"/><signal id="u" name="u"/><error id="e" errorCode="E"/><escalation id="c" escalationCode="C"/>
<globalTask id="shared" name="shared"/>`;

const file = (inside: string, more = ''): string =>
  `<definitions ${namespaces}>${roots}${more}<process id="p" isExecutable="true">${inside}</process></definitions>`;

const flow = (from: string, to: string): string =>
  `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}"/>`;
const extended = (inside: string): string => `<extensionElements>${inside}</extensionElements>`;

/** start → x → end */
const around = (x: string, more = ''): string =>
  file(`<startEvent id="start"/>${x}<endEvent id="end"/>${flow('start', 'x')}${flow('x', 'end')}${more}`);
/** Begins with what is given. */
const startingWith = (x: string): string => file(`${x}<endEvent id="end"/>${flow('x', 'end')}`);

const job = extended('<zeebe:taskDefinition type="work"/>');
const element = (id: string, title: string, section: string, model: string | null): Row => ({
  id,
  title,
  section,
  model,
});

// activities //////////////////////////////////////////////////////////

const tasks = 'Tasks';
const scopes = 'Sub-processes and calls';
const markers = 'Markers';
const inner = `<startEvent id="is"/><endEvent id="ie"/>${flow('is', 'ie')}`;
const marked = (marker: string): string => around(`<task id="x">${marker}</task>`);
const items = extended('<zeebe:loopCharacteristics inputCollection="=[1]" inputElement="item"/>');

const activities: Row[] = [
  element('task', 'Task (abstract)', tasks, around('<task id="x"/>')),
  element('service-task', 'Service task', tasks, around(`<serviceTask id="x">${job}</serviceTask>`)),
  element('send-task', 'Send task', tasks, around('<sendTask id="x" messageRef="m"/>')),
  element('receive-task', 'Receive task', tasks, around('<receiveTask id="x" messageRef="m"/>')),
  element(
    'receive-task-instantiate',
    'Receive task that starts the process',
    tasks,
    startingWith('<receiveTask id="x" messageRef="m" instantiate="true"/>'),
  ),
  element('user-task', 'User task', tasks, around('<userTask id="x"/>')),
  element('manual-task', 'Manual task', tasks, around('<manualTask id="x"/>')),
  element(
    'script-task',
    'Script task',
    tasks,
    around(
      `<scriptTask id="x">${extended('<zeebe:script expression="=1" resultVariable="r"/>')}</scriptTask>`,
    ),
  ),
  element(
    'business-rule-task',
    'Business rule task',
    tasks,
    around(
      `<businessRuleTask id="x">${extended('<zeebe:calledDecision decisionId="d" resultVariable="r"/>')}</businessRuleTask>`,
    ),
  ),
  element('sub-process', 'Embedded sub-process', scopes, around(`<subProcess id="x">${inner}</subProcess>`)),
  element('transaction', 'Transaction', scopes, around(`<transaction id="x">${inner}</transaction>`)),
  element(
    'ad-hoc-sub-process',
    'Ad-hoc sub-process',
    scopes,
    around(
      `<adHocSubProcess id="x">${extended('<zeebe:adHoc activeElementsCollection="=[&quot;a&quot;]"/>')}<task id="a"/></adHocSubProcess>`,
    ),
  ),
  element(
    'call-activity',
    'Call activity, of a process',
    scopes,
    around(`<callActivity id="x">${extended('<zeebe:calledElement processId="q"/>')}</callActivity>`),
  ),
  element(
    'call-activity-global-task',
    'Call activity, of a global task',
    scopes,
    around('<callActivity id="x" calledElement="shared"/>'),
  ),
  element(
    'multi-instance-parallel',
    'Multi-instance, parallel',
    markers,
    marked(`<multiInstanceLoopCharacteristics>${items}</multiInstanceLoopCharacteristics>`),
  ),
  element(
    'multi-instance-sequential',
    'Multi-instance, sequential',
    markers,
    marked(
      `<multiInstanceLoopCharacteristics isSequential="true">${items}</multiInstanceLoopCharacteristics>`,
    ),
  ),
  element(
    'multi-instance-completion',
    'Multi-instance with a completion condition',
    markers,
    marked(
      `<multiInstanceLoopCharacteristics>${items}<completionCondition xsi:type="tFormalExpression">=item = 1</completionCondition></multiInstanceLoopCharacteristics>`,
    ),
  ),
  element(
    'multi-instance-behavior',
    'Multi-instance that throws events (behavior)',
    markers,
    file(
      `<startEvent id="start"/><task id="x"><multiInstanceLoopCharacteristics behavior="One" oneBehaviorEventRef="one">${items}</multiInstanceLoopCharacteristics></task><endEvent id="end"/>${flow('start', 'x')}${flow('x', 'end')}`,
      '<signalEventDefinition id="one" signalRef="s"/>',
    ),
  ),
  element(
    'standard-loop',
    'Standard loop',
    markers,
    marked(
      '<standardLoopCharacteristics loopMaximum="2"><loopCondition xsi:type="tFormalExpression">=true</loopCondition></standardLoopCharacteristics>',
    ),
  ),
  element(
    'compensation-handler',
    'Compensation handler',
    markers,
    around(
      '<task id="x"/>',
      '<boundaryEvent id="b" attachedToRef="x"><compensateEventDefinition/></boundaryEvent><task id="undo" isForCompensation="true"/><association id="as" sourceRef="b" targetRef="undo"/>',
    ),
  ),
  element(
    'token-quantity',
    'Start and completion quantity',
    markers,
    around('<task id="x" startQuantity="1" completionQuantity="2"/>'),
  ),
];

// gateways ////////////////////////////////////////////////////////////

const gateways = 'Gateways';
const conditional = (from: string, to: string): string =>
  `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}"><conditionExpression xsi:type="tFormalExpression">=yes</conditionExpression></sequenceFlow>`;
const split = (gateway: string): string =>
  file(
    `<startEvent id="start"/>${gateway}<endEvent id="a"/><endEvent id="b"/>${flow('start', 'x')}${conditional('x', 'a')}${flow('x', 'b')}`,
  );
const events = `<intermediateCatchEvent id="a"><signalEventDefinition signalRef="s"/></intermediateCatchEvent><intermediateCatchEvent id="b"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
<endEvent id="ea"/><endEvent id="eb"/>${flow('x', 'a')}${flow('x', 'b')}${flow('a', 'ea')}${flow('b', 'eb')}`;

const gatewayRows: Row[] = [
  element('exclusive-gateway', 'Exclusive', gateways, split('<exclusiveGateway id="x" default="x-b"/>')),
  element('inclusive-gateway', 'Inclusive', gateways, split('<inclusiveGateway id="x" default="x-b"/>')),
  element('parallel-gateway', 'Parallel', gateways, around('<parallelGateway id="x"/>')),
  element(
    'event-based-gateway',
    'Event-based',
    gateways,
    file(`<startEvent id="start"/><eventBasedGateway id="x"/>${flow('start', 'x')}${events}`),
  ),
  element(
    'event-based-gateway-instantiate',
    'Event-based that starts the process, exclusive',
    gateways,
    file(`<eventBasedGateway id="x" instantiate="true"/>${events}`),
  ),
  element(
    'event-based-gateway-parallel',
    'Event-based that starts the process, parallel',
    gateways,
    file(`<eventBasedGateway id="x" instantiate="true" eventGatewayType="Parallel"/>${events}`),
  ),
  element(
    'complex-gateway',
    'Complex, with activation condition',
    gateways,
    file(
      `<startEvent id="start"/><parallelGateway id="f"/><task id="a"/><task id="b"/>
      <complexGateway id="x"><activationCondition xsi:type="tFormalExpression">=activationCount &gt;= 1</activationCondition></complexGateway><endEvent id="end"/>
      ${flow('start', 'f')}${flow('f', 'a')}${flow('f', 'b')}${flow('a', 'x')}${flow('b', 'x')}${flow('x', 'end')}`,
    ),
  ),
];

// events //////////////////////////////////////////////////////////////

export const positions = [
  ['start', 'Start'],
  ['event-sub-process', 'Event sub-process'],
  ['event-sub-process-beside', 'Event sub-process, non-interrupting'],
  ['catch', 'Intermediate catch'],
  ['boundary', 'Boundary'],
  ['boundary-beside', 'Boundary, non-interrupting'],
  ['throw', 'Intermediate throw'],
  ['end', 'End'],
] as const;
type Position = (typeof positions)[number][0];

const definitionOf: Record<string, string> = {
  none: '',
  message: '<messageEventDefinition messageRef="m"/>',
  timer:
    '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition>',
  conditional:
    '<conditionalEventDefinition><condition xsi:type="tFormalExpression">=yes</condition></conditionalEventDefinition>',
  signal: '<signalEventDefinition signalRef="s"/>',
  error: '<errorEventDefinition errorRef="e"/>',
  escalation: '<escalationEventDefinition escalationRef="c"/>',
  compensation: '<compensateEventDefinition/>',
  cancel: '<cancelEventDefinition/>',
  link: '<linkEventDefinition name="l"/>',
  terminate: '<terminateEventDefinition/>',
  multiple: '<signalEventDefinition signalRef="s"/><signalEventDefinition signalRef="u"/>',
  'parallel multiple': '<signalEventDefinition signalRef="s"/><signalEventDefinition signalRef="u"/>',
};

/** Where BPMN has them (table 10.93). */
const outside: Position[] = [
  'start',
  'event-sub-process',
  'event-sub-process-beside',
  'catch',
  'boundary',
  'boundary-beside',
];
const positionsOf: Record<string, Position[]> = {
  none: ['start', 'throw', 'end'],
  message: [...outside, 'throw', 'end'],
  timer: outside,
  conditional: outside,
  signal: [...outside, 'throw', 'end'],
  error: ['event-sub-process', 'boundary', 'end'],
  escalation: [
    'event-sub-process',
    'event-sub-process-beside',
    'boundary',
    'boundary-beside',
    'throw',
    'end',
  ],
  compensation: ['event-sub-process', 'boundary', 'throw', 'end'],
  cancel: ['boundary', 'end'],
  link: ['catch', 'throw'],
  terminate: ['end'],
  multiple: [...outside, 'throw', 'end'],
  'parallel multiple': outside,
};

function modelOf(kind: string, position: Position): string {
  const definition = definitionOf[kind] ?? '';
  const all = kind === 'parallel multiple' ? ' parallelMultiple="true"' : '';
  const beside = position.endsWith('beside');
  const boundary = `<boundaryEvent id="b" attachedToRef="x"${beside ? ' cancelActivity="false"' : ''}${all}>${definition}</boundaryEvent>`;
  const start = `<startEvent id="es"${beside ? ' isInterrupting="false"' : ''}${all}>${definition}</startEvent>`;
  const eventSubProcess = `<subProcess id="esp" triggeredByEvent="true">${start}<endEvent id="ee"/>${flow('es', 'ee')}</subProcess>`;
  switch (position) {
    case 'start':
      return startingWith(`<startEvent id="x"${all}>${definition}</startEvent>`);
    case 'event-sub-process':
    case 'event-sub-process-beside':
      // compensation undoes a sub-process that is done
      return kind === 'compensation'
        ? around(`<subProcess id="x">${inner}${eventSubProcess}</subProcess>`)
        : around('<userTask id="x"/>', eventSubProcess);
    case 'boundary':
    case 'boundary-beside':
      if (kind === 'compensation')
        return activities.find(({ id }) => id === 'compensation-handler')?.model ?? '';
      return around(
        kind === 'cancel'
          ? `<transaction id="x"><startEvent id="is"/><endEvent id="ie">${definition}</endEvent>${flow('is', 'ie')}</transaction>`
          : '<userTask id="x"/>',
        `${boundary}<endEvent id="be"/>${flow('b', 'be')}`,
      );
    case 'catch':
    case 'throw':
      if (kind === 'link') {
        return file(
          `<startEvent id="start"/><intermediateThrowEvent id="t">${definition}</intermediateThrowEvent><intermediateCatchEvent id="x">${definition}</intermediateCatchEvent><endEvent id="end"/>${flow('start', 't')}${flow('x', 'end')}`,
        );
      }
      return position === 'catch'
        ? around(`<intermediateCatchEvent id="x"${all}>${definition}</intermediateCatchEvent>`)
        : around(`<intermediateThrowEvent id="x">${definition}</intermediateThrowEvent>`);
    case 'end':
      return kind === 'cancel'
        ? modelOf('cancel', 'boundary')
        : file(`<startEvent id="start"/><endEvent id="x">${definition}</endEvent>${flow('start', 'x')}`);
  }
}

const eventRows: Row[] = Object.entries(positionsOf).flatMap(([kind, at]) =>
  positions
    .filter(([position]) => at.includes(position))
    .map(([position, title]) => ({
      id: `${kind.replace(' ', '-')}-${position}`,
      title,
      section: `Events: ${kind}`,
      model: modelOf(kind, position),
    })),
);

// data and participants ///////////////////////////////////////////////

const data = 'Data and participants';
const dataRows: Row[] = [
  element(
    'data-object',
    'Data object',
    data,
    file(
      `<startEvent id="start"/><dataObject id="do"/><dataObjectReference id="x" dataObjectRef="do"/><endEvent id="end"/>${flow('start', 'end')}`,
    ),
  ),
  element(
    'data-association',
    'Data associations',
    data,
    around(
      '<dataObject id="do"/><dataObjectReference id="dor" name="a" dataObjectRef="do"/><task id="x"><ioSpecification><dataInput id="di" name="b"/><inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet/></ioSpecification><dataInputAssociation><sourceRef>dor</sourceRef><targetRef>di</targetRef></dataInputAssociation></task>',
    ),
  ),
  element('data-store', 'Data store', data, null),
  element(
    'lane',
    'Lanes say who does the work',
    data,
    file(
      `<laneSet id="ls"><lane id="lane" name="clerk"><flowNodeRef>x</flowNodeRef></lane></laneSet><startEvent id="start"/><userTask id="x"/><endEvent id="end"/>${flow('start', 'x')}${flow('x', 'end')}`,
    ),
  ),
  element(
    'message-flow',
    'Message flows between executed pools',
    data,
    file(
      `<startEvent id="start"/><sendTask id="x"/><endEvent id="end"/>${flow('start', 'x')}${flow('x', 'end')}`,
      `<collaboration id="co"><participant id="pa" processRef="p"/><participant id="pb" processRef="q"/><messageFlow id="mf" sourceRef="x" targetRef="qs"/></collaboration>
      <process id="q" isExecutable="true"><startEvent id="qs"><messageEventDefinition messageRef="m"/></startEvent><endEvent id="qe"/>${flow('qs', 'qe')}</process>`,
    ),
  ),
  element(
    'correlation-property',
    'Correlation properties',
    data,
    file(
      `<correlationSubscription id="cs" correlationKeyRef="ck"><correlationPropertyBinding id="cb" correlationPropertyRef="cp"><dataPath>id</dataPath></correlationPropertyBinding></correlationSubscription><startEvent id="start"/><receiveTask id="x" messageRef="plain"/><endEvent id="end"/>${flow('start', 'x')}${flow('x', 'end')}`,
      `<message id="plain" name="plain"/><correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="plain"><messagePath>id</messagePath></correlationPropertyRetrievalExpression></correlationProperty><collaboration id="co"><participant id="pa" processRef="p"/><correlationKey id="ck"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey></collaboration>`,
    ),
  ),
];

export const rows: Row[] = [...activities, ...gatewayRows, ...eventRows, ...dataRows];
