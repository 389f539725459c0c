/** Files to begin with: small, but valid, so that a new process runs from its first minute. */
import { type ModelFile, mainFile } from './model-files.ts';

const idPattern = /^[A-Za-z_][\w.-]*$/;

/** Whether the text may be an id in BPMN (NCName of XML, unaccented). */
export function isProcessKey(text: string): boolean {
  return idPattern.test(text);
}

/** @example slugOf('Cấp phép đấu nối') // "cap-phep-dau-noi" */
export function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '');
}

export type StarterWords = { start: string; task: string; end: string; note: string };

/** A start, one task with a form for the clerks of the agency, an end. */
export function newProcessFiles(key: string, name: string, words: StarterWords): ModelFile[] {
  const formId = `${key}-first-task`;
  return [
    { name: mainFile, content: processXml(key, name, words, formId) },
    { name: `${formId}.form`, content: newForm(formId, words.note) },
  ];
}

/** A process that another one calls. */
export function calledProcess(key: string, name: string, words: StarterWords): string {
  return processXml(key, name, words, null);
}

export function newForm(id: string, note: string): string {
  const form = {
    type: 'default',
    id,
    schemaVersion: 19,
    components: [
      { id: 'Field_1', type: 'textarea', key: 'note', label: note, properties: { labelEn: 'Note' } },
    ],
  };
  return `${JSON.stringify(form, null, 2)}\n`;
}

/** One table with one input, one output and one rule. */
export function newDecision(id: string, name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="Definitions_${id}" name="${escapeXml(name)}" namespace="https://congvan.example/decisions">
  <decision id="${id}" name="${escapeXml(name)}">
    <decisionTable id="Table_${id}" hitPolicy="FIRST">
      <input id="Input_${id}" label="urgency">
        <inputExpression id="InputExpression_${id}" typeRef="string">
          <text>urgency</text>
        </inputExpression>
      </input>
      <output id="Output_${id}" label="workingDays" name="workingDays" typeRef="number" />
      <rule id="Rule_${id}_1">
        <inputEntry id="InputEntry_${id}_1"><text></text></inputEntry>
        <outputEntry id="OutputEntry_${id}_1"><text>10</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="Diagram_${id}">
      <dmndi:DMNShape id="Shape_${id}" dmnElementRef="${id}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
`;
}

function processXml(key: string, name: string, words: StarterWords, formId: string | null): string {
  const task =
    formId === null
      ? ''
      : `    <bpmn:userTask id="Task_First" name="${escapeXml(words.task)}">
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:formDefinition formId="${formId}" />
        <zeebe:assignmentDefinition candidateGroups="clerk" />
      </bpmn:extensionElements>
      <bpmn:incoming>Flow_1</bpmn:incoming>
      <bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_First" targetRef="End" />
`;
  const taskShape =
    formId === null
      ? ''
      : `      <bpmndi:BPMNShape id="Shape_Task_First" bpmnElement="Task_First"><dc:Bounds x="290" y="120" width="120" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Edge_2" bpmnElement="Flow_2"><di:waypoint x="410" y="160" /><di:waypoint x="482" y="160" /></bpmndi:BPMNEdge>
`;
  const [target, reached] = formId === null ? ['End', 482] : ['Task_First', 290];
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_${key}" targetNamespace="https://congvan.example/process-definitions" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:process id="${key}" name="${escapeXml(name)}" isExecutable="true">
    <bpmn:startEvent id="Start" name="${escapeXml(words.start)}">
      <bpmn:outgoing>Flow_1</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Start" targetRef="${target}" />
${task}    <bpmn:endEvent id="End" name="${escapeXml(words.end)}">
      <bpmn:incoming>${formId === null ? 'Flow_1' : 'Flow_2'}</bpmn:incoming>
    </bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_${key}">
    <bpmndi:BPMNPlane id="Plane_${key}" bpmnElement="${key}">
      <bpmndi:BPMNShape id="Shape_Start" bpmnElement="Start"><dc:Bounds x="182" y="142" width="36" height="36" /><bpmndi:BPMNLabel><dc:Bounds x="176" y="185" width="48" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="Edge_1" bpmnElement="Flow_1"><di:waypoint x="218" y="160" /><di:waypoint x="${reached}" y="160" /></bpmndi:BPMNEdge>
${taskShape}      <bpmndi:BPMNShape id="Shape_End" bpmnElement="End"><dc:Bounds x="482" y="142" width="36" height="36" /><bpmndi:BPMNLabel><dc:Bounds x="474" y="185" width="52" height="14" /></bpmndi:BPMNLabel></bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
