import type { EngineClient, Problem } from '@swarmpki/core/engine';
import type { LabSight, NodeSight, Seen, SwarmSight } from '@swarmpki/core/engine/watch';
import { info } from '../../../core/src/engine/shapes/info.ts';
import { swarm } from '../../../core/src/engine/shapes/swarm.ts';
import { idOf } from '../client/engines/place.ts';
import type { EnginePlace } from '../client/engines/place.ts';
import type { ShownSwarm } from '../client/engines/shown-swarm.ts';

const noon = Date.UTC(2026, 10, 24, 12);

/** A worker of a lab with nothing the matter, but for what a test says. */
export function nodeSight({ id, ...wishes }: Partial<NodeSight> & { readonly id: string }): NodeSight {
  return {
    id,
    name: id,
    role: 'worker',
    desiredRole: 'worker',
    state: 'ready',
    availability: 'active',
    manager: false,
    leader: false,
    reachability: undefined,
    address: undefined,
    tlsStatus: 'Ready',
    silentSince: undefined,
    issuer: 'sha256:aa',
    root: 'sha256:bb',
    certificate: { notBefore: noon, notAfter: noon + 1, renewFrom: noon, renewUntil: noon, serial: '01' },
    certificateProblem: undefined,
    place: 'here',
    issuance: 'issued',
    faults: undefined,
    error: undefined,
    ...wishes,
  };
}

/** A swarm as any engine shows it. */
export function engineSight(
  nodes: readonly NodeSight[],
  tls: Partial<(typeof swarm.zero)['TLSInfo']> = {},
): SwarmSight {
  return {
    info: info.zero,
    swarm: { ...swarm.zero, ID: 'cluster', TLSInfo: { ...swarm.zero.TLSInfo, TrustRoot: 'root', ...tls } },
    refusal: undefined,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    lab: undefined,
  };
}

/** A swarm as a lab shows it. */
export function labSight(nodes: readonly NodeSight[], wishes: Partial<LabSight['swarm']> = {}): SwarmSight {
  const root = { Digest: 'sha256:bb', Issuer: 'sha256:aa' };
  const lab: LabSight['swarm'] = {
    ID: 'cluster',
    Version: 1,
    Root: root,
    Rotation: undefined,
    WorkerToken: 'sha256:0a',
    ManagerToken: 'sha256:0b',
    Autolock: false,
    Leader: '',
    Nodes: nodes.length,
    ...wishes,
  };
  const clock: LabSight['clock'] = {
    Now: noon,
    Real: noon,
    Speed: 1,
    Paused: false,
    JumpingTo: undefined,
    Next: undefined,
    BehindMs: 0,
    WaitsFor: [],
    Unsettled: 0,
    Until: undefined,
    Stopped: undefined,
  };
  return { ...engineSight(nodes), lab: { version: 1, clock, swarm: lab, journal: [] } };
}

/** An engine that is shown, of which a test says what is seen and who answers. */
export class FakeSwarm implements ShownSwarm {
  readonly place: EnginePlace;
  readonly name: string;
  problem: Problem | undefined;
  isStopped = false;
  sight: SwarmSight | undefined;
  client: EngineClient | undefined;
  /** Whether a host might have been started, for each time that it was reached. */
  readonly reached: boolean[] = [];
  readonly #listeners = new Set<(seen: Seen | undefined) => void>();

  constructor(place: EnginePlace, sight: SwarmSight | undefined, name = 'lab') {
    this.place = place;
    this.sight = sight;
    this.name = name;
  }

  get id(): string {
    return idOf(this.place);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  async connect(startsHost: boolean): Promise<EngineClient> {
    this.reached.push(startsHost);
    if (this.client === undefined) throw new Error('nobody answers');
    return this.client;
  }

  onDidChange(listener: (seen: Seen | undefined) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  retry(): void {
    // Nothing is tried here.
  }

  /** It is seen anew. */
  show(sight: SwarmSight): void {
    this.sight = sight;
    for (const listener of this.#listeners) listener({ sight, changed: [], gone: [] });
  }
}

/** @param sight left out for one of which nothing is known yet */
export function fakeLab(sight?: SwarmSight, directory = '/home/me/.swarmpki'): FakeSwarm {
  return new FakeSwarm({ kind: 'lab', directory }, sight);
}

export function fakeEngine(sight?: SwarmSight, context = 'default'): FakeSwarm {
  return new FakeSwarm({ kind: 'context', context }, sight, context);
}
