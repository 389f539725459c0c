/** `congvan token USER` */
import { parseArgs } from 'node:util';
import { openDatabase } from '../prisma/database.ts';
import { defaultDataFolder } from './data-folder.ts';
import { portalClient } from './oidc/provider.ts';
import { nothingRuns, runningSystem } from './running-system.ts';

const help = `Usage: congvan token USER [--data DIR]

Prints a bearer token of a demo account, or of the client "${portalClient}", for the running system; good for 8 hours:

  curl -H "authorization: Bearer $(npx congvan token vanthu)" -H 'content-type: application/json' \\
       -d '{"query":"{ viewer { name } }"}' http://127.0.0.1:8080/graphql`;

export async function tokenCommand(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      data: { type: 'string', default: process.env.CONGVAN_DATA || defaultDataFolder },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [username] = positionals;
  if (values.help || !username) {
    (values.help ? console.log : console.error)(help);
    return values.help ? 0 : 2;
  }
  const system = await runningSystem(values.data);
  if (!system) {
    console.error(nothingRuns(values.data));
    return 1;
  }
  const db = openDatabase(system.databaseUrl, { poolSize: 1 });
  try {
    const person = await db.person.findFirst({ where: { username, active: true } });
    if (!person) {
      const all = await db.person.findMany({
        select: { username: true },
        orderBy: { username: 'asc' },
        take: 20,
      });
      console.error(
        `There is no account "${username}". There are: ${all.map((one) => one.username).join(', ')}.`,
      );
      return 1;
    }
    console.log(await system.token(username));
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    await db.$disconnect();
  }
}
