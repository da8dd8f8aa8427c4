import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';
import type { RunResult } from './run.ts';

const tool = fileURLToPath(new URL('dockerd-lab', import.meta.url));

/** Why tests with a real Docker Engine cannot run here, if they cannot. */
export const dockerMissing = whyNoDocker();

function whyNoDocker(): string | undefined {
  if (process.platform !== 'linux') return 'a Docker Engine runs on Linux alone';
  if (process.getuid?.() !== 0) return 'starting a Docker Engine needs root';
  const path = `${process.env['PATH']}:/usr/sbin:/sbin`;
  const installed = spawnSync('sh', ['-c', 'command -v dockerd && command -v docker'], {
    env: { ...process.env, PATH: path },
  });
  return installed.status === 0 ? undefined : 'Docker is not installed (docker.io)';
}

/** A real Docker Engine of its own: state, socket and address are shared with nobody. */
export class Engine {
  readonly name: string;
  /** Its loopback address. */
  readonly address: string;
  readonly socket: string;
  /** Where it keeps its node's certificates. */
  readonly certificates: string;

  private constructor(name: string, address: string, socket: string, directory: string) {
    this.name = name;
    this.address = address;
    this.socket = socket;
    this.certificates = join(directory, 'data', 'swarm', 'certificates');
  }

  /** Starts an engine, and waits until it answers. */
  static async start(): Promise<Engine> {
    const address = await freeAddress();
    // Part of socket paths, which are short: so is the name.
    const name = `e${address.split('.').slice(1).join('-')}`;
    const socket = (await lab('up', name, '--addr', address)).trim();
    return new Engine(name, address, socket, (await lab('dir', name)).trim());
  }

  /** Runs the docker command against it. */
  docker(...parameters: readonly string[]): Promise<RunResult> {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DOCKER_')));
    return run('docker', ['-H', `unix://${this.socket}`, ...parameters], { env });
  }

  /** As {@link docker}; what it prints. @throws when it fails */
  async output(...parameters: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.docker(...parameters);
    if (code !== 0) throw new Error(`docker ${parameters.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** Makes a swarm of which it is the manager. @returns the manager's address */
  async init(): Promise<string> {
    const manager = `${this.address}:2377`;
    await this.output('swarm', 'init', '--listen-addr', manager, '--advertise-addr', this.address);
    return manager;
  }

  /** Joins a swarm. */
  join(manager: string, token: string): Promise<RunResult> {
    const own = ['--listen-addr', `${this.address}:2377`, '--advertise-addr', this.address];
    return this.docker('swarm', 'join', ...own, '--token', token, manager);
  }

  /** What it says of its membership: `active`, `pending`, `error`, `inactive`. */
  localNodeState(): Promise<string> {
    return this.output('info', '--format', '{{.Swarm.LocalNodeState}}');
  }

  /** One of its node's files, `swarm-node.crt` for one. */
  readCertificate(name: string): Promise<string> {
    return readFile(join(this.certificates, name), 'latin1');
  }

  /** Ends the process; its state stays. */
  async stop(): Promise<void> {
    await lab('stop', this.name);
  }

  /** Starts it again from its state. */
  async restart(): Promise<void> {
    await lab('start', this.name);
  }

  /** Its log, line by line. */
  async log(): Promise<readonly string[]> {
    return (await lab('logs', this.name)).split('\n');
  }

  /** Ends it and removes all it had. */
  async [Symbol.asyncDispose](): Promise<void> {
    await lab('down', this.name);
  }
}

async function lab(...parameters: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(tool, parameters, { timeoutMs: 120_000 });
  if (code !== 0) throw new Error(`dockerd-lab ${parameters.join(' ')}: ${stderr}`);
  return stdout;
}

/** An address of 127.0.0.0/8 that nobody uses: drawn, so that test files do not meet, and then asked. */
async function freeAddress(): Promise<string> {
  for (let tries = 0; tries < 20; tries++) {
    const part = (): number => 1 + Math.floor(Math.random() * 250);
    const address = `127.${part()}.${part()}.${part()}`;
    if (!(await answers(address, 2377)) && !(await answers(address, 7946))) return address;
  }
  throw new Error('no free loopback address was found');
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
