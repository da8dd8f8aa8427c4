export { systemClock } from '../clock/system-clock.ts';
export { systemEntropy } from '../entropy/entropy.ts';
export { Problem } from '../problem.ts';
export { parseJoinToken } from '../token/join-token.ts';
export {
  callWithCertificate,
  copyIdentity,
  readNodeFacts,
  readServedRoot,
  readServerChain,
  requestWithToken,
} from './evidence.ts';
export type { CertificateFacts, NodeFacts } from './evidence.ts';
export { Lab } from './lab.ts';
export type { LabNode, LabOptions } from './lab.ts';
export { managerName } from './places.ts';
