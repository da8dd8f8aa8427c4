import { expect } from 'vitest';
import { serveLabOf, testUser } from '../host/hosts.ts';
import { Engine, dockerMissing } from './docker.ts';
import { ourCommandLine } from '../interop/docker-cli.ts';
import { RunningProgram } from './program.ts';
import type { RunResult } from './run.ts';

/** An engine at a socket, for our program: a lab, or a real one. Nothing of it is left when the test ends. */
export interface Subject extends AsyncDisposable {
  readonly socket: string;
  /** What `init` is told for it to listen on an address of its own. */
  readonly addresses: readonly string[];
  /** Where test and programs may put what they like. */
  readonly directory: string;
  /** For programs that it is tried with. */
  readonly env: NodeJS.ProcessEnv;
}

export interface SubjectKind {
  readonly name: string;
  /** Why it cannot be tried here, if it cannot. */
  readonly missing: string | undefined;
  readonly start: () => Promise<Subject>;
}

export const subjectKinds: readonly SubjectKind[] = [
  { name: 'a lab', missing: undefined, start: startLabSubject },
  { name: 'a real Docker Engine', missing: dockerMissing, start: startEngine },
];

/** A lab at a socket. */
export async function startLabSubject(): Promise<Subject> {
  const user = await testUser();
  const served = await serveLabOf(user);
  return {
    socket: served.host.socketPath,
    addresses: ['--listen-addr', '127.0.0.1:0'],
    directory: user.path,
    env: { ...process.env, ...user.environment },
    [Symbol.asyncDispose]: async () => {
      await served[Symbol.asyncDispose]();
      await user[Symbol.asyncDispose]();
    },
  };
}

async function startEngine(): Promise<Subject> {
  const user = await testUser();
  const engine = await Engine.start('sub');
  const { address } = engine;
  return {
    socket: engine.socket,
    addresses: ['--listen-addr', `${address}:2377`, '--advertise-addr', address],
    directory: user.path,
    env: { ...process.env, ...user.environment },
    [Symbol.asyncDispose]: async () => {
      await engine.remove();
      await user[Symbol.asyncDispose]();
    },
  };
}

/** Runs our command line against a subject, in this process: starting one takes longer than most commands. */
export function runOn({ socket }: Subject, ...words: readonly string[]): Promise<RunResult> {
  return ourCommandLine(socket).run(words);
}

/** As {@link runOn}; what it prints. */
export async function outputOn(subject: Subject, ...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runOn(subject, ...words);
  expect(code, `swarmpki ${words.join(' ')}: ${stderr}`).toBe(0);
  return stdout.trim();
}

/** Lets nodes that live in a process of their own join a subject’s swarm. @param altered what becomes of the token */
export async function joinNodesTo(
  subject: Subject,
  count: number,
  more: readonly string[] = [],
  altered: (token: string) => string = (token) => token,
  role = 'worker',
): Promise<RunningProgram> {
  const token = altered(await outputOn(subject, 'join-token', '--quiet', role));
  const address = await outputOn(subject, 'node', 'inspect', 'self', '--format', '{{.ManagerStatus.Addr}}');
  const words = ['join', '--token', '-', '--count', String(count), ...more, address];
  return new RunningProgram(words, { input: `${token}\n`, env: subject.env });
}
