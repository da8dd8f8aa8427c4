import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../../problem.ts';
import { boolean, object, record, text } from '../shapes/codec.ts';
import type { Codec, ValueOf } from '../shapes/codec.ts';
import { parseEngineAddress } from './address.ts';
import type { EngineChoice } from './choose-engine.ts';
import type { Endpoint, Environment, TlsFiles } from './endpoint.ts';
import { ClientProblem } from './problem.ts';
import { readSmallFile } from './small-file.ts';

const settings = object({ currentContext: text });
const metadata = object({
  Name: text,
  Metadata: object({ Description: text }),
  Endpoints: record(object({ Host: text, SkipTLSVerify: boolean })),
});

/** The context whose engine Docker's own variables name. */
const defaultContext = 'default';
const currentContext = 'current';

/**
 * Finds out how to get to an engine that was chosen; a lab's socket is for the lab to say.
 *
 * @param environment with Docker's own variables, for contexts
 * @throws {ClientProblem} `bad-address`, `bad-context`
 */
export function findEndpoint(
  choice: Exclude<EngineChoice, { readonly kind: 'lab' }>,
  environment: Environment,
): Promise<Endpoint> | Endpoint {
  if (choice.kind === 'host') return endpointAt(choice.host, choice.tls);
  return findContext(choice.context, environment);
}

/** A context of Docker's, as `docker context ls` lists it. Texts are whatever somebody wrote. */
export interface EngineContext {
  readonly name: string;
  readonly description: string;
  /** The address of its engine; empty where that is Docker's usual one, or none. */
  readonly host: string;
  /** `docker` itself would take it now. */
  readonly isCurrent: boolean;
  /** Why it cannot be taken. */
  readonly problem?: ClientProblem;
}

/** More than anybody has. */
const mostContexts = 200;

/**
 * Lists the contexts that there are: `default` first, the others by their names.
 *
 * @param environment with Docker's own variables
 * @throws {ClientProblem} `bad-context` when Docker's settings cannot be read
 */
export async function listContexts(environment: Environment): Promise<readonly EngineContext[]> {
  const current = await nameOfCurrent(environment);
  const directory = join(dockerDirectory(environment), 'contexts', 'meta');
  const ids = (await entriesOf(directory)).filter((id) => /^[\da-f]{64}$/.test(id)).slice(0, mostContexts);
  const found = await Promise.all(ids.map((id) => contextIn(directory, id, current)));
  const usual = {
    name: defaultContext,
    description: "the engine of Docker's own variables, or of this machine",
    host: given(environment, 'DOCKER_HOST') ?? '',
    isCurrent: current === defaultContext,
  };
  return [usual, ...found.flat().toSorted((a, b) => (a.name < b.name ? -1 : 1))];
}

/** @param id SHA-256 of the name, as Docker calls the folder; one of another name is none */
async function contextIn(directory: string, id: string, current: string): Promise<readonly EngineContext[]> {
  try {
    const read: ValueOf<typeof metadata> | undefined = await readSettings(metadata, join(directory, id, 'meta.json'));
    if (read === undefined || hash('sha256', read.Name, 'hex') !== id) return [];
    const { Name: name, Metadata: about, Endpoints: endpoints } = read;
    const host = endpoints['docker']?.Host ?? '';
    return [{ name, description: about.Description, host, isCurrent: name === current }];
  } catch (error) {
    if (!(error instanceof ClientProblem)) throw error;
    return [{ name: id.slice(0, 12), description: '', host: '', isCurrent: false, problem: error }];
  }
}

async function entriesOf(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw unreadable(directory, reasonOf(error), error);
  }
}

/**
 * Reads a context of Docker's, as `docker context create` has written it (docs/protocol.md §11.7).
 *
 * @param name `default` for what Docker's own variables name; `current` for the one that `docker` would take now
 */
async function findContext(name: string, environment: Environment): Promise<Endpoint> {
  const wanted = name === currentContext ? await nameOfCurrent(environment) : name;
  if (wanted === defaultContext) return endpointOfVariables(environment);
  const directory = join(dockerDirectory(environment), 'contexts');
  const id = hash('sha256', wanted, 'hex');
  const file = join(directory, 'meta', id, 'meta.json');
  const found: ValueOf<typeof metadata> | undefined = await readSettings(metadata, file);
  if (found === undefined || found.Name !== wanted) throw notFound(wanted, file);
  const docker = found.Endpoints['docker'];
  if (docker === undefined || docker.Host === '') {
    throw new ClientProblem('bad-context', `context ${quoted(wanted)} names no Docker Engine`, {
      expected: `an endpoint \`docker\` in ${file}`,
      next: 'Choose another context: `docker context ls`.',
    });
  }
  const files = await filesIn(join(directory, 'tls', id, 'docker'));
  const skipVerify = docker.SkipTLSVerify;
  return endpointAt(docker.Host, files === undefined && !skipVerify ? undefined : { ...files, skipVerify });
}

/** The order is Docker's. */
async function nameOfCurrent(environment: Environment): Promise<string> {
  if (given(environment, 'DOCKER_HOST') !== undefined) return defaultContext;
  const named = given(environment, 'DOCKER_CONTEXT');
  if (named !== undefined) return named;
  const config = await readSettings(settings, join(dockerDirectory(environment), 'config.json'));
  return config?.currentContext || defaultContext;
}

function endpointOfVariables(environment: Environment): Endpoint {
  const verifies = given(environment, 'DOCKER_TLS_VERIFY') !== undefined;
  const usesTls = verifies || given(environment, 'DOCKER_TLS') !== undefined;
  const directory = given(environment, 'DOCKER_CERT_PATH') ?? dockerDirectory(environment);
  const files = tlsFilesIn(directory);
  return endpointAt(given(environment, 'DOCKER_HOST') ?? '', usesTls ? { ...files, skipVerify: !verifies } : undefined);
}

/** @throws {ClientProblem} `bad-address` */
function endpointAt(host: string, tls: TlsFiles | undefined): Endpoint {
  const address = parseEngineAddress(host, tls !== undefined);
  return { address, ...(address.kind === 'tcp' && tls !== undefined && { tls }) };
}

function tlsFilesIn(directory: string): { readonly ca: string; readonly cert: string; readonly key: string } {
  return { ca: join(directory, 'ca.pem'), cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') };
}

/** Those that are there. */
async function filesIn(directory: string): Promise<TlsFiles | undefined> {
  const entries = await Promise.all(
    Object.entries(tlsFilesIn(directory)).map(async ([name, path]) =>
      (await readOrExplain(path)) === undefined ? [] : [[name, path] as const],
    ),
  );
  const found = entries.flat();
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

async function readSettings<Value>(codec: Codec<Value>, file: string): Promise<Value | undefined> {
  const json = await readOrExplain(file);
  if (json === undefined) return undefined;
  try {
    return codec.read(JSON.parse(json), '');
  } catch {
    // What the parser says quotes the file, and a `config.json` may hold credentials.
    throw unreadable(file, 'it is not what Docker writes');
  }
}

async function readOrExplain(file: string): Promise<string | undefined> {
  try {
    return await readSmallFile(file);
  } catch (error) {
    throw unreadable(file, reasonOf(error), error);
  }
}

/** Where `docker` keeps its user's settings. */
function dockerDirectory(environment: Environment): string {
  return given(environment, 'DOCKER_CONFIG') ?? join(given(environment, 'HOME') ?? homedir(), '.docker');
}

/** An empty variable is none. */
function given(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined;
}

function notFound(name: string, file: string): ClientProblem {
  return new ClientProblem('bad-context', `context ${quoted(name)}: context not found`, {
    expected: `the file ${file}`,
    next: '`docker context ls` lists the contexts that there are.',
  });
}

function unreadable(file: string, reason: string, cause?: unknown): ClientProblem {
  return new ClientProblem('bad-context', `could not read ${file}: ${reason}`, {
    next: 'Look at this file, or name the engine by its address.',
    cause,
  });
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}
