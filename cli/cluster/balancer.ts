/** One address before several API processes: Caddy with the configuration of containers, deploy/balancer/. */
import { fileURLToPath } from 'node:url';
import { type KeptProcess, type KeptProcessOptions, startKeptProcess } from '../kept-process.ts';
import { untilAnswers } from './storage-server.ts';

export interface BalancerOptions extends Pick<KeptProcessOptions, 'logFile' | 'onPid' | 'onTrouble'> {
  /** Caddy. */
  program: string;
  host: string;
  port: number;
  /** host:port of its own interface and metrics. */
  adminAddress: string;
  /** host:port of each API process. */
  servers: readonly string[];
  /** A folder for what it writes. */
  folder: string;
}

const configurationFile = fileURLToPath(new URL('../../deploy/balancer/Caddyfile', import.meta.url));

/** @returns once it answers, which it does before any server is there */
export function startBalancer(options: BalancerOptions): Promise<KeptProcess> {
  const { program, host, port, adminAddress, servers, folder, logFile, onPid, onTrouble } = options;
  return startKeptProcess({
    name: 'balancer',
    program,
    args: ['run', '--config', configurationFile, '--adapter', 'caddyfile'],
    env: {
      ...process.env,
      PUBLIC_ADDRESS: `http://:${port}`,
      BALANCER_BIND: host,
      BALANCER_ADMIN: adminAddress,
      API_SERVERS: servers.join(' '),
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
    },
    logFile,
    ready: (_, signal) => untilAnswers(`http://${adminAddress}/config/`, signal),
    onPid,
    onTrouble,
  });
}
