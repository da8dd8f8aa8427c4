import { describe, expect, it } from 'vitest';
import { swarmNow } from '../../packages/tui/src/app/moments.ts';
import { isBackdated } from '../../packages/tui/src/app/signing.ts';
import { checkLines } from '../../packages/tui/src/screens/node/checks.ts';
import { connectionLines } from '../../packages/tui/src/screens/node/connection-lines.ts';
import { asn1Lines, historyLines, jsonLines, pemLines } from '../../packages/tui/src/screens/node/depth-lines.ts';
import { certificateLines, chainLines } from '../../packages/tui/src/screens/node/lines.ts';
import type { Own } from '../../packages/tui/src/screens/node/own.ts';
import type { Line } from '../../packages/tui/src/theme/line.ts';
import { change } from '../tools/engine-suite.ts';
import { Hosted, add } from '../tools/hosted-lab.ts';
import { Screens } from '../tools/screens.ts';

const heartbeat = { Dispatcher: { HeartbeatPeriod: 500_000_000 } };

const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => line.map(({ text }) => text).join('')).join('\n');

/** What the screen of a node keeps, once it is of that node and as it is to be. */
function shown(screens: Screens, id: string, is: (own: Own) => boolean): Promise<Own> {
  return screens.until('the screen shows the node', ({ own }) => {
    const kept = own['node'] as Own | undefined;
    return kept?.of === id && is(kept) ? kept : undefined;
  });
}

describe('the screen of a node', () => {
  it('shows in a rotation what is sent, why others accept it, and both verdicts of each connection', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await change(hosted.client, () => heartbeat);
    await add(lab, { Names: ['manager-2'], Role: 'manager' });
    await add(lab, { Names: ['a', 'late'] });
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 4);
    await lab.act('late', 'stop');
    await change(hosted.client, ({ CAConfig }) => ({ CAConfig: { ...CAConfig, ForceRotate: 1 } }));
    const id = hosted.lab.nodes.get('a')?.node.id ?? '';
    await using screens = new Screens(hosted.client);
    screens.app.open({ screen: 'node', subject: id });
    screens.app.change<Own>('node', (own) => ({ ...own, tab: 'Connections' }));

    const own = await shown(
      screens,
      id,
      ({ chain, connections }) =>
        chain.length === 2 && connections.length === 2 && connections.every(({ received }) => received.length === 2),
    );
    const { state } = screens;
    const node = state.sight?.nodes.get(id) ?? expect.fail('there is no such node');
    expect(own.judged?.report.verdict).toBe('accepted');
    expect(textOf(checkLines(state, node, own, 60))).toContain('✔ managers accept it');
    const chain = textOf(chainLines(state, node, own, 100));
    expect(chain).toMatch(/leaf .*\n.*\ncross +swarm-ca, key [\da-f]{8}\n.*\nroot +swarm-ca, key [\da-f]{8}/);
    expect(chain).toContain('The swarm changes its root.');
    // The way that managers find: over the certificate in the middle to the old root.
    expect(chain).toMatch(/ {2}leaf .*\n {2}intermediate +swarm-ca .*\n {2}root +swarm-ca /);
    const connections = textOf(connectionLines(own, true));
    expect(connections.match(/✔ accepted/g)).toHaveLength(4);
    expect(connections).toMatch(/it shows +swarm-worker \w{10} ◂ swarm-ca [\da-f]{8}/);
    expect(connections).toMatch(/is shown +swarm-manager \w{10} ◂ swarm-ca [\da-f]{8}/);
    expect(textOf(asn1Lines(own))).toContain('certificate 2 of 2');
    expect(JSON.parse(textOf(jsonLines({ ...own, chain: own.chain.slice(0, 1) })))).toMatchObject({ version: 3 });
    expect(textOf(pemLines(own)).match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    // What led to it: the new certificate is of the rotation.
    const history = textOf(historyLines(state, id));
    expect(history).toMatch(/issued .*\n +└ because +\S/);
    const backdated = node.certificate !== undefined && isBackdated(state, node.certificate);
    expect(backdated, 'managers sign an hour back').toBe(true);
    expect(textOf(certificateLines(node, own, swarmNow(state), 90, backdated))).toContain(
      'certificate of a swarm worker',
    );
    const short = textOf(certificateLines(node, own, swarmNow(state), 40, backdated));
    expect(short).toContain('swarm-worker');
    expect(short).toContain('an hour back');
  });

  it('says in the words of Docker why others refuse a certificate that has ended', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Names: ['a'] });
    await hosted.lab.until('both are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 2);
    const id = hosted.lab.nodes.get('a')?.node.id ?? '';
    await using screens = new Screens(hosted.client);
    screens.app.open({ screen: 'node', subject: id });
    await shown(screens, id, ({ judged }) => judged?.report.verdict === 'accepted');
    await lab.act('a', 'stop');
    await lab.changeClock({ JumpBy: 100 * 86_400_000 });
    const own = await shown(screens, id, ({ judged }) => judged?.report.verdict === 'refused');
    expect(own.judged?.report.why?.check).toBe('expired');
    const { state } = screens;
    const node = state.sight?.nodes.get(id) ?? expect.fail('there is no such node');
    expect(textOf(checkLines(state, node, own, 200))).toMatch(/✗ managers refuse it: .*certificate has expired/);
    expect(textOf(chainLines(state, node, own, 200))).toContain('check:   expired');
  });

  it('shows nothing of one node as if it were another’s', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Names: ['a', 'b'] });
    await hosted.lab.until('all are ready', ({ isSettled, state }) => isSettled && state.nodes.size === 3);
    await using screens = new Screens(hosted.client);
    for (const name of ['a', 'b']) {
      const id = hosted.lab.nodes.get(name)?.node.id ?? '';
      screens.app.open({ screen: 'node', subject: id });
      screens.press('y');
      expect(screens.state.toast).toBeUndefined();
      const own = await shown(screens, id, ({ chain }) => chain.length === 1);
      const { swarm } = own.chain[0]?.description ?? expect.fail('there is no certificate');
      expect(swarm).toMatchObject({ nodeId: id });
      expect(own.connections).toEqual([]);
    }
  });
});
