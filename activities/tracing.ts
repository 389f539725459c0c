/**
 * Where a trace passes through our code. What collects it is installed by the process (cli/tracing.ts); without one, a span is a
 * call. Names and attributes are seen by whoever operates the system: nothing of a document's content, no names of people.
 */

export interface SpanOptions {
  /** Default: inside of our own process. */
  kind?: 'server' | 'client' | 'internal';
  attributes?: Record<string, string | number>;
  /** W3C Trace Context of a span in another process. Default: the span in which this code runs. */
  parent?: string | null;
  /** Of work that is over: when it began, epoch milliseconds. */
  startedAt?: number;
}

export interface Span {
  /** 32 hexadecimal digits; null when nothing is collected. */
  readonly traceId: string | null;
  rename(name: string): void;
  set(attributes: Record<string, string | number>): void;
  /** Marks it as failed. @param type code or class of the failure, never its message */
  fail(type: string): void;
}

export interface Tracer {
  run<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** W3C Trace Context ("traceparent") of the span in which this code runs. */
  context(): string | null;
}

const silent: Span = { traceId: null, rename() {}, set() {}, fail() {} };
let installed: Tracer | null = null;

/** @param tracer null: nothing is collected */
export function installTracer(tracer: Tracer | null): void {
  installed = tracer;
}

/** Does the work as a span, which fails when the work throws. */
export function traced<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return installed === null ? work(silent) : installed.run(name, options, work);
}

/** For a message to another process. */
export function traceContext(): string | null {
  return installed === null ? null : installed.context();
}
