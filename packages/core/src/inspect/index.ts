export type { CertificateDescription, ExtensionDescription, SwarmDescription } from './decode/description.ts';
export type { ExtensionValue, GeneralNameDescription } from './decode/extension-value.ts';
export { describeCertificate } from './decode/on-demand.ts';
export { skimCertificate } from './items/skim.ts';
export type { CertificateSkim } from './items/skim.ts';
export { swarmIdentityOf } from './items/swarm-identity.ts';
export type { SwarmAuthorityIdentity, SwarmIdentity, SwarmNodeIdentity } from './items/swarm-identity.ts';
