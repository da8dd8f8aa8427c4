import { describe, expect, it } from 'vitest';
import {
  crossSignAsDocker,
  makeAuthority,
  makeLeaf,
  makeRoot,
  makeServer,
  noon,
} from '../../../testing/certificates.ts';
import { found, judged } from '../../../testing/judged.ts';
import { certificatePem } from '../../../x509/certificate.ts';
import { crossSign } from '../../../x509/cross-sign.ts';
import { keyName } from '../../../x509/key-name.ts';
import { day } from '../../../time-words.ts';

describe('chains', async () => {
  const old = await makeRoot(noon - 200 * day);
  const next = await makeRoot(noon - 2 * day);
  const cross = certificatePem(await crossSignAsDocker(next, old));
  const crossWithAki = certificatePem(await crossSign(next.certificate, old));
  const ofOld = await makeLeaf(old);
  const ofNext = await makeLeaf(next, { role: 'manager' });
  const foreign = await makeAuthority({ subject: 'foreign' });
  const between = await makeAuthority({ subject: 'between', issuer: foreign });
  const server = await makeServer(between, ['a.example'], { subject: 'a server' });

  it('of a swarm at rest are nothing to speak of', () => {
    expect(found({ 'swarm-root-ca.crt': old.pem, 'swarm-node.crt': ofOld.pem })).toEqual([]);
  });

  it('may lie in one file, in their order', () => {
    expect(found({ a: server.pem + between.pem, b: foreign.pem })).toEqual([]);
    expect(found({ a: between.pem + server.pem, b: foreign.pem })).toEqual(['warning chain-out-of-order a']);
    expect(judged({ a: between.pem + server.pem }).findings[0]?.reason).toContain('in the order 2, 1');
  });

  it('out of order are refused by nodes', () => {
    expect(found({ 'swarm-root-ca.crt': old.pem, 'swarm-node.crt': crossWithAki + ofNext.pem })).toEqual([
      'error chain-out-of-order swarm-node.crt',
      'information same-name-other-key swarm-root-ca.crt',
    ]);
  });

  it('need not end with the root', () => {
    expect(found({ a: server.pem + between.pem + foreign.pem })).toEqual(['hint needless-root a']);
  });

  it('lack the intermediate that lies elsewhere', () => {
    expect(found({ a: server.pem, b: between.pem, c: foreign.pem })).toEqual(['information missing-intermediate a']);
    expect(found({ 'n/swarm-root-ca.crt': old.pem, 'n/swarm-node.crt': ofNext.pem, 'x.pem': crossWithAki })).toEqual([
      'information same-name-other-key n/swarm-root-ca.crt',
      'warning missing-intermediate n/swarm-node.crt',
    ]);
  });

  it('are broken where what follows the leaf did not issue it', async () => {
    const other = await makeAuthority({ subject: 'other' });
    expect(found({ a: server.pem + other.pem })).toEqual(['warning chain-broken a']);
    expect(found({ a: ofOld.pem + other.pem })).toEqual(['error chain-broken a']);
  });

  it('have an issuer that is not there', () => {
    expect(found({ a: server.pem })).toEqual([]);
    expect(found({ a: server.pem, b: old.pem })).toEqual(['information unknown-issuer a']);
    expect(found({ 'n/swarm-root-ca.crt': foreign.pem, 'n/swarm-node.crt': ofOld.pem })).toEqual([
      'error unknown-issuer n/swarm-node.crt',
    ]);
  });

  it('have an issuer whose name alone is there: roots are told apart by their keys', () => {
    const report = judged({ a: ofOld.pem, b: next.pem });
    expect(report.findings.map(({ code }) => code)).toEqual(['issuer-other-key']);
    expect(report.findings[0]?.reason).toContain(`“swarm-ca” (key ${keyName(next.certificate.spki)}) did not sign it`);
    expect(report.findings[0]?.related).toMatchObject([{ source: 'b' }]);
    expect(found({ a: old.pem, b: next.pem })).toEqual(['information same-name-other-key a']);
  });

  it('of a node come from a root that has been rotated away', () => {
    expect(found({ 'n/swarm-root-ca.crt': next.pem, 'n/swarm-node.crt': ofOld.pem, 'old.pem': old.pem })).toEqual([
      'error rotated-away-root n/swarm-node.crt',
      'information same-name-other-key n/swarm-root-ca.crt',
    ]);
    // The other way round it is no older root, but another.
    expect(found({ 'n/swarm-root-ca.crt': old.pem, 'n/swarm-node.crt': ofNext.pem, 'x.pem': next.pem })).toEqual([
      'error issuer-other-key n/swarm-node.crt',
      'information same-name-other-key n/swarm-root-ca.crt',
    ]);
    expect(found({ a: ofOld.pem, b: old.pem, c: crossWithAki })).toEqual([
      'information same-name-other-key b',
      'warning rotated-away-root a',
    ]);
  });

  it('run through the cross-signed root during a rotation, as Docker makes it', () => {
    const files = { 'swarm-root-ca.crt': old.pem, 'swarm-node.crt': ofNext.pem + cross };
    expect(found(files)).toEqual([
      'information cross-signed-without-aki swarm-node.crt',
      'information same-name-other-key swarm-root-ca.crt',
    ]);
    expect(judged(files).relations).toContainEqual({ kind: 'chain', path: [1, 2, 0], complete: true });
    expect(found({ 'swarm-node.crt': ofNext.pem + cross })).toEqual([
      'information cross-signed-without-aki swarm-node.crt',
    ]);
  });

  it('may have key identifiers that OpenSSL stumbles over', async () => {
    const misled = await makeAuthority({ subject: 'misled', issuer: { ...foreign, certificate: foreign.certificate } });
    const named = await makeAuthority({
      subject: 'named',
      issuer: foreign,
      extensions: [{ kind: 'basicConstraints', ca: true }],
      more: [{ oid: '2.5.29.35', critical: false, value: Uint8Array.of(0x30, 0x06, 0x80, 0x04, 1, 2, 3, 4) }],
    });
    expect(found({ a: misled.pem, b: foreign.pem })).toEqual([]);
    expect(found({ a: named.pem, b: foreign.pem })).toEqual(['warning aki-other-key a']);
  });
});
