import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ask } from './ask.ts';
import type { ApiAnswer } from './ask.ts';
import { dockerdLab, holdEngine } from './dockerd-lab.ts';
import type { HeldEngine } from './dockerd-lab.ts';
import { freeLoopbackAddress } from './loopback.ts';
import type { RunResult } from './run.ts';

/** Where a manager listens, and where every node gossips. */
const swarmPort = 2377;
const gossipPort = 7946;
const commandTimeoutMs = 60_000;
const longestAnswer = 16 * 1024 * 1024;

/** Why tests with a real Docker Engine cannot run here, if they cannot; for `describe.skipIf`. */
export const dockerMissing = whyNoDocker();

function whyNoDocker(): string | undefined {
  if (process.platform !== 'linux') return 'a Docker Engine runs on Linux alone';
  if (process.getuid?.() !== 0) return 'starting a Docker Engine needs root';
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/local/sbin:/usr/sbin:/sbin` };
  const works = (command: string): boolean => spawnSync('sh', ['-c', command], { env }).status === 0;
  const absent = ['dockerd', 'containerd', 'docker'].find((program) => !works(`command -v ${program}`));
  if (absent !== undefined) return `there is no ${absent} on the PATH (Debian: docker.io)`;
  if (!works('unshare --mount true')) return 'this root may not mount, which a Docker Engine needs';
  return undefined;
}

/**
 * A real Docker Engine of its own: state, socket and address are shared with nobody.
 *
 * It lives as long as a pipe from this process to the tool that started it: {@link Engine.remove} closes the pipe, and so
 * does any end of this process, `kill -9` among them. Nothing of it is left either way.
 */
export class Engine implements AsyncDisposable {
  readonly name: string;
  /** Its loopback address, `127.x.y.z`. */
  readonly address: string;
  /** The path of its API's socket. */
  readonly socket: string;
  /** Where all its state lies, its log among it. */
  readonly directory: string;
  /** Where it keeps its node's certificates. */
  readonly certificates: string;
  readonly #held: HeldEngine;

  private constructor(name: string, address: string, held: HeldEngine) {
    this.name = name;
    this.address = address;
    this.socket = held.socket;
    this.directory = dirname(held.socket);
    this.certificates = join(this.directory, 'data', 'swarm', 'certificates');
    this.#held = held;
  }

  /**
   * Starts an engine, and waits until it answers.
   *
   * @param label says in messages which one it is; part of socket paths, which are short: so is it
   */
  static async start(label = 'e'): Promise<Engine> {
    const address = await freeLoopbackAddress([swarmPort, gossipPort]);
    const name = `${label}-${address.slice('127.'.length)}`;
    return new Engine(name, address, await holdEngine(name, address));
  }

  get #listenAddress(): string {
    return `${this.address}:${swarmPort}`;
  }

  get #ownAddress(): readonly string[] {
    return ['--listen-addr', this.#listenAddress, '--advertise-addr', this.address];
  }

  /** Runs the docker command against it, for a minute at most, in none of the user's contexts and settings. */
  docker(...parameters: readonly string[]): Promise<RunResult> {
    return this.#docker(parameters, commandTimeoutMs);
  }

  async #docker(parameters: readonly string[], timeoutMs: number): Promise<RunResult> {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('DOCKER_'));
    const env = { ...Object.fromEntries(own), DOCKER_CONFIG: this.directory };
    // By force, since docker does not heed SIGTERM while it waits for an answer.
    const options = { env, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: longestAnswer } as const;
    return new Promise((resolve, reject) => {
      execFile('docker', ['-H', `unix://${this.socket}`, ...parameters], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') return resolve({ code, stdout, stderr });
        // That error is not the cause of this one: it holds all parameters, and so join tokens.
        const why = error?.killed === true ? `did not end within ${timeoutMs / 1000} s` : `was cut short (${code})`;
        return reject(new Error(`${commandOf(parameters)} ${why}`));
      });
    });
  }

  /** As {@link docker}; what it prints. @throws when it fails */
  async output(...parameters: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.docker(...parameters);
    if (code !== 0) throw new Error(`${commandOf(parameters)}: ${stderr}`);
    return stdout.trim();
  }

  /**
   * Asks its API.
   *
   * @param path with the version: `/v1.41/swarm`
   * @param body is sent as JSON
   * @throws when it does not answer wholly within 30 s, or at more than 16 MiB
   */
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    return ask(this.socket, method, path, body);
  }

  /**
   * Makes a swarm of which it is the manager.
   *
   * @param certExpiry in Docker's words, `1h30m`; Docker's own default is 2160 h
   * @param externalCa in Docker's words, `protocol=cfssl,url=…`
   * @returns the manager's address, `host:port`
   */
  async init(wishes: { readonly certExpiry?: string; readonly externalCa?: string } = {}): Promise<string> {
    const { certExpiry, externalCa } = wishes;
    const expiry = certExpiry === undefined ? [] : ['--cert-expiry', certExpiry];
    const external = externalCa === undefined ? [] : ['--external-ca', externalCa];
    await this.output('swarm', 'init', ...this.#ownAddress, ...expiry, ...external);
    return this.#listenAddress;
  }

  /** The token with which others join the swarm that it manages. */
  joinToken(role: 'worker' | 'manager'): Promise<string> {
    return this.output('swarm', 'join-token', '--quiet', role);
  }

  /**
   * Joins a swarm. A refusal is a result like any other.
   *
   * @param manager `host:port`
   */
  join(manager: string, token: string, { timeoutMs = commandTimeoutMs } = {}): Promise<RunResult> {
    return this.#docker(['swarm', 'join', ...this.#ownAddress, '--token', token, manager], timeoutMs);
  }

  /** The id of its node; empty outside a swarm. */
  nodeId(): Promise<string> {
    return this.output('info', '--format', '{{.Swarm.NodeID}}');
  }

  /** What it says of its membership: `active`, `pending`, `error`, `inactive`. */
  localNodeState(): Promise<string> {
    return this.output('info', '--format', '{{.Swarm.LocalNodeState}}');
  }

  /** One of its node's files, `swarm-node.crt` for one. */
  readCertificate(name: string): Promise<string> {
    return readFile(join(this.certificates, name), 'latin1');
  }

  /** The id of its process, which is another after each restart. */
  async pid(): Promise<number> {
    return Number(await dockerdLab('pid', this.name));
  }

  /** Lets it fall silent: connections stay, and nobody answers. */
  async pause(): Promise<void> {
    process.kill(await this.pid(), 'SIGSTOP');
  }

  /** Lets it go on after {@link pause}. */
  async resume(): Promise<void> {
    process.kill(await this.pid(), 'SIGCONT');
  }

  /** Ends the process; its state stays. */
  async stop(): Promise<void> {
    await dockerdLab('stop', this.name);
  }

  /** Starts it again from its state. */
  async restart(): Promise<void> {
    await dockerdLab('start', this.name);
  }

  /** Its log, line by line. */
  async log(): Promise<readonly string[]> {
    return (await dockerdLab('logs', this.name)).split('\n');
  }

  /** Ends it and removes all it had. A second time does nothing. */
  remove(): Promise<void> {
    return this.#held.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}

/** The command without its flags and what follows them: for errors, which hold no join tokens. */
function commandOf(parameters: readonly string[]): string {
  const flags = parameters.findIndex((parameter) => parameter.startsWith('-'));
  return ['docker', ...(flags < 0 ? parameters : parameters.slice(0, flags))].join(' ');
}
