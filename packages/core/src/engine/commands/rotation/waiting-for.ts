import type { Node } from '../../shapes/node.ts';
import type { Swarm } from '../../shapes/swarm.ts';
import { isEmptyTlsInfo, isSameIssuer } from '../../shapes/tls-status.ts';
import { momentOf, nameOf } from './words.ts';

/** Somebody for whom a rotation waits, or what else it waits for. */
export interface Wait {
  /** Tells it from others. */
  readonly key: string;
  /** Who, why, and since when. */
  readonly why: string;
  /** What frees the rotation. */
  readonly remedy: string;
}

/** How long nodes that answer, and the manager, are given before they are named; ms. */
const patience = 4_000;
/** A manager looks every three seconds whether all is done. */
const managersPatience = 30_000;

/**
 * For whom a rotation waits, judged by what any engine answers: an issuer that is not the wanted one, and a node's state.
 * Who cannot be done with by waiting is named at once.
 *
 * @param waited how long the swarm has wanted what it wants now, ms
 * @param program how this program is called
 */
export function waitingFor(swarm: Swarm, nodes: readonly Node[], waited: number, program: string): readonly Wait[] {
  const late = nodes.filter((node) => !isDone(node, swarm));
  const lacks = swarm.RootRotationInProgress ? 'has not renewed' : 'has not taken the new root';
  const waits = late.flatMap((node) => waitFor(node, { waited, lacks, program }));
  if (late.length > 0 || !swarm.RootRotationInProgress || waited < managersPatience) return waits;
  return [
    {
      key: 'manager',
      why: `all nodes have new certificates, and the manager has not ended the rotation for ${seconds(waited)}: its key or counter was changed meanwhile`,
      remedy: `another rotation ends: ${program} ca --rotate`,
    },
  ];
}

function isDone({ Description: { TLSInfo: info } }: Node, swarm: Swarm): boolean {
  if (!isSameIssuer(info, swarm.TLSInfo)) return false;
  return swarm.RootRotationInProgress || info.TrustRoot === swarm.TLSInfo.TrustRoot;
}

interface Lateness {
  readonly waited: number;
  /** What it has not done. */
  readonly lacks: string;
  readonly program: string;
}

function waitFor(node: Node, { waited, lacks, program }: Lateness): readonly Wait[] {
  const { ID: id, Status: status, Description: description } = node;
  const name = nameOf(node);
  const removal = `${program} node rm --force ${id}`;
  if (status.State === 'down' || status.State === 'disconnected') {
    return [
      {
        key: `${id} ${status.State}`,
        why: `${name} is ${status.State} since ${momentOf(node.UpdatedAt)}`,
        remedy: `start it again, or remove it: ${removal}`,
      },
    ];
  }
  if (isEmptyTlsInfo(description.TLSInfo)) {
    return [
      {
        key: `${id} silent`,
        why: `${name} has not reported a certificate since it came at ${momentOf(node.CreatedAt)}`,
        remedy: `let it join again, and remove this one: ${removal}`,
      },
    ];
  }
  if (waited < patience) return [];
  return [
    {
      key: `${id} late`,
      why: `${name} is ${status.State} and ${lacks} for ${seconds(waited)}`,
      remedy: `look into its engine's log, restart it, or remove it: ${removal}`,
    },
  ];
}

function seconds(ms: number): string {
  return `${Math.trunc(ms / 1000)} s`;
}
