import { create } from '@bufbuild/protobuf';
import { describe, expect, it, vi } from 'vitest';
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

/** A manager that answers one question after the other, each about the request that is named. */
function managerAnswering(about: readonly string[]): { readonly channel: Pick<Channel, 'unary'>; polls: number } {
  const manager = { polls: 0, channel: { unary: unary as Channel['unary'] } };
  async function unary({ name }: { readonly name: string }): Promise<unknown> {
    if (name === 'IssueNodeCertificate') return create(IssueNodeCertificateResponseSchema, { nodeId: 'node' });
    const csr = Buffer.from(about[manager.polls] ?? about.at(-1) ?? '');
    manager.polls++;
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
    'asks again when the manager says that its time has run out, as %s',
    async (code) => {
      const manager = managerAnswering(['mine']);
      const late = vi.fn<Channel['unary']>();
      late.mockImplementation(manager.channel.unary);
      late.mockImplementationOnce(manager.channel.unary);
      late.mockImplementationOnce(async () => Promise.reject(new RpcError(code, 'context deadline exceeded')));
      expect(await ask({ unary: late })).toMatchObject({ nodeId: 'node' });
      expect(late).toHaveBeenCalledTimes(3);
    },
  );

  it('gives up when an older request that came late has taken the place of this one', async () => {
    await expect(ask(managerAnswering(['older']).channel)).rejects.toMatchObject({ code: 'superseded' });
  });
});
