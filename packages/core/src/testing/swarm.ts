import { crossSignRoot, generateRoot } from '../ca/root-key.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import type { Accepted, Change, Decision, DecisionContext, JournalEntry } from '../swarm/decision.ts';
import { foundSwarm } from '../swarm/found.ts';
import type { Answered, Need } from '../swarm/needs.ts';
import type { Cluster, ClusterSpec, IssuerInfo, Node, NodeDescription, SwarmState } from '../swarm/state.ts';
import { requestedSpec, updateCluster } from '../swarm/update-cluster.ts';
import type { ClusterUpdate, RequestedSpec } from '../swarm/update-cluster.ts';
import { SwarmView, stamp } from '../swarm/view.ts';
import { noon } from './certificates.ts';

/** Time that stands still, and real chance. */
export const context: DecisionContext = { now: noon, random: (length) => systemEntropy.bytes(length) };

const clock = { ...systemClock, now: () => noon };

/** The rows of a new swarm, with the root's key at hand. */
export async function foundTestSwarm(
  spec: Partial<ClusterSpec> = {},
  organization = 'c'.repeat(25),
): Promise<{ changes: readonly Change[]; entry: JournalEntry; caKey: string; caCert: string }> {
  const root = await generateRoot(clock, systemEntropy);
  const foundation = {
    organization,
    managerId: 'm'.repeat(25),
    spec,
    ...root,
  };
  return { ...foundSwarm(foundation, context), ...root };
}

/** A state built from rows, as a restart builds it. */
export function viewOf(changes: readonly Change[]): SwarmView {
  const cluster = changes.find((change) => change.kind === 'cluster')?.cluster;
  if (cluster === undefined) throw new Error('no cluster among the rows');
  const view = new SwarmView({ version: 0, cluster, secrets: {}, nodes: new Map() });
  view.apply(stamp(changes, 1));
  return view;
}

/** What is outside of a decision, in a test: everything can be had unless the test says otherwise. */
export interface Outside {
  /** External CAs that answer, by URL: the root that they sign for. */
  readonly reachable?: ReadonlyMap<string, string>;
  readonly crossSign?: (need: Extract<Need, { kind: 'cross-signed-root' }>) => Promise<string | undefined>;
}

async function fetchNeed(need: Need, outside: Outside): Promise<Answered> {
  switch (need.kind) {
    case 'generated-root':
      return { need, answer: await generateRoot(clock, systemEntropy) };
    case 'reachable-ca':
      return { need, answer: need.urls.some((url) => outside.reachable?.get(url) === need.caCert) };
    case 'cross-signed-root': {
      if (outside.crossSign) return { need, answer: { crossSignedCaCert: await outside.crossSign(need) } };
      if (!('key' in need.by)) throw new Error('this test has no external CA that cross-signs');
      const { caCert, successor, by } = need;
      const crossSignedCaCert = await crossSignRoot(successor.caCert, { caCert, caKey: by.key }, noon);
      return { need, answer: { crossSignedCaCert } };
    }
  }
}

/** A swarm without a manager: its decisions are taken and applied, and their effects looked at. */
export class TestSwarm {
  readonly view: SwarmView;
  /** Of the decision before. */
  effects: readonly string[] = [];
  /** Of the decision before. */
  entry: JournalEntry | undefined;
  /** Needs that were met for the decision before. */
  needs: readonly Need['kind'][] = [];

  static async found(spec: Partial<ClusterSpec> = {}, organization?: string): Promise<TestSwarm> {
    return new TestSwarm(viewOf((await foundTestSwarm(spec, organization)).changes));
  }

  constructor(view: SwarmView) {
    this.view = view;
  }

  get cluster(): Cluster {
    return this.view.cluster;
  }

  /** Carries out a decision that needs nothing. */
  perform<Reply>(decide: (state: SwarmState, context: DecisionContext) => Accepted<Reply>, at = context): Reply {
    return this.#apply(decide(this.view, at));
  }

  /** Carries out an update, meeting its needs. */
  async update(
    wishes: Partial<RequestedSpec>,
    more: Partial<ClusterUpdate> & { readonly outside?: Outside; readonly at?: DecisionContext } = {},
  ): Promise<void> {
    const { outside = {}, at = context, ...others } = more;
    const update: ClusterUpdate = {
      clusterId: this.cluster.id,
      version: this.cluster.version,
      spec: { ...requestedSpec(this.cluster), ...wishes },
      ...others,
    };
    const answered: Answered[] = [];
    this.needs = [];
    for (;;) {
      const decision: Decision = updateCluster(this.view, update, answered, at);
      if (decision.outcome === 'accepted') {
        this.#apply(decision);
        return;
      }
      this.needs = [...this.needs, decision.need.kind];
      answered.push(await fetchNeed(decision.need, outside));
    }
  }

  /** Starts a rotation to a generated root. */
  rotate(): Promise<void> {
    return this.update({ forceRotate: this.cluster.spec.forceRotate + 1 });
  }

  /** Puts a node there as it is. */
  put(node: Node): void {
    this.view.apply(stamp([{ kind: 'node', node }], this.view.version + 1));
  }

  node(id: string): Node {
    const node = this.view.nodes.get(id);
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  #apply<Reply>({ changes, effects, entry, reply }: Accepted<Reply>): Reply {
    if (changes.length > 0) this.view.apply(stamp(changes, this.view.version + 1));
    this.effects = effects.map(({ kind }) => kind);
    this.entry = entry;
    return reply;
  }
}

/** What a node says of itself, as far as a rotation looks at it. */
export function describing(issuer: IssuerInfo | undefined, trustRoot = ''): NodeDescription {
  return {
    hostname: 'node',
    platform: { architecture: '', os: '' },
    resources: { nanoCpus: 0, memoryBytes: 0 },
    engine: { version: '', labels: {}, plugins: [] },
    fips: false,
    tlsInfo: issuer && { trustRoot, certIssuerSubject: issuer.subject, certIssuerPublicKey: issuer.publicKey },
  };
}
