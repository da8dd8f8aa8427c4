import type { Clock } from '../../clock/clock.ts';
import { reasonOf } from '../../problem.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Issuer } from '../../x509/leaf.ts';
import type { SigningProblem } from '../problem.ts';
import type { Signer, SigningRequest } from '../signer.ts';
import { checkCrossSigned } from './cross-signed.ts';
import { crossSigningRequest, nodeSigningRequest } from './request.ts';
import { certificateFrom, recoverable } from './response.ts';

/** An answer to a POST whose head has arrived. */
interface PostAnswer {
  readonly status: number;
  /** The rest, as it arrives; leaving off ends the exchange. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Posts JSON and follows redirects. Nothing of it outlasts the signal, neither the call nor the body.
 *
 * @returns rejects when there is no answer
 */
export type Post = (url: URL, body: string, signal: AbortSignal) => Promise<PostAnswer>;

export interface ExternalCaOptions {
  /** In the order in which they are asked. */
  readonly urls: readonly string[];
  /** Appended to every leaf: PEM, as it is. During a rotation this is the cross-signed new root. */
  readonly intermediates: string;
  readonly post: Post;
  /** By which an exchange is bounded. */
  readonly realTime: Clock;
  /** For each URL, its body included: ms of real time. */
  readonly timeoutMs?: number;
  /** Gives everything up. */
  readonly signal?: AbortSignal;
}

/** More of an answer is not read. */
const mostBodyBytes = 256 * 1024;

/**
 * Has an external CA sign, which speaks cfssl's protocol (docs/protocol.md §9). It is asked at each URL in turn until one
 * has signed; if none has, the last one's reason is the reason.
 */
export class ExternalCa implements Signer {
  readonly #options: ExternalCaOptions;

  constructor(options: ExternalCaOptions) {
    this.#options = options;
  }

  /**
   * The certificate is passed on as it came: as in Docker it is the node that looks at it.
   *
   * @throws {SigningProblem} `recoverable` or `failed`, with Docker's texts
   */
  async sign(request: SigningRequest): Promise<string> {
    return (await this.#ask(nodeSigningRequest(request))) + this.#options.intermediates;
  }

  /**
   * Has the present root, whose key is outside, vouch for a new one (docs/protocol.md §9.5).
   *
   * @param successor the new root and its key
   * @param roots what everybody trusts now
   * @param now ms since epoch
   * @returns PEM, normalised
   * @throws {SigningProblem} as {@link sign}, and `not-cross-signed` for an answer that no chain could run through
   */
  async crossSign(successor: Issuer, roots: readonly Certificate[], now: number): Promise<string> {
    const answer = await this.#ask(crossSigningRequest(successor));
    return checkCrossSigned(answer, successor.certificate, roots, now);
  }

  async #ask(request: string): Promise<string> {
    let last: unknown = recoverable('no external CA URLs');
    for (const url of this.#options.urls) {
      try {
        return await this.#askAt(url, request);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  async #askAt(text: string, request: string): Promise<string> {
    const url = URL.parse(text);
    if (url === null) throw notPerformed('invalid URL');
    const { post, realTime, timeoutMs = 5_000, signal: given } = this.#options;
    const deadline = new AbortController();
    const timer = realTime.after(timeoutMs, () => deadline.abort(new Error('context deadline exceeded')));
    const signal = given ? AbortSignal.any([given, deadline.signal]) : deadline.signal;
    const why = (error: unknown): string => reasonOf(signal.aborted ? signal.reason : error);
    try {
      const { status, body } = await post(url, request, signal).catch((error: unknown) => {
        throw notPerformed(`Post "${withoutPassword(url)}": ${why(error)}`, error);
      });
      const start = await readStart(body).catch((error: unknown) => {
        throw recoverable(`unable to read CSR response body: ${why(error)}`, error);
      });
      return certificateFrom(status, start);
    } finally {
      timer.cancel();
    }
  }
}

function notPerformed(reason: string, cause?: unknown): SigningProblem {
  return recoverable(`unable to perform certificate signing request: ${reason}`, cause);
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.href;
}

async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= mostBodyBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBodyBytes).toString('utf8');
}
