import { describe, expect, it } from 'vitest';
import { context, describing, foundTestSwarm, viewOf } from '../testing/swarm.ts';
import type { Caller } from './authorise.ts';
import type { Accepted } from './decision.ts';
import { awaitsSigning, recordSigning, requestCertificate } from './issue.ts';
import type { CertificateRequest, SignedRequest } from './issue.ts';
import { registerNode, removeNode } from './members.ts';
import type { SwarmView } from './view.ts';

const csr = '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n';
const asked: CertificateRequest = { csr, token: '', availability: 'active', calling: { direct: undefined } };

async function swarm(): Promise<SwarmView> {
  return viewOf((await foundTestSwarm()).changes);
}

function carryOut<Reply>(view: SwarmView, { changes, reply }: Accepted<Reply>): Reply {
  view.apply(changes);
  return reply;
}

function join(view: SwarmView, role: 'worker' | 'manager', request = csr): string {
  const token = (role === 'worker' ? view.secrets.workerToken : view.secrets.managerToken) ?? '';
  return carryOut(view, requestCertificate(view, { ...asked, csr: request, token }, context)).nodeId;
}

function signed(view: SwarmView): SignedRequest {
  return { nodeId: '', csr, root: view.cluster.rootCa.caCert };
}

function callerOf(view: SwarmView, nodeId: string, unit = 'swarm-worker'): Caller {
  return { nodeId, units: [unit], organization: view.cluster.id };
}

describe('requestCertificate', () => {
  it('AC-053 lets a node in by the worker token, and by the manager token as a manager', async () => {
    const view = await swarm();
    for (const role of ['worker', 'manager'] as const) {
      const node = view.nodes.get(join(view, role));
      expect(node).toMatchObject({
        role,
        desiredRole: role,
        membership: 'accepted',
        certificate: { state: 'pending', csr },
      });
      expect(node && awaitsSigning(node)).toBe(true);
    }
  });

  it('AC-057 turns away whoever has no token, a wrong one, or but the secret of one', async () => {
    const view = await swarm();
    const token = view.secrets.workerToken ?? '';
    const upperCase = token.replace(/-1-.{50}/, (part) => part.toUpperCase());
    for (const wrong of [
      '',
      'x',
      token.slice(-25),
      `${token} `,
      upperCase,
      token.replace('SWMTKN-1-', 'SWMTKN-2-0-'),
    ]) {
      expect(() => requestCertificate(view, { ...asked, token: wrong }, context)).toThrow(
        expect.objectContaining({
          code: 'InvalidArgument',
          message: 'A valid join token is necessary to join this cluster',
        }),
      );
    }
    expect(view.nodes.size).toBe(1);
  });

  it('refuses an empty request before anything else', async () => {
    const view = await swarm();
    expect(() => requestCertificate(view, { ...asked, csr: '' }, context)).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', message: 'InvalidArgument' }),
    );
  });

  it('AC-055 renews a member in the role that the swarm has for it, whatever its certificate says', async () => {
    const view = await swarm();
    const nodeId = join(view, 'worker');
    carryOut(view, recordSigning(view, { ...signed(view), nodeId }, { pem: 'first' }, context));
    const caller = callerOf(view, nodeId, 'swarm-manager');
    const { changes } = requestCertificate(view, { ...asked, csr: 'another', calling: { direct: caller } }, context);
    expect(changes).toEqual([
      expect.objectContaining({
        node: expect.objectContaining({
          id: nodeId,
          role: 'worker',
          certificate: {
            role: 'worker',
            csr: 'another',
            state: 'renew',
            error: '',
            pem: '',
            awaitedIssuer: expect.any(String),
          },
        }),
      }),
    ]);
  });

  it('AC-056 takes a certificate of another swarm for that of a stranger', async () => {
    const view = await swarm();
    const caller = { ...callerOf(view, join(view, 'worker')), organization: 'another' };
    expect(() => requestCertificate(view, { ...asked, calling: { direct: caller } }, context)).toThrow(
      'A valid join token is necessary',
    );
  });

  it('takes a removed node for a stranger, also while its certificate lasts', async () => {
    const view = await swarm();
    const nodeId = join(view, 'worker');
    carryOut(view, removeNode(view, nodeId, { force: true }, context));
    expect(() => requestCertificate(view, { ...asked, calling: { direct: callerOf(view, nodeId) } }, context)).toThrow(
      'A valid join token is necessary',
    );
  });

  it('AC-096 says that a node is not there which has a good certificate and no entry', async () => {
    const view = await swarm();
    expect(() => requestCertificate(view, { ...asked, calling: { direct: callerOf(view, 'ghost') } }, context)).toThrow(
      'node ghost not found when attempting to renew certificate',
    );
  });

  it('answers the same request as before when it comes once more, until the node has made another', async () => {
    const view = await swarm();
    const [first, again, other] = [join(view, 'worker'), join(view, 'worker'), join(view, 'worker', 'another')];
    expect([again === first, other === first, view.nodes.size]).toEqual([true, false, 3]);
    expect(join(view, 'manager')).not.toBe(first);
    carryOut(view, registerNode(view, first, describing(view.targetIssuer), '', context));
    expect(join(view, 'worker')).toBe(first);
    const renewal = { ...asked, csr: 'of a renewal', calling: { direct: callerOf(view, first) } };
    carryOut(view, requestCertificate(view, renewal, context));
    expect(join(view, 'worker')).not.toBe(first);
  });

  it('draws another id when one is taken, and gives up when chance is broken', async () => {
    const view = await swarm();
    const token = view.secrets.workerToken ?? '';
    const draws = [7, 7, 9];
    const random = (length: number): Uint8Array => new Uint8Array(length).fill(draws.shift() ?? 7);
    const first = carryOut(view, requestCertificate(view, { ...asked, token }, { ...context, random }));
    const again = { ...asked, csr: `${csr}again`, token };
    const second = carryOut(view, requestCertificate(view, again, { ...context, random }));
    expect(second.nodeId).not.toBe(first.nodeId);
    const third = { ...asked, csr: `${csr}once more`, token };
    expect(() => requestCertificate(view, third, { ...context, random })).toThrow('object already exists');
  });
});

describe('recordSigning', () => {
  it('leaves what is told to renew as it is when an answer comes twice', async () => {
    const view = await swarm();
    const nodeId = join(view, 'worker');
    const request = { ...signed(view), nodeId };
    carryOut(view, recordSigning(view, request, { pem: 'the certificate' }, context));
    expect(recordSigning(view, request, { error: 'too late' }, context).changes).toEqual([]);
  });

  it('keeps the certificate, or the reason why there is none', async () => {
    const view = await swarm();
    const [good, bad] = [join(view, 'worker'), join(view, 'worker', 'bad')];
    carryOut(view, recordSigning(view, { ...signed(view), nodeId: good }, { pem: 'the certificate' }, context));
    carryOut(
      view,
      recordSigning(view, { ...signed(view), nodeId: bad, csr: 'bad' }, { error: 'no key in it' }, context),
    );
    expect(view.nodes.get(good)?.certificate).toMatchObject({ state: 'issued', pem: 'the certificate', error: '' });
    expect(view.nodes.get(bad)?.certificate).toMatchObject({ state: 'failed', pem: '', error: 'no key in it' });
  });

  it('drops an answer to a request that has been replaced, and one for a node that is gone', async () => {
    const view = await swarm();
    const nodeId = join(view, 'worker');
    expect(
      recordSigning(view, { ...signed(view), nodeId, csr: 'an older request' }, { pem: 'x' }, context).changes,
    ).toEqual([]);
    expect(recordSigning(view, { ...signed(view), nodeId: 'gone' }, { pem: 'x' }, context).changes).toEqual([]);
  });
});
