import { describe, expect, it } from 'vitest';
import { Tag } from './der-reader.ts';
import { der, oid, sequence, tlv } from './der-writer.ts';
import { encodeGeneralNames, guessGeneralName, readGeneralNames } from './general-names.ts';

describe('guessGeneralName', () => {
  it.each([
    ['swarm-manager', 'dns', 'swarm-manager'],
    ['ca.example', 'dns', 'ca.example'],
    ['10.0.0.7', 'ip', '10.0.0.7'],
    ['0:0::1', 'ip', '::1'],
    ['someone@example.com', 'email', 'someone@example.com'],
    ['https://ca.example/sign', 'uri', 'https://ca.example/sign'],
    ['localhost:8080', 'uri', 'localhost:8080'],
    ['/a/path', 'uri', '/a/path'],
    ['', 'dns', ''],
  ])('%j is %s', (host, kind, value) => {
    expect(guessGeneralName(host)).toEqual({ kind, value });
  });
});

describe('a subjectAltName', () => {
  it('comes back as it was written, names in their order', () => {
    const names = ['b.example', '10.0.0.7', 'a@b.example', 'a.example', '2001:db8::1', 'spiffe://x/y'].map(
      guessGeneralName,
    );
    expect(readGeneralNames(der(encodeGeneralNames(names)))).toEqual(names);
  });

  it('has no names outside of ASCII', () => {
    expect(() => encodeGeneralNames([{ kind: 'dns', value: 'bücher.example' }])).toThrow(
      'cannot be encoded as an IA5String',
    );
  });

  it('is read past kinds of names that name no host', () => {
    const other = tlv(Tag.constructedContext(0), ...oid('1.2.3'));
    const value = der(sequence(other, tlv(Tag.context(2), Buffer.from('a.example'))));
    expect(readGeneralNames(value)).toEqual([{ kind: 'dns', value: 'a.example' }]);
  });

  it('is refused with an address of five bytes, and with a hundred and one names', () => {
    const name = (tag: number, value: Uint8Array) => tlv(Tag.context(tag), value);
    expect(() => readGeneralNames(der(sequence(name(7, new Uint8Array(5)))))).toThrow(
      'cannot parse IP address of length 5',
    );
    const many = Array.from({ length: 101 }, () => name(2, Buffer.from('a')));
    expect(() => readGeneralNames(der(sequence(...many)))).toThrow('more than 100 entries');
  });
});
