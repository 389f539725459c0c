/** Writes `docs/activities.md` anew: `npm run docs:activities`. */
import { writeFile } from 'node:fs/promises';
import { cataloguePage } from './catalogue-page.ts';

await writeFile(new URL('../docs/activities.md', import.meta.url), cataloguePage());
