import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeRoot } from '../../../core/src/testing/certificates.ts';
import { issued, issuedAnew, leaderOf, nodeOf, swarmOf } from '../../../core/src/testing/engine-double.ts';
import { encodePem } from '../../../core/src/x509/pem.ts';
import { TestedCommandLine } from '../testing/command-line.ts';

const pem = encodePem('CERTIFICATE', Buffer.from('a certificate'));
const key = encodePem('PRIVATE KEY', Buffer.from('a key'));

function withFiles(): TestedCommandLine {
  const line = new TestedCommandLine();
  line.files.set('cert.pem', pem).set('key.pem', key);
  return line;
}

describe('swarmpki ca', () => {
  it.each([
    ['ca-cert', '--ca-cert cert.pem'],
    ['ca-key', '--ca-key key.pem'],
    ['cert-expiry', '--cert-expiry 2h'],
    ['external-ca', '--external-ca protocol=cfssl,url=https://ca/sign'],
    ['ca-cert', '--cert-expiry 2h --ca-key key.pem --ca-cert cert.pem'],
  ])('AC-156 refuses --%s without --rotate', async (name, flags) => {
    const line = withFiles();
    expect(await line.run(`ca ${flags}`)).toBe(1);
    expect(line.err).toBe(`swarmpki: \`--${name}\` flag requires the \`--rotate\` flag to update the CA`);
    expect(line.engine.changes).toEqual([]);
  });

  it('AC-157 wants the root of an external CA', async () => {
    const line = withFiles();
    expect(await line.run('ca --rotate --external-ca protocol=cfssl,url=https://ca/sign')).toBe(1);
    expect(line.err).toBe(
      "swarmpki: rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - to add an external CA with the current root CA certificate, use the `update` command instead",
    );
  });

  it('AC-157 wants the key of a root, or who has it', async () => {
    const line = withFiles();
    expect(await line.run('ca --rotate --ca-cert cert.pem')).toBe(1);
    expect(line.err).toBe(
      'swarmpki: the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well',
    );
    expect(line.engine.changes).toEqual([]);
  });

  it('AC-158 prints the root, and says when there is none', async () => {
    const line = new TestedCommandLine();
    line.engine.swarm = swarmOf({ TLSInfo: { ...issued, TrustRoot: '\nroot text\n\n' } });
    expect(await line.run('ca')).toBe(0);
    expect(line.printed).toEqual(['root text']);

    const bare = new TestedCommandLine();
    bare.engine.swarm = swarmOf({ TLSInfo: { ...issued, TrustRoot: '' } });
    expect(await bare.run('ca')).toBe(1);
    expect(bare.err).toBe('swarmpki: no CA information available');
  });

  it('tells programs of the root, and how long it is valid', async () => {
    const line = new TestedCommandLine();
    const { pem: TrustRoot } = await makeRoot(Date.UTC(2026, 10, 24, 12));
    line.engine.swarm = swarmOf({ TLSInfo: { ...issued, TrustRoot }, RootRotationInProgress: true });
    expect(await line.run('ca --format json')).toBe(0);
    expect(JSON.parse(line.out)).toEqual({
      Digest: `sha256:${hash('sha256', TrustRoot)}`,
      ...issued,
      TrustRoot,
      RootRotationInProgress: true,
      Roots: [{ NotBefore: '2026-11-24T11:55:00Z', NotAfter: '2046-11-19T11:55:00Z' }],
    });
    expect(await line.run('ca --format yaml')).toBe(125);
  });

  it('AC-159 asks for a new root by the counter, and leaves the rest of the specification as it is', async () => {
    const line = new TestedCommandLine();
    const before = swarmOf();
    const CAConfig = {
      ...before.Spec.CAConfig,
      ForceRotate: 1,
      SigningCACert: 'cert',
      SigningCAKey: 'key',
      NodeCertExpiry: 5,
    };
    line.engine.swarm = { ...before, Spec: { ...before.Spec, Labels: { a: 'b' }, CAConfig } };
    expect(await line.run('ca --rotate --detach')).toBe(0);
    const changed = { ...CAConfig, ForceRotate: 2, SigningCACert: '', SigningCAKey: '' };
    expect(line.engine.changes).toEqual([
      ['updateSwarm', { version: 7, spec: { ...before.Spec, Labels: { a: 'b' }, CAConfig: changed } }],
    ]);
    expect(line.out).toBe('');
  });

  it('gives external CAs without a root the one that is given, and does not count', async () => {
    const line = withFiles();
    const flags =
      '--external-ca protocol=cfssl,url=https://one/sign --external-ca protocol=cfssl,url=https://two/sign,cacert=key.pem';
    expect(await line.run(`ca --rotate -d --cert-expiry 3h --ca-cert cert.pem ${flags}`)).toBe(0);
    expect(line.engine.changes).toMatchObject([
      [
        'updateSwarm',
        {
          spec: {
            CAConfig: {
              ForceRotate: 0,
              SigningCACert: pem,
              SigningCAKey: '',
              NodeCertExpiry: 3 * 3_600e9,
              ExternalCAs: [{ CACert: pem }, { CACert: key }],
            },
          },
        },
      ],
    ]);
  });

  it('leaves a key without a certificate to the engine', async () => {
    const line = withFiles();
    expect(await line.run('ca --rotate -d --ca-key key.pem')).toBe(0);
    expect(line.engine.changes).toMatchObject([
      ['updateSwarm', { spec: { CAConfig: { SigningCAKey: key, ForceRotate: 0 } } }],
    ]);
  });

  it.each([
    ['a file that is not there', '--ca-cert nothing.pem', 'open nothing.pem: no such file or directory', 'nothing.pem'],
    ['a file that is no PEM', '--ca-cert text', 'file contents must be in PEM format', 'text'],
  ])('refuses %s while it reads flags', async (_what, flags, why, path) => {
    const line = withFiles();
    line.files.set('text', 'text');
    expect(await line.run(`ca --rotate ${flags}`)).toBe(125);
    expect(line.err).toMatch(`swarmpki: invalid argument "${path}" for "--ca-cert" flag: ${why}\n`);
  });
});

/** A rotation that is asked for and ends at the third look: one node has renewed at the first, both at the second. */
function rotating(line: TestedCommandLine): void {
  const { engine } = line;
  engine.nodes = [leaderOf('m1'), nodeOf('w1')];
  const old = engine.swarm;
  const ended = { ...issuedAnew, TrustRoot: 'new root\n' };
  const both = (info: typeof issued): typeof engine.nodes =>
    [leaderOf('m1'), nodeOf('w1')].map((node) => ({ ...node, Description: { ...node.Description, TLSInfo: info } }));
  // The first look is what the update is made from.
  engine.beforeLook = (look) => {
    if (look === 2) {
      engine.swarm = { ...old, RootRotationInProgress: true, TLSInfo: issuedAnew };
      engine.nodes = [leaderOf('m1'), nodeOf('w1', {}, issuedAnew)];
    }
    if (look === 3) engine.nodes = both(issuedAnew);
    if (look === 4) {
      engine.swarm = { ...old, RootRotationInProgress: false, TLSInfo: ended };
      engine.nodes = both(ended);
    }
  };
}

/** Lets time pass until it has ended. */
async function whileTimePasses<Result>(line: TestedCommandLine, result: Promise<Result>, ms = 200): Promise<Result> {
  const progress = { ended: false };
  const end = result.finally(() => {
    progress.ended = true;
  });
  for (let turn = 0; !progress.ended && turn < 10_000; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (line.clock.pending > 0) line.clock.advance(ms);
  }
  return end;
}

const oldDigest = 'sha256:53175bcc0524f37b47062fafdda28e3f8eb91d519ca0a184ca71bbebe72f969a';

describe('swarmpki ca --rotate', () => {
  it('draws Docker’s rows on a terminal, and the new root at the end', async () => {
    const line = new TestedCommandLine();
    line.interactive = true;
    rotating(line);
    expect(await whileTimePasses(line, line.run('ca --rotate'))).toBe(0);
    const bar = (filled: number): string => `[${'='.repeat(filled)}>${' '.repeat(50 - filled)}]`;
    const digest = line.drawn[1]?.[0];
    expect(digest).toMatch(/^desired root digest: sha256:[0-9a-f]{64}$/);
    expect(line.drawn).toEqual([
      ['desired root digest: ', '  rotated TLS certificates: ', '  rotated CA certificates:  '],
      [digest, `  rotated TLS certificates:  ${bar(25)} 1/2 nodes`, `  rotated CA certificates:   ${bar(0)} 0/2 nodes`],
      [digest, `  rotated TLS certificates:  ${bar(50)} 2/2 nodes`, `  rotated CA certificates:   ${bar(0)} 0/2 nodes`],
      [
        expect.not.stringMatching(`^${digest}$`),
        `  rotated TLS certificates:  ${bar(50)} 2/2 nodes`,
        `  rotated CA certificates:   ${bar(50)} 2/2 nodes`,
      ],
    ]);
    expect(line.printed).toEqual(['new root']);
    expect(line.notes).toEqual(['on unix:///double.sock:']);
  });

  it('draws no bars on 110 columns', async () => {
    const line = new TestedCommandLine();
    line.interactive = true;
    line.columns = 110;
    rotating(line);
    await whileTimePasses(line, line.run('ca --rotate'));
    expect(line.drawn[1]?.slice(1)).toEqual([
      '  rotated TLS certificates:  1/2 nodes',
      '  rotated CA certificates:   0/2 nodes',
    ]);
  });

  it('prints a line a look where nobody watches', async () => {
    const line = new TestedCommandLine();
    rotating(line);
    expect(await whileTimePasses(line, line.run('ca --rotate'))).toBe(0);
    expect(line.printed).toEqual([
      'desired root digest: ',
      '  rotated TLS certificates: ',
      '  rotated CA certificates:  ',
      `desired root digest: ${oldDigest}`,
      `desired root digest: ${oldDigest}`,
      expect.stringMatching(/^desired root digest: sha256:/),
      'new root',
    ]);
    expect(line.drawn).toEqual([]);
  });

  it('prints nothing at all when it is to be quiet, and waits all the same', async () => {
    const line = new TestedCommandLine();
    rotating(line);
    expect(await whileTimePasses(line, line.run('ca --rotate --quiet'))).toBe(0);
    expect([line.printed, line.notes]).toEqual([[], []]);
    expect(line.engine.swarm.TLSInfo.TrustRoot).toBe('new root\n');
  });

  it('looks five times a second', async () => {
    const line = new TestedCommandLine();
    const looks: number[] = [];
    rotating(line);
    const { beforeLook } = line.engine;
    line.engine.beforeLook = (look) => {
      looks.push(line.clock.now());
      beforeLook(look);
    };
    await whileTimePasses(line, line.run('ca --rotate --quiet'), 50);
    const [, second = 0, third = 0, fourth = 0] = looks;
    expect([third - second, fourth - third]).toEqual([200, 200]);
  });

  it('says who keeps it from ending within five seconds, since when, and what frees it', async () => {
    const line = new TestedCommandLine();
    line.interactive = true;
    const { engine } = line;
    engine.nodes = [
      { ...leaderOf('m1'), Description: nodeOf('m1', {}, issuedAnew).Description },
      nodeOf('w1', { Status: { State: 'down', Message: '', Addr: '' } }),
      nodeOf('w2', {}, { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' }),
      nodeOf('w3'),
    ];
    engine.swarm = swarmOf({ RootRotationInProgress: true, TLSInfo: issuedAnew });
    const begun = line.clock.now();
    engine.beforeLook = () => {
      if (line.clock.now() - begun >= 5_000) line.interruption.abort('SIGINT');
    };
    expect(await whileTimePasses(line, line.run('ca --rotate'))).toBe('interrupted');
    expect(line.drawn.at(1)?.slice(3)).toEqual([
      '  host-w1 (w1) is down since 2026-11-24 12:30:00 UTC',
      '    start it again, or remove it: swarmpki node rm --force w1',
      '  host-w2 (w2) has not reported a certificate since it came at 2026-11-01 08:00:00 UTC',
      '    let it join again, and remove this one: swarmpki node rm --force w2',
    ]);
    expect(line.drawn.at(-1)?.slice(7)).toEqual([
      '  host-w3 (w3) is ready and has not renewed for 4 s',
      "    look into its engine's log, restart it, or remove it: swarmpki node rm --force w3",
    ]);
  });

  it('calls nobody late who had no time yet for what the swarm wants now', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = [leaderOf('m1'), nodeOf('w1', {}, issuedAnew)];
    const begun = line.clock.now();
    line.engine.beforeLook = () => {
      const passed = line.clock.now() - begun;
      const TLSInfo = passed < 6_000 ? issuedAnew : { ...issuedAnew, TrustRoot: 'new root\n' };
      line.engine.swarm = swarmOf({ RootRotationInProgress: passed < 6_000, TLSInfo });
      if (passed >= 9_000) line.interruption.abort('SIGINT');
    };
    await whileTimePasses(line, line.run('ca --rotate'));
    expect(line.notes.filter((note) => note.startsWith('waiting:'))).toEqual([
      expect.stringMatching(/^waiting: host-m1 \(m1\) is ready and has not renewed for 4 s\n/),
    ]);
  });

  it('says so once where nobody watches, beside the answer', async () => {
    const line = new TestedCommandLine();
    line.engine.nodes = [leaderOf('m1'), nodeOf('w1', { Status: { State: 'down', Message: '', Addr: '' } })];
    line.engine.swarm = swarmOf({ RootRotationInProgress: true, TLSInfo: issuedAnew });
    line.engine.beforeLook = (look) => {
      if (look === 10) line.interruption.abort('SIGINT');
    };
    await whileTimePasses(line, line.run('ca --rotate'));
    expect(line.notes.filter((note) => note.startsWith('waiting:'))).toEqual([
      'waiting: host-w1 (w1) is down since 2026-11-24 12:30:00 UTC\n  start it again, or remove it: swarmpki node rm --force w1',
    ]);
  });

  it('leaves the rotation alone when it is interrupted, and says how to look after it', async () => {
    const line = new TestedCommandLine();
    line.engine.swarm = swarmOf({ RootRotationInProgress: true });
    line.engine.beforeLook = (look) => {
      if (look === 4) line.interruption.abort('SIGINT');
    };
    expect(await whileTimePasses(line, line.run('-H unix:///run/x.sock ca --rotate'))).toBe('interrupted');
    expect(line.printed.at(-1)).toBe(
      "Operation continuing in background.\nUse `swarmpki --host unix:///run/x.sock node ls --format '{{.Hostname}}: {{.TLSStatus}}'` to check progress.",
    );
    expect(line.clock.pending).toBe(0);
  });

  it('ends with the error of a look', async () => {
    const line = new TestedCommandLine();
    line.engine.swarm = swarmOf({ RootRotationInProgress: true });
    line.engine.beforeLook = (look) => {
      if (look === 3) line.engine.refusals.set('inspectSwarm', new Error('the engine has gone'));
    };
    expect(await whileTimePasses(line, line.run('ca --rotate'))).toBe(1);
    expect(line.err).toContain('swarmpki: the engine has gone');
  });
});
