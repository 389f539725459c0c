/** Modules of the project in a page of a real browser. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { openBrowser } from '../support/browser.ts';

/** One ES module with everything that a module of this folder imports. */
export async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      lib: { entry: fileURLToPath(new URL(entry, import.meta.url)), formats: ['es'] },
      write: false,
      minify: false,
    },
  });
  const [output] = [built].flat();
  const [chunk] = output && 'output' in output ? output.output : [];
  if (chunk?.type !== 'chunk') throw new Error('Expected one bundle');
  return chunk.code;
}

/** A page with the module's function of that name as a global one. */
export async function openPageWith(code: string, name: string): Promise<{ browser: Browser; page: Page }> {
  const html = `<!doctype html><body><script type="module">
    import { ${name} } from '/module.js';
    globalThis.${name} = ${name};
  </script>`;
  const browser = await openBrowser();
  const page = await browser.newPage();
  await page.route('**/*', (route) =>
    route.fulfill(
      route.request().url().endsWith('/module.js')
        ? { contentType: 'text/javascript', body: code }
        : { contentType: 'text/html', body: html },
    ),
  );
  await page.goto('http://engine.test/', { waitUntil: 'load' });
  return { browser, page };
}
