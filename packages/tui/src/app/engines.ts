import type { EngineClient } from '@swarmpki/core/engine';
import type { Engine } from './state.ts';

/** An engine to be shown, and how it is reached. */
export interface Target {
  readonly engine: Engine;
  /** @param note says what was done for it @throws {Problem} */
  readonly connect: (note: (text: string) => void) => Promise<EngineClient>;
}

/** An engine that can be shown in place of the present one. */
export interface EngineOffer {
  readonly title: string;
  readonly about: string;
  /** Nothing for one that cannot be reached as it is; then `about` says why. */
  readonly target: Target | undefined;
}

/** Finds out which there are now. @throws {Problem} */
export type FindEngines = () => Promise<readonly EngineOffer[]>;
