import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readCase } from '../../cli/run/case.ts';
import { runInMemory } from '../../cli/run/run-in-memory.ts';
import { runOnTemporal } from '../../cli/run/temporal/run-on-temporal.ts';
import { endTemporal } from '../../cli/run/temporal/stage.ts';

const model = fileURLToPath(new URL('models/review.bpmn', import.meta.url));

const scripts: [string, unknown[]][] = [
  ['nothing', []],
  [
    'a way to the end, late',
    [
      { job: 'test.number', complete: { number: 7 } },
      { complete: 'assign', vars: { note: 'x' } },
      { advance: 'P6D' },
      { complete: 'escalate' },
      { complete: 'process' },
      { job: 'test.seal', error: { code: 'REFUSED', vars: { why: 'no' } } },
      { advance: 'PT10H' },
      { complete: 'process' },
      { job: 'test.seal', complete: { sealedBy: 'me' } },
    ],
  ],
  [
    'a buffered message',
    [
      { message: { name: 'recall', key: 'case-1', vars: { reason: 'y' }, ttl: 'P1D' } },
      { job: 'test.number', complete: { number: 7 } },
      { complete: 'assign' },
    ],
  ],
  ['an incident', [{ job: 'test.number', fail: { retries: 0, message: 'closed' } }, { cancel: true }]],
  ['a step that cannot be taken', [{ complete: 'process' }]],
];

afterAll(endTemporal);

describe('a script', () => {
  it.each(scripts)('should leave the same trace on Temporal as in memory: %s', async (_, steps) => {
    const prepared = await readCase({
      ...{ model, processId: null, resources: null },
      ...{ variables: JSON.stringify({ caseId: 'case-1' }), script: JSON.stringify(steps) },
    });
    const inMemory = runInMemory(prepared);
    expect(inMemory.trace.length).toBeGreaterThan(5);
    expect(await runOnTemporal(prepared)).toEqual(inMemory);
  });

  it('should let a cycle of timers fire at its times', async () => {
    const path = join(tmpdir(), `cycle-${process.pid}.bpmn`);
    await writeFile(path, cycle);
    const prepared = await readCase({
      ...{ model: path, processId: null, resources: null },
      ...{ variables: null, script: JSON.stringify([{ advance: 'PT35M' }, { complete: 'work' }]) },
    });
    const inMemory = runInMemory(prepared);
    expect(
      inMemory.trace.filter(({ element, event }) => element === 'tick' && event === 'completed'),
    ).toHaveLength(3);
    expect(await runOnTemporal(prepared)).toEqual(inMemory);
  });
});

const cycle = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">
  <bpmn:process id="cycle" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="work" />
    <bpmn:userTask id="work">
      <bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="tick" attachedToRef="work" cancelActivity="false">
      <bpmn:outgoing>f3</bpmn:outgoing>
      <bpmn:timerEventDefinition id="t"><bpmn:timeCycle>R3/PT10M</bpmn:timeCycle></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f3" sourceRef="tick" targetRef="ticked" />
    <bpmn:endEvent id="ticked"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end" />
    <bpmn:endEvent id="end"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>`;
