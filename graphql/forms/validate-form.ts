/**
 * What was filled in, held against the form: the server's own check, whatever the browser has checked before. Pure; what only
 * the database knows (people, agencies, files) is asked of `knows`.
 */
import { evaluate } from '../../engine/feel/index.ts';
import type { Bilingual, FormSchema, Variables } from '../../engine/index.ts';
import { type FormComponent, readComponents } from './form-schema.ts';

export interface FormProblem {
  /** Dotted from the variables: "findings.0.note". */
  path: string;
  text: Bilingual;
}

export interface FormAnswer {
  /** What the form lets through: fields that are shown and may be changed. */
  variables: Variables;
  problems: FormProblem[];
}

export interface FormQuestion {
  form: FormSchema;
  /** What the task shows already: expressions of the form may read it. */
  shown: Variables;
  submitted: Variables;
  /** Epoch milliseconds. */
  now: number;
  /** Whether a value is one of a source's: "agencies", "people:clerk", "files". */
  knows(source: string, value: string): Promise<boolean>;
}

export async function validateForm(question: FormQuestion): Promise<FormAnswer> {
  const { form, submitted, shown, now, knows } = question;
  const reading: Reading = { context: { ...shown, ...submitted }, shown, now, knows, problems: [] };
  const fields = inputFields(readComponents(form), reading);
  const names = new Set(allKeys(readComponents(form)));
  for (const name of Object.keys(submitted)) {
    if (!names.has(name)) refuse(reading, name, messages.unknown);
  }
  const variables = await readFields(fields, submitted, '', reading);
  return { variables, problems: reading.problems };
}

// ── Reading ────────────────────────────────────────────────────────────────────────────────────

interface Reading {
  context: Variables;
  shown: Variables;
  now: number;
  knows: FormQuestion['knows'];
  problems: FormProblem[];
}

interface Field {
  /** Where the value lies, relative to the list item or the variables. */
  path: string[];
  component: FormComponent;
}

const withoutInput = new Set([
  'text',
  'html',
  'image',
  'spacer',
  'separator',
  'button',
  'table',
  'iframe',
  'expression',
  'documentPreview',
]);

/** Fields that are shown and may be changed, groups opened up; a dynamic list is one field. */
function inputFields(components: readonly FormComponent[], reading: Reading, prefix: string[] = []): Field[] {
  return components.flatMap((component) => {
    if (isHidden(component, reading) || isReadonly(component, reading)) return [];
    if (component.type === 'group')
      return inputFields(component.components ?? [], reading, [...prefix, ...segments(component.path)]);
    const own = segments(component.type === 'dynamiclist' ? component.path : component.key);
    if (withoutInput.has(component.type) || own.length === 0) return [];
    return [{ path: [...prefix, ...own], component }];
  });
}

/** First segments of every field, also of those that may not be changed: a browser sends them back as they were. */
function allKeys(components: readonly FormComponent[], prefix: string[] = []): string[] {
  return components.flatMap((component) => {
    if (component.type === 'group')
      return allKeys(component.components ?? [], [...prefix, ...segments(component.path)]);
    return [...prefix, ...segments(component.type === 'dynamiclist' ? component.path : component.key)].slice(
      0,
      1,
    );
  });
}

async function readFields(
  fields: readonly Field[],
  values: Variables,
  at: string,
  reading: Reading,
): Promise<Variables> {
  const result: Variables = {};
  for (const { path, component } of fields) {
    const where = at + path.join('.');
    const value = await readField(component, valueAt(values, path), where, reading);
    if (value !== undefined) put(result, path, value);
  }
  return result;
}

async function readField(
  component: FormComponent,
  value: unknown,
  at: string,
  reading: Reading,
): Promise<unknown> {
  if (isEmpty(value, component)) {
    if (isTrue(component.validate?.required, reading)) refuse(reading, at, messages.required(component));
    return value;
  }
  if (component.type === 'dynamiclist') return readList(component, value, at, reading);
  for (const { text, where = at } of await problemsOf(component, value, at, reading))
    refuse(reading, where, text);
  return value;
}

/** Every item is a small form of its own, whose expressions read the item as `this` and by its fields' names. */
async function readList(
  component: FormComponent,
  value: unknown,
  at: string,
  reading: Reading,
): Promise<unknown> {
  if (!Array.isArray(value) || !value.every(isRecord)) {
    refuse(reading, at, messages.list);
    return undefined;
  }
  const items: Variables[] = [];
  for (const [index, item] of value.entries()) {
    const inside = {
      ...reading,
      context: { ...reading.context, ...item, this: item, parent: reading.context },
    };
    const fields = inputFields(component.components ?? [], inside);
    items.push(await readFields(fields, item, `${at}.${index}.`, inside));
  }
  return items;
}

// ── Values ─────────────────────────────────────────────────────────────────────────────────────

interface Problem {
  text: Bilingual;
  where?: string;
}

async function problemsOf(
  component: FormComponent,
  value: unknown,
  at: string,
  reading: Reading,
): Promise<Problem[]> {
  switch (component.type) {
    case 'number':
      return numberProblems(component, value, reading);
    case 'checkbox':
      return typeof value === 'boolean' ? [] : [{ text: messages.yesOrNo }];
    case 'datetime':
      return typeof value === 'string' && moments[component.subtype ?? 'date']?.test(value)
        ? []
        : [{ text: messages.moment }];
    case 'radio':
    case 'select':
      return (await isChoice(component, value, reading)) ? [] : [{ text: messages.choice(component) }];
    case 'checklist':
    case 'taglist':
      return await listProblems(value, at, messages.choice(component), (one) =>
        isChoice(component, one, reading),
      );
    case 'filepicker':
      return await listProblems(
        value,
        at,
        messages.file,
        async (one) => typeof one === 'string' && (await reading.knows('files', one)),
      );
    default:
      return textProblems(component, value, reading);
  }
}

function numberProblems(
  { validate, serializeToString }: FormComponent,
  value: unknown,
  reading: Reading,
): Problem[] {
  const number = serializeToString && typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return [{ text: messages.number }];
  const min = numberOf(validate?.min, reading);
  const max = numberOf(validate?.max, reading);
  if (min !== null && number < min) return [{ text: messages.atLeast(min) }];
  if (max !== null && number > max) return [{ text: messages.atMost(max) }];
  return [];
}

/** Unless the form says so, a text is as long as a document's page or two. */
const longestText = 20_000;

function textProblems({ validate }: FormComponent, value: unknown, reading: Reading): Problem[] {
  if (typeof value !== 'string') return [{ text: messages.text }];
  const length = [...value].length;
  const min = numberOf(validate?.minLength, reading);
  const max = numberOf(validate?.maxLength, reading) ?? longestText;
  if (min !== null && length < min) return [{ text: messages.longer(min) }];
  if (length > max) return [{ text: messages.shorter(max) }];
  if (validate?.pattern && !matches(validate.pattern, value)) return [{ text: messages.pattern }];
  return [];
}

async function listProblems(
  value: unknown,
  at: string,
  text: Bilingual,
  isFine: (item: unknown) => Promise<boolean>,
): Promise<Problem[]> {
  if (!Array.isArray(value)) return [{ text: messages.list }];
  const fine = await Promise.all(value.map(isFine));
  return fine.flatMap((isOne, index) => (isOne ? [] : [{ text, where: `${at}.${index}` }]));
}

/** A choice whose options come from an expression that cannot be told here is left to the process. */
async function isChoice(component: FormComponent, value: unknown, reading: Reading): Promise<boolean> {
  const { properties, values, valuesKey, valuesExpression } = component;
  if (properties?.source) return typeof value === 'string' && (await reading.knows(properties.source, value));
  const options =
    values ?? (valuesKey ? reading.shown[valuesKey] : valuesExpression && feel(valuesExpression, reading));
  if (!Array.isArray(options)) return true;
  return options.some((option) => (isRecord(option) ? option.value : option) === value);
}

// ── Expressions and paths ──────────────────────────────────────────────────────────────────────

function isHidden({ conditional }: FormComponent, reading: Reading): boolean {
  return conditional?.hide ? isTrue(conditional.hide, reading) : false;
}

function isReadonly({ readonly, disabled }: FormComponent, reading: Reading): boolean {
  return disabled === true || isTrue(readonly, reading);
}

function isTrue(setting: boolean | string | undefined, reading: Reading): boolean {
  return typeof setting === 'string' ? feel(setting, reading) === true : setting === true;
}

function numberOf(setting: number | string | undefined, reading: Reading): number | null {
  const value = typeof setting === 'string' && setting.startsWith('=') ? feel(setting, reading) : setting;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function feel(expression: string, { context, now }: Reading): unknown {
  const evaluation = evaluate(expression.replace(/^=/, ''), context, now);
  return evaluation.ok ? evaluation.value : null;
}

/** An author's pattern that is not one refuses nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return true;
  }
}

function isEmpty(value: unknown, { type }: FormComponent): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (type === 'checkbox') return value === false;
  return Array.isArray(value) && value.length === 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function segments(path: string | undefined): string[] {
  return (path ?? '').split('.').filter((segment) => segment !== '' && segment !== '__proto__');
}

function valueAt(values: Variables, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), values);
}

function put(target: Variables, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = isRecord(target[name]) ? target[name] : {};
  put(inner, rest, value);
  target[name] = inner;
}

function refuse(reading: Reading, path: string, text: Bilingual): void {
  reading.problems.push({ path, text });
}

// ── Texts ──────────────────────────────────────────────────────────────────────────────────────

const moments: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/,
  datetime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/,
};

function labelOf({ label, key, properties }: FormComponent): Bilingual {
  const vi = label ?? key ?? '';
  return { vi, en: properties?.labelEn ?? vi };
}

const messages = {
  unknown: { vi: 'Biểu mẫu không có trường này.', en: 'The form has no such field.' },
  required: (component: FormComponent) => ({
    vi: `Cần nhập “${labelOf(component).vi}”.`,
    en: `"${labelOf(component).en}" is required.`,
  }),
  choice: (component: FormComponent) => ({
    vi: `“${labelOf(component).vi}” không có lựa chọn này.`,
    en: `"${labelOf(component).en}" has no such option.`,
  }),
  number: { vi: 'Cần nhập một số.', en: 'A number is needed.' },
  atLeast: (min: number) => ({ vi: `Giá trị nhỏ nhất là ${min}.`, en: `The least value is ${min}.` }),
  atMost: (max: number) => ({ vi: `Giá trị lớn nhất là ${max}.`, en: `The greatest value is ${max}.` }),
  yesOrNo: { vi: 'Cần chọn có hoặc không.', en: 'Yes or no is needed.' },
  moment: { vi: 'Ngày giờ không đúng dạng.', en: 'This is not a date or time in ISO 8601.' },
  text: { vi: 'Cần nhập chữ.', en: 'Text is needed.' },
  longer: (min: number) => ({
    vi: `Cần ít nhất ${min} ký tự.`,
    en: `At least ${min} characters are needed.`,
  }),
  shorter: (max: number) => ({ vi: `Tối đa ${max} ký tự.`, en: `${max} characters at most.` }),
  pattern: { vi: 'Nội dung không đúng mẫu yêu cầu.', en: 'This does not have the form asked for.' },
  list: { vi: 'Cần một danh sách.', en: 'A list is needed.' },
  file: {
    vi: 'Không có tệp này, hoặc bạn không được dùng tệp này.',
    en: 'There is no such file, or it is not yours to use.',
  },
};
