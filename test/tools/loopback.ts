import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** How many addresses are tried. Of 16 million, the first is as good as always free. */
const mostDraws = 5;

/**
 * An address of 127.0.0.0/8 on which nobody listens at these ports. It is drawn, so that test files that run at the same
 * time do not meet. (Linux alone has them all.)
 *
 * @throws Error when none is found, which means that somebody listens on all addresses
 */
export async function freeLoopbackAddress(ports: readonly number[], draw = drawLoopbackAddress): Promise<string> {
  for (let draws = 0; draws < mostDraws; draws++) {
    const address = draw();
    const free = await Promise.all(ports.map((port) => isFree(address, port)));
    if (free.every(Boolean)) return address;
  }
  throw new Error(
    `no loopback address is free at port ${ports.join(' and ')}: does a Docker Swarm of this machine listen on all addresses?`,
  );
}

function drawLoopbackAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
}

/** Whether one can listen there: asked by doing so. */
async function isFree(host: string, port: number): Promise<boolean> {
  await using server = createServer().listen({ host, port });
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}
