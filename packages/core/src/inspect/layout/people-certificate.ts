import { keyNameOf } from '../../x509/key-name.ts';
import type { KeyUsage } from '../../x509/extensions.ts';
import { printable } from '../../printable.ts';
import type { CertificateDescription, PublicKeyDescription, SwarmNodeDescription } from '../decode/description.ts';
import type { GeneralNameDescription } from '../decode/extension-value.ts';
import { valueOf } from '../decode/extension-value-of.ts';
import { nameOfOid } from '../decode/oid-names.ts';
import { moment, span as timeSpan } from '../../time-words.ts';
import { span } from './line.ts';
import type { Line, Span } from './line.ts';

/** So many names of a certificate are shown; how many there are besides is said. */
const mostNames = 8;
const labelWidth = 12;

/**
 * A certificate as people want to see it first: what it is, whose, until when, from whom, and what it may do. All else is in
 * the description. Texts of the certificate are printable.
 *
 * @param now ms since epoch
 */
export function peopleCertificate(certificate: CertificateDescription, now: number): readonly Line[] {
  const { swarm } = certificate;
  const node = swarm !== undefined && swarm.role !== 'ca' ? swarm : undefined;
  return [
    [span(titleOf(certificate))],
    ...(node
      ? [row('node', span(printable(node.nodeId))), row('swarm', span(printable(node.clusterId)))]
      : [row('subject', span(nameText(certificate.subject.text)))]),
    ...validityRows(certificate, now),
    ...(node ? [row('renewal', renewalSpan(node, certificate, now))] : []),
    row('issuer', ...issuerSpans(certificate)),
    row('key', ...keySpans(certificate.publicKey)),
    ...usageRows(certificate),
    ...nameRows(certificate),
    row('serial', span(serialText(certificate), 'muted')),
    row('sha256', span(certificate.fingerprints.sha256, 'muted')),
    ...damageRows(certificate),
  ];
}

/** A line with a label before it. */
export function row(label: string, ...spans: readonly Span[]): Line {
  return [span(`  ${label.padEnd(labelWidth - 2)}`, 'muted'), ...spans];
}

/** Docker puts no authority key identifier into either kind, so mostly it takes the other certificate to tell. */
const rootTitles = {
  itself: 'root of a swarm',
  'another key': 'root of a swarm, cross-signed by another root',
  unknown: 'CA of a swarm: a root, or a root that another has cross-signed',
} as const;

function titleOf({ swarm, extensions, issuer, subject, version }: CertificateDescription): string {
  if (swarm?.role === 'ca') return rootTitles[swarm.signedBy ?? 'unknown'];
  if (swarm) return `certificate of a swarm ${swarm.role}`;
  if (valueOf(extensions, 'precertificatePoison')) return 'precertificate, which nobody may accept';
  const isSelfIssued = issuer.der === subject.der;
  const isCa = valueOf(extensions, 'basicConstraints')?.ca ?? (version < 3 && isSelfIssued);
  if (isCa) return isSelfIssued ? 'root certificate' : 'certificate of an intermediate CA';
  return isSelfIssued ? 'self-issued certificate' : 'certificate';
}

function validityRows({ validity }: CertificateDescription, now: number): readonly Line[] {
  const [from, until] = [validity.notBefore.time, validity.notAfter.time];
  return [row('valid', span(`${moment(from)} to ${moment(until)}`)), row('', ...stateSpans(from, until, now))];
}

function stateSpans(from: number, until: number, now: number): readonly Span[] {
  if (until < from) return [span('never: it ends before it begins', 'bad')];
  if (now < from) return [span(`not yet valid: it begins in ${timeSpan(from - now)}`, 'bad')];
  if (now > until) return [span(`expired ${timeSpan(now - until)} ago`, 'bad')];
  const gone = until === from ? 100 : Math.floor(((now - from) / (until - from)) * 100);
  return [span(`${timeSpan(until - now)} left`, 'good'), span(`, ${gone} % of its time is over`, 'muted')];
}

function renewalSpan({ renewal }: SwarmNodeDescription, { validity }: CertificateDescription, now: number): Span {
  const [from, until] = [moment(renewal.from), moment(renewal.until)];
  if (now > validity.notAfter.time) return span('too late: the node has to leave and to join again', 'bad');
  if (now < renewal.from) return span(`at a random moment from ${from} to ${until}`);
  if (now < renewal.until) return span(`at a random moment until ${until}; the window is open since ${from}`);
  return span(`overdue since ${until}: the node does not run, or cannot reach a manager`, 'warn');
}

function issuerSpans({ issuer, subject, extensions }: CertificateDescription): readonly Span[] {
  const key = valueOf(extensions, 'authorityKeyIdentifier')?.keyIdentifier;
  const own = valueOf(extensions, 'subjectKeyIdentifier')?.keyIdentifier;
  const by = key === undefined ? [] : [span(`, key identifier ${printable(key, 64)}`, 'muted')];
  if (issuer.der !== subject.der) return [span(nameText(issuer.text)), ...by];
  if (key === undefined) return [span('one of its own name')];
  return key === own ? [span('itself')] : [span('another key of its own name'), ...by];
}

/** What a public key is. */
export function keySpans({ algorithm, key, sha256, problem }: PublicKeyDescription): readonly Span[] {
  if (problem !== undefined) return [span(`cannot be read: ${printable(problem)}`, 'bad')];
  return [span(keyText(key, algorithm)), span(`, key ${keyNameOf(sha256)}`, 'muted')];
}

const curveNames: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

function keyText(key: PublicKeyDescription['key'], algorithm: PublicKeyDescription['algorithm']): string {
  switch (key.kind) {
    case 'rsa':
      return `RSA, ${key.bits} bits`;
    case 'rsa-pss':
      return `RSA for PSS alone, ${key.bits} bits`;
    case 'ec': {
      const curve = key.curve && (key.curve.name ?? key.curve.oid);
      return curve === undefined ? 'EC, its curve written out' : `EC, ${curveNames[curve] ?? curve}`;
    }
    case 'dsa':
      return key.bits === undefined ? 'DSA' : `DSA, ${key.bits} bits`;
    case 'other':
      return printable(algorithm.name ?? algorithm.oid);
    default:
      return { ed25519: 'Ed25519', ed448: 'Ed448', x25519: 'X25519', x448: 'X448' }[key.kind];
  }
}

const usageTexts: Readonly<Record<KeyUsage, string>> = {
  digitalSignature: 'sign',
  nonRepudiation: 'sign for good',
  keyEncipherment: 'encipher keys',
  dataEncipherment: 'encipher data',
  keyAgreement: 'agree on keys',
  keyCertSign: 'sign certificates',
  cRLSign: 'sign revocation lists',
  encipherOnly: 'encipher only',
  decipherOnly: 'decipher only',
};

function usageRows({ extensions }: CertificateDescription): readonly Line[] {
  const usages = valueOf(extensions, 'keyUsage')?.usages.map((usage) => usageTexts[usage]);
  const purposes = valueOf(extensions, 'extendedKeyUsage')?.purposes.map(({ oid }) => nameOfOid(oid) ?? oid);
  const constraints = valueOf(extensions, 'basicConstraints');
  const depth = constraints?.ca === true && constraints.pathLength !== undefined ? constraints.pathLength : undefined;
  return [
    ...(usages ? [row('may', span(usages.join(', ') || 'do nothing'))] : []),
    ...(purposes ? [row('for', span(printable(purposes.join(', '))))] : []),
    ...(depth === undefined ? [] : [row('below it', span(depth === 0 ? 'no CAs' : `CAs ${depth} deep`))]),
  ];
}

function nameRows({ extensions }: CertificateDescription): readonly Line[] {
  const names = valueOf(extensions, 'subjectAltName')?.names ?? [];
  if (names.length === 0) return [];
  const shown = names.slice(0, mostNames).map((name) => printable(generalNameText(name), 100));
  const more = names.length - shown.length;
  return [row('names', span(shown.join(', ')), ...(more > 0 ? [span(`, and ${more} more`, 'muted')] : []))];
}

/** A general name without its kind; not printable. */
export function generalNameText(name: GeneralNameDescription): string {
  switch (name.kind) {
    case 'directory':
      return name.value.text;
    case 'registeredId':
      return name.value.oid;
    case 'other':
      return `${name.type.name ?? name.type.oid}: ${name.value ?? name.der}`;
    case 'x400':
    case 'ediParty':
      return `${name.kind}: ${name.der}`;
    default:
      return name.value;
  }
}

function serialText({ serialNumber: { hex, decimal } }: CertificateDescription): string {
  return decimal !== undefined && decimal.length <= 18 ? `${decimal} (0x${hex})` : printable(hex, 100);
}

/** What is damaged in it, one line for each. */
function damageRows(certificate: CertificateDescription): readonly Line[] {
  const { issuer, subject, extensions, trailing, signatureAlgorithm, outerSignatureAlgorithm } = certificate;
  const algorithm = (text: { readonly oid: string; readonly parameters?: string }): string =>
    `${text.oid} ${text.parameters ?? ''}`;
  const damage = [
    ...(subject.problem === undefined ? [] : [`subject: ${subject.problem}`]),
    ...(issuer.problem === undefined ? [] : [`issuer: ${issuer.problem}`]),
    ...extensions.flatMap(({ oid, name, problem }) => (problem === undefined ? [] : [`${name ?? oid}: ${problem}`])),
    ...(algorithm(signatureAlgorithm) === algorithm(outerSignatureAlgorithm)
      ? []
      : ['it names two different signature algorithms']),
    ...(trailing > 0 ? [`${trailing} bytes stand behind it`] : []),
  ];
  return damage.map((text) => row('damage', span(printable(text), 'bad')));
}

/** A name on a line, also one that is empty. */
export function nameText(text: string): string {
  return text === '' ? '(no name)' : printable(text);
}
