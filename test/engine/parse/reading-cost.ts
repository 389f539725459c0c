/** Reads the file named in the arguments as a deployment would, and prints what it cost. Run in a process of its own. */
import { readFile } from 'node:fs/promises';
import { compile } from '../../../engine/deployment.ts';

const [, , path = '', name = ''] = process.argv;
const content = await readFile(path, 'utf8');
const before = process.cpuUsage();
const { graph, findings } = await compile([{ name, content }], { hash: 'h' });
const { user, system } = process.cpuUsage(before);
const { maxRSS } = process.resourceUsage();
const errors = findings.filter(({ severity }) => severity === 'error').length;
console.log(
  JSON.stringify({
    refused: graph === null && errors > 0,
    milliseconds: (user + system) / 1000,
    megabytes: maxRSS / 1024,
  }),
);
