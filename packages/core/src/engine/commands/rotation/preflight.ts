import { reasonOf } from '../../../problem.ts';
import { readCertificate } from '../../../x509/certificate.ts';
import { decodePem, normalisePem } from '../../../x509/pem.ts';
import type { Node } from '../../shapes/node.ts';
import type { ExternalCa, Swarm } from '../../shapes/swarm.ts';
import { untilEnd } from '../command.ts';
import type { Context } from '../command.ts';
import { shellWord } from '../../../shell-word.ts';
import { describeExternalCas } from '../kinds/external-ca.ts';
import { isEmptyTlsInfo } from '../../shapes/tls-status.ts';
import { tell } from './finding.ts';
import type { Finding } from './finding.ts';
import { managedByMirantis } from './mirantis.ts';
import { someOf } from '../../../some-of.ts';
import { nameOf } from './words.ts';

/** What is asked for, and what it is asked of. */
export interface Wish {
  readonly swarm: Swarm;
  /** PEM of the new root; `undefined` where the swarm makes one. */
  readonly caCert: string | undefined;
  readonly externalCas: readonly ExternalCa[];
  /** Do it also where that is known to do harm. */
  readonly force: boolean;
}

/**
 * Says beforehand what will hold a rotation up, beside the answer.
 *
 * @throws {CommandProblem} `refused`, for what should not be done at all; not when it is forced
 */
export async function checkBeforehand(context: Context, wish: Wish): Promise<void> {
  const nodes = await context.client.listNodes(untilEnd(context));
  const mirantis = await managedByMirantis(context, wish.swarm, nodes, 'a rotation');
  tell(context, [...mirantis, ...preflight(wish, nodes, context.program)], wish);
}

/** @param program how this program is called, for the commands in the findings */
export function preflight(wish: Wish, nodes: readonly Node[], program: string): readonly Finding[] {
  return [
    ...cannotSign(wish),
    ...rotating(wish),
    ...deadTwins(nodes, program),
    ...silent(nodes, program),
    ...external(wish),
    ...oddAddresses(wish),
  ];
}

/** Engines accept such a root, and then nothing that it signs is good: the rotation never ends. */
function cannotSign({ caCert }: Wish): readonly Finding[] {
  const [block] = decodePem(caCert ?? '').blocks;
  if (block === undefined || mayCertify(block.der)) return [];
  return [
    {
      stops: true,
      text: 'the new root may not sign certificates: its key usage has no keyCertSign, so the rotation would never end',
      next: 'Make the root again with the key usage keyCertSign.',
    },
  ];
}

/** Of what cannot be read the engine says so itself. */
function mayCertify(der: Uint8Array): boolean {
  try {
    return readCertificate(der).facts.keyUsage?.has('keyCertSign') ?? true;
  } catch {
    return true;
  }
}

function rotating({ swarm }: Wish): readonly Finding[] {
  if (!swarm.RootRotationInProgress) return [];
  return [
    {
      stops: false,
      text: 'a rotation is under way already; this one takes its place, and every node renews once more',
      next: 'Find out first why it has not ended, if that was the reason to rotate again.',
    },
  ];
}

/** A machine that has joined anew: its former node is down and stays so. */
function deadTwins(nodes: readonly Node[], program: string): readonly Finding[] {
  const byName = Map.groupBy(nodes, (node) => node.Description.Hostname);
  return [...byName].flatMap(([hostname, twins]) => {
    const dead = twins.filter(isDown);
    if (hostname === '' || dead.length === 0 || dead.length === twins.length) return [];
    return [
      {
        stops: false,
        text: `${hostname} stands there ${twins.length} times, ${dead.length} of them down: it may have joined anew`,
        next: `If so, remove what it was before: ${program} node rm ${dead.map(({ ID: id }) => shellWord(id)).join(' ')}`,
      },
    ];
  });
}

function silent(nodes: readonly Node[], program: string): readonly Finding[] {
  const waiting = nodes.filter((node) => isDown(node) || isEmptyTlsInfo(node.Description.TLSInfo));
  if (waiting.length === 0) return [];
  return [
    {
      stops: false,
      text: `the rotation waits for ${someOf(waiting.map(nameOf))}, which ${waiting.length === 1 ? 'is' : 'are'} down or never reported a certificate`,
      next: `Start what is down, or remove it: ${program} node rm --force NODE`,
    },
  ];
}

function isDown({ Status: status }: Node): boolean {
  return status.State === 'down';
}

function external({ swarm, caCert, externalCas }: Wish): readonly Finding[] {
  const { ExternalCAs: present } = swarm.Spec.CAConfig;
  if (present.length === 0) return [];
  return [
    {
      stops: false,
      text: `this swarm has external CAs (${describeExternalCas(present)}), which have to be reachable for it`,
      next:
        externalCas.length === 0
          ? 'They stay in its settings, also when the new root is not theirs.'
          : 'Those that were given now take their place.',
    },
    ...vouching({ swarm, caCert }),
  ];
}

/**
 * Where nobody but an external CA has the key of the present root, that one has to vouch for the new root. Whether it does
 * is seen only when it is asked, and an engine asks when the rotation begins: it takes whatever comes (docs/protocol.md §9.5).
 */
function vouching({ swarm, caCert }: Pick<Wish, 'swarm' | 'caCert'>): readonly Finding[] {
  const { TrustRoot: root } = swarm.TLSInfo;
  const signing = swarm.Spec.CAConfig.ExternalCAs.filter(({ CACert: pem }) => pem === '' || isSamePem(pem, root));
  if (signing.length === 0 || (caCert !== undefined && isSamePem(caCert, root))) return [];
  return [
    {
      stops: false,
      text: `unless the swarm has the key of its present root as well, ${describeExternalCas(signing)} has to vouch for the new one`,
      next: 'Its cfssl needs a profile named CA, with the usages cert sign and crl sign and "ca_constraint": {"is_ca": true}: without one the rotation is refused, or begins and never ends.',
    },
  ];
}

function isSamePem(one: string, other: string): boolean {
  return normalisePem(one) === normalisePem(other);
}

/** Engines take the address as it is: no path is added to it, and another scheme is called unreachable. */
function oddAddresses({ externalCas }: Wish): readonly Finding[] {
  return externalCas.flatMap(({ URL: url }) => {
    const why = whyOdd(url);
    if (why === undefined) return [];
    return [
      {
        stops: false,
        text: `the external CA at ${url} ${why}`,
        next: 'Give the whole address for signing: https://HOST:PORT/api/v1/cfssl/sign',
      },
    ];
  });
}

function whyOdd(url: string): string | undefined {
  try {
    const { protocol, pathname } = new URL(url);
    if (protocol !== 'https:') return 'is not reached by https';
    return pathname === '/' ? 'has no path' : undefined;
  } catch (error) {
    return `has an address that cannot be read: ${reasonOf(error)}`;
  }
}
