import type { Decision, DecisionContext } from './decision.ts';
import type { SwarmState } from './state.ts';

/** A new root and what makes it acceptable to those who trust the old one. */
export interface Successor {
  /** The new root: PEM, normalised. */
  readonly caCert: string;
  /** Its private key: PEM. */
  readonly caKey: string;
  /** PEM, normalised. */
  readonly crossSignedCaCert: string;
  /** The root that signed it: PEM. If that is no longer the swarm's, the answer came too late. */
  readonly crossSignedBy: string;
}

/**
 * Starts a rotation to a root that is made for it (docs/protocol.md §8.2 rule 4), or replaces one that is under way: the new
 * root is then cross-signed by the original one again, and the one in between is forgotten.
 *
 * @param successor what was asked for; without it, or with one that fits no more, the decision is that it is needed
 */
export function rotateRoot(state: SwarmState, successor: Successor | undefined, { now }: DecisionContext): Decision {
  const { cluster } = state;
  if (successor === undefined || successor.crossSignedBy !== cluster.rootCa.caCert) {
    return { outcome: 'needs', need: 'successor' };
  }
  const forceRotate = cluster.spec.forceRotate + 1;
  return {
    outcome: 'accepted',
    changes: [
      {
        kind: 'cluster',
        cluster: {
          ...cluster,
          updatedAt: now,
          spec: { ...cluster.spec, forceRotate },
          rootCa: {
            ...cluster.rootCa,
            rotation: { caCert: successor.caCert, crossSignedCaCert: successor.crossSignedCaCert },
            lastForcedRotation: forceRotate,
          },
        },
      },
      { kind: 'secret', name: 'rotationKey', value: successor.caKey },
    ],
    entry: { at: now, event: 'rotation-started', detail: { nodes: state.nodes.size } },
    effects: [{ kind: 'reload-issuer' }, { kind: 'reconcile' }],
    reply: undefined,
  };
}
