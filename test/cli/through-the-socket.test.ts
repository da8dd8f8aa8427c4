import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Swarm } from '../../packages/core/src/engine/shapes/swarm.ts';
import { ownRoot } from '../tools/authorities.ts';
import { ask } from '../tools/ask.ts';
import { eventually } from '../tools/eventually.ts';
import { freeLoopbackAddress } from '../tools/loopback.ts';
import { outputOn, runOn, startLabSubject } from '../tools/subjects.ts';
import type { Subject } from '../tools/subjects.ts';

async function swarmOf({ socket }: Subject): Promise<Swarm> {
  const { status, body } = await ask(socket, 'GET', '/swarm');
  expect(status).toBe(200);
  return body as Swarm;
}

const found = (subject: Subject, ...more: readonly string[]): Promise<string> =>
  outputOn(subject, 'init', ...subject.addresses, ...more);

/** What is said of a command that does nothing: the first line of it. */
async function refusalOf(subject: Subject, ...words: readonly string[]): Promise<string | undefined> {
  const { code, stdout, stderr } = await runOn(subject, ...words);
  expect([code, stdout], words.join(' ')).toEqual([1, '']);
  return stderr.split('\n')[0]?.replace(/^swarmpki: /, '');
}

// That it does the same on a real engine as `docker` does is compared in test/interop/commands.test.ts.
describe('the command line, through the socket of a lab,', () => {
  it('AC-156 AC-157 AC-160 refuses what does not go together, and has changed nothing', async () => {
    await using subject = await startLabSubject();
    await found(subject);
    const before = await swarmOf(subject);
    const root = await ownRoot();
    const [certificate, text] = [join(subject.directory, 'root.pem'), join(subject.directory, 'text')];
    await writeFile(certificate, root.pem);
    await writeFile(text, 'text');
    for (const [flag, ...value] of [
      ['--ca-cert', certificate],
      ['--ca-key', certificate],
      ['--cert-expiry', '2h'],
      ['--external-ca', 'protocol=cfssl,url=https://127.0.0.1:1'],
    ] as const) {
      expect(await refusalOf(subject, 'ca', flag, ...value)).toBe(
        `\`${flag}\` flag requires the \`--rotate\` flag to update the CA`,
      );
    }
    const external = ['--external-ca', 'protocol=cfssl,url=https://127.0.0.1:1'];
    expect(await refusalOf(subject, 'ca', '--rotate', ...external)).toBe(
      "rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - " +
        'to add an external CA with the current root CA certificate, use the `update` command instead',
    );
    expect(await refusalOf(subject, 'ca', '--rotate', '--ca-cert', certificate)).toBe(
      'the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well',
    );
    // docs/protocol.md §11.4
    for (const [value, why] of [
      ['', 'EOF'],
      ['anything', "invalid field 'anything' must be a key=value pair"],
      ['foo=bar', 'the external-ca option needs a protocol= parameter'],
      ['protocol=baz', 'unrecognized external CA protocol baz'],
      ['protocol=cfssl', 'the external-ca option needs a url= parameter'],
      [
        'protocol=cfssl,url=a,cacert=/no',
        'unable to read CA cert for external CA: open /no: no such file or directory',
      ],
      [`protocol=cfssl,url=a,cacert=${text}`, 'CA cert for external CA must be in PEM format'],
    ] as const) {
      const { code, stderr } = await runOn(subject, 'update', '--external-ca', value);
      expect([value, code], stderr).toEqual([value, 125]);
      expect(stderr).toContain(`invalid argument "${value}" for "--external-ca" flag: ${why}\n`);
    }
    expect(await swarmOf(subject)).toEqual(before);
  });

  it('AC-158 AC-159 prints the root, and counts a rotation up', async () => {
    await using subject = await startLabSubject();
    await found(subject, '--cert-expiry', '2h');
    const { Spec, TLSInfo } = await swarmOf(subject);
    const { stdout } = await runOn(subject, 'ca');
    expect(stdout.trimEnd()).toBe(TLSInfo.TrustRoot.trimEnd());
    await outputOn(subject, 'ca', '--rotate', '--detach');
    const { CAConfig, ...rest } = (await swarmOf(subject)).Spec;
    const { CAConfig: before, ...restBefore } = Spec;
    expect(rest).toEqual(restBefore);
    expect(CAConfig).toEqual({ ...before, ForceRotate: 1 });
    await eventually('the rotation ends', async () => !(await swarmOf(subject)).RootRotationInProgress || undefined);
    expect((await runOn(subject, 'ca')).stdout).not.toBe(stdout);
  });

  it('AC-161 AC-166 sends external CAs as they were told, and says last how to unlock', async () => {
    await using subject = await startLabSubject();
    const { pem } = await ownRoot();
    const file = join(subject.directory, 'root.pem');
    await writeFile(file, pem);
    const printed = await found(subject, '--autolock', '--external-ca', `protocol=CFSSL,url=https://a,cacert=${file}`);
    const key = await outputOn(subject, 'unlock-key', '-q');
    expect(printed.replace(key, 'KEY').split('\n\n').slice(-3)).toEqual([
      expect.stringMatching(
        /\nTo unlock a swarm manager after it restarts, run the `swarmpki unlock`\ncommand and provide the following key:$/,
      ),
      '    KEY',
      'Remember to store this key in a password manager, since without it you\nwill not be able to restart the manager.',
    ]);
    const one = { Protocol: 'cfssl', URL: 'https://a', CACert: pem };
    expect((await swarmOf(subject)).Spec.CAConfig.ExternalCAs).toMatchObject([one]);
    const two = ['PROTOCOL=cfssl,url=https://b,foo=bar,foo=baz,Foo=x', `protocol=cfssl,url=https://a,cacert=${file}`];
    await outputOn(subject, 'update', ...two.flatMap((value) => ['--external-ca', value]));
    const { ExternalCAs } = (await swarmOf(subject)).Spec.CAConfig;
    expect(ExternalCAs).toMatchObject([{ URL: 'https://b', Options: { foo: 'baz', Foo: 'x' } }, one]);
  });

  it('AC-162 makes a listen address whole, or refuses it', async () => {
    await using subject = await startLabSubject();
    const host = await freeLoopbackAddress([2377]);
    const { code, stderr } = await runOn(subject, 'init', '--listen-addr', 'http://127.0.0.1');
    expect([code, stderr.split('\n')[0]]).toEqual([
      125,
      'swarmpki: invalid argument "http://127.0.0.1" for "--listen-addr" flag: invalid proto, expected tcp: http://127.0.0.1',
    ]);
    await outputOn(subject, 'init', '--listen-addr', host, '--advertise-addr', host);
    expect(await outputOn(subject, 'node', 'inspect', 'self', '-f', '{{.ManagerStatus.Addr}}')).toBe(`${host}:2377`);
  });

  it('AC-163 AC-164 AC-165 asks for no key that there is not, and rotates tokens and keys', async () => {
    await using subject = await startLabSubject();
    expect(await refusalOf(subject, 'unlock')).toBe('error: this node is not part of a swarm');
    await found(subject);
    expect(await refusalOf(subject, 'unlock')).toBe('error: swarm is not locked');
    expect(await refusalOf(subject, 'unlock-key')).toBe('no unlock key is set');
    expect(await refusalOf(subject, 'unlock-key', '--rotate')).toBe('cannot rotate because autolock is not turned on');
    await outputOn(subject, 'update', '--autolock');
    const key = await outputOn(subject, 'unlock-key', '-q');
    expect(/^SWMKEY-1-[\w+/]{43}$/.test(key)).toBe(true);
    expect((await outputOn(subject, 'unlock-key', '--rotate', '-q')) === key).toBe(false);

    expect(await refusalOf(subject, 'join-token', 'foo')).toBe('unknown role foo');
    const token = await outputOn(subject, 'join-token', '-q', 'manager');
    const printed = await outputOn(subject, 'join-token', '--rotate', 'manager');
    const another = await outputOn(subject, 'join-token', '-q', 'manager');
    expect(another === token).toBe(false);
    expect(printed.replace(another, 'TOKEN')).toMatch(
      /^Successfully rotated manager join token\.\n\nTo add a manager to this swarm, run the following command:\n\n {4}docker swarm join --token TOKEN [\d.]+:\d+$/,
    );
  });

  it('AC-167 AC-168 AC-169 tells as what a node has joined, and what it trusts', async () => {
    await using subject = await startLabSubject();
    await using guest = await startLabSubject();
    await found(subject);
    const address = await outputOn(subject, 'node', 'inspect', 'self', '-f', '{{.ManagerStatus.Addr}}');
    const token = await outputOn(subject, 'join-token', '-q', 'worker');
    const joined = await outputOn(guest, 'join', ...guest.addresses, '--token', token, address);
    expect(joined).toBe('This node joined a swarm as a worker.');
    await eventually('both are Ready, and have what the swarm wants', async (note) => {
      const lines = note(await outputOn(subject, 'node', 'ls', '--format', '{{.Status}} {{.TLSStatus}}'));
      return lines === 'Ready Ready\nReady Ready' || undefined;
    });
    const { TLSInfo } = await swarmOf(subject);
    const printed = await outputOn(subject, 'node', 'inspect', '--pretty', 'self');
    expect(printed.slice(printed.indexOf('TLS Info:'))).toBe(
      `TLS Info:\n TrustRoot:\n${TLSInfo.TrustRoot}\n` +
        ` Issuer Subject:\t${TLSInfo.CertIssuerSubject}\n Issuer Public Key:\t${TLSInfo.CertIssuerPublicKey}`,
    );
  });
});
