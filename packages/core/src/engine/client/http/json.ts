import type { Codec } from '../../shapes/codec.ts';
import { ShapeProblem } from '../../shapes/problem.ts';
import { EngineRefusal, refusedBody } from '../../shapes/refused.ts';

/**
 * Reads what an engine has sent.
 *
 * @throws {ShapeProblem} which repeats nothing of it: there may be tokens in it
 */
export function readJson<Value>(codec: Codec<Value>, json: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Not the cause of what follows: it quotes the text.
    throw new ShapeProblem('malformed', 'the body is no JSON', {
      expected: 'JSON, as a Docker Engine sends it',
      next: 'Check the address. What is this that answers there?',
    });
  }
  return codec.read(value, '');
}

/** No more is repeated of what an engine says, characters. */
const longestMessage = 8192;

/** An answer that is no success, in the words of the engine. */
export function readRefusal(status: number, body: string): EngineRefusal {
  const message = withoutSecrets(messageIn(body)).slice(0, longestMessage);
  return new EngineRefusal(status, message || `the engine answered with status ${status}`);
}

function messageIn(body: string): string {
  try {
    return readJson(refusedBody, body).message;
  } catch {
    // Go answers some faults in plain text: `404 page not found`.
    return body.trim();
  }
}

/** An engine may repeat what it was sent. */
function withoutSecrets(text: string): string {
  return text
    .replace(/SWM(TKN|KEY)-[\w+/=-]*/g, 'SWM$1-…')
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '(a private key)');
}
