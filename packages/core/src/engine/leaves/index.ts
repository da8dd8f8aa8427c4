export { likenessOf } from './likeness.ts';
export { LeafProblem } from './problem.ts';
export type { NodeCertificate } from './read-leaf.ts';
export { readNodeCertificates } from './read-node-certificates.ts';
export type { NodeCertificateReading } from './read-node-certificates.ts';
