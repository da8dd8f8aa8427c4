import { serveLab } from '../../packages/core/src/lab/host/serve-lab.ts';

/**
 * Hosts a state directory, says where it listens, and says why it ended. What keeps it from hosting is what it says
 * instead.
 */
const [stateDirectory = '', idleMs] = process.argv.slice(2);

try {
  const host = await serveLab({
    stateDirectory,
    environment: process.env,
    version: '0.0.0',
    ...(idleMs !== undefined && { idleMs: Number(idleMs) }),
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  process.stdout.write(`${JSON.stringify({ socket: host.socketPath })}\n`);
  process.stdout.write(`${JSON.stringify({ ended: await host.ended })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ refused: String(error) })}\n`);
}
