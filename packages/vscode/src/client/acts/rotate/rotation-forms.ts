import type { SwarmSight } from '@swarmpki/core/engine/watch';
import { progressOf } from '@swarmpki/core/engine/rotation';

/** A way in which a root is rotated: which root comes, and what has to be given for it. */
export interface RotationForm {
  readonly id: 'new' | 'new-expiry' | 'own' | 'external' | 'back';
  /** Flags that are asked for. */
  readonly asks: readonly string[];
}

const forms: readonly RotationForm[] = [
  { id: 'new', asks: [] },
  { id: 'new-expiry', asks: ['cert-expiry'] },
  { id: 'own', asks: ['ca-cert', 'ca-key'] },
  { id: 'external', asks: ['ca-cert', 'external-ca'] },
];

/** Given the root that nodes trust, a rotation is aborted: there has to be one. */
const back: RotationForm = { id: 'back', asks: ['ca-cert', 'ca-key'] };

export function rotationForms(sight: SwarmSight | undefined): readonly RotationForm[] {
  return progressOf(sight).isUnderWay ? [back, ...forms] : forms;
}

/** What an external CA begins with, of which the rest is asked for. */
export const externalCaBeginning = 'protocol=cfssl,url=https://';
