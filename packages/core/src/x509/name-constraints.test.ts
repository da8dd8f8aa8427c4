import { describe, expect, it } from 'vitest';
import { anyCertificate, anyKey, nameConstraints } from '../testing/any-certificate.ts';
import type { AltName } from '../testing/any-certificate.ts';
import { noon } from '../testing/certificates.ts';
import { matchesHostName } from './host-name.ts';
import { X509Problem } from './problem.ts';
import { verifyChain } from './verify.ts';

const [rootKey, leafKey] = [anyKey('P-256'), anyKey('P-256')];

/** What a swarm's connection says of a leaf with these names below a root with these constraints. */
function outcome(
  names: readonly AltName[],
  permitted: readonly AltName[],
  excluded: readonly AltName[],
  critical: boolean,
): string {
  try {
    const more = [nameConstraints(permitted, excluded, critical)];
    const root = anyCertificate({ key: rootKey, subject: 'swarm-ca', ca: true, more });
    const leaf = anyCertificate({ key: leafKey, subject: 'node', issuer: root, names });
    const options = { roots: [root.certificate], intermediates: [], now: noon, purpose: 'any' as const };
    return `${verifyChain(leaf.certificate, options).length} chain`;
  } catch (error) {
    if (error instanceof X509Problem) return error.message;
    throw error;
  }
}

const notAuthorized = 'x509: a root or intermediate certificate is not authorized to sign for this name: ';

describe('name constraints', () => {
  it.each([true, false])('are enforced on a swarm’s connections, critical: %s', (critical) => {
    const names: readonly AltName[] = [[2, 'swarm-manager']];
    expect(outcome(names, [[2, 'swarm-manager']], [], critical)).toBe('1 chain');
    expect(outcome(names, [[2, 'example']], [], critical)).toBe(
      `${notAuthorized}DNS name "swarm-manager" is not permitted by any constraint`,
    );
    expect(outcome(names, [], [[2, 'swarm-manager']], critical)).toBe(
      `${notAuthorized}DNS name "swarm-manager" is excluded by constraint "swarm-manager"`,
    );
  });

  it('name addresses and networks as people write them', () => {
    const network: AltName = [7, Uint8Array.of(10, 0, 0, 0, 255, 128, 0, 0)];
    expect(outcome([[7, Uint8Array.of(10, 1, 2, 3)]], [], [network], true)).toBe(
      `${notAuthorized}IP address "10.1.2.3" is excluded by constraint "10.0.0.0/9"`,
    );
  });

  it('do not take an IPv4 address in IPv6 for that of an IPv4 network', () => {
    const mapped = Uint8Array.of(...Array<number>(10).fill(0), 255, 255, 10, 1, 2, 3);
    expect(outcome([[7, mapped]], [[7, Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0)]], [], true)).toContain(
      'not permitted',
    );
  });

  it('of a kind that is not understood are refused where they are critical', () => {
    // A directory name has no number among those that are understood.
    const directory = [4 as 1, Uint8Array.of()] as const;
    expect(outcome([], [directory], [], true)).toBe('x509: unhandled critical extension (2.5.29.30)');
    expect(outcome([], [directory], [], false)).toBe('1 chain');
  });

  it.each<readonly AltName[]>([
    [],
    [[7, Uint8Array.of(1, 2, 3)]],
    [[7, Uint8Array.of(10, 0, 0, 0, 255, 0, 255, 0)]],
    [[2, 'a..b']],
    [[6, '10.0.0.7']],
  ])('that say nothing, or nothing sensible, make a certificate unreadable: %j', (...permitted) => {
    expect(outcome([], permitted, [], false)).toMatch(/^the certificate cannot be read/);
  });
});

describe('matchesHostName', () => {
  it.each([
    ['node.example', 'NODE.example', true],
    ['node.example', 'node.example.', true],
    ['*.example', 'node.example', true],
    ['*.example', 'a.node.example', false],
    ['*.example', 'example', false],
    ['a.*.example', 'a.b.example', false],
    // What is no host name has to be there as it is.
    ['no host', 'no host', true],
    ['*.no host', 'a.no host', false],
    ['.', '.', false],
    ['', '', false],
    // Beyond ASCII no letter has another case.
    ['k.example', '\u212a.example', false],
  ])('%j and %j: %s', (pattern, host, expected) => {
    expect(matchesHostName(pattern, host)).toBe(expected);
  });
});
