import { join, resolve } from 'node:path';
import { duration, noParameters, onOff, pemFile, reasonOf, shellWord, text } from '@swarmpki/core/commands';
import type { Inputs } from '@swarmpki/core/commands';
import { ended } from './ended.ts';
import { programFor } from '../flags/wish.ts';
import type { EngineWish } from '../flags/wish.ts';
import { own } from './own-command.ts';
import type { OwnContext } from './own-command.ts';
import { UsageError } from '../output/problem.ts';

/** ns: what swarm itself gives, 90 days. */
const defaultExpiry = 2160 * 3_600_000_000_000;
/** ms: as swarm has it, which dates certificates an hour back. */
const leastExpiry = 3_600_000;

/** `swarmpki external-ca serve`: signs for a swarm from outside of it, until it is interrupted. */
export const externalCaServe = own({
  name: 'external-ca serve',
  summary: 'Be the external CA of a swarm: a lab, or a real one',
  parameters: noParameters,
  reaches: 'labs',
  flags: {
    listen: { kind: text, help: 'Where managers reach it: HOST:PORT, port 0 for a free one', initial: '127.0.0.1:0' },
    dir: { kind: text, help: 'Directory of its root and key, made where there are none' },
    'ca-cert': { kind: text, help: 'File of its root, in place of that in the directory' },
    'ca-key': { kind: text, help: 'File of the private key of that root' },
    for: {
      kind: text,
      help: 'The one swarm that it signs for: "lab", the address of an engine, or a context of docker. Managers of others are refused',
    },
    trust: { kind: pemFile, help: 'File of roots of swarms whose managers may ask, besides its own' },
    'cert-expiry': { kind: duration, help: 'How long certificates of nodes are valid', initial: '2160h0m0s' },
    'allow-remote': { kind: onOff, help: 'Let it listen where other machines reach it' },
  },
  examples: [
    { line: 'external-ca serve --for lab', about: 'for the lab; says what to type next' },
    { line: 'external-ca serve --for unix:///var/run/docker.sock --listen 127.0.0.1:8888', about: 'for a real swarm' },
    {
      line: 'external-ca serve --ca-cert root.pem --ca-key root-key.pem --trust swarm.pem',
      about: 'with a root of one’s own',
    },
  ],
  async run(context, flags) {
    const { output, inputs, environment, workingDirectory, clock, signal } = context;
    const { host, port } = readListen(flags.listen ?? '127.0.0.1:0');
    const given = await readGiven(inputs, flags['ca-cert'], flags['ca-key'], flags.dir);
    const expiry = (flags['cert-expiry'] ?? defaultExpiry) / 1_000_000;
    if (expiry < leastExpiry) throw new UsageError(1, 'minimum certificate expiry time is: 1h0m0s');
    const trusted = flags.trust === undefined ? [] : [flags.trust];
    const swarm = flags.for === undefined ? undefined : await readSwarm(context, flags.for);
    // HTTPS and all that signs is loaded with it.
    const [{ keepRoot, serveExternalCa, systemEntropy }, { dataDirectory }] = await Promise.all([
      import('@swarmpki/core/external-ca'),
      import('@swarmpki/core/host/where'),
    ]);
    const entropy = systemEntropy;
    const directory = resolve(workingDirectory, flags.dir ?? join(dataDirectory(environment), 'external-ca'));
    const kept = given ?? (await keepRoot(directory, { clock, entropy }));
    const log = (line: string): void => output.note(`${new Date(clock.now()).toISOString()} ${line}`);
    await using ca = await serveExternalCa({
      root: kept,
      host,
      port,
      allowRemote: flags['allow-remote'] === true,
      expiry,
      organization: swarm?.id,
      trusted: swarm === undefined ? trusted : [swarm.root, ...trusted],
      askAnew: swarm?.readRoot,
      clock,
      entropy,
      log,
      onError: (error) => log(`error: ${reasonOf(error)}`),
    });
    const hears = swarm !== undefined || trusted.length > 0;
    const isPortByChance = port === 0;
    output.print(
      whatNext({ url: ca.url, path: kept.path, program: swarm?.program ?? 'swarmpki', hears, isPortByChance }),
    );
    await ended(signal);
    return 0;
  },
});

function readListen(given: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port = ''] = /^(?:\[([\da-f:.]+)\]|([^:[\]/]*)):(\d{1,5})$/i.exec(given) ?? [];
  const number = Number(port);
  if (port === '' || number > 65_535) throw new UsageError(125, `invalid address to listen on: ${given.slice(0, 200)}`);
  return { host: bracketed ?? plain ?? '', port: number };
}

/** A root with its key that was named; `undefined` where that of the directory is meant. */
async function readGiven(
  inputs: Inputs,
  path: string | undefined,
  keyPath: string | undefined,
  directory: string | undefined,
): Promise<{ readonly path: string; readonly caCert: string; readonly caKey: string } | undefined> {
  if (path === undefined && keyPath === undefined) return undefined;
  if (path === undefined || keyPath === undefined) throw new UsageError(1, '--ca-cert and --ca-key go together');
  if (directory !== undefined) throw new UsageError(1, 'conflicting options: --dir, and --ca-cert with --ca-key');
  return { path, caCert: await inputs.readFile(path), caKey: await inputs.readFile(keyPath) };
}

/** The swarm that is signed for. */
interface ServedSwarm {
  /** What its managers' certificates have for their organization. */
  readonly id: string;
  /** PEM */
  readonly root: string;
  readonly readRoot: () => Promise<string>;
  /** How this program is called for its engine. */
  readonly program: string;
}

/** Reads of a swarm who it is and whom it trusts; nothing else, and nothing is changed. */
async function readSwarm(context: OwnContext, name: string): Promise<ServedSwarm> {
  const { signal } = context;
  const none: EngineWish = { host: undefined, context: undefined, stateDirectory: undefined };
  const isAddress = name.includes('/') || name.includes(':');
  const wish =
    name === 'lab'
      ? { ...none, stateDirectory: context.wish.stateDirectory }
      : isAddress
        ? { ...none, host: name }
        : { ...none, context: name };
  const read = async (startsHost: boolean): Promise<{ readonly id: string; readonly root: string }> => {
    await using client = await context.connect(wish, startsHost);
    const { ID: id, TLSInfo: info } = await client.inspectSwarm({ signal });
    return { id, root: info.TrustRoot };
  };
  const { id, root } = await read(true);
  // Whoever dials is to start no lab that was stopped.
  return { id, root, readRoot: async () => (await read(false)).root, program: programFor(wish) };
}

interface Told {
  readonly url: string;
  readonly path: string;
  readonly program: string;
  /** It hears managers of another root than its own. */
  readonly hears: boolean;
  /** The next time it would be another one. */
  readonly isPortByChance: boolean;
}

function whatNext({ url, path, program, hears, isPortByChance }: Told): string {
  const rotation = `ca --rotate --ca-cert ${shellWord(path)} --external-ca protocol=cfssl,url=${url}`;
  const deaf =
    'It hears managers of its own root alone, so a rotation to it would stand still: end it, and name the swarm by --for,\n' +
    'or what that trusts now by --trust.';
  return [
    `External CA at ${url}`,
    `Its root is ${path}.`,
    ...(hears ? [] : [deaf]),
    `\nTo have it sign for a swarm, rotate that to its root:\n\n    docker swarm ${rotation}\n\n    ${program} ${rotation}`,
    `\nTo take the signing back, rotate once more while it runs: it vouches for the new root.\n\n    ${program} ca --rotate`,
    '\nCtrl-C ends it; until it is there again, nodes can neither join nor renew.',
    ...(isPortByChance
      ? [`A swarm asks at this address alone: start it again with --listen ${new URL(url).host}.`]
      : []),
  ].join('\n');
}
