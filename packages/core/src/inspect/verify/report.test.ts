import { describe, expect, it } from 'vitest';
import { anyCertificate, anyKey } from '../../testing/any-certificate.ts';
import type { AnyAuthority, AnyWishes } from '../../testing/any-certificate.ts';
import { noon } from '../../testing/certificates.ts';
import { judge } from '../../x509/judge.ts';
import type { JudgeOptions } from '../../x509/judge.ts';
import { Oid } from '../../x509/oid.ts';
import { verdictLines } from './layout.ts';
import { reportVerdict } from './report.ts';
import type { VerdictReport } from './report.ts';

const hour = 3_600_000;
const [oldKey, newKey, leafKey] = [anyKey('P-256'), anyKey('P-256'), anyKey('P-256')];
const old = anyCertificate({ key: oldKey, subject: 'swarm-ca', ca: true });
const fresh = anyCertificate({ key: newKey, subject: 'swarm-ca', ca: true });

function reportOn(wishes: Partial<AnyWishes>, known: Partial<JudgeOptions>): VerdictReport {
  const issuer: AnyAuthority = fresh;
  const leaf = anyCertificate({ key: leafKey, subject: 'node', issuer, ...wishes }).certificate;
  const options = { roots: [fresh.certificate], intermediates: [], now: noon, usages: [], ...known };
  return reportVerdict(leaf, options, judge(leaf, options));
}

describe('the report of a verdict', () => {
  it('is plain data', () => {
    for (const report of [reportOn({}, {}), reportOn({}, { roots: [] }), reportOn({ notAfter: noon }, {})]) {
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }
  });

  it('names roots by their keys, and says until when a chain holds', () => {
    const cross = anyCertificate({ key: newKey, subject: 'swarm-ca', ca: true, issuer: old, notAfter: noon + hour });
    const roots = [old.certificate, fresh.certificate];
    const report = reportOn({ notAfter: noon + 2 * hour }, { roots, intermediates: [cross.certificate] });
    const [, root] = report.chains[0] ?? [];
    expect(report.chains.map((chain) => chain.length)).toEqual([2, 3]);
    expect(root?.key).not.toBe(report.chains[1]?.[2]?.key);
    // One chain ends with the cross-signed root, the other goes on.
    expect(report.holdsUntil).toBe('2026-11-24T14:00:00Z');
    const lines = verdictLines(report);
    expect(lines[0]).toMatch(/^accepted: node \(key [\da-f]{8}\), for any purpose, at 2026-11-24T12:00:00Z$/);
    expect(lines).toContain(`  root         swarm-ca (key ${root?.key.slice(0, 8)})  until ${root?.notAfter}`);
    expect(lines).toContain('It holds until 2026-11-24T14:00:00Z.');
  });

  it('says why not, and what else was tried', () => {
    const report = reportOn(
      { akid: 'none' },
      { roots: [old.certificate], usages: [Oid.serverAuth], hostName: 'a\u001bb' },
    );
    expect(report).toMatchObject({ verdict: 'refused', why: { check: 'host-name' }, hostName: 'a\\u{1b}b' });
    const stranger = reportOn({ akid: 'none' }, { roots: [old.certificate], usages: [Oid.serverAuth] });
    expect(verdictLines(stranger).join('\n')).toMatch(
      /^refused: node .*, for serverAuth, at .*\n\ncheck: {3}signature\. .*same name, other key\.\nfailed: {2}node .*\npath: {4}node .* < swarm-ca /,
    );
  });

  it('says below the verdict where others judge otherwise', () => {
    const report = reportOn({ notAfter: noon }, {});
    expect(report.differences.map(({ code }) => code)).toEqual(['exactly-at-not-after']);
    expect(verdictLines(report).at(-2)).toMatch(
      /^exactly-at-not-after, in node .*: Go accepts, OpenSSL refuses, RFC 5280 accepts\.$/,
    );
  });

  it('shows nothing of a name that a terminal would obey', () => {
    const report = reportOn({ subject: 'no\u001b[31mde\u202e' }, {});
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(verdictLines(report).join('\n')).not.toMatch(/[\u001b\u202e]/);
    expect(report.leaf.name).toBe('no\\u{1b}[31mde\\u{202e}');
  });
});
