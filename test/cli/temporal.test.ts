import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ObtainError } from '../../cli/obtain-program.ts';
import { obtainTemporal, temporalVersion } from '../../cli/temporal/obtain.ts';
import { devServer, timeSkippingServer } from '../../cli/temporal/test-environments.ts';

describe('timeSkippingServer', () => {
  it('should skip time', async () => {
    const environment = await timeSkippingServer();
    try {
      const before = await environment.currentTimeMs();
      await environment.sleep('30 days');
      expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(30 * 24 * 3600_000);
    } finally {
      await environment.teardown();
    }
  });
});

describe('devServer', () => {
  it('should answer for its default namespace', async () => {
    const environment = await devServer();
    try {
      const answer = await environment.connection.workflowService.describeNamespace({ namespace: 'default' });
      expect(answer.namespaceInfo?.name).toBe('default');
    } finally {
      await environment.teardown();
    }
  });
});

describe('obtainTemporal', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-obtain-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** `tar` alone: neither Temporal nor Go. */
  function bareEnvironment(): NodeJS.ProcessEnv {
    return { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') };
  }

  function program(path: string): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '#!/bin/sh\necho temporal\n');
    chmodSync(path, 0o755);
    return path;
  }

  it('should prefer the one on PATH to the cache', async () => {
    const onPath = program(join(folder, 'bin', 'temporal'));
    program(join(folder, 'cache', 'congvan', `temporal-${temporalVersion}`, 'temporal'));
    expect(await obtainTemporal({ env: bareEnvironment() })).toBe(onPath);
  });

  it('should take the cached one without asking anybody', async () => {
    const cached = program(join(folder, 'cache', 'congvan', `temporal-${temporalVersion}`, 'temporal'));
    expect(await obtainTemporal({ env: bareEnvironment(), downloadSite: 'http://127.0.0.1:1' })).toBe(cached);
  });

  it('should download the pinned version, tell how far it is, and keep it', async () => {
    // given a download site as the SDKs know it
    program(join(folder, 'archive', 'temporal'));
    execFileSync('tar', ['-czf', join(folder, 'archive.tar.gz'), '-C', join(folder, 'archive'), 'temporal']);
    const asked: string[] = [];
    const site = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url?.startsWith('/cli/'))
        response.end(JSON.stringify({ archiveUrl: `${address}/archive`, fileToExtract: 'temporal' }));
      else response.end(readFileSync(join(folder, 'archive.tar.gz')));
    });
    await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
    const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const progress: string[] = [];

    // when
    const options = {
      env: bareEnvironment(),
      downloadSite: address,
      onProgress: (what: string) => progress.push(what),
    };
    const path = await obtainTemporal(options);
    site.close();

    // then
    expect(execFileSync(path, { encoding: 'utf8' })).toBe('temporal\n');
    expect(asked[0]).toContain(`/cli/${temporalVersion}?`);
    expect(progress).toContain('downloading');
    expect(await obtainTemporal(options)).toBe(path);
  });

  it('should say what was tried and what to do when nothing works', async () => {
    const attempt = obtainTemporal({ env: bareEnvironment(), downloadSite: 'http://127.0.0.1:1' });
    await expect(attempt).rejects.toThrow(ObtainError);
    await expect(attempt).rejects.toThrow(
      /download: .*; go install: not installed\)\. Install it .* TEMPORAL_ADDRESS/,
    );
  });
});
