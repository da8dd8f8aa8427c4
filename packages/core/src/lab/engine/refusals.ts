import { EngineRefusal } from '../../engine/shapes/refused.ts';
import { reasonOf } from '../../problem.ts';
import type { Problem } from '../../problem.ts';
import { Refusal } from '../../swarm/refusal.ts';
import type { RefusalCode } from '../../swarm/refusal.ts';
import { RpcError, rpcErrorText } from '../../wire/grpc/status.ts';
import type { ErrorStatus } from '../../wire/grpc/status.ts';

/** HTTP statuses of Docker's for codes of gRPC; every other code is a 500 (docs/protocol.md §11.6). */
const statuses: Readonly<Partial<Record<ErrorStatus, number>>> = {
  InvalidArgument: 400,
  FailedPrecondition: 400,
  OutOfRange: 400,
  Unauthenticated: 401,
  PermissionDenied: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Unimplemented: 501,
  Unavailable: 503,
};

/** What a manager refuses, as an engine answers it. */
export function answerTo(refused: RpcError | Refusal): EngineRefusal {
  const code: ErrorStatus | RefusalCode = refused.code;
  const { expected, next } = refused;
  return new EngineRefusal(statuses[code] ?? 500, textOf(refused), { expected, next, cause: refused });
}

/** The text of anything thrown as an engine repeats it: what a manager refused with its code. */
export function textOf(error: unknown): string {
  if (error instanceof RpcError) return rpcErrorText(error);
  return error instanceof Refusal ? `rpc error: code = ${error.code} desc = ${error.message}` : reasonOf(error);
}

/** Runs a call to a manager. @throws {EngineRefusal} for what it refuses */
export async function answering<Reply>(call: () => Promise<Reply> | Reply): Promise<Reply> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof Refusal || error instanceof RpcError ? answerTo(error) : error;
  }
}

/** A problem of another room as an engine answers it, with the way out in the text: the docker command shows nothing else. */
export function withNext(status: number, problem: Problem): EngineRefusal {
  const { message, expected, next } = problem;
  const text = next === undefined ? message : `${message}. ${next}`;
  return new EngineRefusal(status, text, { expected, next, cause: problem });
}

/** A parameter that is wrong. */
export function badParameter(message: string, next?: string): EngineRefusal {
  return new EngineRefusal(400, message, { next });
}

const notAManager = 'This node is not a swarm manager.';

export const texts = {
  outside: `${notAManager} Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.`,
  worker:
    `${notAManager} Worker nodes can't be used to view or modify cluster state. ` +
    'Please run this command on a manager node or promote the current node to a manager.',
  preparing: `${notAManager} Manager is being prepared or has trouble connecting to the cluster.`,
  locked:
    'Swarm is encrypted and needs to be unlocked before it can be used. ' +
    'Please use "docker swarm unlock" to unlock it.',
  leaveLocked: 'Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.',
  member: 'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.',
  noMember: 'This node is not part of a swarm',
  joinTimeout:
    'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. ' +
    'Use the "docker info" command to see the current swarm status of your node.',
  leaving: 'You are attempting to leave the swarm on a node that is participating as a manager. ',
  lastManager:
    'Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message. ',
  lostConsensus:
    'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. ' +
    'Use `--force` to suppress this message.',
  mayLose: 'Doing so may lose the consensus of your cluster. ',
  twoManagers:
    'WARNING: Running Swarm in a two-manager configuration. This configuration provides\n' +
    '         no fault tolerance, and poses a high risk to lose control over the cluster.\n' +
    '         Refer to https://docs.docker.com/engine/swarm/admin_guide/#configure-the-swarm-in-a-production-environment\n' +
    '         to configure the Swarm for fault-tolerance.',
} as const;

/** What an engine cannot do as it stands to a swarm now. */
export function unavailable(text: string, next?: string): EngineRefusal {
  return new EngineRefusal(503, text, { next });
}

/** How much of what somebody sent is repeated to him, in characters. */
const longestEcho = 200;

/** A text of somebody's as Go's `%q` prints it, near enough, and of bounded length. */
export function quoted(text: string): string {
  return JSON.stringify(text.slice(0, longestEcho));
}

/** As {@link quoted}, without quotation marks. */
export function echoed(text: string): string {
  return text.slice(0, longestEcho);
}

/** Where a lab cannot listen because somebody else does. */
export function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** @param error of the system's: it names the address */
export function inUse(error: unknown): EngineRefusal {
  return new EngineRefusal(
    500,
    `the lab cannot listen: ${reasonOf(error)}. Choose another port or another address of this machine's own: ` +
      '`docker swarm init --listen-addr 127.0.0.2:2377`',
    { cause: error },
  );
}

export function notLocked(): EngineRefusal {
  return new EngineRefusal(409, 'swarm is not locked');
}

export function wrongKey(cause: unknown): EngineRefusal {
  return new EngineRefusal(401, 'swarm could not be unlocked: invalid key provided', { cause });
}
