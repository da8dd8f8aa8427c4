import type { IRawProperty } from 'fast-check';
import {
  anyStringIsRead,
  editsAreFollowed,
  layoutsChangeNothing,
  rangesAreExact,
} from '../../packages/core/src/inspect/testing/properties.ts';
import {
  anyBytesAreRead,
  damagedCertificatesAreRead,
} from '../../packages/core/src/inspect/testing/hostile-certificates.ts';

/** Something that must hold of whatever is thrown at it. */
export interface Target {
  /** What stands before the slash names all of a kind. */
  readonly name: string;
  readonly property: IRawProperty<unknown>;
  /** In CI; by hand there is no end. */
  readonly runs: number;
}

export const targets: readonly Target[] = [
  { name: 'scan/ranges', property: rangesAreExact, runs: 1_000 },
  { name: 'scan/layouts', property: layoutsChangeNothing, runs: 1_000 },
  { name: 'scan/any-string', property: anyStringIsRead, runs: 1_000 },
  { name: 'scan/edits', property: editsAreFollowed, runs: 2_000 },
  { name: 'certificate/damaged', property: damagedCertificatesAreRead, runs: 1_500 },
  { name: 'certificate/any-bytes', property: anyBytesAreRead, runs: 1_000 },
];
