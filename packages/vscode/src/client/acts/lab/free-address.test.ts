import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freeAddress } from './free-address.ts';

it('finds where a lab may listen: not where somebody else does', async () => {
  await using server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const found = await freeAddress(port);
  expect(found).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(found).not.toBe(`127.0.0.1:${port}`);
  // Nobody is left listening there.
  await using other = createServer();
  await once(other.listen(Number(found.split(':')[1]), '127.0.0.1'), 'listening');
});
