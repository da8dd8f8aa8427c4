import { Inspection } from '../../inspect/report/inspection.ts';
import type { Report } from '../../inspect/report/report.ts';
import type { CertificateItem, PrivateKeyItem } from '../../inspect/items/item.ts';
import { swarmIdentityOf } from '../../inspect/items/swarm-identity.ts';
import type { SwarmNodeIdentity } from '../../inspect/items/swarm-identity.ts';
import type { X509Problem } from '../../x509/problem.ts';
import { refusalOf, rotationOf } from '../chain-to-root.ts';
import type { RotationSeen } from '../chain-to-root.ts';
import type { DataRoot, DataRootEntry } from './data-root.ts';
import { Path, knownEntry } from './layout.ts';
import { managersIn, membershipIn } from './state-files.ts';
import type { Membership, RemoteManager } from './state-files.ts';

/** What a data root says of its node. What cannot be told is `undefined`. */
export interface NodeState {
  readonly dataRoot: DataRoot;
  /** ms since epoch */
  readonly now: number;
  /** What its files are by themselves. */
  readonly report: Report;
  readonly roots: readonly CertificateItem[];
  readonly leaf: CertificateItem | undefined;
  readonly intermediates: readonly CertificateItem[];
  readonly key: PrivateKeyItem | undefined;
  /** The certificate between the two phases of a write. */
  readonly pending: CertificateItem | undefined;
  readonly identity: SwarmNodeIdentity | undefined;
  /** Why the certificate does not lead to the root, the time aside. */
  readonly refusal: X509Problem | undefined;
  /** Whether it was issued in a rotation: one that its root file has not seen the end of, or one that is over. */
  readonly rotation: RotationSeen;
  /** As state.json says; `undefined` where it is missing or damaged. */
  readonly managers: readonly RemoteManager[] | undefined;
  readonly membership: Membership | undefined;
}

export function nodeStateOf(dataRoot: DataRoot, now: number): NodeState {
  const report = inspected(dataRoot, now);
  const itemsAt = (path: string) => report.items.filter(({ place }) => place.source === placeOf(dataRoot, path));
  const certificatesAt = (path: string) => itemsAt(path).filter((item) => item.kind === 'certificate');
  const [leaf, ...intermediates] = certificatesAt(Path.certificate);
  const roots = certificatesAt(Path.root);
  const identity = leaf && swarmIdentityOf(leaf.skim);
  return {
    dataRoot,
    now,
    report,
    roots,
    leaf,
    intermediates,
    key: itemsAt(Path.key).find((item) => item.kind === 'private-key'),
    pending: certificatesAt(Path.pendingCertificate)[0],
    identity: identity === undefined || identity.role === 'ca' ? undefined : identity,
    refusal: leaf && refusalOf(leaf, intermediates, roots),
    rotation: rotationOf(intermediates, roots),
    managers: managersIn(dataRoot.files.get(Path.managers)?.contents),
    membership: membershipIn(dataRoot.files.get(Path.membership)?.contents),
  };
}

/** How a path below the folder is told. */
export function placeOf({ path, certificatesOnly }: DataRoot, below: string): string {
  const rest = certificatesOnly ? below.replace(/^certificates\/?/, '') : below;
  return rest === '' ? path : `${path.replace(/\/$/, '')}/${rest}`;
}

export function entryAt({ entries }: DataRoot, path: string): DataRootEntry | undefined {
  return entries.find((entry) => entry.path === path);
}

function inspected(dataRoot: DataRoot, now: number): Report {
  const inspection = new Inspection();
  for (const [path, contents] of dataRoot.files) {
    if (!path.startsWith('certificates/') || knownEntry(path) === undefined) continue;
    const mode = entryAt(dataRoot, path)?.mode;
    inspection.add({ name: placeOf(dataRoot, path), ...contents, file: mode === undefined ? {} : { mode } });
  }
  return inspection.report(now);
}
