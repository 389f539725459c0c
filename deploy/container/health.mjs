/** Whether this container's process lives: the server answers under /healthz, a worker under its metrics address. */
const metrics = process.env.METRICS_ADDRESS?.replace(/^.*:/, '');
const url = metrics
  ? `http://127.0.0.1:${metrics}/metrics`
  : `http://127.0.0.1:${process.env.PORT ?? 8080}/healthz`;
const response = await fetch(url, { signal: AbortSignal.timeout(2500) }).catch(() => undefined);
process.exit(response?.ok ? 0 : 1);
