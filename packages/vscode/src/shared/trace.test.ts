import { describe, expect, it } from 'vitest';
import { secret, token } from '../testing/documents.ts';
import { withoutContents } from './trace.ts';

const contents = `{ "text": "docker swarm join --token ${token}" }`;

describe('a trace', () => {
  it.each([
    [
      `Sending notification 'textDocument/didOpen'.\nParams: ${contents}\n\n`,
      "Sending notification 'textDocument/didOpen'.",
    ],
    [
      `Received response 'textDocument/hover - (3)' in 4ms.\nResult: ${contents}`,
      "Received response 'textDocument/hover - (3)' in 4ms.",
    ],
    [
      `[Trace - 10:00:01 AM] Sending request 'swarmpki/any - (a1)'.\n${contents}`,
      "[Trace - 10:00:01 AM] Sending request 'swarmpki/any - (a1)'.",
    ],
  ])('says what was sent, and of what it carries a length and a hash', (text, head) => {
    const traced = withoutContents(text);
    expect(traced).toMatch(/^[^\n]* \d+ characters, sha256 [\da-f]{16}$/);
    expect(traced.startsWith(head)).toBe(true);
    expect(traced).not.toContain(secret);
  });

  it('says neither how long nor what what may carry a password is: of a guess a hash would say whether it is right', () => {
    const viewing = JSON.stringify({ uri: 'file:///a.p12', contents: 'MIIB', password: 'changeit' });
    expect(withoutContents(`Sending request 'swarmpki/viewFile - (7)'.\nParams: ${viewing}\n\n`)).toBe(
      "Sending request 'swarmpki/viewFile - (7)'.",
    );
  });

  it.each([
    JSON.stringify({ isLSPMessage: true, type: 'send-notification', message: { params: contents } }),
    `Sending request '${token}'.\n`,
    `Request textDocument/hover failed with message: ${token}`,
    token,
  ])('says nothing at all of what it does not know', (text) => {
    expect(withoutContents(text)).toMatch(/^\d+ characters, sha256 [\da-f]{16}$/);
  });
});
