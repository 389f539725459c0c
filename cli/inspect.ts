/** `congvan inspect INSTANCE` */
import { parseArgs } from 'node:util';
import { Connection } from '@temporalio/client';
import { openDatabase } from '../prisma/database.ts';
import {
  type DecodedEvent,
  type Inspection,
  inspectInstance,
  instanceHistory,
  temporalClient,
  WorkError,
} from '../workflows/client/index.ts';
import { defaultDataFolder } from './data-folder.ts';
import { type RunningSystem, withRunningSystem } from './running-system.ts';

const help = `Usage: congvan inspect INSTANCE [--history] [--json] [--data DIR]

Shows where an instance stands: its process and version, tokens, variables, and what it waits for.

  --history   also the events that Temporal keeps of its current run, decoded
  --json      everything as JSON
  --data DIR  data folder of the running system (default: .congvan)

Where histories are encrypted it needs their keys: PAYLOAD_KEYS or PAYLOAD_KEYS_FILE, as the running system has them.

Exit codes: 0 shown; 1 there is no such instance, nothing runs, or something could not be decoded; 2 called wrongly.`;

export async function inspectCommand(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'number') return options;
  return await withRunningSystem(options.data, (system) => inspect(system, options), WorkError);
}

interface Options {
  instanceId: string;
  history: boolean;
  json: boolean;
  data: string;
}

function readOptions(argv: string[]): Options | number {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        history: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        data: { type: 'string', default: process.env.CONGVAN_DATA || defaultDataFolder },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(help);
      return 0;
    }
    const [instanceId, ...others] = positionals;
    if (instanceId === undefined || others.length > 0) throw new Error('Give the id of one instance.');
    return { instanceId, history: values.history, json: values.json, data: values.data };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
}

async function inspect({ configuration }: RunningSystem, options: Options): Promise<number> {
  const { databaseUrl, temporalAddress, temporalNamespace: namespace, payloadKeys: keys } = configuration;
  const db = openDatabase(databaseUrl, { poolSize: 2 });
  const connection = Connection.lazy({ address: temporalAddress });
  try {
    const context = { db, temporal: temporalClient({ connection, namespace, db, keys }) };
    const inspection = await inspectInstance(context, options.instanceId);
    const history = options.history ? await instanceHistory(context, options.instanceId) : null;
    if (options.json)
      console.log(JSON.stringify(history ? { ...inspection, history: history.events } : inspection, null, 2));
    else console.log([...lines(inspection), ...(history ? historyLines(history.events) : [])].join('\n'));
    for (const fault of history?.faults ?? []) console.error(fault);
    return history !== null && history.faults.length > 0 ? 1 : 0;
  } finally {
    await connection.close();
    await db.$disconnect();
  }
}

// ── As text ────────────────────────────────────────────────────────────────────────────────────

function lines(found: Inspection): string[] {
  const { process, notAsked } = found;
  const scopes = Object.entries(found.localVariables ?? {});
  return [
    row('Instance', found.instanceId),
    row('Process', `${process.name} (${process.key}, version ${process.version})`),
    row('Definition', process.hash),
    row('State', `${found.state.toLowerCase()}, event ${found.sequence}`),
    row('Started', found.startedAt),
    ...(found.endedAt ? [row('Ended', found.endedAt)] : []),
    ...(found.businessKey ? [row('Business key', found.businessKey)] : []),
    ...(found.documentId ? [row('Document', found.documentId)] : []),
    ...(notAsked ? [row('Not asked', `${notAsked} What follows is the read model's.`)] : []),
    ...section('Tokens', found.tokens, ({ elementId, key, type, phase, scope }) =>
      key === null ? elementId : `${elementId}  ${type} ${key} in ${scope}, ${phase}`,
    ),
    ...section(
      'Tokens in front of a join',
      found.waitingTokens,
      ({ flowId, count, scope }) => `${flowId}  ${count} in ${scope}`,
    ),
    ...section('Tasks', found.tasks, ({ key, elementId, name, assignee, dueAt }) =>
      [`${elementId}  ${key} "${name}"`, assignee ?? 'nobody', ...(dueAt ? [`due ${dueAt}`] : [])].join(', '),
    ),
    ...section(
      'Jobs',
      found.jobs,
      ({ key, elementId, type, execution, retries }) =>
        `${elementId}  ${key} ${type}, ${execution}, ${retries} attempts left`,
    ),
    ...section(
      'Timers',
      found.timers,
      ({ key, elementId, dueAt, repeats }) =>
        `${elementId}  ${key} due ${dueAt}${repeats ? ', repeats' : ''}`,
    ),
    ...section(
      'Messages awaited',
      found.messages,
      ({ key, elementId, name, correlationKey }) => `${elementId}  ${key} "${name}" for ${correlationKey}`,
    ),
    ...section(
      'Signals awaited',
      found.signals,
      ({ key, elementId, name }) => `${elementId}  ${key} "${name}"`,
    ),
    ...section(
      'Conditions awaited',
      found.conditions,
      ({ key, elementId, holds }) => `${elementId}  ${key}${holds ? ', holds already' : ''}`,
    ),
    ...section(
      'Incidents',
      found.incidents,
      ({ key, elementId, code, message }) => `${elementId}  ${key} ${code}: ${message}`,
    ),
    '',
    'Variables',
    ...indented(found.variables),
    ...scopes.flatMap(([key, variables]) => ['', `Variables of ${key}`, ...indented(variables)]),
  ];
}

function historyLines(events: DecodedEvent[]): string[] {
  return [
    '',
    'History',
    ...events.flatMap(({ id, at, type, attributes }) => [
      `  ${id} ${at} ${type}`,
      ...indented(attributes, 4),
    ]),
  ];
}

function row(title: string, value: string): string {
  return `${title.padEnd(12)} ${value}`;
}

/** Nothing where there is nothing, or where it is not known. */
function section<T>(title: string, items: T[] | null, line: (item: T) => string): string[] {
  return items && items.length > 0 ? ['', title, ...items.map((item) => `  ${line(item)}`)] : [];
}

function indented(value: unknown, by = 2): string[] {
  const text = JSON.stringify(value, null, 2) ?? 'nothing';
  return text.split('\n').map((line) => `${' '.repeat(by)}${line}`);
}
