/**
 * Element templates of the catalogue for the designer: https://docs.camunda.io/docs/components/modeler/desktop-modeler/element-templates/
 * in the Zeebe flavour. A manager picks "Cấp số văn bản đi" and never sees a job type. An input that is left empty is read from the variable
 * of the same name.
 */
import { capabilities, capabilityOf } from './capabilities.ts';
import { describeFields, type Field } from './describe-fields.ts';
import { jobs } from './index.ts';
import type { AnyJob, Header } from './job.ts';

interface Property {
  id?: string;
  type: 'Hidden' | 'String' | 'Text' | 'Dropdown';
  label?: string;
  description?: string;
  group?: string;
  value?: string;
  feel?: 'optional' | 'required';
  optional?: boolean;
  choices?: { name: string; value: string }[];
  constraints?: { notEmpty: true };
  binding:
    | { type: 'zeebe:taskDefinition'; property: 'type' | 'retries' }
    | { type: 'zeebe:taskHeader'; key: string }
    | { type: 'zeebe:input'; name: string }
    | { type: 'zeebe:output'; source: string };
}

export interface ElementTemplate {
  $schema: string;
  id: string;
  name: string;
  description: string;
  keywords: string[];
  version: number;
  category: { id: string; name: string };
  appliesTo: string[];
  elementType: { value: string };
  groups: { id: string; label: string }[];
  properties: Property[];
}

function headerProperty([key, { label, options, required }]: [string, Header]): Property {
  return {
    id: `header-${key}`,
    label: label.vi,
    description: label.en,
    group: 'settings',
    binding: { type: 'zeebe:taskHeader', key },
    ...(options
      ? {
          type: 'Dropdown' as const,
          choices: [
            ...(required ? [] : [{ name: '–', value: '' }]),
            ...Object.entries(options).map(([value, name]) => ({ name: name.vi, value })),
          ],
        }
      : { type: 'String' as const }),
    ...(required ? { constraints: { notEmpty: true } } : { optional: true }),
  };
}

function inputProperty({ name, label, type }: Field): Property {
  return {
    id: `input-${name}`,
    type: 'String',
    label: label.vi,
    description: `${label.en} (biến “${name}” nếu để trống)`,
    group: 'input',
    // What is no text is written as an expression: "10" would be a text.
    feel: type === 'text' ? 'optional' : 'required',
    optional: true,
    binding: { type: 'zeebe:input', name },
  };
}

function outputProperty({ name, label }: Field): Property {
  return {
    id: `output-${name}`,
    type: 'String',
    label: label.vi,
    description: `${label.en}: lưu vào biến`,
    group: 'output',
    value: name,
    optional: true,
    binding: { type: 'zeebe:output', source: `=${name}` },
  };
}

function elementTemplate(job: AnyJob): ElementTemplate {
  const capability = capabilityOf(job.type);
  const inputs = describeFields(job.input, 'input');
  const outputs = describeFields(job.output, 'output');
  const headers = Object.entries(job.headers ?? {});
  return {
    $schema: 'https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json',
    id: `congvan.${job.type}`,
    name: job.title.vi,
    description: job.description.vi,
    keywords: [job.title.en, job.type],
    version: 1,
    category: { id: capability, name: capabilities[capability].vi },
    appliesTo: ['bpmn:Task', 'bpmn:ServiceTask'],
    elementType: { value: 'bpmn:ServiceTask' },
    groups: [
      ...(headers.length > 0 ? [{ id: 'settings', label: 'Thiết lập' }] : []),
      ...(inputs.length > 0 ? [{ id: 'input', label: 'Dữ liệu vào' }] : []),
      ...(outputs.length > 0 ? [{ id: 'output', label: 'Kết quả' }] : []),
    ],
    properties: [
      { type: 'Hidden', value: job.type, binding: { type: 'zeebe:taskDefinition', property: 'type' } },
      ...headers.map(headerProperty),
      ...inputs.map(inputProperty),
      ...outputs.map(outputProperty),
    ],
  };
}

export function elementTemplates(): ElementTemplate[] {
  return jobs.map(elementTemplate);
}
