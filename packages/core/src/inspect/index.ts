export { skimCertificate } from './items/skim.ts';
export type { CertificateSkim } from './items/skim.ts';
export { swarmIdentityOf } from './items/swarm-identity.ts';
export type { SwarmAuthorityIdentity, SwarmIdentity, SwarmNodeIdentity } from './items/swarm-identity.ts';
export { itemsOf } from './items/read-find.ts';
export type { ReadOptions } from './items/read-find.ts';
export type * from './items/item.ts';
