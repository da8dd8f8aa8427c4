import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import {
  IssuanceStatus_State,
  IssueNodeCertificateResponseSchema,
  NodeCertificateStatusResponseSchema,
} from '../wire/gen/swarmkit_pb.ts';
import { RpcError } from '../wire/grpc/status.ts';
import type { Channel } from '../wire/network.ts';
import { requestCertificate } from './request-certificate.ts';

/** A manager that answers one question after the other, each about the request that is named, or by an error. */
function managerAnswering(answers: readonly (string | RpcError)[]): {
  readonly channel: Pick<Channel, 'unary'>;
  polls: number;
} {
  const manager = { polls: 0, channel: { unary: unary as Channel['unary'] } };
  async function unary({ name }: { readonly name: string }): Promise<unknown> {
    if (name === 'IssueNodeCertificate') return create(IssueNodeCertificateResponseSchema, { nodeId: 'node' });
    const about = answers[manager.polls] ?? answers.at(-1) ?? '';
    manager.polls++;
    if (about instanceof RpcError) throw about;
    const csr = Buffer.from(about);
    const status = { state: IssuanceStatus_State.ISSUED };
    return create(NodeCertificateStatusResponseSchema, {
      status,
      certificate: { status, csr, certificate: Buffer.from('the certificate') },
    });
  }
  return manager;
}

async function ask(channel: Pick<Channel, 'unary'>): ReturnType<typeof requestCertificate> {
  const realTime = manualClock(0);
  const { signal } = new AbortController();
  const asked = requestCertificate({ channel, csr: 'mine', token: '', realTime, entropy: systemEntropy, signal });
  const turns = async (): Promise<never> => {
    for (let turn = 0; turn < 100; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      realTime.advance(30_000);
    }
    throw new Error('it goes on for ever');
  };
  return Promise.race([asked, turns()]);
}

describe('requestCertificate', () => {
  it('passes over answers that are about the request before', async () => {
    const manager = managerAnswering(['before', 'before', 'mine']);
    expect(await ask(manager.channel)).toEqual({ nodeId: 'node', certificatePem: 'the certificate' });
    expect(manager.polls).toBe(3);
  });

  it.each(['DeadlineExceeded', 'Unknown'] as const)(
    'asks again when it is told %s as its time runs out',
    async (code) => {
      const manager = managerAnswering([new RpcError(code, 'context deadline exceeded'), 'mine']);
      expect(await ask(manager.channel)).toMatchObject({ nodeId: 'node' });
      expect(manager.polls).toBe(2);
    },
  );

  it('gives up when an older request that came late has taken the place of this one', async () => {
    await expect(ask(managerAnswering(['older']).channel)).rejects.toMatchObject({ code: 'superseded' });
  });
});
