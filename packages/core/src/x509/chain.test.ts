import { describe, expect, it } from 'vitest';
import { makeAuthority, makeLeaf, makeRoot, noon, otherKey } from '../testing/certificates.ts';
import { certificatePem } from './certificate.ts';
import { validateChain } from './chain.ts';

const hour = 3_600_000;

describe('validateChain', () => {
  it('AC-024 refuses an empty bundle and one that is no PEM', async () => {
    const root = await makeRoot();
    expect(() => validateChain('', [root.certificate], noon)).toThrow('no certificates to validate');
    expect(() => validateChain('rubbish', [root.certificate], noon)).toThrow('Failed to decode certificate');
  });

  it('AC-025 refuses a bundle in which a leaf follows the intermediate', async () => {
    const { root, middle, leaf } = await threeSteps();
    expect(() => validateChain(leaf.pem + middle.pem + leaf.pem, [root.certificate], noon)).toThrow(
      'certificates do not form a chain',
    );
  });

  it('AC-026 refuses a chain to another root', async () => {
    const { middle, leaf } = await threeSteps();
    const stranger = await makeRoot();
    expect(() => validateChain(leaf.pem + middle.pem, [stranger.certificate], noon)).toThrow('unknown authority');
  });

  it('AC-027 tells an expired leaf from one that is not yet valid', async () => {
    const root = await makeRoot();
    const leaf = await makeLeaf(root);
    const at = (now: number) => () => validateChain(leaf.pem, [root.certificate], now);
    expect(at(leaf.certificate.notAfter + hour)).toThrow('not valid after');
    expect(at(leaf.certificate.notBefore - hour)).toThrow('not valid before');
  });

  it('AC-028 accepts leaf and intermediate, with the root or without, and the intermediate alone', async () => {
    const { root, middle, leaf } = await threeSteps();
    for (const bundle of [[leaf, middle], [leaf, middle, root], [middle]]) {
      const pem = bundle.map((each) => each.pem).join('');
      const { certificates, chains } = validateChain(pem, [root.certificate], noon);
      expect(certificates.map(certificatePem).join('')).toBe(pem);
      for (const chain of chains) {
        expect(chain[0]).toBe(certificates[0]);
        expect(chain.length).toBeGreaterThanOrEqual(2);
      }
    }
  });

  it.each([
    ['the leaf', 1, 9],
    ['the intermediate', 9, 1],
    ['both', 1, 2],
  ])('AC-029 accepts a chain of which %s has expired when that is allowed', async (_what, leafHours, middleHours) => {
    const root = await makeRoot(noon - 20 * hour);
    const lasting = (hours: number) => ({ notBefore: noon - 10 * hour, notAfter: noon + hours * hour });
    const middle = await makeAuthority({ issuer: root, subject: 'middle', ...lasting(middleHours) });
    const leaf = await makeLeaf(middle, {}, lasting(leafHours));
    const later = noon + 5 * hour;
    const validate = (allowExpired: boolean) => () =>
      validateChain(leaf.pem + middle.pem, [root.certificate], later, { allowExpired });
    expect(validate(false)).toThrow('not valid after');
    expect(validate(true)().certificates).toHaveLength(2);
  });

  it('refuses expired certificates that were never valid together', async () => {
    const root = await makeRoot(noon - 30 * hour);
    const middle = await makeAuthority({
      issuer: root,
      subject: 'middle',
      notBefore: noon - 20 * hour,
      notAfter: noon - 19 * hour,
    });
    const leaf = await makeLeaf(middle, {}, { notBefore: noon - 10 * hour, notAfter: noon - 9 * hour });
    expect(() => validateChain(leaf.pem + middle.pem, [root.certificate], noon, { allowExpired: true })).toThrow(
      'there is no time span for which all of the certificates, including a root, are valid',
    );
  });

  it('still refuses what is not yet valid when expired certificates are allowed', async () => {
    const root = await makeRoot();
    const leaf = await makeLeaf(root, {}, { notBefore: noon + hour });
    expect(() => validateChain(leaf.pem, [root.certificate], noon, { allowExpired: true })).toThrow('not valid before');
  });
});

describe('a bundle with other keys', () => {
  it.each(['rsa-2048', 'P-384', 'P-521'] as const)('is accepted on %s, above and below P-256', async (kind) => {
    const [root, middle] = [await makeAuthority({ keys: otherKey(kind) }), otherKey('P-256')];
    const upper = await makeAuthority({ issuer: root, subject: 'upper', keys: middle });
    const lower = await makeAuthority({ issuer: upper, subject: 'lower', keys: otherKey(kind) });
    const leaf = await makeLeaf(lower);
    const bundle = [leaf, lower, upper].map(({ pem }) => pem).join('');
    expect(validateChain(bundle, [root.certificate], noon).chains[0]).toHaveLength(4);
    const swapped = [leaf, upper, lower].map(({ pem }) => pem).join('');
    expect(() => validateChain(swapped, [root.certificate], noon)).toThrow(
      /^certificates do not form a chain: \(1 - n+\) is not signed by \(2 - upper\): /,
    );
  });
});

describe('every certificate of a bundle', () => {
  it.each([
    ['is no CA', [{ kind: 'basicConstraints', ca: false }]],
    [
      'may not sign certificates',
      [
        { kind: 'keyUsage', usages: ['cRLSign'] },
        { kind: 'basicConstraints', ca: true },
      ],
    ],
  ] as const)('after the first may sign: not one that %s', async (_what, extensions) => {
    const root = await makeRoot();
    const middle = await makeAuthority({ issuer: root, subject: 'middle', extensions });
    const leaf = await makeLeaf(middle);
    expect(() => validateChain(leaf.pem + middle.pem, [root.certificate], noon)).toThrow(
      /^certificates do not form a chain: .*parent certificate cannot sign this kind of certificate$/,
    );
  });

  it('is looked at in turn, its time before its signature, and needed or not', async () => {
    const { root, middle, leaf } = await threeSteps();
    const expired = await makeAuthority({ subject: 'late', notAfter: noon - hour });
    expect(() => validateChain(leaf.pem + expired.pem, [root.certificate], noon)).toThrow(
      /^certificate \(2 - late\) not valid after Tue, 24 Nov 2026 11:00:00 UTC, and it is currently Tue, 24 Nov 2026 12:00:00 UTC/,
    );
    expect(() => validateChain(leaf.pem + root.pem + expired.pem, [root.certificate], noon)).toThrow('do not form');
    expect(() => validateChain(leaf.pem + middle.pem + root.pem + expired.pem, [root.certificate], noon)).toThrow(
      'certificate (4 - late) not valid after',
    );
  });
});

async function threeSteps() {
  const root = await makeRoot();
  const middle = await makeAuthority({ issuer: root, subject: 'middle' });
  const leaf = await makeLeaf(middle);
  return { root, middle, leaf };
}
