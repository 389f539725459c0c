/** What a cluster on one machine runs besides our own: the balancer and the storage, each a single program. */
import { findProgram, type GoProgram, type ObtainOptions, obtainGoProgram } from '../obtain-program.ts';
import { obtainTemporalServer, type TemporalServerPrograms } from '../temporal/obtain.ts';

/** The web server before the API; Apache-2.0. */
const caddy: GoProgram = {
  name: 'caddy',
  source: 'github.com/caddyserver/caddy/v2/cmd/caddy',
  version: 'v2.11.9',
};

/** S3 over a folder; Apache-2.0. */
const versitygw: GoProgram = {
  name: 'versitygw',
  source: 'github.com/versity/versitygw/cmd/versitygw',
  version: 'v1.8.0',
};

export const clusterProgramVersions = { caddy: caddy.version, versitygw: versitygw.version };

export interface ClusterPrograms {
  temporal: TemporalServerPrograms;
  caddy: string;
  versitygw: string;
}

/**
 * Those that are missing are built, one after the other: about ten minutes the first time.
 * @throws {ObtainError}
 */
export async function obtainClusterPrograms(options: ObtainOptions): Promise<ClusterPrograms> {
  const telling = (name: string): ObtainOptions => ({
    ...options,
    onProgress: (what) => options.onProgress?.(`${name}: ${what}`),
  });
  const temporal = await obtainTemporalServer(telling('temporal-server'));
  const proxy = await obtainGoProgram(caddy, telling(caddy.name));
  const storage = await obtainGoProgram(versitygw, telling(versitygw.name));
  return { temporal, caddy: proxy, versitygw: storage };
}

/** The storage's program where it is there already. */
export function findStorageServer(): string | undefined {
  return findProgram(versitygw);
}
