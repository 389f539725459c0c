import { expect, it } from 'vitest';
import { compile } from '../../../engine/deployment.ts';
import { aProcess } from '../a-process.ts';

it('should give a task that names nobody to the lane it is in, sub-processes included', async () => {
  const p = aProcess();
  p.with(
    '<bpmn:laneSet id="lanes"><bpmn:lane id="l1" name="Văn thư"><bpmn:flowNodeRef>mine</bpmn:flowNodeRef><bpmn:flowNodeRef>sub</bpmn:flowNodeRef><bpmn:flowNodeRef>named</bpmn:flowNodeRef></bpmn:lane><bpmn:lane id="l2" name="clerk@H26.01"><bpmn:flowNodeRef>theirs</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
  );
  const named = { extensions: '<zeebe:assignmentDefinition assignee="=who"/>' };
  p.startEvent()
    .userTask('mine')
    .userTask('named', named)
    .userTask('theirs')
    .userTask('outside')
    .subProcess('sub', (inside) => inside.startEvent('s').userTask('inner').endEvent('e'))
    .endEvent();
  const options = { hash: 'test', laneGroups: { 'Văn thư': 'records-officer' } };
  const { graph } = await compile([p.resource()], options);
  const groups = (id: string) => graph?.processes.process?.elements[id]?.userTask?.candidateGroups;
  expect(['mine', 'inner', 'theirs', 'named', 'outside'].map(groups)).toEqual([
    'records-officer',
    'records-officer',
    'clerk@H26.01',
    null,
    null,
  ]);
  expect(graph?.processes.process?.lanes.theirs).toBe('clerk@H26.01');
});
