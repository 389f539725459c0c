/**
 * Traces by OpenTelemetry, sent as OTLP over HTTP to a collector. Off, nothing of OpenTelemetry is loaded. The exporter reads its
 * further settings (OTEL_EXPORTER_OTLP_HEADERS, …_TIMEOUT, …_COMPRESSION, …_TRACES_ENDPOINT) from the environment by itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { installTracer, type Span, type SpanOptions, type Tracer } from '../activities/tracing.ts';
import type { Configuration } from './configuration.ts';

/** Between two lines in the log about a collector that does not answer. */
const complaintMs = 60_000;
/** How long a collector that does not answer may hold up the end of a process. */
const stopMs = 2_000;

/**
 * @param service "congvan-api", "congvan-worker"; OTEL_SERVICE_NAME goes before it
 * @returns sends what is left, and ends
 */
export async function startTracing(
  { tracing }: Pick<Configuration, 'tracing'>,
  service: string,
): Promise<() => Promise<void>> {
  if (tracing === null) return async () => undefined;
  const [api, sdk, { resourceFromAttributes, detectResources, envDetector }, exporter, hooks] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/context-async-hooks'),
    ]);
  api.diag.setLogger(complaints(), { logLevel: api.DiagLogLevel.ERROR, suppressOverrideMessage: true });
  api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager());
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(tracing.sampledShare) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new exporter.OTLPTraceExporter() })],
  });
  installTracer(tracerOf(api, provider));
  return async () => {
    installTracer(null);
    const sent = provider.shutdown().catch(() => undefined);
    await Promise.race([sent, pause(stopMs, undefined, { ref: false })]);
    api.context.disable();
    api.diag.disable();
  };
}

type Api = typeof import('@opentelemetry/api');

function tracerOf(
  api: Api,
  provider: Pick<import('@opentelemetry/api').TracerProvider, 'getTracer'>,
): Tracer {
  const { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = api;
  const tracer = provider.getTracer('congvan');
  const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };

  const parentOf = ({ parent }: SpanOptions) => {
    const remote = parent ? parseTraceParent(parent) : null;
    if (remote) return trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
    return parent === undefined ? context.active() : ROOT_CONTEXT;
  };

  return {
    async run(name, options, work) {
      const { kind = 'internal', attributes = {}, startedAt } = options;
      const within = parentOf(options);
      const started = { kind: kinds[kind], attributes, ...(startedAt ? { startTime: startedAt } : {}) };
      const span = tracer.startSpan(name, started, within);
      const fail = (type: string) => {
        span.setAttribute('error.type', type);
        span.setStatus({ code: SpanStatusCode.ERROR });
      };
      const handle: Span = {
        traceId: span.spanContext().traceId,
        rename: (to) => void span.updateName(to),
        set: (more) => void span.setAttributes(more),
        fail,
      };
      try {
        return await context.with(trace.setSpan(within, span), () => work(handle));
      } catch (error) {
        fail(error instanceof Error ? error.name : 'Error');
        throw error;
      } finally {
        span.end();
      }
    },
    context() {
      const current = trace.getSpanContext(context.active());
      if (!current) return null;
      return `00-${current.traceId}-${current.spanId}-${current.traceFlags.toString(16).padStart(2, '0')}`;
    },
  };
}

/** https://www.w3.org/TR/trace-context/#traceparent-header, version 00: what we write ourselves. */
function parseTraceParent(text: string): { traceId: string; spanId: string; traceFlags: number } | null {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

/** A collector that is away must not fill the log. */
function complaints() {
  let last = Number.NEGATIVE_INFINITY;
  const nothing = () => undefined;
  return {
    ...{ verbose: nothing, debug: nothing, info: nothing, warn: nothing },
    error(message: string) {
      if (Date.now() - last < complaintMs) return;
      last = Date.now();
      console.error(`tracing: ${message.slice(0, 300)}`);
    },
  };
}
