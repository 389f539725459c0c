/** Loaded first in a process (node --import): its clock is off by as many milliseconds as the file CLOCK_SHIFT_FILE says. */
import { readFileSync, watchFile } from 'node:fs';

const file = process.env.CLOCK_SHIFT_FILE;
const RealDate = globalThis.Date;
let shift = 0;

if (file) {
  const read = () => {
    shift = Number(readFileSync(file, 'utf8')) || 0;
  };
  read();
  watchFile(file, { interval: 500, persistent: false }, read);

  const now = () => RealDate.now() + shift;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parts, asked) => Reflect.construct(target, parts.length > 0 ? parts : [now()], asked),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
