import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRoot } from '../testing/certificates.ts';
import { decodePem, encodePem, normalisePem, singlePem } from './pem.ts';

describe('normalisePem', () => {
  it('AC-034 yields nothing for nothing and for rubbish', () => {
    expect(normalisePem('')).toBe('');
    expect(normalisePem('rubbish\n-----BEGIN\n')).toBe('');
  });

  it('AC-034 drops headers and whatever stands around and between the blocks', async () => {
    const [a, b] = [await makeRoot(), await makeRoot()];
    const withHeader = a.pem.replace('-----\n', '-----\nhello: world\n\n');
    expect(normalisePem(`junk\n${withHeader}more junk\n${b.pem}\n\nend`)).toBe(a.pem + b.pem);
  });

  it('makes other line lengths and line ends uniform', async () => {
    const { pem } = await makeRoot();
    const [first = '', ...lines] = pem.trim().split('\n');
    const last = lines.pop() ?? '';
    expect(normalisePem([first, lines.join(''), last].join('\r\n'))).toBe(pem);
  });
});

describe('decodePem', () => {
  it('gives back what encodePem wrote, headers sorted', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (der) => {
        const pem = encodePem(
          'PRIVATE KEY',
          der,
          new Map([
            ['z', '1'],
            ['a', '2'],
          ]),
        );
        const { blocks, rest } = decodePem(pem);
        expect(rest).toBe('');
        expect(blocks).toEqual([
          {
            type: 'PRIVATE KEY',
            headers: new Map([
              ['a', '2'],
              ['z', '1'],
            ]),
            der: Buffer.from(der),
          },
        ]);
      }),
    );
  });

  it('never throws, and needs no more than linear time on text made to be slow', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('-', 'B', '\n', ':', 'A', '-----BEGIN A-----', '-----END A-----') }),
        (text) => {
          decodePem(text);
        },
      ),
    );
    for (const piece of [
      '-----BEGIN A-----\n',
      '-----BEGIN A:B-----\n',
      '-----BEGIN ',
      '-----BEGIN A-----\na: b\n',
      '\n-----BEGIN A-----\nAAAA\n-----',
    ]) {
      const start = process.cpuUsage().user;
      decodePem(piece.repeat(60_000));
      expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
    }
  });

  it('passes over a block that is damaged and finds the next', async () => {
    const { pem } = await makeRoot();
    expect(decodePem(`-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n${pem}`).blocks).toHaveLength(1);
    expect(decodePem(`-----BEGIN CERTIFICATE-----\nAAAA\n${pem}`).blocks).toHaveLength(1);
  });

  it('reports what stands behind the last block', async () => {
    const { pem } = await makeRoot();
    expect(decodePem(`${pem}and more\n`).rest).toBe('and more');
  });
});

describe('singlePem', () => {
  it('wants exactly one block of the type', async () => {
    const { pem } = await makeRoot();
    expect(singlePem(pem, 'CERTIFICATE').der.length).toBeGreaterThan(300);
    expect(() => singlePem(pem + pem, 'CERTIFICATE')).toThrow('found CERTIFICATE, CERTIFICATE');
    expect(() => singlePem(pem, 'PRIVATE KEY')).toThrow('where one PRIVATE KEY was wanted');
  });
});
