import { renewalWindow } from '../../x509/renewal-window.ts';
import { leafBackdate } from '../../x509/time.ts';
import type { CertificateSkim } from '../items/skim.ts';
import { swarmIdentityOf } from '../items/swarm-identity.ts';
import type { ExtensionDescription, SwarmDescription } from './description.ts';
import { valueOf } from './extension-value-of.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Describes what a certificate is to a swarm (docs/protocol.md §1.1, §3). */
export function describeSwarm(
  skim: CertificateSkim,
  extensions: readonly ExtensionDescription[],
): SwarmDescription | undefined {
  const identity = swarmIdentityOf(skim);
  if (identity === undefined) return undefined;
  const { notBefore, notAfter } = skim;
  const life = notAfter - notBefore;
  const issuerKey = valueOf(extensions, 'authorityKeyIdentifier')?.keyIdentifier;
  if (identity.role === 'ca') {
    const ownKey = valueOf(extensions, 'subjectKeyIdentifier')?.keyIdentifier;
    const signedBy =
      issuerKey === undefined || ownKey === undefined ? undefined : issuerKey === ownKey ? 'itself' : 'another key';
    return {
      role: 'ca',
      meaning: meanings.ca,
      lifetime: `${duration(life)}; a swarm makes its root for 7300 days, dated back by five minutes`,
      ...(signedBy && { signedBy }),
    };
  }
  return {
    ...identity,
    meaning: meanings[identity.role],
    renewal: renewalWindow(skim),
    lifetime: `${duration(life)}: ${duration(life - leafBackdate)} of expiry, and the hour by which a swarm dates certificates back, for clocks differ`,
    ...(issuerKey !== undefined && { issuerKey }),
  };
}

const meanings = {
  manager:
    'Whoever has its key may speak as this manager: learn all of the swarm’s secrets, and have certificates issued to others.',
  worker: 'Whoever has its key may speak as this node: get its tasks, with their secrets, and renew its certificate.',
  ca: 'A root of a swarm, or one that an earlier root has signed. All are called swarm-ca; what tells them apart is the key.',
} as const;

/** `90 days and 1 hour` */
function duration(ms: number): string {
  const [days, hours, minutes] = [
    Math.floor(ms / day),
    Math.floor((ms % day) / hour),
    Math.floor((ms % hour) / 60_000),
  ];
  const parts = [
    [days, 'day'],
    [hours, 'hour'],
    [minutes, 'minute'],
  ] as const;
  const said = parts
    .filter(([number]) => number !== 0)
    .map(([number, unit]) => `${number} ${unit}${number === 1 ? '' : 's'}`);
  return said.length === 0 ? 'no time' : said.join(' and ');
}
