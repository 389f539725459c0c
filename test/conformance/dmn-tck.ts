/**
 * DMN TCK, compliance levels 2 and 3: decisions with inputs and expected results. One result is one case here. An expected error is
 * an evaluation that fails, or null, as the suite has it. What is known to fail stands in dmn-known-failures.json, with the reason.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compileDecisions } from '../../engine/dmn/compile.ts';
import { type CompiledDecision, evaluateDecision } from '../../engine/dmn/index.ts';
import { parseDate, parseDateTime, parseDuration, parseTime } from '../../engine/feel/values/temporal.ts';
import { outcomeOf, type Suite } from './suite.ts';
import { startOfVirtualTime } from './virtual-world.ts';
import { childrenNamed, localName, parseXml, type XmlElement } from './xml.ts';

export const dmnTck: Suite = {
  name: 'dmn-tck',
  async *run(folder) {
    const root = join(folder, 'TestCases');
    for (const level of (await readdir(root)).sort()) {
      for (const test of (await readdir(join(root, level))).sort()) {
        const files = (await readdir(join(root, level, test))).sort();
        const read = async (name: string) => ({
          name,
          content: await readFile(join(root, level, test, name), 'utf8'),
        });
        const models = await Promise.all(files.filter((name) => name.endsWith('.dmn')).map(read));
        for (const file of files.filter((name) => name.endsWith('.xml'))) {
          const cases = parseXml((await read(file)).content);
          for await (const result of checkFile(cases, models)) {
            yield { ...result, name: `${basename(file, '.xml')} ${result.name}`, part: level };
          }
        }
      }
    }
  },
};

interface Model {
  name: string;
  content: string;
}

async function* checkFile(cases: XmlElement, models: Model[]) {
  const [modelName] = childrenNamed(cases, 'modelName');
  const { decisions } = await compileModels(modelName?.text.trim() ?? '', models);
  for (const test of childrenNamed(cases, 'testCase')) {
    const inputs = Object.fromEntries(
      childrenNamed(test, 'inputNode').map((node) => [attribute(node, 'name'), readValue(node, readInput)]),
    );
    const service = attribute(test, 'invocableName');
    for (const result of childrenNamed(test, 'resultNode')) {
      const name = attribute(result, 'name') ?? '';
      const title = `${attribute(test, 'id')} ${name}`;
      yield await outcomeOf(title, () => check(result, decisions, service ?? name, inputs));
    }
  }
}

/** The model asked, and those it may import. */
async function compileModels(asked: string, models: Model[]) {
  const isAsked = ({ name }: Model) => name === asked;
  const sorted = [...models.filter(isAsked), ...models.filter((model) => !isAsked(model))];
  const { decisions } = await compileDecisions(...sorted);
  // what is stored with the graph is JSON
  return { decisions: JSON.parse(JSON.stringify(decisions)) as Record<string, CompiledDecision> };
}

function check(
  result: XmlElement,
  decisions: Record<string, CompiledDecision>,
  evaluated: string,
  inputs: Record<string, unknown>,
): string | null {
  const decision = Object.values(decisions).find((it) => it.name === evaluated || it.variable === evaluated);
  if (!decision) return `there is no decision '${evaluated}'`;
  const evaluation = evaluateDecision(decisions, decision.id, inputs, startOfVirtualTime);
  const isError = attribute(result, 'errorResult') === 'true';
  if (!evaluation.ok) return isError ? null : evaluation.message;
  const value = resultNamed(attribute(result, 'name') ?? '', decision, evaluation.value);
  if (isError) return value === null ? null : `expected an error, but got ${JSON.stringify(value)}`;
  const [expected] = childrenNamed(result, 'expected');
  const expectation = expected ? readValue(expected) : null;
  if (isSame(expectation, value)) return null;
  return `expected ${JSON.stringify(expectation)}, but got ${JSON.stringify(value)}`;
}

/** Of a decision service with several output decisions, the result of one of them. */
function resultNamed(name: string, decision: CompiledDecision, value: unknown): unknown {
  if (decision.kind !== 'decisionService' || decision.outputs.length < 2) return value;
  return isRecord(value) ? (value[name] ?? null) : value;
}

// values //////////////////////////////////////////////////////////////////////////////////////////

const xsi = 'http://www.w3.org/2001/XMLSchema-instance';
const xsd = 'http://www.w3.org/2001/XMLSchema';

const attribute = (element: XmlElement, name: string): string | undefined => element.attributes.get(name);

type ReadText = (text: string, type: string | undefined) => unknown;

/** Dates, times and durations of expected values are their text, as the engine gives them. */
const asText: ReadText = (text) => text;

/** Those of inputs are values, as a decision that requires this one would give them. */
const readInput: ReadText = (text, type) => {
  const read =
    type === undefined
      ? undefined
      : { date: parseDate, time: parseTime, dateTime: parseDateTime, duration: parseDuration }[type];
  return read?.(text) ?? text;
};

/** A value, a list of items, or components by name. */
function readValue(element: XmlElement, readText = asText): unknown {
  const components = childrenNamed(element, 'component');
  if (components.length > 0) {
    return Object.fromEntries(components.map((it) => [attribute(it, 'name') ?? '', readValue(it, readText)]));
  }
  const [content] = element.children;
  if (!content || element.attributes.get(`${xsi} nil`) === 'true') return null;
  if (localName(content) === 'list')
    return childrenNamed(content, 'item').map((item) => readValue(item, readText));
  if (content.attributes.get(`${xsi} nil`) === 'true') return null;
  const type = content.attributes.get(`${xsi} type`)?.replace(`${xsd} `, '');
  if (type === 'decimal' || type === 'double') return Number(content.text);
  return type === 'boolean' ? content.text.trim() === 'true' : readText(content.text, type);
}

function isSame(expected: unknown, actual: unknown): boolean {
  if (typeof expected === 'number' && typeof actual === 'number') return isClose(expected, actual);
  if (typeof expected === 'string' && typeof actual === 'string') {
    return expected === actual || canonicalTime(expected) === canonicalTime(actual);
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return expected.length === actual.length && expected.every((item, i) => isSame(item, actual[i]));
  }
  if (isRecord(expected) && isRecord(actual)) {
    const names = Object.keys(expected);
    return (
      names.length === Object.keys(actual).length &&
      names.every((name) => Object.hasOwn(actual, name) && isSame(expected[name], actual[name]))
    );
  }
  return expected === actual;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The suite states decimals to eight digits. */
const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-8 * Math.max(1, Math.abs(a));

/** The same moment or duration in one spelling: `P1Y` is `P12M`, `12:00:00.000` is `12:00:00`, `+00:00` is `Z`. */
function canonicalTime(text: string): string {
  const duration = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(
    text,
  );
  if (duration) {
    const [, sign = '', ...parts] = duration;
    const [years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((it) =>
      Number(it ?? 0),
    );
    const inMonths = years * 12 + months;
    const inSeconds = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
    return inMonths === 0 && inSeconds === 0 ? 'P0' : `${sign}P ${inMonths} months ${inSeconds} seconds`;
  }
  return text.replace(/(\d\d:\d\d:\d\d)\.0+(?=$|[Z+@-])/, '$1').replace(/[+-]00:00$/, 'Z');
}
