import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { freeLoopbackAddress } from './loopback.ts';

it('finds an address on which one can listen', async () => {
  const address = await freeLoopbackAddress(2377);
  expect(address).toMatch(/^127(\.\d{1,3}){3}$/);
  await using server = createServer().listen({ host: address, port: 2377 });
  await once(server, 'listening');
});

it('draws another each time', async () => {
  const addresses = await Promise.all(Array.from({ length: 20 }, () => freeLoopbackAddress()));
  expect(new Set(addresses).size).toBe(20);
});

it('says so when somebody listens on all addresses', async () => {
  await using server = createServer().listen({ host: '0.0.0.0', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(freeLoopbackAddress(port)).rejects.toThrow(`no loopback address is free at port ${port}`);
});
