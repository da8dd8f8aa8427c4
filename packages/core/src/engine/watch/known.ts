import { isDeepStrictEqual } from 'node:util';
import { NodeMap } from './node-map.ts';
import type { CertificateSight, NodeSight } from './node-sight.ts';
import type { Seen, SwarmSight } from './swarm-sight.ts';

type Rest = Omit<SwarmSight, 'nodes'>;

const nothing: Omit<Rest, 'info'> & { readonly info: Rest['info'] | undefined } = {
  info: undefined,
  swarm: undefined,
  refusal: undefined,
  lab: undefined,
};

/**
 * What is known of a swarm by now. It is changed in place, at the cost of what changes; what has been taken out of it is
 * left alone: nodes are copied, once, when the first of them changes after that.
 */
export class Known {
  #nodes = new NodeMap();
  /** Of whom something was put since a sight was taken. */
  readonly #touched = new Set<string>();
  #rest: Rest | undefined;
  /** What was taken last, and what of it was no node. */
  #last: SwarmSight | undefined;
  #lastRest: Rest | undefined;

  get nodes(): ReadonlyMap<string, NodeSight> {
    return this.#nodes;
  }

  put(node: NodeSight): void {
    const before = this.#nodes.get(node.id);
    if (before !== undefined && isSameNode(before, node)) return;
    this.#ownNodes().put(node);
    this.#touched.add(node.id);
  }

  remove(id: string): void {
    if (!this.#nodes.has(id)) return;
    this.#ownNodes().remove(id);
    this.#touched.add(id);
  }

  /** All but the nodes. What is equal to what is known is no news. */
  set(part: Partial<Rest>): void {
    const known = this.#rest;
    const rest = { ...nothing, ...known, ...part };
    const { info } = rest;
    if (info === undefined) throw new Error('the engine itself comes first');
    const isSameRest = known !== undefined && restFields.every((name) => isSame(rest[name], known[name]));
    if (!isSameRest) this.#rest = { ...rest, info };
  }

  /** What there is to see, if it is otherwise than what was taken before. */
  take(): Seen | undefined {
    if (this.#rest === undefined) return undefined;
    const before = this.#last?.nodes;
    const changed: string[] = [];
    const gone: string[] = [];
    for (const id of this.#touched) {
      const [node, then] = [this.#nodes.get(id), before?.get(id)];
      if (node === undefined) {
        if (then !== undefined) gone.push(id);
      } else if (then === undefined || !isSameNode(node, then)) changed.push(id);
    }
    this.#touched.clear();
    if (changed.length === 0 && gone.length === 0 && this.#rest === this.#lastRest) return undefined;
    this.#lastRest = this.#rest;
    this.#last = { ...this.#rest, nodes: this.#nodes };
    return { sight: this.#last, changed, gone };
  }

  /** Nodes that nobody else has. */
  #ownNodes(): NodeMap {
    if (this.#nodes === this.#last?.nodes) this.#nodes = this.#nodes.copy();
    return this.#nodes;
  }
}

/** Of thousands of nodes: so no more is looked at than has to be. */
function isSameNode(one: NodeSight, other: NodeSight): boolean {
  // Nearly always it is the certificate that is another one.
  return (
    isSameCertificate(one.certificate, other.certificate) && fields.every((name) => isSame(one[name], other[name]))
  );
}

function isSameCertificate(one: CertificateSight | undefined, other: CertificateSight | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return certificateFields.every((name) => one[name] === other[name]);
}

function isSame(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || (typeof one === 'object' && isDeepStrictEqual(one, other));
}

const restFields = ['info', 'swarm', 'refusal', 'lab'] as const satisfies readonly (keyof Rest)[];

const certificateFields = Object.keys({
  serial: true,
  notBefore: true,
  notAfter: true,
  renewFrom: true,
  renewUntil: true,
} satisfies Readonly<Record<keyof CertificateSight, true>>) as readonly (keyof CertificateSight)[];

/** Beside the certificate. */
const fields = Object.keys({
  id: true,
  name: true,
  role: true,
  desiredRole: true,
  state: true,
  availability: true,
  manager: true,
  leader: true,
  reachability: true,
  address: true,
  tlsStatus: true,
  silentSince: true,
  issuer: true,
  root: true,
  certificateProblem: true,
  place: true,
  issuance: true,
  faults: true,
  error: true,
} satisfies Readonly<Record<Exclude<keyof NodeSight, 'certificate'>, true>>) as readonly (keyof NodeSight)[];
