import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freeLoopbackAddress } from './loopback.ts';

async function listenAt(host: string, port = 0): Promise<Server> {
  const server = createServer().listen({ host, port });
  await once(server, 'listening');
  return server;
}

describe.skipIf(process.platform !== 'linux')('a free loopback address', () => {
  it('is one on which one can listen', async () => {
    await using other = await listenAt('127.0.0.1');
    const { port } = other.address() as AddressInfo;
    const address = await freeLoopbackAddress([port]);
    expect(address).toMatch(/^127(\.\d{1,3}){3}$/);
    await using server = await listenAt(address, port);
    expect(server.listening).toBe(true);
  });

  it('is another each time', async () => {
    const addresses = await Promise.all(Array.from({ length: 20 }, () => freeLoopbackAddress([])));
    expect(new Set(addresses).size).toBe(20);
  });

  it('is none on which somebody listens', async () => {
    await using other = await listenAt('127.0.0.1');
    const { port } = other.address() as AddressInfo;
    const drawn = ['127.0.0.1', '127.0.0.1', '127.1.2.3'];
    expect(await freeLoopbackAddress([port], () => drawn.shift() ?? '')).toBe('127.1.2.3');
    await expect(freeLoopbackAddress([port], () => '127.0.0.1')).rejects.toThrow(`is free at port ${port}`);
  });
});
