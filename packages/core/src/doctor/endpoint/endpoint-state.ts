import { Problem } from '../../problem.ts';
import { Inspection } from '../../inspect/report/inspection.ts';
import type { Report } from '../../inspect/report/report.ts';
import type { CertificateItem, JoinTokenItem } from '../../inspect/items/item.ts';
import { swarmIdentityOf } from '../../inspect/items/swarm-identity.ts';
import { encodePem } from '../../x509/pem.ts';
import type { Endpoint } from './endpoint.ts';

/** An endpoint, and what is in what it showed. */
export interface EndpointState {
  readonly endpoint: Endpoint;
  /** ms since epoch */
  readonly now: number;
  readonly report: Report;
  readonly chain: readonly CertificateItem[];
  readonly roots: readonly CertificateItem[];
  readonly token: JoinTokenItem | undefined;
  readonly isManager: boolean;
}

export interface JudgeEndpointOptions {
  /** ms since epoch */
  readonly now: number;
  /** A join token that should be of the swarm there. Secret; no more of it than its digest is told. */
  readonly token?: string | undefined;
}

/** How the token is told. */
export const tokenSource = 'token';

export function endpointStateOf(endpoint: Endpoint, { now, token }: JudgeEndpointOptions): EndpointState {
  const { address, tls, root } = endpoint;
  const rootSource = `${address} (root)`;
  const inspection = new Inspection();
  inspection.add({ name: address, contents: chainPem(endpoint) });
  if (root !== undefined && !(root instanceof Problem)) inspection.add({ name: rootSource, contents: root.pem });
  if (token !== undefined) inspection.add({ name: tokenSource, contents: token, as: 'token' });
  const report = inspection.report(now);
  const certificatesIn = (name: string) =>
    report.items.filter((item) => item.place.source === name).filter((item) => item.kind === 'certificate');
  const chain = certificatesIn(address);
  return {
    endpoint,
    now,
    report,
    chain,
    roots: certificatesIn(rootSource),
    token: report.items.find((item) => item.kind === 'join-token'),
    isManager: tls !== undefined && chain[0] !== undefined && swarmIdentityOf(chain[0].skim)?.role === 'manager',
  };
}

/** What an endpoint showed, as a text. @returns PEM, leaf first */
export function chainPem({ tls }: Pick<Endpoint, 'tls'>): string {
  return (tls?.chain ?? []).map((der) => encodePem('CERTIFICATE', der)).join('');
}
