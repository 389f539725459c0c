/** Models that every engine under comparison reads: plain BPMN 2.0, tasks that need nothing from outside. */

export interface Model {
  name: string;
  xml: string;
  /** Tasks that one instance completes. */
  tasks: number;
}

export const models = (): Model[] => [sequence(100), branches(10, 10)];

/** So many tasks in a row. `task` is what stands for one, with its id. */
export function sequence(length: number, task: (id: string) => string = plainTask): Model {
  const ids = Array.from({ length }, (_, index) => `task${index}`);
  const body = ['<startEvent id="start" />', ...ids.map((id) => task(id)), '<endEvent id="end" />'];
  return {
    name: `${length} tasks in a row`,
    xml: definitions([...body, ...chain(['start', ...ids, 'end'])]),
    tasks: length,
  };
}

/** A parallel gateway, branches of so many tasks each, and the gateway that joins them. */
export function branches(width: number, length: number): Model {
  const rows = Array.from({ length: width }, (_, row) =>
    Array.from({ length }, (_, index) => `task${row}_${index}`),
  );
  const body = [
    '<startEvent id="start" />',
    '<parallelGateway id="fork" />',
    ...rows.flat().map(plainTask),
    '<parallelGateway id="join" />',
    '<endEvent id="end" />',
    ...chain(['start', 'fork']),
    ...rows.flatMap((row) => chain(['fork', ...row, 'join'])),
    ...chain(['join', 'end']),
  ];
  return { name: `${width} branches of ${length} tasks`, xml: definitions(body), tasks: width * length };
}

/** A service task again and again, until `count` has come to `rounds`. */
export const loop = (): string =>
  definitions([
    '<startEvent id="start" />',
    '<exclusiveGateway id="again" />',
    serviceTask('work'),
    '<exclusiveGateway id="enough" default="enough-again" />',
    '<endEvent id="end" />',
    ...chain(['start', 'again', 'work', 'enough', 'again']),
    '<sequenceFlow id="enough-end" sourceRef="enough" targetRef="end">',
    '<conditionExpression xsi:type="tFormalExpression">=done</conditionExpression></sequenceFlow>',
  ]);

/** As many tokens as `items` has, each at a service task. */
export const tokens = (): string =>
  definitions([
    '<startEvent id="start" />',
    serviceTask(
      'work',
      '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item" /></extensionElements></multiInstanceLoopCharacteristics>',
    ),
    '<endEvent id="end" />',
    ...chain(['start', 'work', 'end']),
  ]);

export const serviceTask = (id: string, content = ''): string =>
  `<serviceTask id="${id}"><extensionElements><zeebe:taskDefinition type="work" /></extensionElements>${content}</serviceTask>`;

// helpers ////////////////////////////////////////////////////////////

const plainTask = (id: string): string => `<task id="${id}" />`;

const chain = (ids: string[]): string[] =>
  ids
    .slice(1)
    .map(
      (id, index) => `<sequenceFlow id="${ids[index]}-${id}" sourceRef="${ids[index]}" targetRef="${id}" />`,
    );

const definitions = (body: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="bench">
<process id="process" isExecutable="true">${body.join('\n')}</process>
</definitions>`;
