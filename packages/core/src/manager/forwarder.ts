import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { reasonOf } from '../problem.ts';
import { noLeader } from '../swarm/managers.ts';
import { RpcError } from '../wire/grpc/status.ts';
import type { CallOptions, Channel } from '../wire/network.ts';
import { forwarding, isForwarded, rpcErrorOf } from './calls.ts';
import type { Call } from './calls.ts';

export interface ForwarderOptions {
  /** `host:port` of the leader; `undefined` while there is none, or while it is this manager. */
  readonly leader: () => string | undefined;
  /** Settles when somebody leads, or the signal says that it is not wanted any more, or after a while. */
  readonly led: (signal: AbortSignal) => Promise<void>;
  /** Opens a connection to it, showing this manager's certificate. */
  readonly connect: (address: string) => Promise<Channel>;
}

/** Calls on one connection to the leader; with more another one is opened. Each connection allows a hundred. */
const mostCalls = 64;

interface Lane {
  readonly address: string;
  readonly channel: Promise<Channel>;
  calls: number;
}

/**
 * Passes calls on to the leader, for a manager that does not lead (docs/protocol.md §7.5): over its own mutual TLS, saying
 * for whom. Whoever showed no certificate is named by empty texts, so that the leader does not take the call for this
 * manager's own.
 */
export class Forwarder {
  readonly #options: ForwarderOptions;
  #lanes: readonly Lane[] = [];

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  /**
   * Passes a call on. One that a broken connection has lost, or that came to a manager which led no more, is made once
   * more when somebody leads: that may be anybody, this very manager too.
   *
   * @param again makes the call once more
   * @throws {RpcError}
   */
  async unary<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    request: MessageInitShape<Input>,
    call: Call,
    again?: () => Promise<MessageInitShape<Output>>,
  ): Promise<MessageInitShape<Output>> {
    const options = optionsFor(call);
    const lane = this.#lane();
    try {
      return await onLane(lane, (channel) => channel.unary(method, request, options));
    } catch (error) {
      if (again === undefined || !(await isLost(error, lane))) throw error;
    }
    this.#forget(lane);
    await this.#options.led(call.signal);
    return again();
  }

  /** @throws {RpcError} from the iteration */
  async *serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodServerStreaming<Input, Output>,
    request: MessageInitShape<Input>,
    call: Call,
  ): AsyncGenerator<MessageShape<Output>, void> {
    const lane = this.#lane();
    lane.calls++;
    try {
      const channel = await opened(lane);
      yield* channel.serverStream(method, request, optionsFor(call));
    } finally {
      lane.calls--;
    }
  }

  /** Ends all connections to the leader. */
  close(): void {
    const lanes = this.#lanes;
    this.#lanes = [];
    for (const { channel } of lanes) channel.then((open) => open.destroy()).catch(() => undefined);
  }

  #leave(lane: Lane): void {
    this.#forget(lane);
    // What has kept it from opening its calls have heard.
    lane.channel.then((channel) => channel.close()).catch(() => undefined);
  }

  #forget(lane: Lane): void {
    this.#lanes = this.#lanes.filter((other) => other !== lane);
  }

  /** A connection to whoever leads now that has room for a call. Those to whoever led before end with their calls. */
  #lane(): Lane {
    const address = this.#options.leader();
    if (address === undefined) throw rpcErrorOf(noLeader());
    for (const lane of this.#lanes) if (lane.address !== address) this.#leave(lane);
    const lanes = this.#lanes.filter((lane) => lane.address === address);
    const free = lanes.find(({ calls }) => calls < mostCalls);
    if (free !== undefined) return free;
    const lane: Lane = { address, channel: this.#options.connect(address), calls: 0 };
    this.#lanes = [...lanes, lane];
    const forget = (): void => this.#forget(lane);
    lane.channel.then((channel) => channel.closed.then(forget), forget);
    return lane;
  }
}

async function onLane<Result>(lane: Lane, run: (channel: Channel) => Promise<Result>): Promise<Result> {
  lane.calls++;
  try {
    return await run(await opened(lane));
  } finally {
    lane.calls--;
  }
}

/** Whether a call came to nobody: its connection has ended, or whoever took it would have had to pass it on again. */
async function isLost(error: unknown, lane: Lane): Promise<boolean> {
  if (!(error instanceof RpcError)) return false;
  return error.code === 'ResourceExhausted' || (error.code === 'Unavailable' && !(await isOpen(lane)));
}

function isOpen({ channel }: Lane): Promise<boolean> {
  return channel.then(
    (open) => open.isOpen,
    () => false,
  );
}

async function opened(lane: Lane): Promise<Channel> {
  try {
    return await lane.channel;
  } catch (cause) {
    throw new RpcError('Unavailable', `the leader cannot be reached: ${reasonOf(cause)}`, {
      next: 'Try again: if the leader is down, another manager follows it.',
      cause,
    });
  }
}

function optionsFor({ peer, metadata, signal }: Call): CallOptions {
  if (isForwarded(metadata)) {
    // One that was passed on already would get here as a call of whoever passed it on.
    throw new RpcError('ResourceExhausted', `more than one redirect to leader from: [${peer.host}]`, {
      next: 'Try again: the leader has just changed.',
    });
  }
  const { nodeId = '', organization = '', units = [] } = peer.identity ?? {};
  return {
    signal,
    metadata: {
      [forwarding.isForwarded]: 'true',
      [forwarding.nodeId]: nodeId,
      [forwarding.organization]: organization,
      ...(units.length > 0 && { [forwarding.units]: units }),
      [forwarding.remote]: peer.host.includes(':') ? `[${peer.host}]:0` : `${peer.host}:0`,
    },
  };
}
