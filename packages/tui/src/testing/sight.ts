import type { LabJournalEntry } from '@swarmpki/core/engine';
import type { LabSight, NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import { info } from '../../../core/src/engine/shapes/info.ts';
import { swarm } from '../../../core/src/engine/shapes/swarm.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 24, 12);

type NodeWishes = Partial<Omit<NodeSight, 'certificate' | 'id'>> & {
  readonly id: string;
  readonly certificate?: { readonly notBefore: number; readonly notAfter: number };
  readonly skewMs?: number;
};

/** A worker of a lab that has nothing the matter with it, but for what a test says. */
export function nodeSight({ certificate, skewMs, ...wishes }: NodeWishes): NodeSight {
  const { notBefore, notAfter } = certificate ?? { notBefore: noon - day, notAfter: noon + 89 * day };
  const life = notAfter - notBefore;
  const role = wishes.role ?? 'worker';
  return {
    name: wishes.id,
    role,
    desiredRole: role,
    state: 'ready',
    availability: 'active',
    manager: role === 'manager',
    leader: false,
    reachability: undefined,
    address: undefined,
    tlsStatus: 'Ready',
    silentSince: undefined,
    issuer: 'sha256:aaaaaaaaaa',
    root: 'sha256:bbbbbbbbbb',
    certificate: {
      notBefore,
      notAfter,
      renewFrom: notBefore + life * 0.5,
      renewUntil: notBefore + life * 0.8,
      serial: '01',
    },
    certificateProblem: undefined,
    place: 'here',
    issuance: 'issued',
    faults: skewMs === undefined ? undefined : { ...noFaults, SkewMs: skewMs },
    error: undefined,
    ...wishes,
  };
}

const noFaults: NonNullable<NodeSight['faults']> = {
  Cut: false,
  Silenced: false,
  SkewMs: 0,
  DelayMs: 0,
  JitterMs: 0,
  LostRequests: 0,
  LostAnswers: 0,
  Repeated: 0,
  DiskSlowMs: 0,
  DiskError: '',
};

/** A swarm of an engine that tells no more than any. @param trustRoot PEM */
export function swarmSight(nodes: readonly NodeSight[], trustRoot = ''): SwarmSight {
  return {
    info: { ...info.zero, Swarm: { ...info.zero.Swarm, LocalNodeState: 'active' } },
    swarm: { ...swarm.zero, TLSInfo: { ...swarm.zero.TLSInfo, TrustRoot: trustRoot } },
    refusal: undefined,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    lab: undefined,
  };
}

/** The same of a lab, with a timeline. */
export function labSight(
  nodes: readonly NodeSight[],
  { journal = [], ...wishes }: Partial<LabSight> & { readonly journal?: readonly LabJournalEntry[] } = {},
): SwarmSight {
  return {
    ...swarmSight(nodes),
    lab: {
      version: 1,
      clock: {
        Now: noon,
        Real: noon,
        Speed: 1,
        Paused: true,
        JumpingTo: undefined,
        Next: undefined,
        BehindMs: 0,
        WaitsFor: [],
        Unsettled: 0,
        Until: undefined,
        Stopped: undefined,
      },
      swarm: {
        ID: 'swarm',
        Version: 1,
        Root: { Digest: 'sha256:bbbbbbbbbb', Issuer: 'sha256:aaaaaaaaaa' },
        Rotation: undefined,
        WorkerToken: 'sha256:w',
        ManagerToken: 'sha256:m',
        Autolock: false,
        Leader: '',
        Nodes: nodes.length,
      },
      journal,
      ...wishes,
    },
  };
}
