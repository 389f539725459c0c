/** Part of an image's build (deploy/container/Dockerfile): what would else be made at the first start. */
import { buildBundle } from '../workflows/bundle.ts';
import { buildWebInterface } from './web-interface.ts';

await Promise.all([
  buildBundle(),
  buildBundle({ encodesFailures: true }),
  buildWebInterface(() => undefined),
]);
