import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PrismaClient } from '../prisma/client/client.ts';
import { deploy } from '../workflows/client/index.ts';
import { readResources } from './scenario/scenario.ts';

/** A standard process with a fault in it; the message is a whole sentence. */
export class StandardProcessError extends Error {
  override name = 'StandardProcessError';
}

/**
 * Deploys every folder of process-definitions/; what is deployed already stays as it is.
 * @param tell told of each folder before it is deployed
 * @throws {StandardProcessError}
 */
export async function deployStandardProcesses(
  db: PrismaClient,
  tell: (folder: string) => void = () => undefined,
): Promise<void> {
  const root = fileURLToPath(new URL('../process-definitions', import.meta.url));
  const entries = await readdir(root, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    tell(name);
    const { findings } = await deploy(db, {
      resources: await readResources(join(root, name)),
      actorId: null,
    });
    const fault = findings.find(({ severity }) => severity === 'error');
    if (fault)
      throw new StandardProcessError(
        `The process of process-definitions/${name} cannot be deployed: ${fault.message}`,
      );
  }
}
