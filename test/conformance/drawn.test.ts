/** Interchange references in the designer's drawing tool: read, drawn, and written back without loss (CONFORMANCE_DIR). */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, openPageWith } from './browser-bundle.ts';
import { conformanceFolder } from './cases.ts';
import type { Drawn } from './drawing.ts';
import { lossBetween } from './miwg.ts';

const folder = join(conformanceFolder, 'miwg');
const isThere = existsSync(folder);
let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (isThere) ({ browser, page } = await openPageWith(await bundle('drawing.ts'), 'drawAndWrite'));
}, 120_000);

afterAll(() => browser?.close());

describe.skipIf(!isThere)('a file of another tool', () => {
  it('should be drawn, and written back without loss', { timeout: 240_000 }, async () => {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.bpmn'))) {
      const original = await readFile(join(folder, file), 'utf8');
      const { xml, elements } = await page.evaluate(
        (given) =>
          (globalThis as unknown as { drawAndWrite(xml: string): Promise<Drawn> }).drawAndWrite(given),
        original,
      );
      expect(elements, file).toBeGreaterThan(3);
      expect(lossBetween(original, xml, true), file).toBeNull();
    }
  });
});
