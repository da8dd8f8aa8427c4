import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { manualClock } from '../../clock/manual-clock.ts';
import { ClientProblem } from '../../engine/client/problem.ts';
import type { NodeCertificate } from '../../engine/leaves/read-leaf.ts';
import { LeafProblem } from '../../engine/leaves/problem.ts';
import type { Leaf } from '../../engine/watch/leaves.ts';
import { nodeOfEngine } from '../../engine/watch/node-of-engine.ts';
import { info } from '../../engine/shapes/info.ts';
import type { SwarmInfo } from '../../engine/shapes/info.ts';
import { swarmSpec } from '../../engine/shapes/swarm.ts';
import type { Node } from '../../engine/shapes/node.ts';
import type { Swarm, TlsInfo } from '../../engine/shapes/swarm.ts';
import { makeAuthority, makeRoot, noon } from '../../testing/certificates.ts';
import type { Authority } from '../../testing/certificates.ts';
import { serveTestHttps } from '../../testing/https.ts';
import { leaderOf, nodeOf, swarmOf } from '../../testing/engine-double.ts';
import { PlayedEngine } from '../../testing/played-engine.ts';
import { formatJoinToken } from '../../token/join-token.ts';
import { renewalWindow } from '../../x509/renewal-window.ts';
import type { Diagnosis } from '../diagnosis.ts';
import { metricsText } from '../measures.ts';
import { judgeEngine } from './judge-engine.ts';
import { lookAtEngine, mostProbes } from './look.ts';
import type { EngineLook } from './look.ts';

const day = 86_400_000;
const ready = { notBefore: noon - 10 * day, notAfter: noon + 80 * day };

let root: Authority;
let successor: Authority;
beforeAll(async () => {
  [root, successor] = [await makeRoot(), await makeRoot()];
});

const issuedBy = ({ certificate, pem }: Authority, trust = pem): TlsInfo => ({
  TrustRoot: trust,
  CertIssuerSubject: Buffer.from(certificate.subject).toString('base64'),
  CertIssuerPublicKey: Buffer.from(certificate.spki).toString('base64'),
});

const tokensOf = ({ pem }: Authority) => {
  const token = formatJoinToken(hash('sha256', pem, 'buffer'), new Uint8Array(16).fill(7));
  return { Worker: token, Manager: token };
};

interface Wishes {
  readonly nodes?: readonly Node[];
  readonly swarm?: Partial<Swarm>;
  readonly standing?: Partial<SwarmInfo>;
  /** By node id. */
  readonly leaves?: Readonly<Record<string, Partial<NodeCertificate> | LeafProblem>>;
  readonly refusal?: string;
  readonly probes?: EngineLook['probes'];
}

function lookOf({ nodes, swarm, standing, leaves = {}, refusal, probes }: Wishes = {}): EngineLook {
  const shown = swarmOf({ TLSInfo: issuedBy(root), JoinTokens: tokensOf(root), ...swarm });
  const all = nodes ?? [leader(), worker('w')];
  const own = { LocalNodeState: 'active', ControlAvailable: true, NodeID: 'm', ...standing } as const;
  const isShown = own.ControlAvailable && refusal === undefined;
  return {
    name: 'unix:///d.sock',
    sight: {
      info: { ...info.zero, ServerVersion: '20.10.24', Swarm: { ...info.zero.Swarm, ...own } },
      swarm: isShown ? shown : undefined,
      refusal,
      nodes: new Map(
        isShown ? all.map((node) => [node.ID, nodeOfEngine(node, shown.TLSInfo, leafOf(node, leaves[node.ID]))]) : [],
      ),
      lab: undefined,
    },
    now: noon,
    probes,
  };
}

function leafOf({ ManagerStatus }: Node, known: Partial<NodeCertificate> | LeafProblem = {}): Leaf {
  if (known instanceof LeafProblem) return { certificate: undefined, problem: known };
  const validity = { ...ready, ...known };
  const { certificate } = root;
  const issuer = { subject: certificate.subject, spki: certificate.spki };
  const role = ManagerStatus === undefined ? 'worker' : 'manager';
  const renewal = renewalWindow(validity);
  return { certificate: { role, serialNumber: '01', issuer, renewal, ...validity }, problem: undefined };
}

const withTls = (node: Node, tls: TlsInfo): Node => ({ ...node, Description: { ...node.Description, TLSInfo: tls } });
const leader = (): Node => withTls(leaderOf('m'), issuedBy(root));
const worker = (id: string, fields: Partial<Node> = {}): Node => withTls(nodeOf(id, fields), issuedBy(root));
const down = { Status: { State: 'down', Message: '', Addr: '' } } as const;
const named = (node: Node, Hostname: string): Node => ({ ...node, Description: { ...node.Description, Hostname } });

const codes = ({ findings }: Diagnosis): readonly string[] =>
  findings.map(({ severity, code }) => `${severity} ${code}`);
const codesOf = (wishes: Wishes, now = noon): readonly string[] => codes(judgeEngine(lookOf(wishes), now));

describe('an engine', () => {
  it('whose swarm is well has nothing to be mended', () => {
    const diagnosis = judgeEngine(lookOf(), noon);
    expect(codes(diagnosis)).toEqual([]);
    expect(diagnosis.renewers.map(({ can, role }) => `${role} ${can}`)).toEqual(['manager yes', 'worker yes']);
    expect(Object.fromEntries(diagnosis.about.map(({ key, text }) => [key, text]))).toMatchObject({
      leader: 'host-m (m)',
      rootDigest: hash('sha256', root.pem),
      rotation: 'none',
      firstNotAfter: expect.stringContaining('2027-02-12 12:00 UTC, 80 days left'),
    });
    expect(JSON.stringify(diagnosis)).not.toMatch(/SWMTKN|PRIVATE/);
  });

  it.each([
    [
      { LocalNodeState: 'error', ControlAvailable: false, Error: 'swarm certificates have expired' },
      'error engine-in-error',
    ],
    [{ LocalNodeState: 'locked', ControlAvailable: false }, 'error engine-locked'],
    [{ LocalNodeState: 'pending', ControlAvailable: false }, 'warning join-unfinished'],
    [{ LocalNodeState: 'inactive', ControlAvailable: false }, 'information no-swarm'],
    [{ LocalNodeState: '', ControlAvailable: false }, 'information no-swarm'],
    [{ LocalNodeState: 'active', ControlAvailable: false }, 'information not-a-manager'],
  ] as const)('that stands so to its swarm is told so: %j', (standing, code) => {
    const diagnosis = judgeEngine(lookOf({ standing }), noon);
    expect(codes(diagnosis)).toEqual([code]);
    if ('Error' in standing) expect(diagnosis.findings[0]?.reason).toContain(standing.Error);
  });

  it('that refuses to show its swarm has no leader, most likely', () => {
    expect(codesOf({ refusal: 'The swarm does not have a leader.' })).toEqual(['error swarm-not-shown']);
  });

  it('whose tokens are not of its root lets nobody join, and none of them is told', () => {
    const diagnosis = judgeEngine(lookOf({ swarm: { JoinTokens: tokensOf(successor) } }), noon);
    expect(codes(diagnosis)).toEqual(['error join-token-stale']);
    expect(JSON.stringify(diagnosis.findings)).not.toContain(tokensOf(successor).Worker.slice(-25));
    const odd = { Worker: tokensOf(root).Worker, Manager: 'rubbish' };
    expect(judgeEngine(lookOf({ swarm: { JoinTokens: odd } }), noon).findings[0]?.reason).toContain('of managers does');
  });

  it('whose root ends soon, or has, says when', async () => {
    const ending = await makeAuthority({ notAfter: noon + 100 * day });
    const swarm = { TLSInfo: issuedBy(ending), JoinTokens: tokensOf(ending) };
    const nodes = [withTls(leaderOf('m'), issuedBy(ending))];
    expect(codesOf({ swarm, nodes })).toEqual(['warning root-ends-soon']);
    expect(codesOf({ swarm, nodes }, noon + 101 * day)).toContain('error expired');
  });

  it('with external CAs names them, what is odd about them, and what became of a connection', () => {
    const ca = { Protocol: 'cfssl', URL: 'https://ca.example/api/v1/cfssl/sign', Options: {}, CACert: '' };
    const spec = (...ExternalCAs: readonly (typeof ca)[]) => ({
      Spec: { ...swarmSpec.zero, CAConfig: { ...swarmSpec.zero.CAConfig, ExternalCAs } },
    });
    expect(codesOf({ swarm: spec(ca) })).toEqual(['information external-ca']);
    const odd = spec({ ...ca, URL: 'https://ca.example' }, { ...ca, URL: 'http://ca.example/x' }, { ...ca, URL: '::' });
    expect(codesOf({ swarm: odd })).toEqual([
      ...Array.from({ length: 3 }, () => 'warning external-ca-address'),
      'information external-ca',
    ]);
    const problem = new ClientProblem('no-engine', 'connection refused');
    expect(codesOf({ swarm: spec(ca), probes: [{ url: ca.URL, problem }] })).toEqual([
      'error external-ca-silent',
      'information external-ca',
    ]);
    expect(codesOf({ swarm: spec(ca), probes: [{ url: ca.URL, problem: undefined }] })).toEqual([
      'information external-ca',
    ]);
  });

  it('that belongs to Mirantis is not to be rotated', () => {
    const Spec = { ...swarmSpec.zero, Labels: { 'com.docker.ucp.InstanceID': 'x' } };
    expect(codesOf({ swarm: { Spec } })).toEqual(['information managed-by-mirantis']);
  });
});

describe('the nodes of an engine', () => {
  it('whose certificates end are told of one by one, and what mends each', () => {
    const wishes: Wishes = {
      nodes: [leader(), worker('late'), worker('off', down), worker('early'), worker('far')],
      leaves: {
        late: { notBefore: noon - 80 * day, notAfter: noon + 10 * day },
        off: { notBefore: noon - 100 * day, notAfter: noon - 10 * day },
        early: { notBefore: noon + 600_000, notAfter: noon + 90 * day },
        far: { notBefore: noon + 10 * day, notAfter: noon + 90 * day },
      },
    };
    const { findings, renewers } = judgeEngine(lookOf(wishes), noon);
    expect(findings.map(({ code, place }) => `${code} ${place.source}`)).toEqual([
      'expired node host-off (off)',
      'clock-skew node host-early (early)',
      'not-yet-valid node host-far (far)',
      'renewal-overdue node host-late (late)',
      'stale-tls-status unix:///d.sock',
    ]);
    expect(findings[0]?.cure).toContain('docker node rm --force off');
    expect(renewers.map(({ can }) => can)).toEqual(['yes', 'yes', 'no', 'no', 'no']);
  });

  it('can renew at a time only while somebody lets them', () => {
    const wishes: Wishes = { leaves: { m: { notAfter: noon + 5 * day } } };
    const at = (now: number) => judgeEngine(lookOf(wishes), now);
    expect(at(noon).renewers.map(({ can }) => can)).toEqual(['yes', 'yes']);
    const past = at(noon + 6 * day);
    expect(past.renewers.map(({ can }) => can)).toEqual(['only-as-leader', 'no']);
    expect(codes(past)).toEqual(['error nobody-renews', 'error expired']);
    const follower = {
      ...leaderOf('m'),
      ManagerStatus: { Leader: false, Reachability: 'reachable', Addr: '' },
    } as const;
    const leaderless = judgeEngine(lookOf({ ...wishes, nodes: [withTls(follower, issuedBy(root))] }), noon + 6 * day);
    expect(leaderless.renewers.map(({ can }) => can)).toEqual(['no']);
    expect(leaderless.findings[0]?.reason).toContain('nobody in this swarm can renew');
  });

  it('whose certificates nobody tells are told of together', () => {
    const problem = new LeafProblem('no-manager', 'no manager of the swarm can be asked', { next: 'Ask from there.' });
    const { findings } = judgeEngine(lookOf({ leaves: { m: problem, w: problem } }), noon);
    expect(findings).toMatchObject([{ code: 'certificate-unknown', severity: 'information', cure: 'Ask from there.' }]);
    expect(findings[0]?.reason).toContain('host-m (m), host-w (w)');
  });

  it('that are down have a TLS status of then', () => {
    const { findings } = judgeEngine(lookOf({ nodes: [leader(), worker('w', down)] }), noon);
    expect(findings.map(({ code }) => code)).toEqual(['stale-tls-status']);
    expect(findings[0]?.reason).toContain('down since 2026-11-24 12:30 UTC');
  });

  it('that are down beside another of their name are dead twins', () => {
    const nodes = [leader(), named(worker('a', down), 'twin'), named(worker('b'), 'twin')];
    const { findings } = judgeEngine(lookOf({ nodes }), noon);
    expect(findings.map(({ code }) => code)).toEqual(['dead-twin', 'stale-tls-status']);
    expect(findings[0]?.cure).toContain('docker node rm --force a`');
    const allDown = [leader(), named(worker('a', down), 'twin'), named(worker('b', down), 'twin')];
    expect(codesOf({ nodes: allDown })).toEqual(['information stale-tls-status']);
  });

  it('whose role is to be another say when that happens by itself', () => {
    const promoted = worker('w', { Spec: { ...leaderOf('m').Spec, Role: 'manager' } });
    const { findings } = judgeEngine(lookOf({ nodes: [leader(), promoted] }), noon);
    expect(findings.map(({ code }) => code)).toEqual(['role-change-unfinished']);
    expect(findings[0]?.reason).toContain('renews between 2026-12-29 12:00 UTC and');
  });
});

describe('a rotation of an engine’s root', () => {
  const rotating = (): Partial<Swarm> => ({
    RootRotationInProgress: true,
    TLSInfo: issuedBy(successor, root.pem),
  });
  const renewed = (node: Node): Node => withTls(node, issuedBy(successor, root.pem));

  it('names those who hold it up, and what frees it', () => {
    const mute = withTls(nodeOf('mute'), { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' });
    const nodes = [renewed(leader()), worker('slow'), worker('off', down), mute];
    const { findings } = judgeEngine(lookOf({ swarm: rotating(), nodes }), noon);
    expect(findings.map(({ code, place }) => `${code} ${place.source}`)).toEqual([
      'rotation-blocked node host-off (off)',
      'rotation-blocked node host-mute (mute)',
      'rotation-under-way unix:///d.sock',
    ]);
    expect(findings[2]).toMatchObject({ facts: { nodes: 4, rotated: 1, blocking: 2 } });
    expect(findings[2]?.reason).toContain('host-slow (slow) is up');
  });

  it('for which nobody is waited is stranded, if it stays so', () => {
    const { findings } = judgeEngine(lookOf({ swarm: rotating(), nodes: [renewed(leader())] }), noon);
    expect(findings.map(({ code }) => code)).toEqual(['rotation-under-way']);
    expect(findings[0]?.reason).toContain('stranded');
  });

  it('that is over leaves behind who was away', () => {
    const swarm = { TLSInfo: issuedBy(successor), JoinTokens: tokensOf(successor) };
    const nodes = [withTls(leaderOf('m'), issuedBy(successor)), worker('off', down)];
    expect(codesOf({ swarm, nodes })).toEqual(['warning left-behind']);
  });

  it('is told to Prometheus, node by node', () => {
    const text = metricsText(
      judgeEngine(lookOf({ swarm: rotating(), nodes: [renewed(leader()), worker('w')] }), noon).measures,
    );
    expect(text).toContain('swarmpki_root_rotation_in_progress{swarm="swarm"} 1');
    expect(text).toContain('swarmpki_node_rotated{swarm="swarm",node="m",host="host-m",role="manager"} 1');
    expect(text).toContain('swarmpki_node_rotated{swarm="swarm",node="w",host="host-w",role="worker"} 0');
    expect(text).toMatch(/swarmpki_certificate_not_after_timestamp_seconds\{swarm="swarm",node="w".*\} 1802433600\n/);
  });
});

describe('looking at an engine', () => {
  const clock = manualClock(noon);

  it('waits for what managers tell of certificates, and no longer than it may', async () => {
    const played = new PlayedEngine();
    played.swarm = swarmOf({ TLSInfo: issuedBy(root) });
    const look = await lookAtEngine(played.client, { clock, signal: new AbortController().signal });
    expect(look).toMatchObject({ now: noon, probes: undefined });
    expect([...look.sight.nodes.values()].map(({ certificateProblem }) => certificateProblem?.code)).toEqual([
      'no-manager',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('looks all the same where its root is none that certificates could be checked by', async () => {
    const played = new PlayedEngine();
    const look = await lookAtEngine(played.client, { clock, signal: new AbortController().signal });
    expect(codes(judgeEngine(look, noon))).toContain('information certificate-unknown');
  });

  it('connects to external CAs if it is asked to, and says what became of that', async () => {
    await using https = await serveTestHttps();
    const ca = { Protocol: 'cfssl', URL: https.url, Options: {}, CACert: https.root.pem };
    const cas = [ca, { ...ca, CACert: root.pem }, { ...ca, URL: 'http://127.0.0.1:1/x' }];
    const Spec = { ...swarmSpec.zero, CAConfig: { ...swarmSpec.zero.CAConfig, ExternalCAs: cas } };
    const played = new PlayedEngine();
    played.swarm = swarmOf({ TLSInfo: issuedBy(root), Spec });
    const { signal } = new AbortController();
    const { probes } = await lookAtEngine(played.client, { clock, signal, probe: true });
    expect(probes?.map(({ problem }) => problem?.code)).toEqual([undefined, 'unknown-authority', 'invalid-url']);
    expect((await lookAtEngine(played.client, { clock, signal })).probes).toBeUndefined();
  });

  it('connects to no more external CAs than a swarm could want, and says so', async () => {
    const ca = { Protocol: 'cfssl', URL: 'http://127.0.0.1:1/x', Options: {}, CACert: root.pem };
    const cas = Array.from({ length: 200 }, () => ca);
    const Spec = { ...swarmSpec.zero, CAConfig: { ...swarmSpec.zero.CAConfig, ExternalCAs: cas } };
    const played = new PlayedEngine();
    played.swarm = swarmOf({ TLSInfo: issuedBy(root), Spec });
    const look = await lookAtEngine(played.client, { clock, signal: new AbortController().signal, probe: true });
    expect(look.probes).toHaveLength(mostProbes);
    const { findings } = judgeEngine(look, noon);
    const told = findings.find(({ code }) => code === 'external-ca');
    expect(told?.reason).toContain('200 external CAs');
    expect(told?.reason).toContain(`Whether the first ${mostProbes} answer was tried.`);
    expect(findings.length).toBeLessThan(3 * mostProbes);
  });

  it('says why it is out of reach', async () => {
    const played = new PlayedEngine();
    played.fault = new ClientProblem('no-engine', 'gone');
    const looking = lookAtEngine(played.client, { clock, signal: new AbortController().signal });
    await expect(looking).rejects.toMatchObject({ code: 'no-engine' });
    const ended = AbortSignal.abort(new Error('enough'));
    await expect(lookAtEngine(new PlayedEngine().client, { clock, signal: ended })).rejects.toThrow('enough');
  });

  it('repeats nothing of others that a terminal would obey', () => {
    const evil = '\u001b]0;x\u0007evil\u202e';
    const nodes = [leader(), named(worker(evil, down), evil), named(worker('b'), evil)];
    const leaves = { [evil]: { notAfter: noon - 1 } };
    const standing = { Error: evil };
    const all = [
      judgeEngine(lookOf({ nodes, leaves }), noon),
      judgeEngine(lookOf({ refusal: evil }), noon),
      judgeEngine(lookOf({ standing: { ...standing, LocalNodeState: 'error', ControlAvailable: false } }), noon),
    ];
    const told = JSON.stringify(all.map(({ findings, about, renewers }) => [findings, about, renewers]));
    expect(told).toContain('evil');
    expect(told).not.toMatch(/\\u001b|\\u0007|\u202e/);
  });
});
