import type { FindingCode } from './catalogue.ts';
import { severities } from './finding.ts';
import type { Finding } from './finding.ts';
import type { Material, Rule } from './material.ts';
import { bundles, missingIntermediates } from './rules/chains.ts';
import { crossSigned } from './rules/cross-signed.ts';
import { sameNameOtherKey, unknownIssuers } from './rules/issuers.ts';
import { encryptedKeys, rootKeys } from './rules/keys.ts';
import { rootsLeftBehind } from './rules/live.ts';
import { nodes } from './rules/nodes.ts';
import { certificateTwice, keyMismatch, keyReused } from './rules/pairs.ts';
import { notStrict, pemDamage, trailingData, unreadable, wrongLabels } from './rules/pem.ts';
import { rootFiles, roots } from './rules/roots.ts';
import { rotatedAway } from './rules/rotated-away.ts';
import { exposedFiles, secretsInText } from './rules/secrets.ts';
import { weakKeys, weakSignatures } from './rules/strength.ts';
import { malformedTokens, tokenRoots, unlockKeys } from './rules/tokens.ts';
import { outlivesIssuer, validity } from './rules/validity.ts';

const rules: readonly Rule[] = [
  validity,
  pemDamage,
  unreadable,
  notStrict,
  trailingData,
  wrongLabels,
  keyMismatch,
  keyReused,
  unknownIssuers,
  rotatedAway,
  bundles,
  missingIntermediates,
  nodes,
  roots,
  rootFiles,
  rootsLeftBehind,
  rootKeys,
  crossSigned,
  sameNameOtherKey,
  weakKeys,
  weakSignatures,
  outlivesIssuer,
  malformedTokens,
  tokenRoots,
  unlockKeys,
  exposedFiles,
  secretsInText,
  encryptedKeys,
  certificateTwice,
];

/** All that is to be said, worst first; of one severity in the order of the rules. Linear in what was given. */
export function findingsOf(material: Material): readonly Finding<FindingCode>[] {
  const found = rules.flatMap((rule) => [...rule(material)]);
  return found.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
