import { describe, expect, it } from 'vitest';
import { manualClock } from '../../clock/manual-clock.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { makeAuthority, makeLeaf, makeRoot, noon } from '../../testing/certificates.ts';
import type { Authority } from '../../testing/certificates.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { crossSign } from '../../x509/cross-sign.ts';
import { createRequest } from '../../x509/csr.ts';
import type { ProfileExtension } from '../../x509/profile.ts';
import { SigningProblem } from '../problem.ts';
import { ExternalCa } from './client.ts';
import type { ExternalCaOptions, Post } from './client.ts';

const request = {
  csr: createRequest(systemEntropy.newKey()),
  identity: { nodeId: 'the-node', organization: 'the-swarm', role: 'worker' },
} as const;

async function* bytes(...texts: readonly string[]): AsyncGenerator<Uint8Array, void> {
  for (const text of texts) yield Buffer.from(text);
}

/** A transport that answers by host name, and notes who was asked. */
function postTo(answers: Readonly<Record<string, string | Error>>): { readonly post: Post; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    post: async (url) => {
      asked.push(url.href);
      const answer = answers[url.hostname] ?? new Error('no such host');
      if (answer instanceof Error) throw answer;
      return { status: 200, body: bytes(answer) };
    },
  };
}

function externalCa(options: Partial<ExternalCaOptions> & Pick<ExternalCaOptions, 'post'>): ExternalCa {
  return new ExternalCa({
    urls: ['https://one.example/sign'],
    intermediates: '',
    realTime: manualClock(0),
    ...options,
  });
}

const signed = (certificate: string): string => JSON.stringify({ success: true, result: { certificate } });
const refused = JSON.stringify({ success: false, errors: [{ code: 7100, message: 'no' }] });

async function problemOf(signing: Promise<unknown>): Promise<SigningProblem> {
  const error: unknown = await signing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SigningProblem) return error;
  throw new Error('no SigningProblem', { cause: error });
}

describe('ExternalCa', () => {
  it('asks in order, stops at the first who signs, and appends the intermediates as they are', async () => {
    const { post, asked } = postTo({ 'two.example': refused, 'three.example': signed('leaf\n') });
    const urls = ['one', 'two', 'three', 'four'].map((name) => `https://${name}.example/sign`);
    const signer = externalCa({ post, urls, intermediates: 'no newline before' });
    expect(await signer.sign(request)).toBe('leaf\nno newline before');
    expect(asked).toEqual(urls.slice(0, 3));
  });

  it.each([
    ['recoverable', [refused, new Error('away')], 'unable to perform certificate signing request: '],
    ['failed', [new Error('away'), refused], 'response errors: [{7100 no}]'],
  ] as const)('is %s for the reason of the last when all fail', async (code, [one, two], message) => {
    const { post } = postTo({ 'one.example': one, 'two.example': two });
    const problem = await problemOf(
      externalCa({ post, urls: ['https://one.example', 'https://two.example'] }).sign(request),
    );
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(message);
  });

  it('may try again when there is no URL, or none that can be read', async () => {
    const { post, asked } = postTo({});
    expect(await problemOf(externalCa({ post, urls: [] }).sign(request))).toMatchObject({
      code: 'recoverable',
      message: 'no external CA URLs',
    });
    expect(await problemOf(externalCa({ post, urls: ['://'] }).sign(request))).toMatchObject({
      code: 'recoverable',
      message: 'unable to perform certificate signing request: invalid URL',
    });
    expect(asked).toEqual([]);
  });

  it('tells where it asked, and never a password', async () => {
    const { post } = postTo({});
    const { message } = await problemOf(
      externalCa({ post, urls: ['https://me:hunter2@one.example/sign'] }).sign(request),
    );
    expect(message).toBe(
      'unable to perform certificate signing request: Post "https://me:***@one.example/sign": no such host',
    );
  });

  it.each(['the head', 'the body'])('AC-085 gives up five seconds after it began, waiting for %s', async (part) => {
    const realTime = manualClock(0);
    const begun = Promise.withResolvers<void>();
    const post: Post = async (_url, _body, signal) => {
      const aborted = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('cut off')), { once: true });
      });
      async function* body(): AsyncGenerator<Uint8Array, void> {
        yield Buffer.from('{');
        begun.resolve();
        await aborted;
      }
      if (part === 'the body') return { status: 200, body: body() };
      begun.resolve();
      return aborted;
    };
    const failure = problemOf(externalCa({ post, realTime }).sign(request));
    await begun.promise;
    realTime.advance(4_999);
    expect(realTime.pending).toBe(1);
    realTime.advance(1);
    const { code, message } = await failure;
    expect(code).toBe('recoverable');
    expect(message).toMatch(
      part === 'the head'
        ? /^unable to perform certificate signing request: Post "https:.*": context deadline exceeded$/
        : /^unable to read CSR response body: context deadline exceeded$/,
    );
  });

  it('leaves no timer behind, however it ends', async () => {
    const realTime = manualClock(0);
    const { post } = postTo({ 'one.example': signed('x') });
    await externalCa({ post, realTime }).sign(request);
    await problemOf(externalCa({ post: postTo({}).post, realTime }).sign(request));
    expect(realTime.pending).toBe(0);
  });

  it('gives up when it is told to', async () => {
    const abort = new AbortController();
    const post: Post = (_url, _body, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut off'))));
    const failure = problemOf(externalCa({ post, signal: abort.signal }).sign(request));
    abort.abort(new Error('the manager stops'));
    expect((await failure).message).toContain('the manager stops');
  });

  it('reads 262144 bytes of an answer and no more, whatever follows', async () => {
    const answer = signed('x');
    const longest = answer + ' '.repeat(262_144 - answer.length);
    let read = 0;
    let ended = false;
    const post: Post = async () => {
      async function* body(): AsyncGenerator<Uint8Array, void> {
        try {
          for await (const chunk of bytes(longest.slice(0, 100_000), longest.slice(100_000), 'x', 'x')) {
            read += chunk.length;
            yield chunk;
          }
        } finally {
          ended = true;
        }
      }
      return { status: 200, body: body() };
    };
    expect(await externalCa({ post }).sign(request)).toBe('x');
    expect(read).toBe(262_144);
    expect(ended).toBe(true);
    const tooLong = signed('x'.repeat(262_144));
    const failure = await problemOf(
      externalCa({ post: async () => ({ status: 200, body: bytes(tooLong) }) }).sign(request),
    );
    expect(failure.message).toMatch(/^unable to parse JSON response: /);
  });
});

describe('ExternalCa.crossSign', () => {
  const crossSigning = async (successor: Authority, present: Authority, answer: string): Promise<string> => {
    const { post } = postTo({ 'one.example': signed(answer) });
    return externalCa({ post, intermediates: 'never appended' }).crossSign(successor, [present.certificate], noon);
  };

  it('takes a certificate by which the present root vouches for the new one, normalised', async () => {
    const [present, successor] = [await makeRoot(), await makeRoot()];
    const pem = certificatePem(await crossSign(successor.certificate, present));
    expect(await crossSigning(successor, present, `some words\n${pem}\n`)).toBe(pem);
  });

  it('tells what an answer lacks, and that a profile may be missing', async () => {
    const [present, successor, stranger] = [await makeRoot(), await makeRoot(), await makeRoot()];
    const ofSuccessor = { keys: successor.keys, subject: 'swarm-ca', issuer: present } as const;
    const narrow = await makeAuthority({ more: [pathLengthZero], extensions: [{ kind: 'subjectKeyIdentifier' }] });
    const cases: readonly (readonly [answer: string, reason: RegExp, roots?: Authority])[] = [
      ['', /it holds no certificate$/],
      ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /Failed to parse certificate/],
      [(await makeLeaf(present, {}, { ...ofSuccessor })).pem, /it may not sign$/],
      [(await makeAuthority({ ...ofSuccessor, extensions: signsNoCertificates })).pem, /it may not sign$/],
      [(await makeAuthority({ ...ofSuccessor, subject: 'swarm-cb' })).pem, /its subject is not the new root’s$/],
      [(await makeAuthority({ issuer: present })).pem, /its key is not the new root’s$/],
      [(await makeAuthority({ ...ofSuccessor, issuer: stranger })).pem, /certificate signed by unknown authority/],
      [(await makeAuthority({ ...ofSuccessor, notAfter: noon - 1 })).pem, /not valid after/],
      [(await makeAuthority({ ...ofSuccessor, issuer: narrow })).pem, /no room for leaves$/, narrow],
      [successor.pem, /certificate signed by unknown authority/],
    ];
    for (const [answer, reason, root = present] of cases) {
      const problem = await problemOf(crossSigning(successor, root, answer));
      expect(problem.code).toBe('not-cross-signed');
      expect(problem.message).toMatch(reason);
      expect(problem.next).toContain('a signing profile named CA');
    }
  });

  it('passes a refusal on', async () => {
    const { post } = postTo({ 'one.example': refused });
    const [present, successor] = [await makeRoot(), await makeRoot()];
    const problem = await problemOf(externalCa({ post }).crossSign(successor, [present.certificate], noon));
    expect(problem.message).toBe('response errors: [{7100 no}]');
  });
});

const signsNoCertificates: readonly ProfileExtension[] = [
  { kind: 'keyUsage', usages: ['cRLSign'] },
  { kind: 'basicConstraints', ca: true },
];

/** basicConstraints: CA, and no CA below it. */
const pathLengthZero = {
  oid: '2.5.29.19',
  critical: true,
  value: Uint8Array.of(0x30, 6, 1, 1, 0xff, 2, 1, 0),
};
