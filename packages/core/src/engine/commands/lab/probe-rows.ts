import { readCertificate } from '../../../x509/certificate.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { firstOf, readName } from '../../../x509/name.ts';
import { Oid } from '../../../x509/oid.ts';
import { decodePem } from '../../../x509/pem.ts';
import { X509Problem } from '../../../x509/problem.ts';
import type { ProbeResult, ProbeSide } from '../../shapes/extension/probe.ts';
import { momentToSecond } from '../../../time-words.ts';
import { nodeName, oneLine } from './words.ts';

/** A probe, for people: what was spoken, what each showed, and what the other makes of it. */
export function probeRows({ Client: client, Server: server, ...result }: ProbeResult): string {
  return [
    `${nodeName(client)} → ${nodeName(server)} at ${result.Address}`,
    spoken(result),
    '',
    ...shown(client, server),
    '',
    ...shown(server, client),
  ].join('\n');
}

function spoken({ Failure: failure, ...tls }: Omit<ProbeResult, 'Client' | 'Server'>): string {
  if (failure !== '') return `  no TLS: ${oneLine(failure)}`;
  const parts = [tls.Version, tls.Suite, tls.Group, `${(tls.Microseconds / 1_000).toFixed(1)} ms`];
  return `  ${parts.filter((part) => part !== '').join(', ')}`;
}

/** @param judge the other end */
function shown(side: ProbeSide, judge: ProbeSide): readonly string[] {
  const chain = side.Chain.length === 0 ? ['  nothing'] : side.Chain.flatMap((pem) => certificateRows(pem));
  return [`${nodeName(side)} shows`, ...chain, `${nodeName(judge)} says: ${verdict(judge)}`];
}

function verdict({ Verdict: verdictOf, Code: code, Reason: reason }: ProbeSide): string {
  if (verdictOf === 'none') return 'nothing, for there was nothing to judge';
  return reason === '' ? verdictOf : `${verdictOf} (${code}): ${oneLine(reason)}`;
}

/** It is whatever the other end sent. */
function certificateRows(pem: string): readonly string[] {
  try {
    return decodePem(pem).blocks.flatMap(({ der }) => {
      const certificate = readCertificate(der);
      return [
        `  ${nameOf(certificate.subject)}`,
        `    issued by ${nameOf(certificate.issuer)}, serial ${Buffer.from(certificate.serialNumber).toString('hex')}`,
        `    valid ${validity(certificate)}`,
      ];
    });
  } catch (error) {
    if (error instanceof X509Problem) return [`  ${error.message}`];
    throw error;
  }
}

function validity({ notBefore, notAfter }: Certificate): string {
  return `from ${momentToSecond(notBefore)} to ${momentToSecond(notAfter)}`;
}

const shortNames = [
  ['CN', Oid.commonName],
  ['OU', Oid.organizationalUnit],
  ['O', Oid.organization],
] as const;

function nameOf(name: Uint8Array): string {
  const attributes = readName(name);
  const parts = shortNames.flatMap(([short, type]) => {
    const value = firstOf(attributes, type);
    return value === undefined ? [] : [`${short}=${oneLine(value)}`];
  });
  return parts.length === 0 ? '(no name)' : parts.join(', ');
}
