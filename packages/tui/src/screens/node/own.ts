import type { ProbeResult } from '@swarmpki/core/engine';
import type { CertificateDescription } from '@swarmpki/core/inspect';
import type { Asn1Element } from '@swarmpki/core/inspect/layout';
import type { VerdictReport } from '@swarmpki/core/verify';
import type { Line } from '../../theme/line.ts';

export const tabs = ['Summary', 'Chain', 'Connections', 'Text', 'ASN.1', 'JSON', 'PEM', 'History'] as const;
type Tab = (typeof tabs)[number];

/** A certificate that a node shows, taken apart. */
export interface Shown {
  readonly pem: string;
  readonly description: CertificateDescription;
  /** As openssl prints it. */
  readonly text: readonly string[];
  readonly elements: readonly Asn1Element[];
  /** For people. @param now swarm time, ms since epoch */
  readonly people: (now: number) => readonly Line[];
}

/** What others make of a certificate, and how that is told. */
export interface Judged {
  readonly report: VerdictReport;
  readonly lines: readonly string[];
}

/** A connection to a manager that was tried for the user. */
export interface Connection {
  readonly result: ProbeResult;
  /** What either end showed, a certificate each, in words. */
  readonly sent: readonly string[];
  readonly received: readonly string[];
}

/** What the screen of a node keeps for itself. */
export interface Own {
  readonly tab: Tab;
  /** The first line that is shown. */
  readonly top: number;
  /** How often connections were asked for. */
  readonly asked: number;
  /** Of which node the rest is. */
  readonly of: string | undefined;
  /** The bundle that it trusts, PEM; empty where that is not known. */
  readonly trusts: string;
  readonly chain: readonly Shown[];
  /** As a manager judges it. */
  readonly judged: Judged | undefined;
  readonly connections: readonly Connection[];
  /** Why there are none. */
  readonly unconnected: string | undefined;
}

export const initial: Own = {
  tab: 'Summary',
  top: 0,
  asked: 0,
  of: undefined,
  trusts: '',
  chain: [],
  judged: undefined,
  connections: [],
  unconnected: undefined,
};

/** Without what is of another node than the one that is shown. */
export function ownOf(own: Own, id: string | undefined): Own {
  const { tab, top, asked } = own;
  return own.of === id ? own : { ...initial, tab, top, asked };
}
