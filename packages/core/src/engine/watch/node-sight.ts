import type { Problem } from '../../problem.ts';
import type { LabNodeRow, MachineFaultsState } from '../shapes/extension/node-row.ts';
import type { TlsStatus } from '../shapes/tls-status.ts';

/** What is known of a certificate: ms since epoch, lab time in a lab. */
export interface CertificateSight {
  readonly notBefore: number;
  readonly notAfter: number;
  /** It is renewed at a moment that its node has drawn from here on … */
  readonly renewFrom: number;
  /** … to here. */
  readonly renewUntil: number;
  /** Hexadecimal. */
  readonly serial: string;
}

/** A node of a swarm, of a lab's as of a real one. What an engine does not tell is `undefined`. */
export interface NodeSight {
  readonly id: string;
  /** Its host name; it may be anything. */
  readonly name: string;
  /** The role of its certificate. */
  readonly role: LabNodeRow['Role'] | undefined;
  readonly desiredRole: LabNodeRow['DesiredRole'] | undefined;
  /** As in Docker; `removed` for a machine of a lab that is a member no more. */
  readonly state: LabNodeRow['State'];
  readonly availability: LabNodeRow['Availability'] | undefined;
  /** It serves as a manager, and leads. */
  readonly manager: boolean;
  readonly leader: boolean;
  /** Of a manager: `reachable`, `unreachable`, `unknown`; a lab does not tell. */
  readonly reachability: string | undefined;
  /** Of a manager: `host:port`. */
  readonly address: string | undefined;
  /** As `docker node ls` says it. */
  readonly tlsStatus: TlsStatus;
  /**
   * Nothing has been heard of it since then at the latest, so what is known of its TLS is at least that old: ms since epoch.
   * `undefined` for a node that is ready.
   */
  readonly silentSince: number | undefined;
  /** Who signed its certificate: SHA-256 of the DER SubjectPublicKeyInfo, `sha256:…`. */
  readonly issuer: string | undefined;
  /** Whom it trusts: SHA-256 of the bundle, `sha256:…`. */
  readonly root: string | undefined;
  readonly certificate: CertificateSight | undefined;
  /** Why its certificate is not known, or what is known of it may be old. */
  readonly certificateProblem: Problem | undefined;
  /** Whether it is simulated, and runs: of a lab alone, as what follows. */
  readonly place: LabNodeRow['Place'] | undefined;
  /** How far its certificate has come. */
  readonly issuance: LabNodeRow['Issuance'] | undefined;
  /** What is wrong with its machine. */
  readonly faults: MachineFaultsState | undefined;
  /** What went wrong last and has not gone well since. */
  readonly error: string | undefined;
}
