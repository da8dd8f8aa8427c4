import { describe, expect, it } from 'vitest';
import { swarmSight } from '../testing/sight.ts';
import { isBackdated, signer } from './signing.ts';

const hour = 3_600_000;
const plain = swarmSight([]);
const { swarm } = plain;
if (swarm === undefined) throw new Error('it is a swarm');
const ca = { Protocol: 'cfssl', URL: 'https://ca/sign', Options: {}, CACert: '' };
const CAConfig = { ...swarm.Spec.CAConfig, ExternalCAs: [ca] };
const external = { ...plain, swarm: { ...swarm, Spec: { ...swarm.Spec, CAConfig } } };
const lives = (hours: number) => ({ notBefore: 0, notAfter: hours * hour, renewFrom: 0, renewUntil: 0, serial: '01' });

describe('who signs', () => {
  it('is an external CA alone where one is listed for the root, else the managers', () => {
    expect([signer({ sight: plain }), signer({ sight: external })]).toEqual(['managers', 'external']);
  });

  it('decides whether a certificate begins an hour back, and so does the certificate', () => {
    expect(isBackdated({ sight: plain }, lives(2161))).toBe(true);
    expect(isBackdated({ sight: plain }, lives(2160))).toBe(false);
    expect(isBackdated({ sight: external }, lives(2161))).toBe(false);
    expect(isBackdated({ sight: undefined }, lives(2161))).toBe(false);
  });
});
