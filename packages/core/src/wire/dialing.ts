import { ConnectionProblem } from './problem.ts';

/** Whether a number can be that of a port to connect to. */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** Whom a client looks for, in words. */
export interface ExpectedServer {
  /** `a swarm manager` */
  readonly who: string;
  /** What to check if it is not there, as a sentence. */
  readonly next: string;
}

export const swarmManager: ExpectedServer = {
  who: 'a swarm manager',
  next: 'Check the address: managers listen on port 2377 unless told otherwise.',
};

/** Nobody listens there. */
export function refused(address: string, { who } = swarmManager, cause?: Error): ConnectionProblem {
  return new ConnectionProblem('refused', `dial tcp ${address}: connect: connection refused`, {
    expected: `${who} listening there`,
    next: 'Check the address, and that it is running.',
    cause,
  });
}

/** Whoever wanted the connection has given it up. */
export function canceled(address: string): ConnectionProblem {
  return new ConnectionProblem('canceled', `the connection to ${address} was given up`);
}

/** The other end hung up before there was a connection. */
export function closed(address: string, { who, next } = swarmManager): ConnectionProblem {
  return new ConnectionProblem('closed', `${address} closed the connection during the handshake`, {
    expected: `${who}, which speaks TLS`,
    next,
  });
}

/** Nothing came from the other end. */
export function timedOut(address: string, ms: number): ConnectionProblem {
  return new ConnectionProblem('timeout', `no answer from ${address} within ${ms / 1000} s`, {
    next: 'Check the address and that nothing blocks the port.',
  });
}

/** There is no way to the other end. */
export function unreachable(address: string, reason: string, cause?: Error): ConnectionProblem {
  return new ConnectionProblem('unreachable', `dial tcp ${address}: ${reason}`, { next: 'Check the address.', cause });
}
