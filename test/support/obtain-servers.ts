/** Before the tests: the servers that they start, so that no test waits for a download or a build. */
import { ObtainError } from '../../cli/obtain-program.ts';
import { obtainTemporal, obtainTestServer } from '../../cli/temporal/obtain.ts';

const since = Date.now();
let doing = '';
const alive = setInterval(
  () => doing && console.log(`· ${doing} (${Math.round((Date.now() - since) / 1000)} s)`),
  10_000,
);
const onProgress = (what: string): void => {
  doing = what;
};
try {
  console.log(await obtainTemporal({ onProgress }));
  console.log(await obtainTestServer({ onProgress }));
} catch (error) {
  if (!(error instanceof ObtainError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  clearInterval(alive);
}
