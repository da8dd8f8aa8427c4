import { printable } from '../../../printable.ts';
import { Oid } from '../../../x509/oid.ts';
import { nodeNames } from '../../../x509/profile.ts';
import type { ReadCertificate } from '../../relations/read.ts';
import { swarmIdentityOf } from '../../items/swarm-identity.ts';
import type { SwarmNodeIdentity } from '../../items/swarm-identity.ts';
import type { FindingCode } from '../catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital } from '../words.ts';
import { rejoinCure } from './mending.ts';

/** Certificates that say that they are a node's, and are not what a swarm makes for one (docs/protocol.md §3.1, §3.4). */
export const nodes: Rule = function* ({ certificates }) {
  for (const read of certificates) {
    const identity = swarmIdentityOf(read.certificate);
    if (identity === undefined || identity.role === 'ca') continue;
    yield* usages(read);
    const names = wrongNames(read, identity);
    if (names !== undefined) yield names;
    if (read.certificate.facts.basicConstraints?.ca === true) {
      yield say('node-is-ca', read.item.place, {
        reason: `${capital(called(read.certificate))} says that it is a CA: its node could make certificates for any other.`,
        cure: `No swarm has made it; find out who did. ${rejoinCure(read.certificate)}`,
      });
    }
  }
};

/** Nodes of both roles are clients and servers. */
const needed = [
  ['TLS servers', Oid.serverAuth],
  ['TLS clients', Oid.clientAuth],
] as const;

function* usages({ item, certificate }: ReadCertificate): Iterable<Finding<FindingCode>> {
  const { extendedKeyUsage, keyUsage } = certificate.facts;
  const name = capital(called(certificate));
  const cure = `It was not issued by a swarm, or by an external CA with another profile: see there. ${rejoinCure(certificate)}`;
  const isAny = extendedKeyUsage?.includes(Oid.anyExtendedKeyUsage) === true;
  const missing = needed.filter(([, oid]) => extendedKeyUsage !== undefined && !extendedKeyUsage.includes(oid));
  if (missing.length > 0 && !isAny) {
    yield say('wrong-usage', item.place, {
      reason: `${name} may not be used for ${missing.map(([what]) => what).join(' and ')}: its extended key usage leaves that out.`,
      cure,
    });
  }
  if (missing.length > 0 && isAny) {
    yield say('any-usage', item.place, {
      reason: `${name} is for any usage, in place of TLS by name. Docker takes that; OpenSSL, and so Node.js, refuses it.`,
      cure: 'Have it issued with serverAuth and clientAuth, as swarm does.',
    });
  }
  if (keyUsage !== undefined && !keyUsage.has('digitalSignature')) {
    yield say('wrong-usage', item.place, {
      reason: `${name} may not sign: its key usage has no digitalSignature, which TLS needs.`,
      cure,
    });
  }
}

/** As swarm makes them (docs/protocol.md §4), of a FIPS swarm too. */
const identifier = /^(FIPS\.)?[0-9a-z]{25}$/;

function wrongNames(
  { item, certificate }: ReadCertificate,
  identity: SwarmNodeIdentity,
): Finding<FindingCode> | undefined {
  const { role, nodeId, clusterId } = identity;
  const dnsNames = certificate.facts.dnsNames.map((name) => name.toLowerCase());
  const lacking = nodeNames({ role, nodeId, organization: clusterId }).filter(
    (name) => !dnsNames.includes(name.toLowerCase()),
  );
  const unreachable = role === 'manager' && lacking.some((name) => name !== nodeId);
  const wrong = [
    ...(clusterId === '' ? ['no O, the id of its swarm: no node loads it'] : oddIdentifier('O', clusterId)),
    ...(nodeId === '' ? ['no CN, the id of its node: no node loads it'] : oddIdentifier('CN', nodeId)),
    ...(nodeId === '' || lacking.length === 0
      ? []
      : [`no DNS name ${lacking.map((name) => printable(name, 64)).join(', ')}`]),
  ];
  if (wrong.length === 0) return undefined;
  const isGrave = clusterId === '' || nodeId === '' || unreachable;
  return say('not-swarm-names', item.place, {
    ...(isGrave ? {} : { severity: lacking.length > 0 ? ('warning' as const) : ('information' as const) }),
    reason: `${capital(called(certificate))} has ${wrong.join('; ')}.${unreachable ? ' Others look for a manager by these names.' : ''}`,
    cure: isGrave ? rejoinCure(certificate) : 'Find out who made it: a swarm would have made it otherwise.',
  });
}

function oddIdentifier(what: string, id: string): readonly string[] {
  return identifier.test(id)
    ? []
    : [`as its ${what} “${printable(id, 64)}”, which is no identifier that a swarm makes`];
}
