import { readFile } from 'node:fs/promises';
import { validateAllZeebe } from '@bpmn-io/element-templates-validator';
import { describe, expect, it } from 'vitest';
import { cataloguePage } from '../../activities/catalogue-page.ts';
import { describeFields } from '../../activities/describe-fields.ts';
import { elementTemplates } from '../../activities/element-templates.ts';
import { jobByType, jobs, jobTypes } from '../../activities/index.ts';

describe('the catalogue', () => {
  it('should hold each job type once, with the execution that the compiler is told', () => {
    expect(new Set(jobs.map(({ type }) => type)).size).toBe(jobs.length);
    const types = jobTypes();
    for (const job of jobs) {
      expect(jobByType(job.type)).toBe(job);
      expect(types[job.type]).toMatchObject({ execution: job.execution, retries: 3 });
    }
    expect(jobByType('document.shred')).toBeUndefined();
  });

  it('should let be undone only what is replaced when it is done again', () => {
    const undoable = jobs.filter((job) => job.undoable).map(({ type }) => type);
    expect(undoable.sort()).toEqual(['deadline.start', 'document.prepare-reply']);
    expect(jobTypes()['deadline.start']).toMatchObject({ undoable: true });
  });

  it('should run in the transaction what touches the database alone', () => {
    const external = jobs.filter(({ execution }) => execution === 'external').map(({ type }) => type);
    expect(external.sort()).toEqual([
      'contract.draft',
      'contract.seal',
      'document.check-validity',
      'document.issue-receipt',
      'document.render',
      'signature.seal-agency',
      'signature.sign-personal',
    ]);
  });

  it('should name everything in Vietnamese and in English', () => {
    for (const job of jobs) {
      const texts = [job.title, job.description, ...Object.values(job.errors ?? {})];
      for (const [, { label, options }] of Object.entries(job.headers ?? {})) {
        texts.push(label, ...Object.values(options ?? {}));
      }
      const fields = [...describeFields(job.input, 'input'), ...describeFields(job.output, 'output')];
      for (const { name, label } of fields) {
        expect(label.vi, `${job.type}.${name}`).not.toBe(name);
        expect(label.en, `${job.type}.${name}`).not.toBe(label.vi);
        texts.push(label);
      }
      for (const { vi, en } of texts) {
        expect(vi.trim() && en.trim(), job.type).toBeTruthy();
      }
    }
  });

  it('should make element templates that the designer accepts', () => {
    const templates = elementTemplates();
    const { valid, results } = validateAllZeebe(templates);
    expect(results.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(valid).toBe(true);
    expect(templates.map(({ id }) => id)).toEqual(jobs.map(({ type }) => `congvan.${type}`));
    const numbering = templates.find(({ id }) => id === 'congvan.register.number-outgoing');
    expect(numbering?.name).toBe('Cấp số văn bản đi');
    expect(numbering?.properties.map(({ binding }) => binding)).toEqual([
      { type: 'zeebe:taskDefinition', property: 'type' },
      { type: 'zeebe:input', name: 'documentId' },
      { type: 'zeebe:output', source: '=outgoingNumber' },
    ]);
  });

  it('should be what docs/activities.md says: otherwise run npm run docs:activities', async () => {
    const page = await readFile(new URL('../../docs/activities.md', import.meta.url), 'utf8');
    expect(page).toBe(cataloguePage());
  });
});
