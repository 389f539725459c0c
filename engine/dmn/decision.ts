/**
 * The evaluable form of a DMN file: plain JSON, kept in the executable graph, so that running it needs no XML reader.
 * Expressions stay FEEL text; each is read once when it is first needed. Running instances keep graphs that earlier versions
 * compiled: whatever was added since is optional.
 */
import type { ValueType } from '../feel/values/type.ts';

export type { ValueType };

/** Everything of a file that can be evaluated, by id. Only decisions and services are for calling from a process. */
export type CompiledDecision = Decision | KnowledgeModel | DecisionService;

interface Named {
  id: string;
  name: string;
  /** Name under which others refer to the result: that of the variable, else the element's. */
  variable: string;
}

export interface Decision extends Named {
  kind: 'decision';
  type: ValueType;
  /** The result is coerced to the type (10.3.2.9.4). */
  isTyped?: boolean;
  logic: Logic;
  requires: Requirements;
}

/** A business knowledge model: a function that decisions call by its name. */
export interface KnowledgeModel extends Named {
  kind: 'knowledgeModel';
  logic: Logic;
  requires: Requirements;
}

/** A decision service: a function over its input data and its input decisions. */
export interface DecisionService extends Named {
  kind: 'decisionService';
  /** Ids of decisions. */
  outputs: string[];
  inputDecisions: string[];
  inputs: InputData[];
  /** Of the result, where it is declared. */
  type?: ValueType;
  /** Its parameters are its input data first, as the specification has it since 1.2 (10.4). */
  isDataFirst?: boolean;
}

export interface Requirements {
  /** Ids of decisions. */
  decisions: string[];
  /** Ids of knowledge models and decision services. */
  knowledge: string[];
  inputs: InputData[];
  /** By id: under the name of which import a required element is found, if it comes from another file. */
  imported?: Record<string, string>;
}

export interface InputData {
  name: string;
  type: ValueType;
  /** What does not conform to the type is null. */
  isTyped?: boolean;
  /** Name of the import that it comes from. */
  importedAs?: string;
}

/** A value coerced to a type that its expression declares. */
interface Typed {
  type?: ValueType;
}

/** Boxed expressions (DMN 1.5, 10.2). */
export type Logic = Typed &
  /** `types`: those of item definitions that the text names. */
  (
    | { kind: 'literal'; text: string; types?: Record<string, ValueType> }
    | DecisionTable
    | { kind: 'context'; entries: { name: string | null; value: Logic; type?: ValueType }[] }
    | { kind: 'invocation'; called: Logic; bindings: { parameter: string; value: Logic }[] }
    | { kind: 'list'; elements: Logic[] }
    | { kind: 'relation'; columns: string[]; rows: Logic[][] }
    | { kind: 'function'; parameters: string[]; body: Logic; types?: (ValueType | null)[] }
    | { kind: 'conditional'; condition: Logic; met: Logic; otherwise: Logic }
    | { kind: 'filter'; in: Logic; match: Logic }
    | { kind: 'for'; variable: string; in: Logic; return: Logic }
    | { kind: 'quantified'; every: boolean; variable: string; in: Logic; satisfies: Logic }
    /** What cannot be evaluated, with the reason. */
    | { kind: 'unsupported'; reason: string }
  );

export type HitPolicy = 'UNIQUE' | 'FIRST' | 'ANY' | 'PRIORITY' | 'COLLECT' | 'RULE ORDER' | 'OUTPUT ORDER';
export type Aggregation = 'SUM' | 'MIN' | 'MAX' | 'COUNT';

export interface DecisionTable {
  kind: 'table';
  hitPolicy: HitPolicy;
  aggregation: Aggregation | null;
  /** FEEL text of each input expression. */
  inputs: string[];
  outputs: {
    /** Key in the result where there are several outputs. */
    name: string;
    /** FEEL text of the allowed values, best first for PRIORITY and OUTPUT ORDER. */
    values: string | null;
    /** FEEL text of the value where no rule matches. */
    default: string | null;
  }[];
  rules: {
    /** FEEL unary tests, one for each input. */
    tests: string[];
    /** FEEL text, one for each output. */
    outputs: string[];
  }[];
}
