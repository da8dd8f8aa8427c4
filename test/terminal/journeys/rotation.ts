import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeRoot, pkcs8Pem } from '../../../packages/core/src/testing/certificates.ts';
import { readCertificates } from '../../../packages/core/src/x509/certificate.ts';
import { keyName } from '../../../packages/core/src/x509/key-name.ts';
import type { LabUser } from '../../cli/lab-user.ts';
import { ownRoot } from '../../tools/authorities.ts';
import { ExternalCaServer } from '../../tools/external-ca.ts';
import type { Terminal } from '../../tools/terminal.ts';
import { expectOverlay, expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

async function rotateToOwn(terminal: Terminal): Promise<void> {
  terminal.press('o');
  await terminal.shows('Certificate of the new root');
  terminal.press('own.pem', 'enter');
  await terminal.shows('Its key (PEM file)');
  terminal.press('own-key.pem', 'enter');
}

async function writeRoot(user: LabUser): Promise<void> {
  const { pem, key } = await makeRoot(Date.now());
  await writeFile(join(user.directory, 'own.pem'), pem);
  await writeFile(join(user.directory, 'own-key.pem'), pkcs8Pem(key), { mode: 0o600 });
}

export const rotation: Journey = {
  title:
    'a rotation waits for who is away, until that is started or removed; to an own root, back to it, and to an external CA',
  prepare: async (user) => {
    await swarmWith(user, 3);
    await writeRoot(user);
  },
  walk: async (terminal, user) => {
    await terminal.shows('Nodes 4 of 4');
    terminal.press('3');
    const [, first = ''] =
      /all trust (\w{8})/.exec(await terminal.shows(/No rotation is under way: all trust \w{8}\./)) ?? [];
    expectWhole(terminal.grid, 'Rotate the root', 'Node by node', 'This node');

    await user.prints('node', 'stop', 'worker-3');
    terminal.press('r');
    await terminal.shows(/rotated TLS certificates: .* 3\/4 nodes/);
    await terminal.shows(/rotated CA certificates: .* 0\/4 nodes/);
    await terminal.shows(/▌ worker-3 .*told to renew/);
    const [, second = ''] = new RegExp(`root ${first} ═▶ (\\w{8})`).exec(terminal.lines[0] ?? '') ?? [];
    expect(second, terminal.text).toMatch(/\w{8}/);
    expect(terminal.text).toMatch(new RegExp(`manager-1 +${second} ✔ +${first} `));
    expectWhole(terminal.grid, 'Rotate the root', 'Node by node', 'Waits for 1');
    await terminal.shows('S start it');
    terminal.press('S');
    await terminal.shows(`No rotation is under way: all trust ${second}.`);
    expectWhole(terminal.grid, 'Rotate the root', 'Node by node', 'This node');

    await rotateToOwn(terminal);
    await terminal.shows(new RegExp(`No rotation is under way: all trust (?!${second})\\w{8}\\.`));
    const own = await user.prints('ca');
    await user.prints('node', 'stop', 'worker-3');
    terminal.press('r');
    await terminal.shows('Waits for 1');
    // With the root as it is, the rotation is no more; who has renewed already is not asked again.
    await rotateToOwn(terminal);
    await terminal.shows('No rotation is under way');
    expectWhole(terminal.grid, 'Rotate the root', 'Node by node', 'This node');
    expect(await user.prints('ca')).toBe(own);

    terminal.press('r');
    await terminal.shows(/▌ worker-3 .*told to renew/);
    terminal.press('X');
    await terminal.shows('Do it?');
    expectOverlay(terminal.grid, /Remove/);
    terminal.press('y');
    await terminal.shows(/No rotation is under way: all trust \w{8}\./);
    await terminal.shows(/rotated CA certificates: .* 3\/3 nodes/);
    const before = await user.prints('ca');
    expect(before).not.toBe(own);
    expectWhole(terminal.grid, 'Rotate the root', 'Node by node', 'This node');

    await using external = new ExternalCaServer(await ownRoot());
    external.trusted.push(...readCertificates(before));
    await external.start();
    await writeFile(join(user.directory, 'external.pem'), external.root.pem);
    terminal.press('E');
    await terminal.shows('Certificate of the new root');
    terminal.press('external.pem', 'enter');
    await terminal.shows('protocol=cfssl,url=https://');
    terminal.press(external.url.slice('https://'.length), 'enter');
    await terminal.shows(`No rotation is under way: all trust ${keyName(external.root.certificate.spki)}.`);
    expectWhole(terminal.grid, 'Rotate the root', 'Node by node', 'This node');
    // All three have their certificates of it.
    expect([...external.asked.keys()].filter((name) => name !== 'CA')).toHaveLength(3);
    expect(external.faults).toEqual([]);
  },
};
