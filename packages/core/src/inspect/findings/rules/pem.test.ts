import { describe, expect, it } from 'vitest';
import { makeAuthority, pkcs8Pem } from '../../../testing/certificates.ts';
import { found, judged } from '../../../testing/judged.ts';
import { Lines } from '../../report/lines.ts';
import { encodePem } from '../../../x509/pem.ts';

describe('the text of PEM', async () => {
  const authority = await makeAuthority({ subject: 'x' });
  const { pem, certificate } = authority;

  it('may be damaged, which is told to the line', () => {
    const lines = pem.split('\n');
    const damaged = lines.with(3, `${lines[3]?.slice(0, 20)}!${lines[3]?.slice(21)}`).join('\n');
    const report = judged({ 'a.pem': `# mine\n${damaged}` });
    expect(report.findings[0]).toMatchObject({ code: 'pem-damaged', facts: { damage: 'bad-character' } });
    const { place } = report.findings[0] ?? {};
    expect(new Lines(report.sources).positionOf('a.pem', place?.range?.start ?? -1)).toEqual({ line: 5, column: 21 });
    expect(found({ 'a.pem': pem.slice(0, 300) })).toEqual(['error pem-damaged a.pem']);
  });

  it('may be called something else than it is', () => {
    expect(found({ 'a.pem': encodePem('PRIVATE KEY', certificate.der) })).toEqual(['warning wrong-label a.pem']);
    expect(
      found({
        'a.pem': encodePem(
          'CERTIFICATE',
          Buffer.from(pkcs8Pem(authority.key).split('\n').slice(1, -2).join(''), 'base64'),
        ),
      }),
    ).toEqual(['warning wrong-label a.pem']);
    expect(found({ 'a.pem': encodePem('TRUSTED CERTIFICATE', certificate.der) })).toEqual([
      'information wrong-label a.pem',
    ]);
  });

  it('may go on behind the certificate', () => {
    const longer = Buffer.concat([certificate.der, Uint8Array.of(5, 0)]);
    expect(judged({ 'a.pem': encodePem('CERTIFICATE', longer) }).findings).toMatchObject([
      { code: 'trailing-data', severity: 'error', facts: { bytes: 2 } },
    ]);
    expect(found({ 'a.der': longer })).toEqual(['error trailing-data a.der']);
  });

  it('may be nothing that can be read', () => {
    expect(found({ 'a.pem': encodePem('CERTIFICATE', Uint8Array.of(1, 2, 3)) })).toEqual(['error unreadable a.pem']);
  });

  it('may break the rules in what is not skimmed', () => {
    const broken = Uint8Array.from(certificate.der);
    const critical = Buffer.from(broken).indexOf(Buffer.of(0x01, 0x01, 0xff));
    broken[critical + 2] = 0x17;
    expect(found({ 'a.pem': encodePem('CERTIFICATE', broken) })).toEqual(['warning not-strict a.pem']);
  });
});
