/**
 * Element templates of the catalogue for the designer: https://docs.camunda.io/docs/components/modeler/desktop-modeler/element-templates/
 * in the Zeebe flavour. A manager picks "Cấp số văn bản đi" and never sees a job type. An input that is left empty is read from the variable
 * of the same name.
 */
import { capabilities, capabilityOf } from './capabilities.ts';
import { describeFields, type Field } from './describe-fields.ts';
import { jobs } from './index.ts';
import type { AnyJob, Bilingual, Header } from './job.ts';

type Language = keyof Bilingual;

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

const words = {
  settings: { vi: 'Thiết lập', en: 'Settings' },
  input: { vi: 'Dữ liệu vào', en: 'Input' },
  output: { vi: 'Kết quả', en: 'Output' },
  ifEmpty: { vi: 'Để trống: lấy biến “{name}”', en: 'When empty: the variable “{name}”' },
  intoVariable: { vi: 'Tên biến nhận kết quả', en: 'Variable that takes the result' },
} satisfies Record<string, Bilingual>;

function headerProperty([key, { label, options, required }]: [string, Header], language: Language): Property {
  return {
    id: `header-${key}`,
    label: label[language],
    group: 'settings',
    binding: { type: 'zeebe:taskHeader', key },
    ...(options
      ? {
          type: 'Dropdown' as const,
          choices: [
            ...(required ? [] : [{ name: '–', value: '' }]),
            ...Object.entries(options).map(([value, name]) => ({ name: name[language], value })),
          ],
        }
      : { type: 'String' as const }),
    ...(required ? { constraints: { notEmpty: true } } : { optional: true }),
  };
}

function inputProperty({ name, label, type }: Field, language: Language): Property {
  return {
    id: `input-${name}`,
    type: 'String',
    label: label[language],
    description: words.ifEmpty[language].replace('{name}', name),
    group: 'input',
    // What is no text is written as an expression: "10" would be a text.
    feel: type === 'text' ? 'optional' : 'required',
    optional: true,
    binding: { type: 'zeebe:input', name },
  };
}

function outputProperty({ name, label }: Field, language: Language): Property {
  return {
    id: `output-${name}`,
    type: 'String',
    label: label[language],
    description: words.intoVariable[language],
    group: 'output',
    value: name,
    optional: true,
    binding: { type: 'zeebe:output', source: `=${name}` },
  };
}

function elementTemplate(job: AnyJob, language: Language): ElementTemplate {
  const other = language === 'vi' ? 'en' : 'vi';
  const capability = capabilityOf(job.type);
  const inputs = describeFields(job.input, 'input');
  const outputs = describeFields(job.output, 'output');
  const headers = Object.entries(job.headers ?? {});
  return {
    $schema: 'https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json',
    id: `congvan.${job.type}`,
    name: job.title[language],
    description: job.description[language],
    // found by the other language's words too
    keywords: [job.title[other], job.type],
    version: 1,
    category: { id: capability, name: capabilities[capability][language] },
    appliesTo: ['bpmn:Task', 'bpmn:ServiceTask'],
    elementType: { value: 'bpmn:ServiceTask' },
    groups: [
      ...(headers.length > 0 ? [{ id: 'settings', label: words.settings[language] }] : []),
      ...(inputs.length > 0 ? [{ id: 'input', label: words.input[language] }] : []),
      ...(outputs.length > 0 ? [{ id: 'output', label: words.output[language] }] : []),
    ],
    properties: [
      { type: 'Hidden', value: job.type, binding: { type: 'zeebe:taskDefinition', property: 'type' } },
      ...headers.map((header) => headerProperty(header, language)),
      ...inputs.map((field) => inputProperty(field, language)),
      ...outputs.map((field) => outputProperty(field, language)),
    ],
  };
}

/** @param language of the labels; what is written into the model is the same in both */
export function elementTemplates(language: Language = 'vi'): ElementTemplate[] {
  return jobs.map((job) => elementTemplate(job, language));
}
