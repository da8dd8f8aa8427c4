import { afterAll, describe, expect, it } from 'vitest';
import { asn1Tree } from '../../packages/core/src/inspect/layout/asn1-tree.ts';
import { makeLeaf, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { opensslFiles } from '../tools/openssl-files.ts';
import { opensslMissing } from '../tools/openssl.ts';

const line = /^ *(\d+):d=(\d+) +hl=(\d+) +l= *(\d+) +(cons|prim): +(.*)$/;

describe.skipIf(opensslMissing !== undefined)('openssl asn1parse', () => {
  const { file, run, [Symbol.dispose]: dispose } = opensslFiles();
  afterAll(dispose);

  /** What both say of an element. Names of objects and dumps of strings are written otherwise. */
  function parsed(der: Uint8Array): readonly (readonly unknown[])[] {
    file('x.der', der);
    const text = run('asn1parse', '-inform', 'DER', '-in', 'x.der').toString('utf8').trimEnd();
    return text.split('\n').map((printed) => {
      const [, offset, depth, header, length, kind, rest = ''] = line.exec(printed) ?? expect.fail(printed);
      const [tag = '', ...value] = rest.split(':');
      return [
        Number(offset),
        Number(depth),
        Number(header),
        Number(length),
        kind,
        ...compared(tag.trim(), value.join(':')),
      ];
    });
  }

  function ours(der: Uint8Array): readonly (readonly unknown[])[] {
    return asn1Tree(der)
      .filter(({ isWrapped }) => !isWrapped)
      .map(({ offset, depth, headerLength, length, isConstructed, tag, value }) => [
        offset,
        depth,
        headerLength,
        length,
        isConstructed ? 'cons' : 'prim',
        ...compared(tag, { TRUE: '255', FALSE: '0' }[value] ?? value),
      ]);
  }

  function compared(tag: string, value: string): readonly string[] {
    const [name = ''] = tag.split(/ {2,}|\[HEX/);
    const isShownAlike =
      /^(INTEGER|.*STRING|UTCTIME|GENERALIZEDTIME|BOOLEAN)$/.test(name) && !/^(BIT|OCTET)/.test(name);
    return isShownAlike ? [name, value] : [name.trim()];
  }

  it('lists the same elements of a swarm’s root and leaf', async () => {
    const root = await makeRoot();
    const { certificate } = await makeLeaf(root, { nodeId: 'n1' });
    for (const { der } of [root.certificate, certificate]) {
      expect(ours(der)).toEqual(parsed(der));
      expect(ours(der).length).toBeGreaterThan(25);
    }
  });

  it.each([
    ['with an RSA key', ['-newkey', 'rsa:1024']],
    ['with a key of Ed25519', ['-newkey', 'ed25519']],
    [
      'with a serial number of twenty bytes',
      ['-newkey', 'rsa:1024', '-set_serial', '0x00ffeeddccbbaa99887766554433221100aabbcc'],
    ],
    ['with a negative serial number', ['-newkey', 'rsa:1024', '-set_serial', '-5']],
    ['that ends in 2100', ['-newkey', 'rsa:1024', '-days', '36500']],
  ])('lists the same elements of a certificate %s', (_, flags) => {
    const subject = ['-subj', '/C=DE/O=Größe/CN=swarm-ca', '-utf8'];
    const der = run('req', '-x509', '-nodes', ...flags, ...subject, '-outform', 'DER', '-keyout', 'k.pem');
    expect(ours(der)).toEqual(parsed(der));
  });
});
