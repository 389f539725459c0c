import {
  type GraphQLField,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
} from 'graphql/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../graphql/schema.ts';
import { type Answer, type ApiBench, apiBench, deployNothing } from './support.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await apiBench();
  await deployNothing(bench.db);
});
afterAll(() => bench[Symbol.asyncDispose]());

const enterprises = ['doanhnghiep', 'doanhnghiep2'];
const managers = ['quantri'];
const staff = [
  'vanthu',
  'lanhdao',
  'chuyenvien',
  'thanhtra',
  'vanthu2',
  'lanhdao2',
  'chuyenvien2',
  ...managers,
];
const people = [...staff, ...enterprises];
const senders = [...enterprises, 'portal'];
const everybody = [...people, 'portal'];
const nobody = [null];

/** Who may do what, written down a second time, by the names of the demo accounts. */
const allowed: Record<string, readonly (string | null)[]> = {
  'query me': [...nobody, ...everybody],
  'query documentStatus': everybody,
  'query document': everybody,
  'query documents': everybody,
  'query task': people,
  'query tasks': people,
  'query processDefinition': staff,
  'query processDefinitions': staff,
  'query processInstance': staff,
  'query processInstances': staff,
  'query startableProcesses': staff,
  'query signalBroadcast': managers,
  'query elementTemplates': staff,
  'query proposeMigration': managers,
  'query batch': managers,
  'query agencies': everybody,
  'query enterprises': staff,
  'query people': staff,
  'query documentKinds': everybody,
  'query contractTemplates': people,
  'query notifications': people,
  'query register': staff,
  'query contracts': people,
  'query inspections': people,
  'mutation uploadFile': everybody,
  'mutation submitDocument': senders,
  'mutation recallDocument': senders,
  'mutation claimTask': people,
  'mutation unclaimTask': people,
  'mutation completeTask': people,
  'mutation undoTask': people,
  'mutation updateTask': managers,
  'mutation activateAdHoc': staff,
  'mutation startProcess': staff,
  'mutation deployProcess': managers,
  'mutation publishMessage': managers,
  'mutation broadcastSignal': managers,
  'mutation evaluateConditions': managers,
  'mutation cancelInstance': managers,
  'mutation resolveIncident': managers,
  'mutation modifyInstance': managers,
  'mutation suspendInstance': managers,
  'mutation resumeInstance': managers,
  'mutation resolveIncidents': managers,
  'mutation retryJob': managers,
  'mutation suspendInstances': managers,
  'mutation resumeInstances': managers,
  'mutation resolveIncidentsOfInstances': managers,
  'mutation suspendDefinition': managers,
  'mutation resumeDefinition': managers,
  'mutation suspendElement': managers,
  'mutation resumeElement': managers,
  'mutation suspendElementOfInstances': managers,
  'mutation resumeElementOfInstances': managers,
  'mutation migrateInstance': managers,
  'mutation migrateInstances': managers,
  'mutation pauseBatch': managers,
  'mutation resumeBatch': managers,
  'mutation rollBackBatch': managers,
  'mutation cancelBatch': managers,
  'mutation markNotificationsRead': people,
  'subscription documentStatus': everybody,
  'subscription tasks': people,
  'subscription processInstance': staff,
  'subscription notifications': people,
};

const fields = [
  ...Object.values(schema.getQueryType()?.getFields() ?? {}).map((field) => ['query', field] as const),
  ...Object.values(schema.getMutationType()?.getFields() ?? {}).map((field) => ['mutation', field] as const),
  ...Object.values(schema.getSubscriptionType()?.getFields() ?? {}).map(
    (field) => ['subscription', field] as const,
  ),
];

describe('permissions', () => {
  it('should be written down for every operation', () => {
    expect(fields.map(([kind, { name }]) => `${kind} ${name}`).sort()).toEqual(Object.keys(allowed).sort());
  });

  it.each(fields.map(([kind, field]) => ({ operation: `${kind} ${field.name}`, kind, field })))(
    'should let nobody but those who may do it: $operation',
    async ({ operation, kind, field }) => {
      const outcome: [string | null, string][] = [];
      for (const person of [...nobody, ...everybody])
        outcome.push([person, await attempt(person, kind, field)]);

      const expected = outcome.map(([person]) => [
        person,
        allowed[operation]?.includes(person) ? 'allowed' : person ? 'FORBIDDEN' : 'UNAUTHENTICATED',
      ]);
      expect(outcome).toEqual(expected);
    },
  );
});

/** Tries the operation with arguments that fit their types and mean nothing. */
async function attempt(
  person: string | null,
  kind: string,
  field: GraphQLField<unknown, unknown>,
): Promise<string> {
  const query = `${kind} { ${field.name}${callArguments(field)} ${isCompositeType(getNamedType(field.type)) ? '{ __typename }' : ''} }`;
  const answer =
    field.name === 'uploadFile' ? await bench.upload(person ?? '', 'a.txt', 'a') : await ask(person, query);
  const code = answer?.errors?.[0]?.extensions.code;
  return code === 'FORBIDDEN' || code === 'UNAUTHENTICATED' ? code : 'allowed';
}

/** A subscription that is let through has no answer in JSON, and is not begun for a client that takes no other. */
async function ask(person: string | null, query: string): Promise<Answer | null> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const body = JSON.stringify({ query });
  const response = await bench.api.fetch(
    bench.request(person, '/graphql', { method: 'POST', body, headers }),
  );
  if (response.status === 406) return null;
  const answer = (await response.json()) as Answer;
  expect(answer.errors?.map(({ message }) => message).join() ?? '').not.toMatch(
    /Cannot query|Expected|Unknown/,
  );
  return answer;
}

function callArguments({ args }: GraphQLField<unknown, unknown>): string {
  const required = args.filter(({ type }) => isNonNullType(type));
  const given = required.map(({ name, type }) => `${name}: ${literal(String(type))}`);
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function literal(type: string): string {
  if (type.startsWith('[')) return '[]';
  const named = schema.getType(type.replaceAll(/[![\]]/g, ''));
  if (isEnumType(named)) return named.getValues()[0]?.name ?? '';
  if (!isInputObjectType(named)) return named?.name === 'Int' ? '1' : '"x"';
  const inside = Object.values(named.getFields()).filter((field) => isNonNullType(field.type));
  return `{ ${inside.map((field) => `${field.name}: ${literal(String(field.type))}`).join(', ')} }`;
}
