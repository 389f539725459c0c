import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { freePort } from '../free-port.ts';
import { obtainTemporal, obtainTestServer } from './obtain.ts';

/**
 * A Temporal server of the test's own that skips time while everything waits (see TestWorkflowEnvironment.createTimeSkipping).
 * End it with `teardown()`.
 * @example const temporal = await timeSkippingServer(); afterAll(() => temporal.teardown());
 */
export async function timeSkippingServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const program = await obtainTestServer();
  const port = await freePort();
  const server = spawn(program, [String(port)], { stdio: 'ignore' });
  await untilListening(server, port);
  const environment = await environments.create({
    server: { type: 'existing' },
    address: `127.0.0.1:${port}`,
    namespace: 'default',
    supportsTimeSkipping: true,
  });
  return endedWith(environment, server);
}

/** A real Temporal dev server on a random port, in memory, without its web interface. End it with `teardown()`. */
export async function devServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await obtainTemporal() },
      log: { format: 'pretty', level: 'error' },
    },
  });
}

/**
 * The SDK starts test servers too, but gives up after five seconds: too soon for a JVM on a busy machine. So the server is
 * started here, and the SDK is told so through the method behind its public ones, which alone can combine the two.
 */
const environments = TestWorkflowEnvironment as unknown as {
  create(options: {
    server: { type: 'existing' };
    address: string;
    namespace: string;
    supportsTimeSkipping: boolean;
  }): Promise<TestWorkflowEnvironment>;
};

const startLimitMs = 60_000;

async function untilListening(server: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`The test server ended with exit code ${server.exitCode}`);
    if (Date.now() > deadline) throw new Error('The test server did not start within a minute');
    const socket = connect({ port, host: '127.0.0.1' });
    const listening = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (listening) return;
    await pause(50);
  }
}

function endedWith(environment: TestWorkflowEnvironment, server: ChildProcess): TestWorkflowEnvironment {
  const end = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', end);
  const teardown = environment.teardown.bind(environment);
  environment.teardown = async () => {
    await teardown();
    process.off('exit', end);
    end();
  };
  return environment;
}

/** Warnings of the SDK alone, on standard error: its core would write them to standard output. May be called any number of times. */
function quietRuntime(): void {
  try {
    Runtime.install({
      logger: new DefaultLogger('WARN'),
      telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    });
  } catch {
    // Installed already, by this or by the test itself.
  }
}
