import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricMeter } from '@temporalio/common';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { clusterProgramVersions } from '../../cli/cluster/programs.ts';
import { deploymentRule } from '../../cli/configuration.ts';
import { temporalServerVersion } from '../../cli/temporal/obtain.ts';
import { workerMetrics } from '../../cli/worker-metrics.ts';
import { errorCodes } from '../../graphql/errors.ts';
import { createMetrics } from '../../graphql/metrics.ts';
import { createSystemMetrics } from '../../graphql/system-metrics.ts';

const read = (...path: string[]) => readFileSync(join('deploy', ...path), 'utf8');
const alerts = read('prometheus', 'alerts.yml');
const dashboard = read('grafana', 'dashboards', 'congvan.json');

/** What workers are asked to make, with the endings that the exporter adds. */
function namesOfWorkers(): string[] {
  const names: string[] = [];
  workerMetrics({
    createHistogram: (name: string, _type: string, unit: string) => {
      names.push(`${name}_${unit}_bucket`, `${name}_${unit}_count`);
      return { record: () => undefined };
    },
    createCounter: (name: string) => {
      names.push(`${name}_total`);
      return { add: () => undefined };
    },
  } as unknown as MetricMeter);
  return names;
}

/** Those of the API, from an answer in which everything has a value. */
async function namesOfApi(): Promise<string[]> {
  const metrics = createMetrics();
  metrics.countOperation('query', 'OK', 0.1);
  const counted = { count: async () => 1 };
  const db = {
    incident: { groupBy: async () => [{ code: 'X', _count: 1 }] },
    document: counted,
    task: counted,
    $queryRaw: async () => [{ waiting: 1, since: new Date() }],
    messageDelivery: counted,
    outgoingMail: counted,
  };
  const temporal = {
    options: { namespace: 'default' },
    withDeadline: (_: number, run: () => unknown) => run(),
    workflowService: { describeTaskQueue: async () => ({ stats: {}, pollers: [] }) },
  };
  const system = createSystemMetrics({ db, temporal, log: pino({ level: 'silent' }) } as never);
  const text = metrics.print() + (await system());
  return [...text.matchAll(/^(\w+)[{ ]/gm)].map(([, name = '']) => name);
}

describe('alerts and dashboard', () => {
  it('should ask for metrics that there are', async () => {
    const asked = [...(alerts + dashboard).matchAll(/\bcongvan_\w+/g)].map(([name]) => name);
    expect(asked.length).toBeGreaterThan(30);
    const there = new Set([...namesOfWorkers(), ...(await namesOfApi())]);
    expect([...new Set(asked)].filter((name) => !there.has(name))).toEqual([]);
  });

  it('should ask for codes that the API answers with', () => {
    const asked = [...alerts.matchAll(/code="(\w+)"/g)].map(([, code]) => code);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((code) => !errorCodes.some((known) => known === code))).toEqual([]);
  });

  it('should say each alert in both languages', () => {
    const count = (pattern: RegExp) => alerts.match(pattern)?.length;
    expect(count(/- alert:/g)).toBe(count(/ summary:/g));
    expect(count(/- alert:/g)).toBe(count(/ summary_vi:/g));
  });
});

describe('files in YAML', () => {
  const files = readdirSync('deploy', { recursive: true }).map(String);
  // Those of templates are none before they are filled in.
  const isYaml = (name: string) => /\.ya?ml$/.test(name) && !/templates|temporal.server/.test(name);
  const merged = (text: string) => parse(text, { merge: true });

  it.each(files.filter(isYaml))('should be readable, and say nothing twice: %s', (name) => {
    for (const document of parseAllDocuments(read(name), { merge: true })) {
      expect(document.errors).toEqual([]);
      expect(document.warnings).toEqual([]);
      expect(document.toJS()).toBeTypeOf('object');
    }
  });

  it('should start nothing that waits for what there is not, or mounts what there is not', () => {
    interface Service {
      depends_on?: string[] | Record<string, unknown>;
      volumes?: string[];
    }
    const { services, volumes } = merged(read('compose.yaml'));
    expect(Object.keys(services).length).toBeGreaterThan(10);
    for (const [name, { depends_on = [], volumes: mounts = [] }] of Object.entries<Service>(services)) {
      const awaited = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      expect(
        awaited.filter((other) => !(other in services)),
        name,
      ).toEqual([]);
      const sources = mounts.map((mount) => mount.split(':')[0] ?? '');
      const isThere = (source: string) =>
        source.startsWith('.') ? existsSync(join('deploy', source)) : source in volumes;
      expect(
        sources.filter((source) => !isThere(source)),
        name,
      ).toEqual([]);
    }
  });

  it('should release what there is, without taking the balancer along', () => {
    const { services } = merged(read('compose.yaml'));
    const released = [...read('release.sh').matchAll(/(?:--wait|finish|-qx|--quiet) ([a-z][\w-]+)/g)];
    expect(new Set(released.map(([, name]) => name))).toEqual(
      new Set(['migrate', 'former-worker', 'worker', 'api', 'rollout']),
    );
    expect(released.filter(([, name = '']) => !(name in services))).toEqual([]);
    expect(services.balancer.depends_on).toBeUndefined();
  });

  it('should take traces where the programs send them, by parts that the collector has', () => {
    const { service, ...parts } = merged(read('collector', 'collector.yaml'));
    for (const [kind, names] of Object.entries<string[]>(service.pipelines.traces))
      expect(names.filter((name) => !(name in parts[kind]))).toEqual([]);
    const port = parts.receivers.otlp.protocols.http.endpoint.split(':')[1];
    expect(read('.env.example')).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:${port}`);
  });
});

describe('container files', () => {
  /** The folder from which each is built. */
  const contexts = { Dockerfile: '.', 'temporal.Dockerfile': 'deploy' };

  it('should run the versions that are tested here', () => {
    const compose = read('compose.yaml');
    const { caddy, versitygw } = clusterProgramVersions;
    expect(compose).toContain(`image: caddy:${caddy.replace('v', '')}`);
    expect(compose).toContain(`image: versity/versitygw:${versitygw}`);
    expect(compose).toContain(`image: congvan-temporal:${temporalServerVersion}`);
    expect(read('container', 'temporal.Dockerfile')).toContain(`ARG VERSION=${temporalServerVersion}\n`);
    expect(read('helm', 'congvan', 'values.yaml')).toContain(`tag: ${temporalServerVersion}`);
  });

  it('should copy files that there are', () => {
    for (const [file, context] of Object.entries(contexts)) {
      const copied = [...read('container', file).matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(
        ([, names = '']) => names.split(' '),
      );
      expect(copied.length, file).toBeGreaterThan(2);
      expect(
        copied.filter((name) => !existsSync(join(context, name))),
        file,
      ).toEqual([]);
    }
  });

  it('should start programs that there are, and that may be started', () => {
    const texts = [...Object.keys(contexts).map((file) => read('container', file)), read('compose.yaml')];
    const named = texts.join('\n').match(/\b(?:cli|deploy)\/[\w/-]+\.(?:m?js|ts)\b/g) ?? [];
    expect(new Set(named).size).toBeGreaterThan(5);
    expect(named.filter((name) => !existsSync(name))).toEqual([]);
    const scripts = readdirSync('deploy', { recursive: true })
      .map(String)
      .filter((name) => /\.sh$/.test(name));
    expect(scripts.length).toBe(4);
    for (const script of scripts) expect(statSync(join('deploy', script)).mode & 0o111, script).toBe(0o111);
  });

  it('should need no image but those that they are made of', () => {
    for (const file of Object.keys(contexts)) expect(read('container', file)).not.toMatch(/^# *syntax=/m);
  });

  it('should keep the passwords of deploy/.env out of images and of the repository', () => {
    expect(read('container', 'Dockerfile.dockerignore').split('\n')).toContain('**/.env');
    expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain('/deploy/.env');
  });

  it('should start workers with a version, those of the former release beside them, and roll out', () => {
    const { services } = parse(read('compose.yaml'), { merge: true });
    for (const name of ['worker', 'former-worker', 'rollout'])
      expect(services[name].environment.WORKER_DEPLOYMENT, name).toMatch(/^\$\{WORKER_DEPLOYMENT-congvan\}$/);
    expect(services['former-worker'].image).not.toBe(services.worker.image);
    expect(services.rollout.command.join(' ')).toContain('cli/congvan.js rollout');
    const template = read('helm', 'congvan', 'templates', 'congvan.yaml');
    expect(template).toContain('helm.sh/resource-policy: keep');
    expect(template).toContain('cli/congvan.js, rollout]');
    expect(parse(read('helm', 'congvan', 'values.yaml')).worker.deployment).toMatch(deploymentRule.pattern);
  });

  it('should leave no container the rights of root', () => {
    for (const file of Object.keys(contexts))
      expect(
        read('container', file)
          .match(/^USER .+$/gm)
          ?.at(-1),
      ).toMatch(/^USER \d+:\d+$/);
  });
});
