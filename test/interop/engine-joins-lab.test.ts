import { describe, expect, it } from 'vitest';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { opensslMissing, opensslText, opensslVerify } from '../tools/openssl.ts';
import { splitPem } from '../tools/pem.ts';
import { rotateToTheEnd, startLab } from '../tools/swarm.ts';

async function joinAsWorker(engine: Engine, lab: Lab): Promise<string> {
  const { code, stdout, stderr } = await engine.join(lab.manager.address, lab.joinToken('worker'));
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('This node joined a swarm as a worker.');
  return engine.output('info', '--format', '{{.Swarm.NodeID}}');
}

function untilItTrustsTheRoot(engine: Engine, lab: Lab): Promise<string> {
  const { caCert } = lab.manager.state.cluster.rootCa;
  return eventually('the engine trusts the root of the swarm', async () => {
    const found = await engine.readCertificate('swarm-root-ca.crt');
    return found === caCert ? found : undefined;
  });
}

function untilActive(engine: Engine): Promise<true> {
  return eventually('the engine is active', async () => (await engine.localNodeState()) === 'active' || undefined);
}

async function remove(lab: Lab, nodeId: string): Promise<void> {
  await lab.control.perform((state, context) => removeNode(state, nodeId, { force: true }, context));
}

describe.skipIf(dockerMissing ?? opensslMissing)('a real Docker Engine in our lab', () => {
  it('joins as a worker, with files that openssl verifies', async () => {
    await using engine = await Engine.start();
    await using test = await startLab();
    const id = await joinAsWorker(engine, test.lab);
    expect(await engine.localNodeState()).toBe('active');

    const roots = await engine.readCertificate('swarm-root-ca.crt');
    expect(roots).toBe(test.lab.manager.state.cluster.rootCa.caCert);
    const [leaf = '', ...more] = splitPem(await engine.readCertificate('swarm-node.crt'));
    expect(more).toEqual([]);
    expect(await opensslVerify({ leaf, roots }, '-purpose', 'sslserver')).toMatchObject({ ok: true });
    const subject = `O = ${test.lab.manager.state.cluster.id}, OU = swarm-worker, CN = ${id}`;
    expect(await opensslText(leaf)).toContainEqual(expect.stringContaining(`Subject: ${subject}`));
  });

  it('follows three rotations in a row with the same id, and trusts nothing of the roots before', async () => {
    await using engine = await Engine.start();
    await using test = await startLab();
    const id = await joinAsWorker(engine, test.lab);
    for (let rotation = 1; rotation <= 3; rotation++) {
      const [oldLeaf = ''] = splitPem(await engine.readCertificate('swarm-node.crt'));
      await rotateToTheEnd(test.lab);
      const roots = await untilItTrustsTheRoot(engine, test.lab);
      const [leaf = '', untrusted = ''] = splitPem(await engine.readCertificate('swarm-node.crt'));
      expect(await opensslVerify({ leaf, roots })).toMatchObject({ ok: true });
      expect(await opensslVerify({ leaf: oldLeaf, untrusted, roots })).toMatchObject({ ok: false });
      expect(await opensslText(leaf)).toContainEqual(expect.stringContaining(`CN = ${id}`));
    }
    expect(await engine.localNodeState()).toBe('active');
    expect(test.refusals).toEqual([]);
  });

  it('comes back after its own restart, and follows the next rotation', async () => {
    await using engine = await Engine.start();
    await using test = await startLab();
    await joinAsWorker(engine, test.lab);
    await rotateToTheEnd(test.lab);
    await engine.stop();
    await engine.restart();
    await untilActive(engine);
    await rotateToTheEnd(test.lab);
    await untilItTrustsTheRoot(engine, test.lab);
  });

  it('joins amid a rotation, which then ends with it', async () => {
    await using engine = await Engine.start();
    await using test = await startLab();
    const { lab } = test;
    const { node } = await lab.join('silent', lab.joinToken('worker'));
    await lab.until('the node is ready', ({ isSettled }) => isSettled);
    await lab.stop('silent');
    const tokenBefore = lab.joinToken('worker');
    await lab.rotateRoot();
    await joinAsWorker(engine, lab);
    expect(splitPem(await engine.readCertificate('swarm-node.crt'))).toHaveLength(2);
    expect(lab.manager.state.cluster.rootCa.rotation, 'the silent node holds it up').toBeDefined();
    expect(lab.joinToken('worker')).toBe(tokenBefore);

    await remove(lab, node.id);
    await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    await untilItTrustsTheRoot(engine, lab);
    expect(lab.joinToken('worker')).not.toBe(tokenBefore);
  });

  it('catches up with a rotation that began while it was stopped', async () => {
    await using engine = await Engine.start();
    await using test = await startLab();
    await joinAsWorker(engine, test.lab);
    await engine.stop();
    await test.lab.rotateRoot();
    await engine.restart();
    await test.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    await untilItTrustsTheRoot(engine, test.lab);
  });

  it('is turned away with the messages that its users know', async () => {
    await using test = await startLab();
    const { lab } = test;
    const token = lab.joinToken('worker');
    const answers = async (given: string): Promise<string> => {
      await using engine = await Engine.start();
      return (await engine.join(lab.manager.address, given)).stderr;
    };
    const [wrongSecret, wrongDigest, malformed, manager] = await Promise.all([
      answers(`${token.slice(0, -25)}${'0'.repeat(25)}`),
      answers(token.replace(/-1-.{50}/, `-1-${'1'.repeat(50)}`)),
      answers(token.slice(0, -1)),
      answers(lab.joinToken('manager')),
    ]);
    expect(wrongSecret).toContain(
      'rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster',
    );
    expect(wrongDigest).toContain('remote CA does not match fingerprint. Expected: ');
    expect(malformed).toContain('invalid join token');
    expect(manager).toContain("manager stopped: can't initialize raft node: rpc error: code = FailedPrecondition");
    expect(manager).toContain('join with the worker token');
    expect([...lab.manager.state.nodes.values()].map(({ description }) => description?.hostname)).toEqual([
      'manager-1',
    ]);
  });

  it('does not come back once its node was removed, and may join anew', async () => {
    await using engine = await Engine.start();
    await using test = await startLab();
    const { lab } = test;
    const id = await joinAsWorker(engine, lab);
    await remove(lab, id);
    await eventually(
      'the engine has heard of it',
      async () => (await engine.log()).some((line) => line.includes(`node ${id} was removed from swarm`)) || undefined,
    );
    expect(lab.manager.state.nodes.has(id)).toBe(false);
    await engine.output('swarm', 'leave', '--force');
    expect(await joinAsWorker(engine, lab)).not.toBe(id);
  });
});
