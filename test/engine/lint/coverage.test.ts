import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' };
import { coverage } from '../../../engine/lint/coverage.ts';

/** Every `type` and `type#property` of both metamodels. */
function described(): string[] {
  const names: string[] = [];
  for (const { prefix, types } of new BpmnModdle({ zeebe }).getPackages()) {
    if (prefix !== 'bpmn' && prefix !== 'zeebe') continue;
    for (const { name, properties = [] } of types) {
      const type = `${prefix}:${name.replace(/^.*:/, '')}`;
      names.push(type, ...properties.map((property) => `${type}#${property.name.replace(/^.*:/, '')}`));
    }
  }
  return names;
}

const covered = (): string[] =>
  Object.entries(coverage).flatMap(([type, { properties }]) => [
    type,
    ...Object.keys(properties).map((property) => `${type}#${property}`),
  ]);

describe('the table of what is executed', () => {
  it('should have a row for every type and property of BPMN and of the dialect, and no other', () => {
    expect(covered().toSorted()).toEqual(described().toSorted());
  });

  it('should say in both languages what is refused or ignored', () => {
    for (const [type, { treatment, what, properties }] of Object.entries(coverage)) {
      for (const row of [{ treatment, what }, ...Object.values(properties)]) {
        const isToBeTold = row.treatment === 'refused' || row.treatment === 'ignored';
        if (isToBeTold)
          expect(row.what, type).toEqual({ vi: expect.stringMatching(/./), en: expect.stringMatching(/./) });
      }
    }
  });
});
