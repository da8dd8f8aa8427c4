/** What clients may make the server wait for and keep. Times are of real time. */
export interface EngineServerLimits {
  readonly mostConnections: number;
  readonly mostBodyBytes: number;
  /** Bodies and answers of all clients together. */
  readonly mostHeldBytes: number;
  /** Streams of lines at a time. */
  readonly mostStreams: number;
  /** Of lines that one client has not read. */
  readonly mostQueuedBytes: number;
  /** For the head of a request, ms. */
  readonly headersTimeoutMs: number;
  /** For a whole request, ms. */
  readonly requestTimeoutMs: number;
  /** For taking an answer, ms. */
  readonly answerTimeoutMs: number;
  /** How long a closing server waits for answers that are under way, ms. */
  readonly closeTimeoutMs: number;
}

export const defaultLimits: EngineServerLimits = {
  mostConnections: 1024,
  mostBodyBytes: 1024 * 1024,
  mostHeldBytes: 128 * 1024 * 1024,
  mostStreams: 256,
  mostQueuedBytes: 1024 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  answerTimeoutMs: 30_000,
  closeTimeoutMs: 1_000,
};

export const mostHeaderBytes = 16 * 1024;
/** How long a connection that asks for nothing is kept, ms. */
export const idleTimeoutMs = 60_000;
