import type { RootCa, SwarmState } from './state.ts';

/** All that a swarm's root consists of, join tokens aside: what it signs with, or is about to. */
export interface RootMaterial {
  readonly rootCa: RootCa;
  /** PEM */
  readonly rootKey: string | undefined;
  /** PEM */
  readonly rotationKey: string | undefined;
}

export function rootMaterialOf({ cluster, secrets }: Pick<SwarmState, 'cluster' | 'secrets'>): RootMaterial {
  return { rootCa: cluster.rootCa, rootKey: secrets.rootKey, rotationKey: secrets.rotationKey };
}

/** The root that signs, and that everybody is to trust: during a rotation the new one. PEM */
export function targetRoot({ caCert, rotation }: RootCa): string {
  return rotation?.caCert ?? caCert;
}

/** Whether nothing about the root has changed, join tokens aside (docs/protocol.md §5.8). */
export function sameRootMaterial(a: RootMaterial, b: RootMaterial): boolean {
  return sameRoot(a.rootCa, b.rootCa) && a.rootKey === b.rootKey && a.rotationKey === b.rotationKey;
}

/** As {@link sameRootMaterial}, keys aside. */
export function sameRoot(a: RootCa, b: RootCa): boolean {
  return (
    a.caCert === b.caCert &&
    a.lastForcedRotation === b.lastForcedRotation &&
    a.rotation?.caCert === b.rotation?.caCert &&
    a.rotation?.crossSignedCaCert === b.rotation?.crossSignedCaCert
  );
}
