import { describe, expect, it } from 'vitest';
import { manualClock } from '../../clock/manual-clock.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { altNames, hex, makeAuthority, makeRoot, noon, otherKey } from '../../testing/certificates.ts';
import type { Authority } from '../../testing/certificates.ts';
import { readCertificates } from '../../x509/certificate.ts';
import { validateChain } from '../../x509/chain.ts';
import { createNamedRequest, createRequest } from '../../x509/csr.ts';
import { der, oid, sequence, set, tlv } from '../../x509/der-writer.ts';
import { Tag } from '../../x509/der-reader.ts';
import { issueGeneral } from '../../x509/general.ts';
import { serialNumberFrom } from '../../x509/leaf.ts';
import { readName } from '../../x509/name.ts';
import { Oid } from '../../x509/oid.ts';
import { readCertificate } from '../../x509/certificate.ts';
import { algorithmForKey } from '../../x509/algorithms.ts';
import { SigningProblem } from '../problem.ts';
import { ExternalCa } from './client.ts';
import { crossSigningRequest, nodeSigningRequest } from './request.ts';
import { answer } from './server.ts';
import type { CfsslAuthority, CfsslClient } from './server.ts';

const hour = 3_600_000;
const manager: CfsslClient = { units: ['swarm-manager'], organization: 'the-swarm' };
const identity = { nodeId: 'the-node', organization: 'the-swarm', role: 'worker' } as const;
const newRequest = (): string => createRequest(systemEntropy.newKey());

interface Response {
  readonly success: boolean;
  readonly result: { readonly certificate: string } | null;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
}

async function ask(
  body: unknown,
  { client = manager, ...authority }: Partial<CfsslAuthority> & { readonly client?: CfsslClient | undefined } = {},
): Promise<Response> {
  const whole = { issuer: await root, expiry: 48 * hour, signsCas: true, ...authority };
  const occasion = { now: noon, serialNumber: serialNumberFrom(systemEntropy.bytes(20)) };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { status, body: response } = await answer(text, client, whole, occasion);
  expect(status).toBe(200);
  return JSON.parse(response) as Response;
}

/** The only error of a refusal. */
async function refusal(...question: Parameters<typeof ask>): Promise<string> {
  const { success, result, errors } = await ask(...question);
  expect([success, result, errors.length]).toEqual([false, null, 1]);
  return `${errors[0]?.code} ${errors[0]?.message}`;
}

const root = makeRoot();
const nodeRequest = (): Record<string, unknown> =>
  JSON.parse(nodeSigningRequest({ csr: newRequest(), identity })) as Record<string, unknown>;

/** Our client, asking our server without a network between them. */
function clientOf(issuer: Authority, { signsCas = true } = {}): ExternalCa {
  return new ExternalCa({
    urls: ['https://ca.example/sign'],
    intermediates: '',
    realTime: manualClock(0),
    post: async (_url, body) => {
      const occasion = { now: noon, serialNumber: serialNumberFrom(systemEntropy.bytes(20)) };
      const response = await answer(body, manager, { issuer, expiry: hour, signsCas }, occasion);
      async function* bytes(): AsyncGenerator<Uint8Array, void> {
        yield Buffer.from(response.body);
      }
      return { status: response.status, body: bytes() };
    },
  });
}

describe('answer', () => {
  it('signs for a node what swarm itself would have signed, but for its own expiry', async () => {
    const { success, result, errors } = await ask(nodeRequest());
    expect([success, errors]).toEqual([true, []]);
    const { certificates } = validateChain(result?.certificate ?? '', [(await root).certificate], noon);
    const [leaf] = certificates;
    expect(readName(leaf.subject).map(({ type, value }) => `${type}=${value}`)).toEqual([
      '2.5.4.10=the-swarm',
      '2.5.4.11=swarm-worker',
      '2.5.4.3=the-node',
    ]);
    expect(leaf.facts.dnsNames).toEqual(['swarm-worker', 'the-node']);
    expect(leaf.facts.basicConstraints?.ca).toBe(false);
    expect([leaf.notBefore, leaf.notAfter]).toEqual([noon - hour, noon + 48 * hour]);
  });

  it('takes what Docker 20.10 sends otherwise: empty strings, and keys that are missing', async () => {
    const names = [{ C: '', ST: '', L: '', O: 'the-swarm', OU: 'swarm-worker', SerialNumber: '' }];
    const request = {
      hosts: ['swarm-worker', 'the-node'],
      certificate_request: newRequest(),
      subject: { CN: 'the-node', names, SerialNumber: '' },
      profile: '',
      crl_override: '',
      label: '',
      from_another_age: { x: [1] },
    };
    const { result } = await ask(request);
    const [leaf] = readCertificates(result?.certificate ?? '');
    expect(readName(leaf?.subject ?? new Uint8Array())).toHaveLength(3);
  });

  it('guesses what kind of name a host is', async () => {
    const hosts = ['a.example', '10.0.0.7', '::1', 'a@b.example', 'spiffe://a/b'];
    const { result } = await ask({ ...nodeRequest(), hosts });
    const [leaf] = readCertificates(result?.certificate ?? '');
    expect(leaf?.facts.dnsNames).toEqual(['a.example']);
    expect(leaf?.facts.ipAddresses).toEqual(['10.0.0.7', '::1']);
  });

  it('signs by the default what asks for a profile that it does not know, as cfssl', async () => {
    expect(await ask({ ...nodeRequest(), profile: 'kubernetes' })).toMatchObject({ success: true });
  });

  it.each([
    ['without a certificate', undefined, '7100 must authenticate sign request with mutual TLS'],
    ['a worker', { ...manager, units: ['swarm-worker'] }, '7100 client certificate OU must be "swarm-manager"'],
    ['nobody', { ...manager, units: [] }, '7100 client certificate OU must be "swarm-manager"'],
    [
      'a manager by its second OU',
      { ...manager, units: ['x', 'swarm-manager'] },
      '7100 client certificate OU must be "swarm-manager"',
    ],
    ['of no swarm', { ...manager, organization: '' }, '7100 client certificate must have an Organization'],
    [
      'of another swarm',
      { ...manager, organization: 'another' },
      '9300 sign request subject org does not match client certificate org',
    ],
  ])('refuses a client %s', async (_which, client, message) => {
    const text = JSON.stringify(nodeRequest());
    const authority = { issuer: await root, expiry: hour, signsCas: true };
    const { body } = await answer(text, client, authority, { now: noon, serialNumber: Uint8Array.of(1) });
    const { success, errors } = JSON.parse(body) as Response;
    expect([success, `${errors[0]?.code} ${errors[0]?.message}`]).toEqual([false, message]);
  });

  it.each([
    ['no JSON', '{', '7200 unable to decode sign request: '],
    ['no object', '[]', '7200 unable to decode sign request: sign request is no object'],
    ['no subject', { subject: null }, '9300 sign request must contain a subject field'],
    ['a number for a name', { subject: { CN: 7 } }, '7200 unable to decode sign request: CN is no string'],
    ['a host that is no text', { hosts: [7] }, '7200 unable to decode sign request: hosts is no string'],
    ['a text for hosts', { hosts: '' }, '7200 unable to decode sign request: hosts is no list'],
    ['too many hosts', { hosts: Array(101).fill('a') }, '7200 unable to decode sign request: hosts has more than 100'],
    ['no organization', { subject: { CN: 'x', names: [] } }, '9300 sign request subject org does not match'],
    [
      'another organization besides',
      { subject: { CN: 'x', names: [{ O: 'the-swarm' }, { O: 'another' }] } },
      '9300 sign request subject org does not match',
    ],
    ['rubbish to sign', { certificate_request: 'x' }, '7500 unable to sign requested certificate: {"code":9002,'],
    ['a host outside of ASCII', { hosts: ['ü'] }, '7500 unable to sign requested certificate: x509: "ü" cannot be'],
    ['a CA by the default profile', { extensions: [ca] }, '5300 Policy violation request: extensions need the profile'],
    ['a CA that is none', { extensions: [{ ...ca, value: '3000' }], profile: 'CA' }, '5300 Policy violation'],
    ['two of them', { extensions: [ca, ca], profile: 'CA' }, '5300 Policy violation'],
    ['rubbish for constraints', { extensions: [{ ...ca, value: '30' }], profile: 'CA' }, '5300 Policy violation'],
    ['another extension', { extensions: [{ ...ca, id: '2.5.29.15' }], profile: 'CA' }, '5300 Policy violation'],
  ])('refuses a request with %s', async (_which, change, message) => {
    const request = typeof change === 'string' ? change : { ...nodeRequest(), ...change };
    expect(await refusal(request)).toContain(message);
  });

  it('repeats of a request that is no JSON no more than a bit', async () => {
    expect((await refusal(`"${'x'.repeat(60_000)}`)).length).toBeLessThan(300);
  });

  it('does not answer for a fault of its own', async () => {
    const { certificate, keys } = await root;
    const authority = { issuer: { certificate, key: keys.publicKey }, expiry: hour, signsCas: true };
    const occasion = { now: noon, serialNumber: Uint8Array.of(1) };
    await expect(answer(JSON.stringify(nodeRequest()), manager, authority, occasion)).rejects.toThrow('usage');
  });
});

const ca = { id: '2.5.29.19', critical: true, value: '30030101ff' };

describe('our client and our server', () => {
  const kinds = ['P-256', 'P-384', 'P-521', 'rsa-2048'] as const;
  const authorities = new Map<string, Promise<Authority>>();
  const authorityOf = (kind: (typeof kinds)[number], place: string): Promise<Authority> => {
    const keys = kind === 'P-256' ? systemEntropy.newKey() : otherKey(kind);
    const made = authorities.get(kind + place) ?? makeAuthority({ keys });
    authorities.set(kind + place, made);
    return made;
  };

  it.each(kinds)('sign with a root of %s, for a key of any other kind', async (kind) => {
    const issuer = await authorityOf(kind, 'present');
    const client = clientOf(issuer);
    const { publicKey, privateKey } = otherKey(kind === 'rsa-2048' ? 'P-521' : 'rsa-2048');
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const other = createNamedRequest({ subject: der(sequence()), spki, names: [], key: privateKey });
    for (const csr of [newRequest(), other]) {
      const pem = await client.sign({ csr, identity: { ...identity, role: 'manager' } });
      const [leaf] = validateChain(pem, [issuer.certificate], noon).certificates;
      expect(leaf.facts.dnsNames).toEqual(['swarm-manager', 'the-node', 'swarm-ca']);
    }
  });

  it.each(kinds.flatMap((present) => kinds.map((successor) => [present, successor] as const)))(
    'a root of %s vouches for one of %s, whose leaves it then accepts',
    async (presentKind, successorKind) => {
      const present = await authorityOf(presentKind, 'present');
      const successor = await authorityOf(successorKind, 'successor');
      const crossSigned = await clientOf(present).crossSign(successor, [present.certificate], noon);
      const leaf = await clientOf(successor).sign({ csr: newRequest(), identity });
      const { chains } = validateChain(leaf + crossSigned, [present.certificate], noon);
      expect(chains[0]).toHaveLength(3);
    },
  );

  it('take over a new root’s name to the byte, and its host names', async () => {
    const present = await makeRoot();
    const keys = systemEntropy.newKey();
    // OpenSSL writes UTF8String where Go would write PrintableString, and names in another order.
    const attribute = (type: string, value: string) =>
      set(sequence(oid(type), tlv(Tag.utf8String, Buffer.from(value))));
    const subject = der(sequence(attribute(Oid.commonName, 'my root'), attribute(Oid.organization, 'Me & Co')));
    const wishes = { issuer: subject, subject, spki: keys.publicKey.export({ format: 'der', type: 'spki' }) };
    const extensions = [{ oid: '2.5.29.19', critical: true, value: Buffer.from('30060101ff020100', 'hex') }];
    const bytes = await issueGeneral({
      ...wishes,
      serialNumber: Uint8Array.of(1),
      notBefore: noon - hour,
      notAfter: noon + hour,
      extensions: [...extensions, altNames(['ca.example', '10.0.0.7'])],
      signingKey: keys.privateKey,
      algorithm: algorithmForKey(keys.privateKey),
    });
    const successor = { certificate: readCertificate(bytes), key: keys.privateKey };
    const pem = await clientOf(present).crossSign(successor, [present.certificate], noon);
    const [crossSigned] = readCertificates(pem);
    expect(hex(crossSigned?.subject)).toBe(hex(subject));
    expect(crossSigned?.facts).toMatchObject({
      basicConstraints: { ca: true, pathLength: 0 },
      dnsNames: ['ca.example'],
      ipAddresses: ['10.0.0.7'],
    });
    expect(crossSigned?.notAfter).toBe(present.certificate.notAfter);
  });

  it('AC-084 cross-sign nothing where the CA has no profile for it', async () => {
    const [present, successor] = [await makeRoot(), await makeRoot()];
    const crossSigning = clientOf(present, { signsCas: false }).crossSign(successor, [present.certificate], noon);
    await expect(crossSigning).rejects.toThrow(
      'response errors: [{5200 Invalid or unknown policy: there is no profile "CA" here}]',
    );
    await expect(crossSigning).rejects.toThrow(SigningProblem);
  });

  it('cross-sign nothing with a root that may have no CA below it', async () => {
    const successor = await makeRoot();
    const constraints = { oid: '2.5.29.19', critical: true, value: Buffer.from('30060101ff020100', 'hex') };
    const narrow = await makeAuthority({ extensions: [{ kind: 'subjectKeyIdentifier' }], more: [constraints] });
    const crossSigning = clientOf(narrow).crossSign(successor, [narrow.certificate], noon);
    await expect(crossSigning).rejects.toThrow('the path length of this CA allows no CA below it');
    expect(JSON.parse(crossSigningRequest(successor))).toMatchObject({ extensions: [ca] });
  });
});
