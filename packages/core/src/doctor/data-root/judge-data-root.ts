import { worstFirst } from '../diagnosis.ts';
import type { Diagnosis, DoctorFinding } from '../diagnosis.ts';
import { saidBetter } from '../said-better.ts';
import { clockAhead } from '../clock-ahead.ts';
import { findingMeasures } from '../measures.ts';
import { aboutDataRoot } from './about.ts';
import type { DataRoot } from './data-root.ts';
import { Path } from './layout.ts';
import { membershipFindings } from './membership.ts';
import { nodeStateOf, placeOf } from './node-state.ts';
import type { NodeState } from './node-state.ts';
import { pairFindings } from './pair.ts';
import { renewerOf } from './renewer.ts';
import { measuresOf } from './measures-of.ts';
import { treeFindings } from './tree.ts';
import { waysBack } from './ways-back.ts';

/** Says what a data root is, and what is wrong with it. Pure. @param now ms since epoch */
export function judgeDataRoot(dataRoot: DataRoot, now: number): Diagnosis {
  const state = nodeStateOf(dataRoot, now);
  const findings = worstFirst([...nodeFindings(state), ...treeFindings(dataRoot)]);
  return {
    kind: 'data-root',
    subject: dataRoot.path,
    at: now,
    about: aboutDataRoot(state),
    renewers: state.leaf === undefined ? [] : [renewerOf(state)],
    findings,
    measures: [...measuresOf(state), ...findingMeasures(findings)],
  };
}

function nodeFindings(state: NodeState): readonly DoctorFinding[] {
  return [
    ...pairFindings(state),
    ...fileFindings(state),
    ...membershipFindings(state),
    ...(state.leaf === undefined ? [] : clockAhead(state.leaf, state.now)),
  ];
}

/** What the files say by themselves; of those that pass, that others may read a key alone. */
function fileFindings(state: NodeState): readonly DoctorFinding[] {
  const certificate = placeOf(state.dataRoot, Path.certificate);
  const passing = [Path.pendingCertificate, Path.legacyKey].map((path) => placeOf(state.dataRoot, path));
  return state.report.findings
    .filter(({ code, place }) => !passing.includes(place.source) || code === 'key-readable-by-others')
    .filter(({ code }) => !saidBetter.has(code))
    .map((finding) => {
      const isNodes = finding.place.source === certificate;
      return isNodes && finding.code === 'expired' ? { ...finding, cure: waysBack(state) } : finding;
    });
}
