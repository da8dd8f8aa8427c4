import { printable } from '../../printable.ts';
import { Problem } from '../../problem.ts';
import { called, nameText, rootCalled } from '../../inspect/findings/words.ts';
import { iso, moment, span } from '../../time-words.ts';
import { swarmIdentityOf } from '../../inspect/items/swarm-identity.ts';
import { keyName } from '../../x509/key-name.ts';
import type { Fact } from '../diagnosis.ts';
import { tlsVersions } from './endpoint.ts';
import type { EndpointTls } from './endpoint.ts';
import type { EndpointState } from './endpoint-state.ts';
import { toldDigest } from './token.ts';

/** Who answers there, in the order in which it is told. */
export function aboutEndpoint(state: EndpointState): readonly Fact[] {
  const { tls } = state.endpoint;
  return tls === undefined ? [] : [...tlsFacts(tls), ...leafFacts(state), ...rootFacts(state), ...tokenFacts(state)];
}

function tlsFacts({ versions, protocol, clientCertificate }: EndpointTls): readonly Fact[] {
  const accepted = tlsVersions.filter((version) => versions[version] === true);
  const refused = tlsVersions.filter((version) => versions[version] === false);
  const names = accepted.map((version) => version.replace('TLSv', '')).join(', ');
  const others =
    refused.length === 0 ? '' : `; not ${refused.map((version) => version.replace('TLSv', '')).join(', ')}`;
  return [
    { key: 'tlsVersions', name: 'TLS', text: `${names}${others}`, value: accepted },
    { key: 'alpn', name: 'ALPN', text: protocol === undefined ? 'none' : printable(protocol, 40) },
    clientFact(clientCertificate),
  ];
}

const mostNames = 4;

function clientFact(asked: EndpointTls['clientCertificate']): Fact {
  const fact = { key: 'clientCertificate', name: 'client certificate' };
  if (asked === undefined) return { ...fact, text: 'not known: TLS 1.2 is not taken', value: 'unknown' };
  if (asked === 'not-asked') return { ...fact, text: 'not asked for', value: asked };
  const names = asked.authorities.slice(0, mostNames).map((name) => nameText(name));
  const more = asked.authorities.length > mostNames ? ` and ${asked.authorities.length - mostNames} others` : '';
  return {
    ...fact,
    text: names.length === 0 ? 'asked for' : `asked for, issued by ${names.join(', ')}${more}`,
    value: 'asked',
  };
}

function leafFacts({ chain, now }: EndpointState): readonly Fact[] {
  const [leaf] = chain;
  if (leaf === undefined) return [];
  const { skim } = leaf;
  const identity = swarmIdentityOf(skim);
  const left = now > skim.notAfter ? `${span(now - skim.notAfter)} ago` : `${span(skim.notAfter - now)} left`;
  return [
    { key: 'certificate', name: 'certificate', text: called(skim), value: nameText(skim.subject) },
    ...(identity === undefined || identity.role === 'ca'
      ? []
      : [
          { key: 'role', name: 'role', text: identity.role },
          { key: 'nodeId', name: 'node', text: printable(identity.nodeId, 64) },
          { key: 'clusterId', name: 'swarm', text: printable(identity.clusterId, 64) },
        ]),
    { key: 'issuer', name: 'issuer', text: nameText(skim.issuer) },
    { key: 'chainLength', name: 'certificates sent', text: String(chain.length), value: chain.length },
    { key: 'notBefore', name: 'valid from', text: moment(skim.notBefore), value: iso(skim.notBefore) },
    { key: 'notAfter', name: 'valid until', text: `${moment(skim.notAfter)}, ${left}`, value: iso(skim.notAfter) },
  ];
}

function rootFacts({ endpoint: { root }, roots }: EndpointState): readonly Fact[] {
  const [present] = roots;
  if (root === undefined || root instanceof Problem || present === undefined) return [];
  const { skim } = present;
  return [
    {
      key: 'root',
      name: 'root',
      text: `${rootCalled(skim)}, until ${moment(skim.notAfter)}`,
      value: keyName(skim.spki),
    },
    { key: 'rootDigest', name: 'its SHA-256', text: toldDigest(root.pem) },
  ];
}

function tokenFacts({ token, endpoint: { root } }: EndpointState): readonly Fact[] {
  if (token === undefined || token.token instanceof Problem || root === undefined || root instanceof Problem) return [];
  const fits = token.token.digest === toldDigest(root.pem);
  return [{ key: 'tokenFits', name: 'token', text: fits ? 'of this root' : 'of another root', value: fits }];
}
