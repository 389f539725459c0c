import { describe, expect, it } from 'vitest';
import { readBpmn, writeBpmn } from '../../../engine/parse/moddle.ts';

const file = (content: string) => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:other="urn:other" id="d" targetNamespace="t">
${content}
</bpmn:definitions>`;

async function writtenBack(content: string): Promise<string> {
  const read = await readBpmn(file(content));
  if (!read.ok) throw new Error(read.message.en);
  const before = JSON.stringify(read.definitions);
  const xml = await writeBpmn(read);
  expect(JSON.parse(JSON.stringify(read.definitions))).toEqual(JSON.parse(before));
  return xml;
}

describe('a file that is read and written back', () => {
  it('should keep references to what is not in it', async () => {
    const xml = await writtenBack(`<bpmn:interface id="i" name="i"><bpmn:operation id="o" name="o">
      <bpmn:inMessageRef>other:inElsewhere</bpmn:inMessageRef><bpmn:errorRef>other:errorElsewhere</bpmn:errorRef>
    </bpmn:operation></bpmn:interface>`);
    expect(xml).toContain('<bpmn:inMessageRef>other:inElsewhere</bpmn:inMessageRef>');
    expect(xml).toContain('<bpmn:errorRef>other:errorElsewhere</bpmn:errorRef>');
  });

  it("should tell an extension's qualified attributes from its plain ones", async () => {
    const xml = await writtenBack(`<bpmn:process id="p"><bpmn:extensionElements>
      <other:thing a="1" other:a="2" other:b="3"><other:inner other:c="4" /></other:thing>
    </bpmn:extensionElements></bpmn:process>`);
    expect(xml).toContain('<other:thing a="1" other:a="2" other:b="3">');
    expect(xml).toContain('<other:inner other:c="4" />');
  });

  it('should keep the envelope that is drawn on a message flow', async () => {
    const xml =
      await writtenBack(`<bpmn:collaboration id="c"><bpmn:participant id="x" /><bpmn:participant id="y" />
      <bpmn:messageFlow id="f" sourceRef="x" targetRef="y" /></bpmn:collaboration>
      <bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="h" bpmnElement="c">
        <bpmndi:BPMNEdge id="e" bpmnElement="f" messageVisibleKind="initiating" />
      </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`);
    expect(xml).toContain('messageVisibleKind="initiating"');
  });
});
