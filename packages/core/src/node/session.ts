import { durationMs } from '@bufbuild/protobuf/wkt';
import type { Clock } from '../clock/clock.ts';
import { Dispatcher } from '../wire/gen/swarmkit_pb.ts';
import type { NodeDescription, SessionMessage } from '../wire/gen/swarmkit_pb.ts';
import type { Channel } from '../wire/network.ts';
import { NodeProblem } from './problem.ts';
import { pause } from './waiting.ts';

export interface SessionOptions {
  readonly channel: Channel;
  /** Describes the node as it is now. */
  readonly describe: () => NodeDescription;
  /** The session to resume; empty for a new one. */
  readonly sessionId: string;
  /** Hears of everything that the manager tells. */
  readonly onMessage: (message: SessionMessage) => void;
  /** Real time. */
  readonly realTime: Clock;
  /** Ends it: quietly for a reason of the owner's, failing for an error. */
  readonly ending: AbortController;
}

const callTimeoutMs = 5_000;
/** The manager has to say something within this time, ms. */
const firstMessageMs = 5_000;

/**
 * Holds a session with a manager: hears what it tells, and reports in time (docs/protocol.md §7.7). It ends when its owner
 * says so, and otherwise only by failing.
 *
 * @throws {RpcError} {NodeProblem} `session`
 */
export async function holdSession(options: SessionOptions): Promise<void> {
  const { channel, onMessage, realTime, ending } = options;
  const { signal } = ending;
  if (signal.aborted) return;
  const fail = (error: unknown): void => ending.abort(error);
  const silence = realTime.after(firstMessageMs, () =>
    fail(new NodeProblem('session', 'session initiation timed out', { next: 'Look at the manager: it is very busy.' })),
  );
  let heartbeats: Promise<void> | undefined;
  try {
    const hear = (message: SessionMessage): void => {
      silence.cancel();
      heartbeats ??= beat(channel, message.sessionId, realTime, signal).catch(fail);
      onMessage(message);
    };
    const messages = open(options, signal);
    try {
      while (await hearNext(messages, hear));
    } finally {
      await messages.return();
    }
    throw new NodeProblem('session', 'the manager ended the session');
  } catch (error) {
    // A session that was ended from this side has the reason with it.
    const reason: unknown = signal.aborted ? signal.reason : error;
    if (reason instanceof Error) throw reason;
  } finally {
    silence.cancel();
    ending.abort('the session is over');
    await heartbeats;
  }
}

function open(
  { channel, describe, sessionId }: SessionOptions,
  signal: AbortSignal,
): AsyncGenerator<SessionMessage, void> {
  return channel.serverStream(Dispatcher.method.session, { description: describe(), sessionId }, { signal });
}

/**
 * A message is heard and gone before the next one is waited for.
 *
 * @returns whether there was one
 */
function hearNext(
  messages: AsyncGenerator<SessionMessage, void>,
  hear: (message: SessionMessage) => void,
): Promise<boolean> {
  return messages.next().then(({ done, value }) => {
    if (!done) hear(value);
    return !done;
  });
}

/** Reports at once, and after every period that the manager answers with. */
async function beat(channel: Channel, sessionId: string, realTime: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const call = { timeoutMs: callTimeoutMs, signal };
    const { period } = await channel.unary(Dispatcher.method.heartbeat, { sessionId }, call);
    await pause(realTime, period ? durationMs(period) : callTimeoutMs, signal);
  }
}
