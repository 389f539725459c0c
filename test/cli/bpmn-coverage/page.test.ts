import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { coveragePage, verdicts } from '../../../cli/bpmn-coverage/page.ts';
import { peers } from '../../../cli/bpmn-coverage/peers.ts';
import { rows } from '../../../cli/bpmn-coverage/rows.ts';
import { processors } from '../../../engine/elements/processors.ts';
import { childrenOf, type ModdleElement, readBpmn } from '../../../engine/parse/moddle.ts';

describe('the page of what is executed', () => {
  it('should be as the engine has it now', async () => {
    const written = await readFile(new URL('../../../docs/bpmn-coverage.md', import.meta.url), 'utf8');
    expect(written, 'run npm run docs:bpmn').toBe(await coveragePage());
  });

  it('should deploy each of its models, or say why it is refused', async () => {
    for (const { row, executed, errors } of await verdicts()) {
      if (row.model === null || executed) continue;
      expect(
        errors.map(({ rule }) => rule),
        row.id,
      ).toContain('unsupported-element');
    }
  });

  it('should have a row for every element that has a processor', async () => {
    const drawn = new Set<string>();
    for (const { model } of rows) {
      const read = model === null ? null : await readBpmn(model);
      if (!read?.ok) continue;
      const open: ModdleElement[] = [...childrenOf(read.definitions, 'rootElements')];
      for (let element = open.pop(); element; element = open.pop()) {
        const name = element.$type.replace('bpmn:', '');
        drawn.add(
          element.triggeredByEvent === true ? 'eventSubProcess' : name[0]?.toLowerCase() + name.slice(1),
        );
        open.push(...childrenOf(element, 'flowElements'));
      }
    }
    // wrappers that no file writes: they come of the markers, which have rows
    const wrappers = ['multiInstanceBody', 'standardLoopBody', 'adHocSubProcessInnerInstance'];
    expect(Object.keys(processors).filter((type) => !drawn.has(type) && !wrappers.includes(type))).toEqual(
      [],
    );
  });

  it('should know the rows that other engines are said to have, and each only once', () => {
    const ids = new Set(rows.map(({ id }) => id));
    expect(ids.size).toBe(rows.length);
    for (const { name, yes, partly = {}, unknown = '' } of peers) {
      const said = [...yes.split(' '), ...Object.keys(partly), ...unknown.split(' ')].filter(
        (id) => id !== '',
      );
      expect(
        said.filter((id) => !ids.has(id)),
        name,
      ).toEqual([]);
      expect(
        said.filter((id, at) => said.indexOf(id) !== at),
        name,
      ).toEqual([]);
    }
  });
});
