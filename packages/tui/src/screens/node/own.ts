import type { NodeCertificates, ProbeResult } from '@swarmpki/core/engine';
import type { CertificateDescription } from '@swarmpki/core/inspect/describe';

export const tabs = ['Summary', 'Chain', 'Text', 'PEM', 'History'] as const;
type Tab = (typeof tabs)[number];

/** A certificate that a node shows, taken apart. */
export interface Shown {
  readonly pem: string;
  readonly description: CertificateDescription;
  /** As openssl prints it. */
  readonly text: readonly string[];
}

/** What the screen of a node keeps for itself. */
export interface Own {
  readonly tab: Tab;
  /** The first line that is shown. */
  readonly top: number;
  /** Of which node the rest is. */
  readonly of: string | undefined;
  readonly certificates: NodeCertificates | undefined;
  readonly chain: readonly Shown[];
  /** A connection that was tried for the user. */
  readonly probe: ProbeResult | undefined;
}

export const initial: Own = {
  tab: 'Summary',
  top: 0,
  of: undefined,
  certificates: undefined,
  chain: [],
  probe: undefined,
};
