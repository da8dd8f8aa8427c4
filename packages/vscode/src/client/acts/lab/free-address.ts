import { once } from 'node:events';
import { createServer } from 'node:net';
import { reasonOf } from '@swarmpki/core/commands';

const loopback = '127.0.0.1';
/** Where managers of a swarm listen. */
const swarmPort = 2377;
/** More labs than that nobody runs at a time. */
const mostPorts = 50;

/**
 * Where the first manager of a lab may listen: at a port if nobody has it, else at one of those behind it. Another lab may run,
 * or Docker itself.
 *
 * @param port left out, Docker's own
 * @returns `127.0.0.1:2377`; where all are taken the first, of which whoever listens says so
 */
export async function freeAddress(port = swarmPort): Promise<string> {
  for (let next = port; next < port + mostPorts; next++) if (await isFree(next)) return `${loopback}:${next}`;
  return `${loopback}:${port}`;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, loopback), 'listening');
  } catch (error) {
    if (/EADDRINUSE|EACCES/.test(reasonOf(error))) return false;
    throw error;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
