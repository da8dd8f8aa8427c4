import { describe, expect, it } from 'vitest';
import { attackResult } from '../../packages/core/src/engine/shapes/extension/attack.ts';
import type { AttackResult } from '../../packages/core/src/engine/shapes/extension/attack.ts';
import { attacks } from '../../packages/core/src/lab/attacks/index.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';
import { Loot } from '../../packages/core/src/lab/attacks/loot.ts';
import { runAttack } from '../../packages/core/src/lab/attacks/run.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { Hosted, add } from '../tools/hosted-lab.ts';
import { startSwarm } from '../tools/managers.ts';
import { startLab } from '../tools/swarm.ts';

const day = 24 * 3_600_000;

/** What is documented of an attack's end: where it is refused, and with which words. */
interface Ending extends Partial<Pick<AttackResult, 'Place' | 'Outcome'>> {
  readonly Passed: number;
  readonly Client: RegExp;
  readonly Server?: RegExp;
  readonly Left?: readonly RegExp[];
}

const closed =
  /^rpc error: code = Unavailable desc = connection error: the server ended the connection at its beginning/;
const invalidToken = /A valid join token is necessary to join this cluster$/;
const otherRoot =
  /^x509: certificate signed by unknown authority \(possibly because of "x509: ECDSA verification failure"/;
const notPart = /remote certificate not part of OUs: \[swarm-manager\]$/;
const neverReports = /^a node that never reports/;

const endings: Readonly<Record<string, Ending>> = {
  'wrong-digest': { Passed: 2, Client: /^remote CA does not match fingerprint\. Expected: [0-9a-f]{64}$/ },
  'wrong-secret': { Passed: 1, Client: invalidToken, Server: invalidToken },
  'fake-manager': { Passed: 2, Client: /^remote CA does not match fingerprint\. Expected: [0-9a-f]{64}$/ },
  'expired-certificate': { Passed: 0, Client: closed, Server: /^x509: certificate has expired or is not yet valid/ },
  'worker-plays-manager': { Passed: 1, Client: notPart, Server: notPart },
  'removed-node': { Passed: 1, Client: /was removed from swarm$/, Server: /was removed from swarm$/ },
  'stolen-key-other-name': { Passed: 0, Client: closed, Server: otherRoot },
  'csr-asks-for-ca': { Passed: 2, Client: /without anything that the request had asked for$/, Left: [neverReports] },
  'non-ca-root': {
    Passed: 0,
    Client: /^rpc error: code = Internal desc = unable to generate a cross-signed certificate for root rotation$/,
    Server: /^certificate not a CA$/,
  },
  'old-root-certificate': { Passed: 0, Client: closed, Server: otherRoot, Place: 'apart' },
  'replay-token': {
    Passed: 5,
    Client: invalidToken,
    Server: invalidToken,
    Place: 'apart',
    Left: [/^swarm-root-ca\.crt on the disk/],
  },
  'clock-behind': { Passed: 2, Client: /^error while validating Root CA Certificate: .* is before / },
  'tls-1-1': {
    Passed: 0,
    Client: /^TLS handshake failed: tlsv1 alert protocol version$/,
    Server: /^the client speaks no version of TLS that is accepted here$/,
  },
  'stolen-root-key': { Passed: 3, Client: /^$/, Outcome: 'succeeded' },
  'stolen-root-key-rotated': { Passed: 1, Client: closed, Server: otherRoot, Place: 'apart' },
  'no-certificate': {
    Passed: 1,
    Client: /no client certificates in request$/,
    Server: /no client certificates in request$/,
  },
  'forged-forwarding': { Passed: 1, Client: /unauthorized forwarder role/, Server: /unauthorized forwarder role/ },
  'worker-as-manager': { Passed: 0, Client: /^x509: certificate is valid for swarm-worker, .*, not swarm-manager$/ },
  'leaf-signs': { Passed: 0, Client: closed, Server: /parent certificate cannot sign this kind of certificate/ },
  resumption: { Passed: 1, Client: /^the manager did not resume the session/ },
};

function expectEnding(result: AttackResult, { Passed, Client, Server = /^$/, Left = [], ...rest }: Ending): void {
  expect(result).toMatchObject({ Outcome: 'refused', Place: 'here', Passed, ...rest });
  expect(result.Client).toMatch(Client);
  expect(result.Server).toMatch(Server);
  expect(result.Left).toHaveLength(Left.length);
  for (const [at, pattern] of Left.entries()) expect(result.Left[at]).toMatch(pattern);
  expect(result.Milliseconds).toBeLessThan(20_000);
}

/** All of a lab that an attack must leave as it was. */
function likeness({ lab }: Hosted): unknown {
  const { nodes, cluster, secrets } = lab.state;
  const { spec, rootCa } = cluster;
  const rows = [...nodes.values()].map(({ id, role, certificate, status }) => ({ id, role, certificate, status }));
  return structuredClone({ rows, spec, rootCa, secrets, running: [...lab.nodes.keys()] });
}

describe('attacks on a lab', () => {
  it('are listed, each with what came of it here', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.connect();
    const { Attacks } = await lab.attacks();
    expect(Attacks.map(({ ID }) => ID)).toEqual(attacks.map(({ id }) => id));
    expect(Attacks.map(({ ID }) => ID).toSorted()).toEqual(Object.keys(endings).toSorted());
    await expect(lab.attack('fake-manager')).rejects.toMatchObject({ status: 503 });
  });

  it('end as is documented, and leave the swarm as it was', { timeout: 120_000 }, async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Count: 2 });
    await hosted.lab.until('all are ready', ({ isSettled }) => isSettled);
    const before = likeness(hosted);
    for (const { id } of attacks) {
      const result = await lab.attack(id);
      expect(result.ID).toBe(id);
      const ending = endings[id] ?? expect.fail(id);
      try {
        expectEnding(result, ending);
      } catch (error) {
        throw new Error(`${id}: ${JSON.stringify(attackResult.write(result))}`, { cause: error });
      }
      expect(likeness(hosted), id).toEqual(before);
    }
    await hosted.lab.rotateRoot();
    await hosted.lab.until('nothing holds a rotation up', ({ isSettled }) => isSettled);
  });

  it('the stolen root key: good until the rotation has ended, and worth nothing from then on', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Count: 2 });
    expect(await lab.attack('stolen-root-key')).toMatchObject({ Outcome: 'succeeded', Place: 'here', Passed: 3 });
    // A rotation that waits for a node that is away.
    await lab.act('worker-1', 'stop');
    await hosted.lab.rotateRoot();
    expect(await lab.attack('stolen-root-key')).toMatchObject({ Outcome: 'succeeded', Place: 'here' });
    await lab.start('worker-1');
    await hosted.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    const after = await lab.attack('stolen-root-key-rotated');
    expectEnding(after, { ...endings['stolen-root-key-rotated'], Place: 'here' } as Ending);
    expect(after.Evidence).toContainEqual({
      Label: 'the key',
      Text: expect.stringContaining('stolen from this swarm'),
    });
    // The key that the swarm has now is another one, and as good as the first was.
    expect(await lab.attack('stolen-root-key')).toMatchObject({ Outcome: 'succeeded', Place: 'here' });
  });

  it('a clock that is behind leaves a node behind, where the root is old enough for it to get so far', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await lab.changeClock({ JumpBy: 10 * day });
    const result = await lab.attack('clock-behind');
    expectEnding(result, {
      Passed: 7,
      Client: /^certificate \(1 - \w{25}\) not valid before .*: x509: certificate has expired or is not yet valid$/,
      Left: [/^swarm-root-ca\.crt on the disk/, neverReports],
    });
    expect(hosted.lab.state.nodes.size).toBe(1);
    // Also far from real time only the lab's own machines take part, and attackers are among them.
    expect(await lab.attack('worker-plays-manager')).toMatchObject({ Outcome: 'refused', Passed: 1 });
  });

  it.each(['three locked managers', 'a rotation that waits for a node'] as const)(
    'end the same amid %s, and change nothing of it',
    async (what) => {
      const spec = { autoLockManagers: what === 'three locked managers' };
      await using test = await startSwarm({ managers: 3, workers: 2 }, { spec });
      const { lab } = test;
      await lab.until('all are ready', ({ isSettled }) => isSettled);
      if (!spec.autoLockManagers) {
        await lab.stop('worker-1');
        await lab.rotateRoot();
        await lab.until('all others have renewed', ({ state }) => state.unconverged.size === 1);
      }
      const shown = (): unknown =>
        structuredClone([[...lab.state.nodes.keys()], lab.state.cluster.rootCa, lab.state.secrets]);
      const before = shown();
      const options = { lab, loot: new Loot(), onError: (error: unknown) => expect.fail(String(error)) };
      for (const attack of attacks) {
        const { outcome, passed, place } = await runAttack(attack, options);
        const { Outcome = 'refused', Passed, Place = 'here' } = endings[attack.id] ?? expect.fail(attack.id);
        expect([attack.id, outcome, passed, place]).toEqual([attack.id, Outcome, Passed, Place]);
        expect(shown(), attack.id).toEqual(before);
      }
    },
  );

  it('that nobody answers are not taken for refused', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    const { manager } = hosted.lab;
    await manager.close();
    await expect(lab.attack('no-certificate')).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining('connection refused'),
    });
  });

  it('that need the root’s key are made on a swarm of their own where an external CA has it', async () => {
    await using test = await startLab({ signedBy: 'external' });
    const options = { lab: test.lab, loot: new Loot(), onError: (error: unknown) => expect.fail(String(error)) };
    const tried = attacks.filter(({ id }) => /^(expired|non-ca|stolen-root-key|leaf)/.test(id));
    // What was stolen from the other swarm is not taken for this one's.
    for (const attack of tried) {
      const { place, outcome } = await runAttack(attack, options);
      expect([attack.id, place, outcome]).toEqual([
        attack.id,
        attack.id === 'leaf-signs' ? 'here' : 'apart',
        attack.id === 'stolen-root-key' ? 'succeeded' : 'refused',
      ]);
    }
  });

  it('run on a swarm of their own where the lab has no TLS; one at a time, and only those there are', async () => {
    await using hosted = await Hosted.start({ settings: { network: inProcessNetwork(systemEntropy) } });
    const lab = await hosted.found();
    const running = lab.attack('worker-plays-manager');
    await expect(lab.attack('wrong-secret')).rejects.toMatchObject({ status: 409 });
    expect(await running).toMatchObject({ Outcome: 'refused', Place: 'apart', Passed: 1 });
    await expect(lab.attack('nuke')).rejects.toMatchObject({ status: 404 });
  });
});
