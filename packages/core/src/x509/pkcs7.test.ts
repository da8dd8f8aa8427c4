import { describe, expect, it } from 'vitest';
import { hex, makeRoot } from '../testing/certificates.ts';
import { pkcs7Of } from '../testing/odd-certificates.ts';
import { readCertificates } from './certificate.ts';
import { encodePem } from './pem.ts';
import { certificatesOfPkcs7, isContentInfo } from './pkcs7.ts';

describe('certificatesOfPkcs7', () => {
  it('yields the certificates in their order', async () => {
    const roots = [(await makeRoot()).certificate.der, (await makeRoot()).certificate.der];
    expect(certificatesOfPkcs7(pkcs7Of(roots)).map(hex)).toEqual(roots.map(hex));
  });

  it('is asked of a ContentInfo alone', async () => {
    const { der } = (await makeRoot()).certificate;
    expect(isContentInfo(der)).toBe(false);
    expect(isContentInfo(pkcs7Of([der]))).toBe(true);
    expect(isContentInfo(new Uint8Array())).toBe(false);
    expect(isContentInfo(Uint8Array.of(0x30, 0))).toBe(false);
  });

  it('wants SignedData with a certificate in it, and not hundreds', async () => {
    const { der } = (await makeRoot()).certificate;
    expect(() => certificatesOfPkcs7(pkcs7Of([]))).toThrow('the PKCS #7 structure contains no certificates');
    expect(() => certificatesOfPkcs7(pkcs7Of([der], '1.2.840.113549.1.7.6'))).toThrow('is not SignedData');
    expect(() => certificatesOfPkcs7(pkcs7Of(Array.from({ length: 101 }, () => der)))).toThrow('more than 100');
  });

  it('refuses what stands behind it, and what is cut short', async () => {
    const bytes = pkcs7Of([(await makeRoot()).certificate.der]);
    expect(() => certificatesOfPkcs7(Buffer.concat([bytes, Uint8Array.of(5, 0)]))).toThrow('bytes too many');
    expect(() => certificatesOfPkcs7(bytes.subarray(0, -1))).toThrow('cut short');
  });

  it('in a bundle is refused as a whole for one certificate that cannot be read', async () => {
    const { der } = (await makeRoot()).certificate;
    const pem = encodePem('PKCS7', pkcs7Of([der, Uint8Array.of(0x30, 0)]));
    expect(() => readCertificates(pem)).toThrow('{"code":1003,"message":"Failed to parse certificate"}');
  });
});
