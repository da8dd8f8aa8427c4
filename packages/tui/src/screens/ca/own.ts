import type { CertificateDescription } from '@swarmpki/core/inspect';

/** A root of the swarm, taken apart. */
interface RootShown {
  readonly description: CertificateDescription;
  readonly text: readonly string[];
}

/** What the screen of the CA keeps for itself. */
export interface Own {
  /** The bundle that {@link roots} are of, PEM. */
  readonly of: string;
  readonly roots: readonly RootShown[];
}

export const initial: Own = { of: '', roots: [] };
