/**
 * The evaluable form of a DMN file: plain JSON, kept in the executable graph, so that running it needs no XML reader.
 * Expressions stay FEEL text; the FEEL room parses each of them once.
 */

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
  logic: Logic;
  requires: Requirements;
}

/** A business knowledge model: a function that decisions call by its name. */
export interface KnowledgeModel extends Named {
  kind: 'knowledgeModel';
  logic: Logic;
  requires: Requirements;
}

/** A decision service: a function over its input decisions, then its input data, in that order. */
export interface DecisionService extends Named {
  kind: 'decisionService';
  /** Ids of decisions. */
  outputs: string[];
  inputDecisions: string[];
  inputs: InputData[];
}

export interface Requirements {
  /** Ids of decisions. */
  decisions: string[];
  /** Ids of knowledge models and decision services. */
  knowledge: string[];
  inputs: InputData[];
}

export interface InputData {
  name: string;
  type: ValueType;
}

/** A type with its item definitions resolved. What a file leaves open, or defines by itself in a circle, is `any`. */
export interface ValueType {
  base:
    | 'any'
    | 'string'
    | 'number'
    | 'boolean'
    | 'date'
    | 'time'
    | 'dateTime'
    | 'dayTimeDuration'
    | 'yearMonthDuration'
    | 'context';
  isList?: boolean;
  entries?: Record<string, ValueType>;
}

/** Boxed expressions (DMN 1.3, 10.2). */
export type Logic =
  | { kind: 'literal'; text: string }
  | DecisionTable
  | { kind: 'context'; entries: { name: string | null; value: Logic }[] }
  | { kind: 'invocation'; called: Logic; bindings: { parameter: string; value: Logic }[] }
  | { kind: 'list'; elements: Logic[] }
  | { kind: 'relation'; columns: string[]; rows: Logic[][] }
  | { kind: 'function'; parameters: string[]; body: Logic }
  /** What cannot be evaluated, with the reason. */
  | { kind: 'unsupported'; reason: string };

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
