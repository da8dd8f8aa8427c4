import type { ProbeResult, ProbeSide } from '../../engine/shapes/extension/probe.ts';
import type { Clock } from '../../clock/clock.ts';
import { Problem, reasonOf } from '../../problem.ts';
import { parseAddress } from '../../wire/address.ts';
import { identifyClient, identifyServer } from '../../wire/peer.ts';
import type { Judgement } from '../../wire/peer.ts';
import { connect } from '../../wire/tls/connect.ts';
import { protectionOf } from '../../wire/tls/protection.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { managerServerName } from '../../x509/profile.ts';
import type { LabNode } from '../lab.ts';

/** ms of real time */
const timeoutMs = 5_000;

export interface ProbeOptions {
  /** Who opens the connection. */
  readonly from: LabNode;
  /** The manager to whose port it is opened. */
  readonly to: LabNode;
  /** `host:port` */
  readonly address: string;
  /** Lab time. */
  readonly clock: Clock;
}

/**
 * Opens a connection of swarm's mutual TLS from one node to a manager's port, as the node would, and tells what was spoken
 * and shown, and what each end makes of the other: judged as each of them judges, by its own roots and its own time.
 */
export async function probe({ from, to, address, clock }: ProbeOptions): Promise<ProbeResult> {
  const { identity } = from.node.credentials;
  const sides = {
    Address: address,
    Client: sideOf(from, identity.certificates.map(certificatePem)),
    Server: sideOf(to, []),
  };
  const obstacle = whyUnreached(from) ?? whyUnreached(to);
  if (obstacle !== undefined) return { ...sides, ...noTls, Failure: obstacle };
  const begun = performance.now();
  try {
    const { socket, server: chain } = await connect({
      ...parseAddress(address),
      serverName: managerServerName,
      material: identity.tls,
      checkServer: (shown) => shown,
      timeoutMs,
    });
    const took = performance.now() - begun;
    const { version, suite, group } = protectionOf(socket);
    const spoken = {
      Version: version,
      Suite: suite,
      Group: group,
      Microseconds: Math.round(took * 1_000),
      Failure: '',
    };
    socket.destroy();
    const shown = identity.certificates.map(({ der }) => der);
    return {
      ...sides,
      ...spoken,
      Client: { ...sides.Client, ...verdictOf(() => identifyServer(chain, managerServerName, judge(from, clock))) },
      Server: {
        ...sides.Server,
        Chain: chain.map(certificatePem),
        ...verdictOf(() => identifyClient(shown, judge(to, clock))),
      },
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...sides, ...noTls, Failure: reasonOf(error) };
  }
}

const noTls = { Version: '', Suite: '', Group: '', Microseconds: 0 } as const;

function sideOf({ name, node }: LabNode, chain: readonly string[]): ProbeSide {
  return { ID: node.id, Name: name, Chain: chain, Verdict: 'none', Code: '', Reason: '' };
}

/** A probe goes past the faults of a machine: what they would do to it is said. */
function whyUnreached({ name, faults }: LabNode): string | undefined {
  if (faults.network.now.isCut) return `${name} is cut off the network`;
  return faults.isSilenced ? `${name} stands still` : undefined;
}

function judge({ node, faults }: LabNode, clock: Clock): Judgement {
  return { roots: node.credentials.trust.certificates, now: clock.now() + faults.skewMs };
}

function verdictOf(judgement: () => unknown): Pick<ProbeSide, 'Verdict' | 'Code' | 'Reason'> {
  try {
    judgement();
    return { Verdict: 'accepted', Code: '', Reason: '' };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { Verdict: 'refused', Code: error.code, Reason: error.message };
  }
}
