/** `docs/activities.md`: the catalogue as a page for those who draw processes. */
import { type Capability, capabilities, capabilityOf } from './capabilities.ts';
import { describeFields, type Field, type FieldType } from './describe-fields.ts';
import { jobs } from './index.ts';
import type { AnyJob, Bilingual } from './job.ts';

const typeNames: Record<FieldType, string> = {
  text: 'văn bản | text',
  number: 'số | number',
  'yes-no': 'có/không | yes/no',
  list: 'danh sách | list',
  object: 'cấu trúc | object',
  any: '–',
};

/** A pipe would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '/').replace(/\s+/g, ' ');
}

function both({ vi, en }: Bilingual): string {
  return cell(vi === en ? vi : `${vi} · ${en}`);
}

function fieldTable(heading: string, fields: Field[], showRequired: boolean): string[] {
  if (fields.length === 0) return [];
  return [
    `**${heading}**`,
    '',
    `| biến · variable | ý nghĩa · meaning | kiểu · type |${showRequired ? ' bắt buộc · required |' : ''}`,
    `| --- | --- | --- |${showRequired ? ' --- |' : ''}`,
    ...fields.map(
      ({ name, label, type, required }) =>
        `| \`${name}\` | ${both(label)} | ${cell(typeNames[type])} |${showRequired ? ` ${required ? '✓' : ''} |` : ''}`,
    ),
    '',
  ];
}

function headerLines(job: AnyJob): string[] {
  const headers = Object.entries(job.headers ?? {});
  if (headers.length === 0) return [];
  return [
    '**Thiết lập · Settings (task headers)**',
    '',
    ...headers.map(([key, { label, options }]) => {
      const values = Object.entries(options ?? {}).map(([value, name]) => `\`${value}\` ${both(name)}`);
      return `- \`${key}\`: ${both(label)}${values.length > 0 ? `: ${values.join('; ')}` : ''}`;
    }),
    '',
  ];
}

function errorLines(job: AnyJob): string[] {
  const errors = Object.entries(job.errors ?? {});
  if (errors.length === 0) return [];
  return [
    '**Lỗi BPMN · BPMN errors**',
    '',
    ...errors.map(([code, meaning]) => `- \`${code}\`: ${both(meaning)}`),
    '',
  ];
}

function jobSection(job: AnyJob): string[] {
  const execution =
    job.execution === 'transactional'
      ? 'Chạy cùng giao dịch của bước · runs in the step’s transaction'
      : 'Chạy riêng, tự thử lại · runs on its own, is retried';
  return [
    `### ${job.title.vi}`,
    '',
    `\`${job.type}\` · ${job.title.en} · ${execution}`,
    '',
    job.description.vi,
    '',
    `_${job.description.en}_`,
    '',
    ...headerLines(job),
    ...fieldTable('Dữ liệu vào · Input', describeFields(job.input, 'input'), true),
    ...fieldTable('Kết quả · Output', describeFields(job.output, 'output'), false),
    ...errorLines(job),
  ];
}

/** Markdown. */
export function cataloguePage(): string {
  const sections = (Object.keys(capabilities) as Capability[]).flatMap((capability) => {
    const members = jobs.filter(({ type }) => capabilityOf(type) === capability);
    return members.length === 0
      ? []
      : [
          `## ${capabilities[capability].vi} · ${capabilities[capability].en}`,
          '',
          ...members.flatMap(jobSection),
        ];
  });
  return [
    '# Các hoạt động có sẵn · Activities',
    '',
    'Những việc mà hệ thống tự làm được trong một quy trình. Mỗi việc là một mẫu trong trình thiết kế; dữ liệu vào để trống thì được đọc từ biến cùng tên.',
    '',
    '_What the system does by itself in a process. Each is a template in the designer; an input that is left empty is read from the variable of the same name._',
    '',
    '_Generated from the declarations in `activities/` by `npm run docs:activities`: do not edit._',
    '',
    ...sections,
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}
