import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceTexts } from '../../packages/core/src/inspect/verify/difference-texts.ts';
import { differencesIn } from '../../packages/core/src/inspect/verify/differences.ts';
import type { Difference } from '../../packages/core/src/inspect/verify/differences.ts';
import { verdictLines } from '../../packages/core/src/inspect/verify/layout.ts';
import { reportVerdict } from '../../packages/core/src/inspect/verify/report.ts';
import { certificatePem } from '../../packages/core/src/x509/certificate.ts';
import { anyCertificate, anyKey } from '../../packages/core/src/testing/any-certificate.ts';
import type { AnyAuthority } from '../../packages/core/src/testing/any-certificate.ts';
import { noon } from '../../packages/core/src/testing/certificates.ts';
import { opensslMissing, opensslVerify } from '../tools/openssl.ts';
import { chainCases } from './chain-cases.ts';
import type { ChainCase } from './chain-cases.ts';
import { chainGraph } from './chain-graphs.ts';
import { judged, never, optionsOf } from './judged.ts';
import { mutantCase } from './mutant-cases.ts';

/** OpenSSL 3.0 has no purpose for code signing. */
const cases = chainCases().filter(({ usage }) => usage !== 'codeSigning');

const purposes = { serverAuth: 'sslserver', clientAuth: 'sslclient', emailProtection: 'smimesign' } as const;

async function isAcceptedByOpenssl({ leaf, intermediates, roots, at, usage, hostName }: ChainCase): Promise<boolean> {
  const pem = (all: readonly AnyAuthority[]): string =>
    all.map(({ certificate }) => certificatePem(certificate)).join('');
  const flags = ['-attime', String(at / 1000)];
  if (usage !== 'any' && usage !== 'codeSigning') flags.push('-purpose', purposes[usage]);
  if (hostName !== undefined) flags.push(/^[\d.]+$/.test(hostName) ? '-verify_ip' : '-verify_hostname', hostName);
  return (await opensslVerify({ leaf: pem([leaf]), untrusted: pem(intermediates), roots: pem(roots) }, ...flags)).ok;
}

function differencesOf(one: ChainCase): readonly Difference[] {
  return differencesIn(one.leaf.certificate, optionsOf(one), judged(one));
}

/** What OpenSSL judges otherwise for a reason that is none of the differences: no swarm has such certificates. */
const beyond: readonly RegExp[] = [
  // Curves and algorithms that Go does not know.
  /secp256k1/,
  /by Ed448$/,
  /md5$/,
  /pss-long-salt$/,
  // A self-signed root that is sent, and not trusted, ends OpenSSL's path, where a cross-signed one is sent as well.
  /with all roots sent, trusting the old root$/,
];

describe.skipIf(opensslMissing)('chains, as OpenSSL judges them', () => {
  it('are judged as by Go, but for the differences that are named', { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    for (const one of cases) {
      const parting = differencesOf(one).filter(({ go, openssl }) => go !== openssl);
      const isOurs = judged(one).verdict === 'accepted';
      const isTheirs = await isAcceptedByOpenssl(one);
      const isNamed = parting.length > 0;
      const isBeyond = beyond.some((pattern) => pattern.test(one.name));
      if (isBeyond ? isNamed : isNamed !== (isOurs !== isTheirs)) wrong.push(one.name);
      for (const { go, openssl } of parting) {
        if ((go === 'accepts') !== isOurs || (openssl === 'accepts') !== isTheirs)
          wrong.push(`${one.name}: the other way round`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('differences', () => {
  const codesOf = (name: string): readonly string[] => {
    const one = cases.find((each) => each.name === name);
    if (one === undefined) throw new Error(`there is no case "${name}"`);
    return differencesOf(one).map(({ code }) => code);
  };

  it.each([
    ['EC root after EC: cross-signed with AKI none, leaf with AKI issuer, trusting the old root', 'cross-without-aki'],
    ['EC root after EC: cross-signed with AKI issuer, leaf with AKI issuer, trusting the old root', 'cross-with-aki'],
    ['EC root after EC: cross-signed with AKI none, leaf with AKI issuer, trusting both', 'cross-among-roots'],
    ['EC root after EC: cross-signed in the root store', 'cross-among-roots'],
    [
      'EC root after EC: cross-signed with AKI own, leaf with AKI issuer, trusting the old root',
      'cross-aki-names-itself',
    ],
    ['EC root after EC: cross-signed with AKI none, leaf with AKI none, trusting the old root', 'leaf-without-aki'],
    ['EC: at notAfter of the leaf', 'exactly-at-not-after'],
    ['a leaf of anyExtendedKeyUsage, for serverAuth', 'any-extended-key-usage'],
    ['EC: a leaf whose AKI names another key', 'aki-names-other-key'],
    ['an issuer’s name in capitals', 'issuer-spelled-otherwise'],
    ['1 between, the first self-issued, path length 0', 'self-issued-counted'],
    ['the leaf is a root', 'root-not-self-signed'],
    ['the intermediate is a root', 'root-not-self-signed'],
    ['a leaf by P-256 with sha1', 'sha-1'],
    ['a leaf by RSA-768', 'short-rsa'],
  ])('%s: %s', (name, code) => {
    expect(codesOf(name)).toEqual([code]);
  });

  it('are none where there is nothing to tell', () => {
    expect(codesOf('EC, 2 between, for serverAuth')).toEqual([]);
    expect(codesOf('EC: after notAfter of the leaf')).toEqual([]);
    expect(codesOf('EC: another root of that name')).toEqual([]);
  });

  it('have each its case', () => {
    const found = new Set(cases.flatMap(differencesOf).map(({ code }) => code));
    expect([...found].toSorted()).toEqual(Object.keys(differenceTexts).toSorted());
  });

  it('name the certificate in which they lie', () => {
    for (const one of cases) {
      const all = [one.leaf, ...one.intermediates, ...one.roots].map(({ certificate }) => certificate);
      for (const { certificate } of differencesOf(one)) expect(all).toContain(certificate);
    }
  });

  it('are found, and reported, whatever is put together', () => {
    for (const one of [chainGraph(), mutantCase].flatMap((each) => fc.sample(each, { numRuns: 300, seed: 20261127 }))) {
      const report = reportVerdict(one.leaf.certificate, optionsOf(one), judged(one));
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
      expect(verdictLines(report).every((line) => !line.includes('\n'))).toBe(true);
    }
  });

  it('are none among many certificates of one name, and that is soon found', { timeout: 20_000 }, () => {
    const key = anyKey('P-256');
    const many = Array.from({ length: 2_000 }, () => anyCertificate({ key: anyKey('P-256'), subject: 'x', ca: true }));
    const leaf = anyCertificate({ key, subject: 'node', issuer: { ...(many[0] ?? never()), key }, akid: 'none' });
    const one: ChainCase = { name: 'many', leaf, intermediates: many, roots: [], at: noon, usage: 'any' };
    const verdict = judged(one);
    expect(verdict.verdict).toBe('unjudged');
    expect(differencesIn(leaf.certificate, optionsOf(one), verdict)).toEqual([]);
  });
});
