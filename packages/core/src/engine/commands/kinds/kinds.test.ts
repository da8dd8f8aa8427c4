import { describe, expect, it } from 'vitest';
import { addressPools } from './address-pool.ts';
import { readCsvRecord } from './csv.ts';
import { duration } from './duration.ts';
import { describeExternalCas, externalCas } from './external-ca.ts';
import { filters } from './filter.ts';
import type { Inputs, Kind } from './kind.ts';
import { moment } from './moment.ts';
import { nodeAddress } from './node-address.ts';
import { int64, uint32, uint64 } from './number.ts';
import { onOff } from './text.ts';

const inputs: Inputs = {
  readFile: async (path) => {
    if (path === 'root.pem') return '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    if (path === 'text') return 'text';
    throw new Error(`open ${path}: no such file or directory`);
  },
  askSecret: async () => 'secret',
};

async function read<Value>(kind: Kind<Value>, ...given: readonly string[]): Promise<Value | undefined> {
  let value: Value | undefined;
  for (const text of given) value = await kind.read(text, inputs, value);
  return value;
}

describe('a duration', () => {
  it.each([
    ['2160h0m0s', 2160 * 3_600e9],
    ['90m', 5_400e9],
    ['1h30m', 5_400e9],
    ['1.5h', 5_400e9],
    ['.5s', 5e8],
    ['3us', 3_000],
    ['3µs', 3_000],
    ['-2ms', -2e6],
    ['+1ns', 1],
    ['0', 0],
    ['-0', 0],
  ])('%s', async (text, ns) => {
    expect(await read(duration, text)).toBe(ns);
  });

  it.each([
    ['x', 'time: invalid duration "x"'],
    ['', 'time: invalid duration ""'],
    ['5', 'time: missing unit in duration "5"'],
    ['5d', 'time: unknown unit "d" in duration "5d"'],
    ['1h5', 'time: missing unit in duration "1h5"'],
    ['.h', 'time: invalid duration ".h"'],
    ['1h x', 'time: unknown unit "h x" in duration "1h x"'],
    ['9999999999999h', 'time: invalid duration "9999999999999h"'],
  ])('is not %s', async (text, message) => {
    await expect(read(duration, text)).rejects.toThrow(message);
  });
});

describe('an external CA', () => {
  it.each([
    ['', 'EOF'],
    ['anything', "invalid field 'anything' must be a key=value pair"],
    ['foo=bar', 'the external-ca option needs a protocol= parameter'],
    ['protocol=baz', 'unrecognized external CA protocol baz'],
    ['protocol=cfssl', 'the external-ca option needs a url= parameter'],
    ['protocol=cfssl,url=a,cacert=no', 'unable to read CA cert for external CA: open no: no such file or directory'],
    ['protocol=cfssl,url=a,cacert=text', 'CA cert for external CA must be in PEM format'],
  ])('AC-160 is not "%s"', async (text, message) => {
    await expect(read(externalCas, text)).rejects.toThrow(new RegExp(`^${message.replaceAll('.', '\\.')}$`));
  });

  it.each([
    ['protocol=cfssl,url=https://example.com', {}],
    ['protocol=Cfssl,url=https://example.com', {}],
    ['PROTOCOL=CFSSL,URL=https://example.com', {}],
    ['protocol=cfssl,url=https://example.com,foo=bar', { foo: 'bar' }],
    ['protocol=CFSSL,url=https://example.com,foo=bar,foo=baz,Foo=x', { foo: 'baz', Foo: 'x' }],
    ['protocol=cfssl,"url=https://example.com","a=b,""c"""', { a: 'b,"c"' }],
  ])('AC-161 is %s', async (text, Options) => {
    const URL = 'https://example.com';
    expect(await read(externalCas, text)).toEqual([{ Protocol: 'cfssl', URL, Options, CACert: '' }]);
  });

  it('AC-161 is told by protocol and address, each', async () => {
    const cas = await read(
      externalCas,
      'protocol=cfssl,url=https://example.com',
      'protocol=CFSSL,url=https://example.net,cacert=root.pem',
    );
    expect(describeExternalCas(cas ?? [])).toBe('cfssl: https://example.com, cfssl: https://example.net');
    expect(cas?.[1]?.CACert).toContain('BEGIN CERTIFICATE');
  });
});

describe('a record of CSV', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['\n\r\na', ['a']],
    ['a,', ['a', '']],
    ['"a\nb",c\nd', ['a\nb', 'c']],
    [' a , b', [' a ', ' b']],
  ])('%j', (text, fields) => {
    expect(readCsvRecord(text)).toEqual(fields);
  });

  it.each([
    ['a"b', 'parse error on line 1, column 2: bare " in non-quoted field'],
    ['"a"b', 'extraneous or missing " in quoted-field'],
    ['"a', 'extraneous or missing " in quoted-field'],
  ])('is not %j', (text, message) => {
    expect(() => readCsvRecord(text)).toThrow(message);
  });
});

describe('the address of a node', () => {
  it.each([
    ['eth0', 'eth0:2377'],
    ['10.0.0.1', '10.0.0.1:2377'],
    ['10.0.0.1:1234', '10.0.0.1:1234'],
    ['tcp://10.0.0.1', '10.0.0.1:2377'],
    ['::1', '[::1]:2377'],
    ['[::1]', '[::1]:2377'],
    ['[::1]:', '[::1]:2377'],
    ['[::1]:4545', '[::1]:4545'],
    [':4545', '0.0.0.0:4545'],
    ['', '0.0.0.0:2377'],
  ])('AC-162 %j is %s', async (text, address) => {
    expect(await read(nodeAddress, text)).toBe(address);
  });

  it.each([
    ['http://a', 'invalid proto, expected tcp: http://a'],
    ['a:b', 'invalid bind address format: a:b'],
  ])('AC-162 is not %s', async (text, message) => {
    await expect(read(nodeAddress, text)).rejects.toThrow(message);
  });
});

describe('a number', () => {
  it.each([
    [uint64, '10', 10],
    [uint64, '0x1F', 31],
    [uint64, '010', 8],
    [uint64, '0b11', 3],
    [uint64, '1_000', 1000],
    [uint64, '0', 0],
    [int64, '-5', -5],
    [int64, '+5', 5],
    [uint32, '4294967295', 4_294_967_295],
  ])('of kind $name: %s', async (kind, text, value) => {
    expect(await read(kind, text)).toBe(value);
  });

  it.each([
    [uint64, '-1', 'strconv.ParseUint: parsing "-1": invalid syntax'],
    [uint64, '', 'strconv.ParseUint: parsing "": invalid syntax'],
    [uint64, '08', 'strconv.ParseUint: parsing "08": invalid syntax'],
    [int64, 'a', 'strconv.ParseInt: parsing "a": invalid syntax'],
    [uint32, '4294967296', 'strconv.ParseUint: parsing "4294967296": value out of range'],
  ])('of kind $name is not %j', async (kind, text, message) => {
    await expect(read(kind, text)).rejects.toThrow(message);
  });
});

describe('a switch, filters and networks', () => {
  it('read what Go reads', async () => {
    expect(await Promise.all(['1', 'T', 'true', '0', 'F', 'False'].map((text) => read(onOff, text)))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    await expect(read(onOff, 'yes')).rejects.toThrow('strconv.ParseBool: parsing "yes": invalid syntax');
  });

  it('collect filters by name', async () => {
    const collected = await read(filters, 'Name= a ', '', 'name=b=c', 'role=worker');
    expect([...(collected ?? [])]).toEqual([
      ['name', ['a', 'b=c']],
      ['role', ['worker']],
    ]);
    await expect(read(filters, 'x')).rejects.toThrow('bad format of filter (expected name=value)');
  });

  it.each([
    ['10.1.2.3/8', ['10.0.0.0/8']],
    ['10.1.2.3/32,0.0.0.0/0', ['10.1.2.3/32', '0.0.0.0/0']],
    ['fd12::5:6/16', ['fd12::/16']],
    ['::ffff:1/128', ['::ffff:1/128']],
  ])('take the first address of %s', async (text, networks) => {
    expect(await read(addressPools, text)).toEqual(networks);
  });

  it.each(['x', '10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1'])('do not take %s', async (text) => {
    await expect(read(addressPools, text)).rejects.toThrow(`invalid string being converted to CIDR: ${text}`);
  });
});

describe('moments', () => {
  const [hour, day] = [3_600_000, 86_400_000];

  it.each([
    ['+24h', { distance: day }],
    ['91d', { distance: 91 * day }],
    ['+90d1h', { distance: 90 * day + hour }],
    ['-2d', { distance: -2 * day }],
    ['-1h30m', { distance: -1.5 * hour }],
    ['0d', { distance: 0 }],
    ['1700000000', { at: 1_700_000_000_000 }],
    ['2027-02-01', { at: Date.UTC(2027, 1, 1) }],
    ['2027-02-01T18:30:00+02:00', { at: Date.UTC(2027, 1, 1, 16, 30) }],
  ])('are read: %s', async (given, expected) => {
    expect(await read(moment, given)).toEqual(expected);
  });

  it.each(['', '+', 'd', '--1h', '1d-1h', '1.5d', '9999999d', '2027-13-01', '2027-02-30', 'tomorrow'])(
    'are not read from %j',
    async (given) => {
      await expect(read(moment, given)).rejects.toMatchObject({ code: 'bad-value' });
    },
  );
});
