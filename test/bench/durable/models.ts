/** The processes that are measured. */

/** start → register → assign (user) → process (user, P5D) → gateway → sign (user) → issue and archive in parallel → end. */
export const handling = definitions(
  'handling',
  [
    start('registering'),
    job('register', ['registering'], ['assigning']),
    person('assign', 'leader', ['assigning'], ['processing']),
    person('process', 'clerk', ['processing'], ['deciding']),
    `<boundaryEvent id="late" attachedToRef="process" cancelActivity="false"><outgoing>reminding</outgoing>
      <timerEventDefinition id="deadline"><timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent>`,
    job('remind', ['reminding'], ['reminded']),
    end('told', ['reminded']),
    `<exclusiveGateway id="decision" default="refusing"><incoming>deciding</incoming>
      <outgoing>signing</outgoing><outgoing>refusing</outgoing></exclusiveGateway>`,
    end('refused', ['refusing']),
    person('sign', 'leader', ['signing'], ['splitting']),
    gateway('split', ['splitting'], ['issuing', 'archiving']),
    job('issue', ['issuing'], ['issued']),
    job('archive', ['archiving'], ['archived']),
    gateway('join', ['issued', 'archived'], ['ending']),
    end('done', ['ending']),
  ],
  [
    flow('registering', 'start', 'register'),
    flow('assigning', 'register', 'assign'),
    flow('processing', 'assign', 'process'),
    flow('reminding', 'late', 'remind'),
    flow('reminded', 'remind', 'told'),
    flow('deciding', 'process', 'decision'),
    flow('signing', 'decision', 'sign', 'approved = true'),
    flow('refusing', 'decision', 'refused'),
    flow('splitting', 'sign', 'split'),
    flow('issuing', 'split', 'issue'),
    flow('archiving', 'split', 'archive'),
    flow('issued', 'issue', 'join'),
    flow('archived', 'archive', 'join'),
    flow('ending', 'join', 'done'),
  ],
);

/** A task with a deadline of its own, which reminds when it is due. Variable: dueAt. */
export const reminding = definitions(
  'deadline',
  [
    start('processing'),
    person('process', 'clerk', ['processing'], ['ending']),
    `<boundaryEvent id="late" attachedToRef="process" cancelActivity="false"><outgoing>reminding</outgoing>
      <timerEventDefinition id="due"><timeDate>=dueAt</timeDate></timerEventDefinition></boundaryEvent>`,
    job('remind', ['reminding'], ['reminded']),
    end('told', ['reminded']),
    end('done', ['ending']),
  ],
  [
    flow('processing', 'start', 'process'),
    flow('reminding', 'late', 'remind'),
    flow('reminded', 'remind', 'told'),
    flow('ending', 'process', 'done'),
  ],
);

/** The same task again and again until `enough` is true. */
export const repeating = definitions(
  'revision',
  [
    start('beginning'),
    gateway('again', ['beginning', 'repeating'], ['processing'], 'exclusiveGateway'),
    person('process', 'clerk', ['processing'], ['deciding']),
    `<exclusiveGateway id="decision" default="repeating"><incoming>deciding</incoming>
      <outgoing>repeating</outgoing><outgoing>ending</outgoing></exclusiveGateway>`,
    end('done', ['ending']),
  ],
  [
    flow('beginning', 'start', 'again'),
    flow('processing', 'again', 'process'),
    flow('deciding', 'process', 'decision'),
    flow('repeating', 'decision', 'again'),
    flow('ending', 'decision', 'done', 'enough = true'),
  ],
);

/** A task with a deadline of its own and an ear for a signal: what a city has open by the ten thousand. Variable: dueAt. */
export const standing = standingVersion([end('done', ['ending'])], []);

/** What instances of `standing` are migrated to: it has one job more. */
export const standingNext = standingVersion(
  [job('archive', ['ending'], ['archived']), end('done', ['archived'])],
  [flow('archived', 'archive', 'done')],
);

/** A job again and again, `wanted` times. */
export const counting = definitions(
  'counting',
  [
    start('beginning'),
    gateway('again', ['beginning', 'repeating'], ['working'], 'exclusiveGateway'),
    `<serviceTask id="register" name="register"><extensionElements><zeebe:taskDefinition type="bench.register" />
      <zeebe:ioMapping><zeebe:output source="=steps + 1" target="steps" /></zeebe:ioMapping></extensionElements>
      <incoming>working</incoming><outgoing>deciding</outgoing></serviceTask>`,
    `<exclusiveGateway id="decision" default="repeating"><incoming>deciding</incoming>
      <outgoing>repeating</outgoing><outgoing>ending</outgoing></exclusiveGateway>`,
    end('done', ['ending']),
  ],
  [
    flow('beginning', 'start', 'again'),
    flow('working', 'again', 'register'),
    flow('deciding', 'register', 'decision'),
    flow('repeating', 'decision', 'again'),
    flow('ending', 'decision', 'done', 'steps >= wanted'),
  ],
);

/** For each of `items` something is worked out, all at once; the results come together in `results`. */
export const gathering = definitions(
  'gathering',
  [
    start('beginning'),
    `<scriptTask id="work" name="work"><extensionElements><zeebe:script expression="=item * 2" resultVariable="doubled" /></extensionElements>
      <incoming>beginning</incoming><outgoing>ending</outgoing>
      <multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=for i in 1..wanted return i" inputElement="item"
        outputCollection="results" outputElement="=doubled" /></extensionElements></multiInstanceLoopCharacteristics></scriptTask>`,
    end('done', ['ending']),
  ],
  [flow('beginning', 'start', 'work'), flow('ending', 'work', 'done')],
);

// helpers ////////////////////////////////////////////////////////////

/** @param last what follows the task, by the flow `ending` */
function standingVersion(last: string[], flows: string[]): string {
  return definitions(
    'standing',
    [
      start('processing'),
      person('process', 'clerk', ['processing'], ['ending']),
      `<boundaryEvent id="late" attachedToRef="process" cancelActivity="false"><outgoing>reminding</outgoing>
      <timerEventDefinition id="due"><timeDate>=dueAt</timeDate></timerEventDefinition></boundaryEvent>`,
      job('remind', ['reminding'], ['reminded']),
      end('told', ['reminded']),
      `<boundaryEvent id="heard" attachedToRef="process" cancelActivity="false"><outgoing>hearing</outgoing>
      <signalEventDefinition id="hears" signalRef="policy" /></boundaryEvent>`,
      end('knows', ['hearing']),
      ...last,
    ],
    [
      flow('processing', 'start', 'process'),
      flow('reminding', 'late', 'remind'),
      flow('reminded', 'remind', 'told'),
      flow('hearing', 'heard', 'knows'),
      flow('ending', 'process', last.length > 1 ? 'archive' : 'done'),
      ...flows,
    ],
    '<signal id="policy" name="policy" />',
  );
}

function definitions(id: string, elements: string[], flows: string[], others = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="bench">${others}
<process id="${id}" name="${id}" isExecutable="true">
${[...elements, ...flows].join('\n')}
</process>
</definitions>`;
}

function start(outgoing: string): string {
  return `<startEvent id="start">${outgoings([outgoing])}</startEvent>`;
}

function end(id: string, incoming: string[]): string {
  return `<endEvent id="${id}">${incomings(incoming)}</endEvent>`;
}

function job(id: string, incoming: string[], outgoing: string[]): string {
  return `<serviceTask id="${id}" name="${id}"><extensionElements><zeebe:taskDefinition type="bench.${id}" /></extensionElements>
${incomings(incoming)}${outgoings(outgoing)}</serviceTask>`;
}

function person(id: string, group: string, incoming: string[], outgoing: string[]): string {
  return `<userTask id="${id}" name="${id}"><extensionElements><zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="${group}" /></extensionElements>
${incomings(incoming)}${outgoings(outgoing)}</userTask>`;
}

function gateway(id: string, incoming: string[], outgoing: string[], type = 'parallelGateway'): string {
  return `<${type} id="${id}">${incomings(incoming)}${outgoings(outgoing)}</${type}>`;
}

function flow(id: string, source: string, target: string, condition?: string): string {
  const content = condition
    ? `<conditionExpression xsi:type="tFormalExpression">=${condition}</conditionExpression>`
    : '';
  return `<sequenceFlow id="${id}" sourceRef="${source}" targetRef="${target}">${content}</sequenceFlow>`;
}

function incomings(ids: string[]): string {
  return ids.map((id) => `<incoming>${id}</incoming>`).join('');
}

function outgoings(ids: string[]): string {
  return ids.map((id) => `<outgoing>${id}</outgoing>`).join('');
}
