import type { Item } from '../items/item.ts';
import type { Finding } from '../findings/finding.ts';
import type { FindingCode } from '../findings/catalogue.ts';
import type { Relation } from '../relations/relation.ts';
import type { Source } from '../source.ts';
import type { Cut } from '../text/find.ts';

/** All that inspecting came to. */
export interface Report {
  /** ms since epoch: when certificates were judged */
  readonly now: number;
  /** Those in which something was found, in the order in which they were added. */
  readonly sources: readonly Source[];
  /** In the order of the sources, and of what was found in each. */
  readonly items: readonly Item[];
  /** Items by their index. */
  readonly relations: readonly Relation[];
  /** Worst first. */
  readonly findings: readonly Finding<FindingCode>[];
  /** Sources that were not read to their end. */
  readonly cuts: readonly { readonly source: string; readonly cut: Cut }[];
}
