/** The environment variables of a running system, read once and checked; everything else gets the result. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { noKeys, type PayloadKeys, parsePayloadKeys } from '../workflows/client/payload-keys.ts';

export interface Configuration {
  databaseUrl: string;
  /** host:port */
  temporalAddress: string;
  temporalNamespace: string;
  /** Absolute; holds files/, pki/, keys/, logs/. */
  dataFolder: string;
  filesFolder: string;
  /** Where files lie instead of `filesFolder`: a bucket of a server that speaks S3, which all processes share. */
  bucket: { bucket: string; endpoint: string | null; region: string } | null;
  pkiFolder: string;
  keysFolder: string;
  logsFolder: string;
  /** How browsers reach the system, without a slash at the end. */
  publicUrl: string;
  host: string;
  port: number;
  /** Addresses (also as networks, 10.0.0.0/8) of proxies that are believed when they say who a request comes from. */
  trustedProxies: readonly string[];
  oidc: {
    issuer: string;
    /** True: the issuer is our own provider with the demo accounts, served under /oidc. */
    embedded: boolean;
    /** The audience that access tokens must name. */
    audience: string;
    clientId: string;
    /** Null for a public client (PKCE alone). */
    clientSecret: string | null;
  };
  /** smtp://user:password@host:port; null: no mail is sent. */
  smtpUrl: string | null;
  /** Sender of mail. */
  mailFrom: string;
  /** host:port of clamd; null: files are not scanned. */
  clamdAddress: string | null;
  /** host:port at which a worker serves its metrics; null: nowhere. The server's are under its own address. */
  metricsAddress: string | null;
  /** Null: nothing is traced. The address of the collector is read by the exporter itself (tracing.ts). */
  tracing: { sampledShare: number } | null;
  /**
   * The worker's place among versions side by side; null: it has none, and takes every instance. Without a build id the hash of its
   * workflow code stands for it.
   */
  workerDeployment: { name: string; buildId: string | null } | null;
  /** What Temporal's histories are encrypted with; without a current key they are not. */
  payloadKeys: PayloadKeys;
  /** How long messages and signals are remembered that reached whom they were for: so long nobody can repeat one by its id. */
  messageRetentionDays: number;
}

/** Variables that cannot be used; one sentence for each. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

const address = z.string().regex(/^[^\s:/]+:\d{1,5}$/, 'must be host:port');
const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address that starts with http:// or https://' })
  .transform((url) => url.replace(/\/+$/, ''));

const shareRule = 'must be a number from 0 to 1';
const daysRule = 'must be a whole number of days, 1 or more';
const portRule = 'must be a number from 1 to 65535';

/** Names of worker deployments, and build ids. */
export const deploymentRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/,
  says: 'must be at most 63 letters, digits, "-" and "_"',
};
const deploymentPart = z.string().regex(deploymentRule.pattern, deploymentRule.says).optional();

const environment = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'must be an address like postgresql://user:password@host:5432/congvan',
  }),
  TEMPORAL_ADDRESS: address.default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  CONGVAN_DATA: z.string().min(1).default('.congvan'),
  PUBLIC_URL: webAddress.optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d+$/, portRule)
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, portRule)
    .default(8080),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine(
      (list) => list.every(isAddressOrNetwork),
      'must be addresses or networks like 10.0.0.0/8, separated by commas',
    )
    .default([]),
  S3_BUCKET: z.string().min(3).optional(),
  S3_ENDPOINT: webAddress.optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  OIDC_ISSUER: webAddress.optional(),
  OIDC_AUDIENCE: z.string().min(1).default('congvan'),
  OIDC_CLIENT_ID: z.string().min(1).default('congvan-ui'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an address like smtp://mail.example:25' })
    .optional(),
  MAIL_FROM: z.string().min(3).default('Công văn <congvan@localhost>'),
  CLAMD_ADDRESS: address.optional(),
  METRICS_ADDRESS: address.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: shareRule })
    .min(0, shareRule)
    .max(1, shareRule)
    .default(1),
  WORKER_DEPLOYMENT: deploymentPart,
  WORKER_BUILD_ID: deploymentPart,
  MESSAGE_RETENTION_DAYS: z.coerce.number({ error: daysRule }).int(daysRule).min(1, daysRule).default(90),
  PAYLOAD_KEYS: z.string().optional(),
  PAYLOAD_KEYS_FILE: z.string().optional(),
});

/**
 * @throws {ConfigurationError} with one sentence for each variable that is missing or wrong
 * @example readConfiguration({ DATABASE_URL: 'postgresql://congvan@127.0.0.1/congvan' }).port // 8080
 */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new ConfigurationError(sentences(parsed.error, given));
  const values = parsed.data;
  const publicUrl = values.PUBLIC_URL ?? `http://${values.HOST}:${values.PORT}`;
  const embeddedIssuer = `${publicUrl}/oidc`;
  const issuer = values.OIDC_ISSUER ?? embeddedIssuer;
  const embedded = issuer === embeddedIssuer;
  if (embedded && !isLoopback(values.HOST))
    throw new ConfigurationError(
      `HOST is ${values.HOST}, which others can reach, and the embedded sign-in has demo accounts whose passwords everybody knows: set OIDC_ISSUER to your identity provider, or leave HOST out.`,
    );
  const dataFolder = resolve(values.CONGVAN_DATA);
  return {
    databaseUrl: values.DATABASE_URL,
    temporalAddress: values.TEMPORAL_ADDRESS,
    temporalNamespace: values.TEMPORAL_NAMESPACE,
    dataFolder,
    filesFolder: join(dataFolder, 'files'),
    bucket:
      values.S3_BUCKET === undefined
        ? null
        : { bucket: values.S3_BUCKET, endpoint: values.S3_ENDPOINT ?? null, region: values.S3_REGION },
    pkiFolder: join(dataFolder, 'pki'),
    keysFolder: join(dataFolder, 'keys'),
    logsFolder: join(dataFolder, 'logs'),
    publicUrl,
    host: values.HOST,
    port: values.PORT,
    trustedProxies: values.TRUSTED_PROXIES,
    oidc: {
      issuer,
      embedded,
      audience: values.OIDC_AUDIENCE,
      clientId: values.OIDC_CLIENT_ID,
      clientSecret: values.OIDC_CLIENT_SECRET ?? null,
    },
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM,
    clamdAddress: values.CLAMD_ADDRESS ?? null,
    metricsAddress: values.METRICS_ADDRESS ?? null,
    tracing:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : { sampledShare: values.OTEL_TRACES_SAMPLER_ARG },
    workerDeployment:
      values.WORKER_DEPLOYMENT === undefined
        ? null
        : { name: values.WORKER_DEPLOYMENT, buildId: values.WORKER_BUILD_ID ?? null },
    payloadKeys: payloadKeys(values),
    messageRetentionDays: values.MESSAGE_RETENTION_DAYS,
  };
}

/** From the variable, or from the file that the other one names. */
function payloadKeys({
  PAYLOAD_KEYS: text,
  PAYLOAD_KEYS_FILE: file,
}: z.infer<typeof environment>): PayloadKeys {
  if (text !== undefined && file !== undefined)
    throw new ConfigurationError('PAYLOAD_KEYS and PAYLOAD_KEYS_FILE are both set: leave one of them out.');
  if (text === undefined && file === undefined) return noKeys;
  try {
    return file === undefined
      ? parsePayloadKeys(text ?? '')
      : parsePayloadKeys(readFileSync(file, 'utf8'), `PAYLOAD_KEYS_FILE ${file}`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError(code ? `PAYLOAD_KEYS_FILE cannot be read: ${message}.` : message);
  }
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  return (
    family > 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

function sentences(error: z.ZodError, given: Record<string, unknown>): string {
  return error.issues
    .map(({ path, message }) => {
      const name = String(path[0]);
      return given[name] === undefined
        ? `The environment variable ${name} is not set: it ${message}.`
        : `The environment variable ${name} is "${hidden(String(given[name]))}": it ${message}.`;
    })
    .join('\n');
}

/** Addresses may carry a password. */
function hidden(value: string): string {
  return value.replace(/(\/\/[^/@:]*:)[^@]*@/, '$1…@');
}
