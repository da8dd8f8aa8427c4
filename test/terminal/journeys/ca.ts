import { X509Certificate } from 'node:crypto';
import { expect } from 'vitest';
import { expectOverlay, expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

export const ca: Journey = {
  title: 'the root is looked at, copied, and changed, and certificates are to live for another time',
  prepare: (user) => swarmWith(user, 2),
  walk: async (terminal, user) => {
    await terminal.shows('Nodes 3 of 3');
    terminal.press('2');
    await terminal.shows(/Key +\w{8} +ECDSA/);
    expectWhole(terminal.grid, 'Root certificate', 'Signing', 'Who trusts whom');
    const pem = await user.prints('ca');
    const { serialNumber } = new X509Certificate(pem);
    await terminal.shows(serialNumber.toLowerCase().slice(0, 20));
    await terminal.shows(/2 workers +worker-1 worker-2/);
    terminal.press('p');
    await terminal.shows('END CERTIFICATE');
    expect(expectOverlay(terminal.grid, 'swarm-root-ca.crt').replaceAll(/[ \n]/g, '')).toContain(
      pem.replaceAll(/[ \n]/g, ''),
    );
    terminal.press('escape');
    await terminal.hides('END CERTIFICATE');
    terminal.press('y');
    await terminal.shows('the root copied');
    expect(terminal.written).toContain(Buffer.from(`${pem}\n`).toString('base64'));

    terminal.press('e');
    await terminal.shows('Certificates live: 2160h0m0s');
    terminal.press('\u0015', '30m', 'enter');
    await terminal.says('minimum certificate expiry time is: 1h0m0s');
    expectWhole(terminal.grid);
    terminal.press('e');
    await terminal.shows('Certificates live: 2160h0m0s');
    terminal.press('\u0015', '720h', 'enter');
    await terminal.shows('720h0m0s, an hour back');
    await user.prints('node', 'stop', 'worker-2');
    terminal.press('r');
    await terminal.shows(/\w{8} ═ has signed ═▶ \w{8}/);
    await terminal.shows('under way: 3');
    expectWhole(terminal.grid, 'Root certificate', 'Signing', 'Who trusts whom');
    await user.prints('node', 'start', 'worker-2');
    await terminal.hides('under way: 3');
    await terminal.hides('has signed');
    const after = new X509Certificate(await user.prints('ca')).serialNumber;
    await terminal.shows(after.toLowerCase().slice(0, 20));
    expectWhole(terminal.grid, 'Root certificate', 'Signing', 'Who trusts whom');
  },
};
