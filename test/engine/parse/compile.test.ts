import { describe, expect, it } from 'vitest';
import { compile } from '../../../engine/deployment.ts';
import type { Finding, Resource } from '../../../engine/index.ts';
import { aProcess, type ProcessBuilder } from '../a-process.ts';

const compileOne = (process: ProcessBuilder) => compile([process.resource()], { hash: 'h' });

const errors = (findings: Finding[]): string[] =>
  findings.filter((it) => it.severity === 'error').map((it) => `${it.elementId} ${it.rule}`);

describe('compile', () => {
  it('should refuse every element that cannot be executed yet, by its id, and give no graph', async () => {
    const cases: [string, (p: ProcessBuilder) => ProcessBuilder][] = [
      ['choreography', (p) => p.node('choreographyTask', 'x')],
    ];
    for (const [name, add] of cases) {
      const { graph, findings } = await compileOne(add(aProcess().startEvent()).endEvent());
      expect(graph, name).toBeNull();
      expect(errors(findings), name).toContain('x unsupported-element');
    }
  });

  it('should leave processes that are not executable alone', async () => {
    const { name, content } = aProcess('main').startEvent().task('a').endEvent().resource();
    const other = '<bpmn:process id="other"><bpmn:complexGateway id="odd"/></bpmn:process>';
    const { graph } = await compile(
      [{ name, content: content.replace('</bpmn:definitions>', `${other}</bpmn:definitions>`) }],
      {
        hash: 'h',
      },
    );
    expect(Object.keys(graph?.processes ?? {})).toEqual(['main']);
  });

  it('should say what it cannot read', async () => {
    const resources: Resource[] = [
      { name: 'a.bpmn', content: 'no XML' },
      { name: 'b.form', content: '{"id": "b"}' },
      { name: 'c.txt', content: '' },
    ];
    const { graph, findings } = await compile(resources, { hash: 'h' });
    expect(graph).toBeNull();
    expect(findings.map((it) => `${it.resource} ${it.rule}`)).toEqual([
      'a.bpmn unreadable-file',
      'b.form unreadable-file',
      'c.txt unreadable-file',
    ]);
  });

  it('should refuse a process id that occurs twice', async () => {
    const process = aProcess('same').startEvent().task('a').endEvent().resource();
    const { findings } = await compile([process, { ...process, name: 'again.bpmn' }], { hash: 'h' });
    expect(errors(findings)).toContain('same duplicate-process');
  });

  it('should refuse a job type that is not declared, where the declared ones are given', async () => {
    const process = aProcess().startEvent().serviceTask('x').endEvent().resource();
    const declared = { 'document.open': { execution: 'transactional', retries: 5 } } as const;
    expect((await compile([process], { hash: 'h', jobTypes: declared })).graph).toBeNull();
    expect((await compile([process], { hash: 'h' })).graph).not.toBeNull();
  });

  it('should name the lane of each element and keep the hash', async () => {
    const process = aProcess().startEvent().userTask('a').endEvent();
    process.elements.unshift(
      '<bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="Văn thư"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
    );
    const { graph } = await compileOne(process);
    expect(graph?.hash).toBe('h');
    expect(graph?.processes.process?.lanes).toEqual({ a: 'Văn thư' });
  });

  it('should give a graph that is plain JSON', async () => {
    const { graph } = await compileOne(aProcess().startEvent().userTask('a').endEvent());
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
  });
});
