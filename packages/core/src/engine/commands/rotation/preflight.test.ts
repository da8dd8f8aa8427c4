import { beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority } from '../../../testing/certificates.ts';
import { leaderOf, nodeOf, swarmOf } from '../../../testing/engine-double.ts';
import type { Node } from '../../shapes/node.ts';
import type { Swarm } from '../../shapes/swarm.ts';
import { preflight } from './preflight.ts';
import type { Finding } from './finding.ts';
import type { Wish } from './preflight.ts';

const unreported = { TrustRoot: '', CertIssuerSubject: '', CertIssuerPublicKey: '' };

function found(wish: Partial<Wish>, nodes: readonly Node[] = [leaderOf('m1')]): readonly Finding[] {
  return preflight({ swarm: swarmOf(), caCert: undefined, externalCas: [], force: false, ...wish }, nodes, 'swarmpki');
}

function down(id: string, hostname = `host-${id}`): Node {
  const node = nodeOf(id, { Status: { State: 'down', Message: '', Addr: '' } });
  return { ...node, Description: { ...node.Description, Hostname: hostname } };
}

function withRoot(swarm: Swarm, pem: string): Swarm {
  return { ...swarm, TLSInfo: { ...swarm.TLSInfo, TrustRoot: pem } };
}

function withExternalCa(url: string, caCert = ''): Swarm {
  const swarm = swarmOf();
  const ExternalCAs = [{ Protocol: 'cfssl', URL: url, Options: {}, CACert: caCert }];
  return { ...swarm, Spec: { ...swarm.Spec, CAConfig: { ...swarm.Spec.CAConfig, ExternalCAs } } };
}

describe('a look at a swarm before its root is rotated', () => {
  let good: string;
  let cannotCertify: string;
  let saysNothing: string;

  beforeAll(async () => {
    good = (await makeAuthority()).pem;
    cannotCertify = (await makeAuthority({ extensions: [{ kind: 'keyUsage', usages: ['cRLSign'] }] })).pem;
    saysNothing = (await makeAuthority({ extensions: [] })).pem;
  });

  it('finds nothing where nothing is', () => {
    expect(found({})).toEqual([]);
    expect(found({ caCert: good }, [leaderOf('m1'), nodeOf('w1')])).toEqual([]);
    // Without the extension a key may be used for anything.
    expect(found({ caCert: saysNothing })).toEqual([]);
  });

  it('names nodes that are down or never reported, the first of many', () => {
    const nodes = [leaderOf('m1'), ...'abcde'.split('').map((id) => down(id)), nodeOf('f', {}, unreported)];
    expect(found({}, nodes)).toEqual([
      {
        stops: false,
        text: 'the rotation waits for host-a (a), host-b (b), host-c (c), host-d (d) and 2 more, which are down or never reported a certificate',
        next: 'Start what is down, or remove it: swarmpki node rm --force NODE',
      },
    ]);
  });

  it('tells the former node of a machine that has joined anew', () => {
    const twin = nodeOf('new');
    const [finding] = found({}, [leaderOf('m1'), down('old', 'host-new'), twin]);
    expect(finding).toEqual({
      stops: false,
      text: 'host-new stands there 2 times, 1 of them down: it may have joined anew',
      next: 'If so, remove what it was before: swarmpki node rm old',
    });
    const bothDown = found({}, [down('old', 'same'), down('older', 'same')]);
    expect(bothDown.map(({ text }) => text).join('\n')).not.toContain('joined anew');
  });

  it('says that a rotation is under way', () => {
    expect(found({ swarm: swarmOf({ RootRotationInProgress: true }) })[0]?.text).toMatch(
      /^a rotation is under way already/,
    );
  });

  it('stops a root that may not sign certificates', () => {
    expect(found({ caCert: cannotCertify })).toMatchObject([
      { stops: true, text: expect.stringContaining('keyCertSign') },
    ]);
  });

  it('leaves what is no certificate to the engine', () => {
    expect(found({ caCert: 'text' })).toEqual([]);
    expect(found({ caCert: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' })).toEqual([]);
  });

  it('says that external CAs have to be reachable, and whether they stay', () => {
    const swarm = withExternalCa('https://ca/sign');
    expect(found({ swarm })).toMatchObject([
      {
        stops: false,
        text: expect.stringContaining('(cfssl: https://ca/sign)'),
        next: expect.stringContaining('They stay'),
      },
      {},
    ]);
  });

  it('says who has to vouch for the new root, and what that takes', () => {
    const swarm = withExternalCa('https://ca/sign');
    const vouching = { stops: false, text: expect.stringContaining('cfssl: https://ca/sign has to vouch') };
    expect(found({ swarm, caCert: good })[1]).toMatchObject({
      ...vouching,
      next: expect.stringContaining('a profile named CA'),
    });
    // To the present root nobody rotates; and whoever signs for another root is not asked.
    expect(found({ swarm: withRoot(swarm, good), caCert: good })).toHaveLength(1);
    const ofAnother = withExternalCa('https://ca/sign', saysNothing);
    expect(found({ swarm: withRoot(ofAnother, good) })).toHaveLength(1);
    const ofPresent = withExternalCa('https://ca/sign', `\n${good}`);
    expect(found({ swarm: withRoot(ofPresent, good) })[1]).toMatchObject(vouching);
  });

  it.each([
    ['http://ca:8888/api/v1/cfssl/sign', 'is not reached by https'],
    ['https://ca:8888', 'has no path'],
    ['ca', 'has an address that cannot be read'],
  ])('doubts the address %s of an external CA', (url, why) => {
    const externalCas = [{ Protocol: 'cfssl', URL: url, Options: {}, CACert: '' }];
    expect(found({ externalCas })).toMatchObject([{ stops: false, text: expect.stringContaining(why) }]);
  });

  it('prints ids that are typed as one word, and names in one line, whoever chose them', () => {
    const twin = down('x; reboot', 'a\n\nwarning: all is well');
    const findings = found({}, [leaderOf('m1'), twin, named(nodeOf('y'), twin.Description.Hostname)]);
    expect(findings.map(({ next }) => next)).toContain(
      "If so, remove what it was before: swarmpki node rm 'x; reboot'",
    );
    expect(findings.at(-1)?.text).toContain('waits for a warning: all is well (x; reboot), which');
  });
});

function named(node: Node, Hostname: string): Node {
  return { ...node, Description: { ...node.Description, Hostname } };
}
