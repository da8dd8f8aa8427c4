import type { Role } from '../x509/profile.ts';

/** How far a node's certificate has come (docs/protocol.md §5.1). */
export type IssuanceState = 'unknown' | 'renew' | 'pending' | 'issued' | 'failed' | 'rotate';
export type Membership = 'pending' | 'accepted';
export type Availability = 'active' | 'pause' | 'drain';
export type NodeState = 'unknown' | 'down' | 'ready' | 'disconnected';

/** A root on its way in: nodes get certificates that chain to it, while everybody still trusts the old one. */
interface RootRotation {
  /** The new root: PEM, normalised. */
  readonly caCert: string;
  /** The new root's name and key, signed by the old root: PEM, normalised. */
  readonly crossSignedCaCert: string;
  /** When it began: since then nodes are waited for. ms since epoch */
  readonly startedAt: number;
}

/** The swarm's root (docs/protocol.md §8.4). Its keys and the join tokens are {@link Secrets}. */
export interface RootCa {
  /** The bundle that everybody trusts: PEM, byte for byte as served. */
  readonly caCert: string;
  readonly rotation: RootRotation | undefined;
  /** The value of `forceRotate` that the last rotation answered. */
  readonly lastForcedRotation: number;
}

/** A CA outside the swarm that signs for it, over CFSSL's protocol (docs/protocol.md §9). */
export interface ExternalCaEntry {
  readonly protocol: 'cfssl';
  readonly url: string;
  readonly options: Readonly<Record<string, string>>;
  /** The root that it signs for: PEM, as given; empty for the swarm's present root. */
  readonly caCert: string;
}

/**
 * How tasks are remembered and how raft runs. A lab has neither: it keeps what its users set, and shows it to them again
 * (docs/protocol.md §11.2).
 */
export interface Tuning {
  readonly taskHistoryRetentionLimit: number;
  readonly snapshotInterval: number;
  readonly keepOldSnapshots: number;
  readonly logEntriesForSlowFollowers: number;
  readonly electionTick: number;
  readonly heartbeatTick: number;
}

/** Where overlay networks get their addresses. A lab has none, and shows what it was founded with. */
export interface Overlay {
  /** CIDR */
  readonly defaultAddrPool: readonly string[];
  /** Bits of the prefix of each network. */
  readonly subnetSize: number;
  readonly dataPathPort: number;
}

/** What users of the swarm may set. A CA that is given with an update is acted on and not kept. */
export interface ClusterSpec {
  readonly labels: Readonly<Record<string, string>>;
  /** How long a new node certificate is valid, ms; by default 90 days. */
  readonly nodeCertExpiry: number | undefined;
  /** How often a node has to report, ms; by default 5 s. */
  readonly heartbeatPeriod: number | undefined;
  readonly externalCas: readonly ExternalCaEntry[];
  /** Another value than before asks for a new root (docs/protocol.md §8.2). */
  readonly forceRotate: number;
  /** Managers encrypt what lies on their disks; a restarted one has to be unlocked (docs/protocol.md §10.6). */
  readonly autoLockManagers: boolean;
  /** Docker's defaults as long as nobody has set it. */
  readonly tuning?: Tuning;
}

/** The one cluster of a swarm, named `default`. */
export interface Cluster {
  /** Equals the O of every certificate. */
  readonly id: string;
  /** Only nodes in FIPS mode may take part. */
  readonly fips: boolean;
  /** The version of the state at which this was last changed. */
  readonly version: number;
  /** ms since epoch */
  readonly createdAt: number;
  /** ms since epoch */
  readonly updatedAt: number;
  readonly spec: ClusterSpec;
  readonly rootCa: RootCa;
  /** Removed nodes, each with the end of its last certificate (ms since epoch, `null` when that was never recorded). */
  readonly blocklist: Readonly<Record<string, number | null>>;
  /** Docker's defaults where it was founded without. */
  readonly overlay?: Overlay;
}

/** What never leaves the sealed table of the store, by name. */
export interface Secrets {
  /** Private key of the root: PEM. */
  readonly rootKey?: string;
  /** Private key of the root on its way in: PEM. */
  readonly rotationKey?: string;
  readonly workerToken?: string;
  readonly managerToken?: string;
  /** What managers' keys are encrypted with while autolock is on, as it is printed: `SWMKEY-1-…`. */
  readonly unlockKey?: string;
}

export type SecretName = keyof Secrets;

/** What a node says that it trusts and by whom its certificate was issued. */
interface TlsInfo {
  /** PEM bundle */
  readonly trustRoot: string;
  /** DER Name, base64 */
  readonly certIssuerSubject: string;
  /** DER SubjectPublicKeyInfo, base64 */
  readonly certIssuerPublicKey: string;
}

/** What a node says about itself. Every string in it is whatever the node wanted. */
export interface NodeDescription {
  readonly hostname: string;
  readonly platform: { readonly architecture: string; readonly os: string };
  readonly resources: { readonly nanoCpus: number; readonly memoryBytes: number };
  readonly engine: {
    readonly version: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly plugins: readonly { readonly type: string; readonly name: string }[];
  };
  readonly tlsInfo: TlsInfo | undefined;
  readonly fips: boolean;
}

/** A node's certificate and the request it answers. */
export interface NodeCertificate {
  readonly role: Role;
  /** PEM, as the node sent it; empty for the first manager, which made its own. */
  readonly csr: string;
  readonly state: IssuanceState;
  /** Why it failed. */
  readonly error: string;
  /** Leaf, then intermediates: PEM. Empty until it is issued. */
  readonly pem: string;
  /**
   * The key that signed the certificate which the node was given last, as long as its reports do not say the same: DER
   * SubjectPublicKeyInfo, base64. Until they do, they are not believed.
   */
  readonly awaitedIssuer: string | undefined;
}

/** Name and key of whoever signs leaves, in the form in which nodes report them. */
export interface IssuerInfo {
  /** DER Name, base64 */
  readonly subject: string;
  /** DER SubjectPublicKeyInfo, base64 */
  readonly publicKey: string;
}

/** A node that serves as a manager. */
interface ManagerStatus {
  /** Tells managers apart, and is never used again. */
  readonly raftId: number;
  /** `host:port` */
  readonly addr: string;
  readonly leader: boolean;
}

/** A member of the swarm. */
export interface Node {
  /** Equals the CN of its certificates. */
  readonly id: string;
  /** The version of the state at which this was last changed. */
  readonly version: number;
  /** ms since epoch */
  readonly createdAt: number;
  /** ms since epoch */
  readonly updatedAt: number;
  /** What people call it; empty as long as nobody has named it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly desiredRole: Role;
  /** The role for which certificates are issued. */
  readonly role: Role;
  readonly membership: Membership;
  readonly availability: Availability;
  readonly description: NodeDescription | undefined;
  readonly status: { readonly state: NodeState; readonly message: string; readonly addr: string };
  /** Only of a node that serves as a manager, whether it is running or not. */
  readonly manager: ManagerStatus | undefined;
  readonly certificate: NodeCertificate;
}

/** All that a swarm is. Rows are the truth: this is what a restart reads. */
export interface SwarmState {
  /** Rises with every change. */
  readonly version: number;
  readonly cluster: Cluster;
  readonly secrets: Secrets;
  readonly nodes: ReadonlyMap<string, Node>;
  /** The issuer that every node is to have: the new root during a rotation, else the root (docs/protocol.md §8.6). */
  readonly targetIssuer: IssuerInfo;
  /** Nodes whose certificate was not issued by the target issuer; what a rotation still waits for. */
  readonly unconverged: ReadonlySet<string>;
  /** Of these, nodes that have neither been asked to renew nor been given a certificate of the target issuer. */
  readonly unasked: ReadonlySet<string>;
  /** Of these, nodes that have, and that are there to report it. */
  readonly renewing: ReadonlySet<string>;
  /** Of the unconverged, nodes that report a root that was the swarm's before the present one. */
  readonly behind: ReadonlySet<string>;
  /** Nodes that serve as managers, whether they are running or not. */
  readonly managers: ReadonlySet<string>;
  /** Nodes by their role and the request that they made last: see `requestKey`. */
  readonly requests: ReadonlyMap<string, string>;
}
