import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, expect, it } from 'vitest';
import { anyCertificate, anyKey, extension, nameConstraints } from '../testing/any-certificate.ts';
import type { AltName, AnyAuthority, AnyKey, AnyWishes } from '../testing/any-certificate.ts';
import { noon } from '../testing/certificates.ts';
import type { Certificate } from './certificate.ts';
import { octetString } from './der-writer.ts';
import { judge } from './judge.ts';
import type { JudgeOptions, Verdict } from './judge.ts';
import { Oid } from './oid.ts';
import { mostSignatures } from './path-search.ts';

/** As where a curve is not built in: what is done then. */
function withoutCurve<Result>(name: string, action: () => Result): Result {
  const { createPublicKey, getCurves } = crypto;
  const without: Partial<typeof crypto> = {
    createPublicKey: (key) => {
      const read = createPublicKey(key);
      if (read.asymmetricKeyDetails?.namedCurve === name) throw new Error('unsupported');
      return read;
    },
    getCurves: () => getCurves().filter((curve) => curve !== name),
  };
  try {
    Object.assign(crypto, without);
    syncBuiltinESMExports();
    return action();
  } finally {
    Object.assign(crypto, { createPublicKey, getCurves });
    syncBuiltinESMExports();
  }
}

const hour = 3_600_000;
const keys = Array.from({ length: 4 }, () => anyKey('P-256'));
const key = (index: number): AnyKey => keys[index] ?? anyKey('P-256');

function authority(subject: string, index: number, wishes: Partial<AnyWishes> = {}): AnyAuthority {
  return anyCertificate({ key: key(index), subject, ca: true, ...wishes });
}

function leafOf(issuer: AnyAuthority, wishes: Partial<AnyWishes> = {}): Certificate {
  return anyCertificate({ key: key(3), subject: 'node', issuer, ...wishes }).certificate;
}

function verdictOn(leaf: Certificate, known: Partial<JudgeOptions>): Verdict {
  return judge(leaf, { intermediates: [], roots: [], now: noon, usages: [], ...known });
}

/** What it came to, on whom, and what else was tried. */
function told(verdict: Verdict): readonly unknown[] {
  if (verdict.verdict === 'accepted') return ['accepted', verdict.chains.map((chain) => chain.length)];
  const { by, certificate, path, others } = verdict.verdict === 'refused' ? verdict.why : verdict.because;
  return [verdict.verdict, by, path.indexOf(certificate), path.length, others.map((other) => other.by)];
}

describe('judge', () => {
  it('names the check, the certificate and the path', () => {
    const root = authority('root', 0);
    const between = authority('between', 1, { issuer: root, notAfter: noon - hour });
    const known = { roots: [root.certificate], intermediates: [between.certificate] };
    expect(told(verdictOn(leafOf(between), known))).toEqual(['refused', 'expired', 1, 2, []]);
    expect(told(verdictOn(leafOf(root, { notBefore: noon + hour }), known))).toEqual([
      'refused',
      'not-yet-valid',
      0,
      1,
      [],
    ]);
    expect(told(verdictOn(leafOf(root), { ...known, hostName: 'node' }))).toEqual(['refused', 'host-name', 0, 1, []]);
    const usages = [Oid.serverAuth];
    const client = leafOf(root, { usages: [Oid.clientAuth] });
    expect(told(verdictOn(client, { ...known, usages }))).toEqual(['refused', 'usage', 0, 2, []]);
  });

  it('tells what decided before other ways that were tried', () => {
    const [root, stranger] = [authority('root', 0), authority('root', 1)];
    const expired = authority('root', 0, { notAfter: noon - hour });
    const roots = [stranger.certificate, expired.certificate];
    expect(told(verdictOn(leafOf(root, { akid: 'none' }), { roots }))).toEqual([
      'refused',
      'expired',
      1,
      2,
      ['signature'],
    ]);
    expect(told(verdictOn(leafOf(root), { roots: [stranger.certificate] }))).toEqual([
      'refused',
      'signature',
      0,
      2,
      [],
    ]);
    expect(told(verdictOn(leafOf(root), {}))).toEqual(['refused', 'no-issuer', 0, 1, []]);
  });

  it('prefers, of ways that tell as much, the one that came further', () => {
    const [root, stranger] = [authority('root', 0), authority('between', 2)];
    const between = authority('between', 1, { issuer: root });
    const intermediates = [stranger.certificate, between.certificate];
    expect(told(verdictOn(leafOf(between), { intermediates }))).toEqual(['refused', 'no-issuer', 1, 2, ['signature']]);
  });

  it('accepts by one of several purposes, if it is allowed throughout', () => {
    const root = authority('root', 0, { usages: [Oid.codeSigning, Oid.emailProtection] });
    const leaf = leafOf(root, { usages: [Oid.serverAuth, Oid.emailProtection] });
    const by = (...usages: readonly string[]): unknown =>
      verdictOn(leaf, { roots: [root.certificate], usages }).verdict;
    expect(by(Oid.emailProtection, Oid.clientAuth)).toBe('accepted');
    expect(by(Oid.serverAuth, Oid.codeSigning)).toBe('refused');
    expect(by('1.2.3.4')).toBe('refused');
    expect(by()).toBe('accepted');
    expect(by(Oid.serverAuth, Oid.anyExtendedKeyUsage)).toBe('accepted');
  });

  it('leaves open what takes too many signatures', () => {
    const root = authority('root', 0);
    const leaf = leafOf(root);
    const impostors = Array.from({ length: mostSignatures + 1 }, () =>
      anyCertificate({ key: key(1), subject: 'root', ca: true }),
    );
    const certificates = impostors.map(({ certificate }) => certificate);
    const verdict = verdictOn(leaf, { intermediates: certificates });
    expect(told(verdict).slice(0, 2)).toEqual(['unjudged', 'signatures']);
    if (verdict.verdict !== 'unjudged') throw new Error('unreachable');
    expect(verdict.because.others.length + verdict.because.more).toBe(mostSignatures);
    expect(verdict.because.others.length).toBeLessThan(40);
    // What is found before that counts.
    expect(verdictOn(leaf, { intermediates: certificates, roots: [root.certificate] }).verdict).toBe('accepted');
  });

  it('counts a certificate that is there many times once', () => {
    const [root, stranger] = [authority('root', 0), authority('root', 1)];
    const intermediates = Array.from({ length: 200 }, () => stranger.certificate);
    expect(told(verdictOn(leafOf(root), { intermediates }))).toEqual(['refused', 'signature', 0, 2, []]);
  });

  it('ends on a hundred intermediates of one name and key', { timeout: 5_000 }, () => {
    const intermediates = Array.from(
      { length: 100 },
      () => authority('loop', 1, { issuer: authority('loop', 1) }).certificate,
    );
    expect(told(verdictOn(leafOf(authority('loop', 1)), { intermediates })).slice(0, 2)).toEqual([
      'refused',
      'no-issuer',
    ]);
  });

  it('ends on authorities that have all signed each other', { timeout: 5_000 }, () => {
    const roots = Array.from({ length: 12 }, (_, index) =>
      anyCertificate({ key: anyKey('P-256'), subject: `a${index}`, ca: true }),
    );
    const intermediates = roots.flatMap((issuer) =>
      roots.map(
        (one) => anyCertificate({ key: one.key, subject: one.certificate.subject, ca: true, issuer }).certificate,
      ),
    );
    const [first = authority('a', 0)] = roots;
    expect(told(verdictOn(leafOf(first), { intermediates })).slice(0, 1)).toEqual(['unjudged']);
  });

  it('leaves open whether there is a longer chain than it follows', () => {
    let last = authority('0', 0);
    const root = last.certificate;
    const intermediates: Certificate[] = [];
    for (let depth = 1; depth <= 10; depth++) {
      last = authority(String(depth), 0, { issuer: last });
      intermediates.push(last.certificate);
      const [verdict, by] = told(verdictOn(leafOf(last), { roots: [root], intermediates }));
      expect([depth, verdict, ...(verdict === 'accepted' ? [] : [by])]).toEqual(
        depth <= 8 ? [depth, 'accepted'] : [depth, 'unjudged', 'depth'],
      );
    }
  });

  it('leaves open what takes too many comparisons with name constraints', { timeout: 5_000 }, () => {
    const excluded = Array.from({ length: 3_000 }, (_, index): AltName => [2, `x${index}.ab`]);
    const root = authority('root', 0, { more: [nameConstraints([], excluded)] });
    const names = (count: number) => Array.from({ length: count }, (_, index): AltName => [2, `node${index}.example`]);
    const roots = [root.certificate];
    expect(verdictOn(leafOf(root, { names: names(80) }), { roots }).verdict).toBe('accepted');
    expect(told(verdictOn(leafOf(root, { names: names(100) }), { roots }))).toEqual([
      'unjudged',
      'comparisons',
      1,
      2,
      [],
    ]);
  });

  it('leaves open what this cryptography cannot check, where no other way leads to a root', () => {
    const curve = anyKey('P-521');
    const root = anyCertificate({ key: curve, subject: 'root', ca: true });
    const cross = anyCertificate({ key: curve, subject: 'root', ca: true, issuer: authority('old', 0) });
    const leaf = leafOf(root);
    withoutCurve('secp521r1', () => {
      expect(told(verdictOn(leaf, { roots: [root.certificate] }))).toEqual(['unjudged', 'cryptography', 1, 2, []]);
      const known = { roots: [authority('old', 0).certificate], intermediates: [cross.certificate] };
      expect(told(verdictOn(leaf, known)).slice(0, 2)).toEqual(['unjudged', 'cryptography']);
    });
    expect(verdictOn(leaf, { roots: [root.certificate] }).verdict).toBe('accepted');
  });

  it('refuses a key whose point is not on its curve, also that of a leaf', () => {
    const spki = Uint8Array.from(key(3).spki);
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1;
    const root = authority('root', 0);
    const leaf = leafOf(root, { key: { ...key(3), spki } });
    expect(told(verdictOn(leaf, { roots: [root.certificate] }))).toEqual(['refused', 'form', 0, 1, []]);
  });

  it('refuses extensions that are critical and not understood, and takes those that Go reads', () => {
    const root = authority('root', 0);
    const unknown = leafOf(root, { more: [extension('1.2.3.4', true, octetString())] });
    expect(told(verdictOn(unknown, { roots: [root.certificate] }))).toEqual([
      'refused',
      'critical-extension',
      0,
      1,
      [],
    ]);
  });
});
