/**
 * Against operations that cost more than anybody needs: an attacker nests connections in connections, a hundred rows each, or
 * lets fragments grow by doubling. The cost is reckoned from the text alone, before anything is run.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql/index.js';
import type { Plugin } from 'graphql-yoga';
import { defaultPageSize, maximumEventPageSize } from '../connection.ts';
import { ApiError } from '../errors.ts';

export interface ComplexityLimits {
  /** Fields inside one another. Introspection, which tools ask for 13 deep, is not counted. */
  depth: number;
  /** Fields, each counted as often as the lists around it have rows. */
  cost: number;
  /** Words and signs of the text, before it is parsed. */
  tokens: number;
}

/** The interface's largest page (a hundred tasks with document, parties and status) costs about 5 000. */
export const defaultComplexityLimits: ComplexityLimits = { depth: 15, cost: 50_000, tokens: 10_000 };

export function useComplexityLimit(limits: ComplexityLimits): Plugin {
  const check = (document: DocumentNode, operationName: string | null | undefined, variables: unknown) => {
    const { depth, cost } = measure(document, operationName, variables);
    if (depth > limits.depth || cost > limits.cost) throw tooComplex();
  };
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        try {
          return parse(source, { ...options, maxTokens: limits.tokens });
        } catch (error) {
          throw /more that \d+ tokens|more than \d+ tokens/.test(String(error)) ? tooComplex() : error;
        }
      });
    },
    onExecute({ args }) {
      check(args.document, args.operationName, args.variableValues);
    },
    onSubscribe({ args }) {
      check(args.document, args.operationName, args.variableValues);
    },
  };
}

// ── Measuring ──────────────────────────────────────────────────────────────────────────────────

interface Size {
  depth: number;
  cost: number;
}

/** Rows that a list without `first` is taken to have. */
const rowsOfList = 5;
/** Fields that answer with a list of their own making. */
const lists = new Set([
  'tasks',
  'files',
  'replies',
  'history',
  'incidents',
  'versions',
  'parties',
  'findings',
  'photos',
  'signatures',
]);

export function measure(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: unknown,
): Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const operation = operations.find(({ name }) => !operationName || name?.value === operationName);
  // A fragment has one size wherever it is spread: measured once, or it would take as long as what it is against.
  const known = new Map<string, Size>();

  const ofFragment = (name: string): Size => {
    const earlier = known.get(name);
    if (earlier) return earlier;
    known.set(name, { depth: 0, cost: 0 });
    const fragment = fragments.get(name);
    const size = fragment ? ofSelections(fragment.selectionSet) : { depth: 0, cost: 0 };
    known.set(name, size);
    return size;
  };
  const ofField = (field: FieldNode): Size => {
    if (field.name.value.startsWith('__')) return { depth: 0, cost: 1 };
    if (!field.selectionSet) return { depth: 1, cost: 1 };
    const inside = ofSelections(field.selectionSet);
    return { depth: inside.depth + 1, cost: 1 + rowsOf(field, variables) * inside.cost };
  };
  const ofSelections = ({ selections }: SelectionSetNode): Size => {
    const sizes = selections.map((selection) => {
      if (selection.kind === Kind.FIELD) return ofField(selection);
      return selection.kind === Kind.FRAGMENT_SPREAD
        ? ofFragment(selection.name.value)
        : ofSelections(selection.selectionSet);
    });
    return {
      depth: sizes.reduce((deepest, { depth }) => Math.max(deepest, depth), 0),
      cost: sizes.reduce((sum, { cost }) => sum + cost, 0),
    };
  };
  return operation ? ofSelections(operation.selectionSet) : { depth: 0, cost: 0 };
}

function rowsOf(field: FieldNode, variables: unknown): number {
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  const isConnection = field.selectionSet?.selections.some(
    (selection) => selection.kind === Kind.FIELD && selection.name.value === 'edges',
  );
  if (first?.kind === Kind.INT) return rows(Number(first.value));
  if (first?.kind === Kind.VARIABLE)
    return rows((variables as Record<string, unknown> | null)?.[first.name.value]);
  if (isConnection) return defaultPageSize;
  return lists.has(field.name.value) ? rowsOfList : 1;
}

function rows(first: unknown): number {
  return typeof first === 'number' ? Math.min(Math.max(first, 1), maximumEventPageSize) : defaultPageSize;
}

function tooComplex(): ApiError {
  return new ApiError('TOO_COMPLEX', {
    vi: 'Truy vấn quá phức tạp, xin chia nhỏ.',
    en: 'The operation is too complex, please divide it.',
  });
}
