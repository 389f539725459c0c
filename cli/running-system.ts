/** The system that runs on a data folder, as the other commands on this machine reach it. */
import { type Configuration, ConfigurationError, readConfiguration } from './configuration.ts';
import { runningEnvironment } from './data-folder.ts';
import { signingKey } from './keys.ts';
import { portalClient } from './oidc/provider.ts';
import { mintToken } from './oidc/token.ts';

export interface RunningSystem {
  /** Of the web interface and the API, without a slash at the end. */
  url: string;
  databaseUrl: string;
  configuration: Configuration;
  /**
   * A bearer token of a demo account, or of the client `portal`; good for 8 hours.
   * @throws {Error} on a system whose sign-in is somebody else's
   */
  token(username: string): Promise<string>;
}

/**
 * Of the shell's environment where that says so (DATABASE_URL), else of the folder's.
 * @returns null when nothing runs
 */
export async function runningSystem(dataFolder: string): Promise<RunningSystem | null> {
  const environment = await runningEnvironment(dataFolder);
  if (!environment) return null;
  const configuration = readConfiguration(environment);
  const { oidc, keysFolder, publicUrl, databaseUrl } = configuration;
  return {
    url: publicUrl,
    databaseUrl,
    configuration,
    async token(username) {
      if (!oidc.embedded)
        throw new Error(`Tokens of ${oidc.issuer} are handed out by that provider, not here.`);
      return mintToken({
        key: await signingKey(keysFolder),
        issuer: oidc.issuer,
        audience: oidc.audience,
        subject: username,
        ...(username === portalClient ? { client: portalClient } : {}),
      });
    },
  };
}

/**
 * What a command does with the system that runs. Where none does, its configuration is wrong, or an error of one of these classes is
 * thrown, a sentence says so.
 * @returns the exit code: that of `act`, or 1
 */
export async function withRunningSystem(
  dataFolder: string,
  act: (system: RunningSystem) => Promise<number>,
  ...told: (abstract new (
    ...args: never[]
  ) => Error)[]
): Promise<number> {
  try {
    const system = await runningSystem(dataFolder);
    if (system) return await act(system);
    console.error(nothingRuns(dataFolder));
  } catch (error) {
    if (!(error instanceof Error) || ![ConfigurationError, ...told].some((it) => error instanceof it))
      throw error;
    console.error(error.message);
  }
  return 1;
}

/** What to say when there is none. */
export function nothingRuns(dataFolder: string): string {
  return `No system runs on ${dataFolder}: start it with "npm start", or name its folder with --data DIR.`;
}
