import { noon } from '../../packages/core/src/testing/certificates.ts';
import { Tag } from '../../packages/core/src/x509/der-reader.ts';
import { der, octetString, oid, sequence, set, tlv } from '../../packages/core/src/x509/der-writer.ts';
import { commonName } from '../../packages/core/src/x509/name.ts';
import { Oid } from '../../packages/core/src/x509/oid.ts';
import { anyCertificate, anyKey, extension, nameConstraints } from '../../packages/core/src/testing/any-certificate.ts';
import type {
  AltName,
  AnyAuthority,
  AnyKey,
  AnyKeyKind,
  AnyWishes,
  Signing,
} from '../../packages/core/src/testing/any-certificate.ts';

/** A leaf to be judged, with all that is known besides. */
export interface ChainCase {
  readonly name: string;
  readonly leaf: AnyAuthority;
  readonly intermediates: readonly AnyAuthority[];
  readonly roots: readonly AnyAuthority[];
  /** ms since epoch */
  readonly at: number;
  readonly usage: Usage;
  readonly hostName?: string;
}

type Usage = 'serverAuth' | 'clientAuth' | 'codeSigning' | 'emailProtection' | 'any';

type Wishes = Partial<AnyWishes>;
type Kind = 'EC' | 'RSA';

const second = 1000;
const [begin, end] = [noon - 3_600_000, noon + 3_600_000];
const swarmUsages = [Oid.serverAuth, Oid.clientAuth];

/** Keys are made once: nothing depends on which they are. */
const keys = new Map<string, AnyKey>();

function keyOf(kind: AnyKeyKind | Kind, owner: string): AnyKey {
  const name = `${kind} ${owner}`;
  const known = keys.get(name) ?? anyKey(kind === 'EC' ? 'P-256' : kind === 'RSA' ? 'RSA-2048' : kind);
  keys.set(name, known);
  return known;
}

interface ChainWishes {
  readonly kind?: Kind;
  /** How many stand between leaf and root. */
  readonly between?: 0 | 1 | 2;
  readonly root?: Wishes;
  /** The one below the root. */
  readonly first?: Wishes;
  /** The one below that. */
  readonly second?: Wishes;
  readonly leaf?: Wishes;
}

type Made = Pick<ChainCase, 'leaf' | 'intermediates' | 'roots'>;

function chain(wishes: ChainWishes = {}): Made {
  const { kind = 'EC', between = 0 } = wishes;
  const root = anyCertificate({ key: keyOf(kind, 'root'), subject: 'swarm-ca', ca: true, ...wishes.root });
  const intermediates: AnyAuthority[] = [];
  for (const [index, more] of [wishes.first, wishes.second].slice(0, between).entries()) {
    const name = `intermediate ${index + 1}`;
    const issuer = intermediates[0] ?? root;
    intermediates.unshift(anyCertificate({ key: keyOf(kind, name), subject: name, ca: true, issuer, ...more }));
  }
  const issuer = intermediates[0] ?? root;
  const leaf = { key: keyOf('EC', 'leaf'), subject: 'node', usages: swarmUsages, issuer };
  return { leaf: anyCertificate({ ...leaf, ...wishes.leaf }), intermediates, roots: [root] };
}

function asCase(name: string, made: Made, more: Partial<ChainCase> = {}): ChainCase {
  return { name, at: noon, usage: 'serverAuth', ...made, ...more };
}

const kinds = ['EC', 'RSA'] as const;
const lengths = [0, 1, 2] as const;
const places = ['leaf', 'first', 'root'] as const;
const unknown = extension('1.3.6.1.4.1.99999.1', true, octetString());

function plainCases(): readonly ChainCase[] {
  const usages: readonly Usage[] = ['serverAuth', 'clientAuth', 'codeSigning', 'emailProtection', 'any'];
  return kinds.flatMap((kind) =>
    lengths.flatMap((between) =>
      usages.map((usage) => asCase(`${kind}, ${between} between, for ${usage}`, chain({ kind, between }), { usage })),
    ),
  );
}

function timeCases(): readonly ChainCase[] {
  const moments = {
    'before notBefore': begin - second,
    'at notBefore': begin,
    'at notAfter': end,
    'after notAfter': end + second,
  };
  return kinds.flatMap((kind) =>
    places.flatMap((place) =>
      Object.entries(moments).map(([when, at]) => {
        const made = chain({ kind, between: 1, [place]: { notBefore: begin, notAfter: end } });
        return asCase(`${kind}: ${when} of the ${place}`, made, { at });
      }),
    ),
  );
}

function authorityCases(): readonly ChainCase[] {
  const wrong: Readonly<Record<string, Wishes>> = {
    'is no CA': { ca: false },
    'has no keyCertSign': { keyUsage: ['cRLSign'] },
    'has an unknown critical extension': { more: [unknown] },
    'has a policy that is critical': {
      more: [extension(Oid.certificatePolicies, true, sequence(sequence(oid('2.5.29.32.0'))))],
    },
    'may not do what is asked': { usages: [Oid.clientAuth] },
    'may do anything': { usages: [Oid.anyExtendedKeyUsage] },
    'may do what is asked': { usages: swarmUsages },
  };
  return kinds.flatMap((kind) =>
    lengths.flatMap((between) =>
      (['first', 'second', 'root'] as const)
        .slice(between === 2 ? 0 : between === 1 ? 0 : 2)
        .flatMap((place) =>
          place === 'second' && between < 2
            ? []
            : Object.entries(wrong).map(([what, wishes]) =>
                asCase(`${kind}, ${between} between: the ${place} ${what}`, chain({ kind, between, [place]: wishes })),
              ),
        ),
    ),
  );
}

function pathLengthCases(): readonly ChainCase[] {
  const self = { subject: 'swarm-ca' };
  return [0, 1].flatMap((pathLength) =>
    lengths.flatMap((between) => [
      asCase(`${between} between, path length ${pathLength}`, chain({ between, root: { pathLength } })),
      ...(between === 0
        ? []
        : [
            asCase(
              `${between} between, the first self-issued, path length ${pathLength}`,
              chain({ between, root: { pathLength }, first: self }),
            ),
          ]),
    ]),
  );
}

const names: readonly AltName[] = [
  [2, 'node.swarm.example'],
  [7, Uint8Array.of(10, 0, 0, 7)],
  [1, 'node@swarm.example'],
  [6, 'https://node.swarm.example:2377/x'],
];

function constraintCases(): readonly ChainCase[] {
  const network = Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0);
  const other = Uint8Array.of(192, 168, 0, 0, 255, 255, 0, 0);
  const constraints: readonly (readonly [string, readonly AltName[], readonly AltName[]])[] = [
    ['DNS permitted', [[2, 'swarm.example']], []],
    ['DNS permitted, in capitals', [[2, 'SWARM.Example']], []],
    ['DNS permitted below a dot', [[2, '.swarm.example']], []],
    ['DNS permitted elsewhere', [[2, 'other.example']], []],
    ['DNS permitted, half a label', [[2, 'arm.example']], []],
    ['DNS excluded', [], [[2, 'example']]],
    ['DNS excluded elsewhere', [], [[2, 'other.example']]],
    ['IP permitted', [[7, network]], []],
    ['IP permitted elsewhere', [[7, other]], []],
    ['IP excluded', [], [[7, network]]],
    ['e-mail permitted', [[1, 'swarm.example']], []],
    ['e-mail of one mailbox permitted', [[1, 'node@swarm.example']], []],
    ['e-mail permitted elsewhere', [[1, 'other.example']], []],
    ['e-mail excluded', [], [[1, 'swarm.example']]],
    ['URI permitted', [[6, '.swarm.example']], []],
    ['URI permitted elsewhere', [[6, '.other.example']], []],
    ['URI excluded', [], [[6, 'node.swarm.example']]],
    ['permitted and excluded', [[2, 'swarm.example']], [[2, 'node.swarm.example']]],
  ];
  return constraints.flatMap(([name, permitted, excluded]) =>
    [true, false].flatMap((critical) =>
      (['first', 'root'] as const).map((place) =>
        asCase(
          `${name}, ${critical ? 'critical' : 'not critical'}, by the ${place}`,
          chain({ between: 1, leaf: { names }, [place]: { more: [nameConstraints(permitted, excluded, critical)] } }),
        ),
      ),
    ),
  );
}

function usageCases(): readonly ChainCase[] {
  const leaves: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['clientAuth', [Oid.clientAuth]],
    ['anyExtendedKeyUsage', [Oid.anyExtendedKeyUsage]],
    ['serverAuth and any', [Oid.serverAuth, Oid.anyExtendedKeyUsage]],
    ['no usage', undefined],
    ['emailProtection', [Oid.emailProtection]],
    ['some other', ['1.2.3.4']],
  ];
  return leaves.flatMap(([name, usages]) =>
    (['serverAuth', 'clientAuth', 'emailProtection', 'any'] as const).map((usage) =>
      // Undefined takes the place of what a swarm has.
      asCase(`a leaf of ${name}, for ${usage}`, chain({ leaf: { usages } as Wishes }), { usage }),
    ),
  );
}

function hostCases(): readonly ChainCase[] {
  const alt: readonly AltName[] = [
    [2, 'node.example'],
    [2, '*.wild.example'],
    [7, Uint8Array.of(10, 0, 0, 7)],
  ];
  const wanted = [
    'node.example',
    'NODE.example',
    'a.wild.example',
    'a.b.wild.example',
    'wild.example',
    '10.0.0.7',
    '10.0.0.8',
    'node',
  ];
  const named = wanted.map((hostName) => asCase(`host ${hostName}`, chain({ leaf: { names: alt } }), { hostName }));
  return [
    ...named,
    asCase('host in the common name alone', chain({ leaf: { subject: 'node.example', names: [[2, 'x.example']] } }), {
      hostName: 'node.example',
    }),
  ];
}

/** A new root, and its key in a certificate by the old one, as a rotation makes them. */
function crossCases(): readonly ChainCase[] {
  const mixes: readonly (readonly [Kind, Kind])[] = [
    ['EC', 'EC'],
    ['RSA', 'RSA'],
    ['RSA', 'EC'],
    ['EC', 'RSA'],
  ];
  return mixes.flatMap(([oldKind, newKind]) => {
    const rootName = { subject: 'swarm-ca', ca: true } as const;
    const old = anyCertificate({ ...rootName, key: keyOf(oldKind, 'old root') });
    const fresh = anyCertificate({ ...rootName, key: keyOf(newKind, 'new root') });
    const cross = (akid: 'none' | 'own' | 'other' | 'issuer'): AnyAuthority =>
      anyCertificate({ ...rootName, key: fresh.key, issuer: old, akid });
    const back = anyCertificate({ ...rootName, key: old.key, issuer: fresh });
    const stranger = anyCertificate({ ...rootName, key: keyOf('EC', 'stranger') });
    const leafOf = (akid: 'none' | 'issuer'): AnyAuthority =>
      anyCertificate({ key: keyOf('EC', 'leaf'), subject: 'node', usages: swarmUsages, issuer: fresh, akid });
    const trusts = {
      'the old root': [old],
      'the new root': [fresh],
      both: [old, fresh],
      'both, the new one first': [fresh, old],
      neither: [stranger],
    };
    const mix = `${newKind} root after ${oldKind}`;
    const rotations = (['issuer', 'none', 'own', 'other'] as const).flatMap((akid) =>
      (['issuer', 'none'] as const).flatMap((leafAkid) =>
        Object.entries(trusts).map(([whom, roots]) => {
          const made = { leaf: leafOf(leafAkid), intermediates: [cross(akid)], roots };
          const name = `${mix}: cross-signed with AKI ${akid}, leaf with AKI ${leafAkid}, trusting ${whom}`;
          return asCase(name, made);
        }),
      ),
    );
    const leaf = leafOf('issuer');
    const mutual = Object.entries(trusts).flatMap(([whom, roots]) => [
      asCase(`${mix}: cross-signed both ways, trusting ${whom}`, {
        leaf,
        intermediates: [cross('issuer'), back],
        roots,
      }),
      asCase(`${mix}: cross-signed both ways with all roots sent, trusting ${whom}`, {
        leaf,
        intermediates: [back, old, fresh, cross('issuer')],
        roots,
      }),
      asCase(`${mix}: nothing sent, trusting ${whom}`, { leaf, intermediates: [], roots }),
    ]);
    const expired = anyCertificate({ ...rootName, key: fresh.key, issuer: old, notAfter: begin });
    return [
      ...rotations,
      ...mutual,
      asCase(`${mix}: cross-signed in the root store`, { leaf, intermediates: [], roots: [old, cross('none')] }),
      asCase(`${mix}: an expired cross-signed one beside a good one`, {
        leaf,
        intermediates: [expired, cross('issuer')],
        roots: [old],
      }),
      asCase(`${mix}: an expired cross-signed one`, { leaf, intermediates: [expired], roots: [old] }),
    ];
  });
}

function loopCases(): readonly ChainCase[] {
  const [a, b] = ['a', 'b'].map((subject) => anyCertificate({ key: keyOf('EC', subject), subject, ca: true }));
  if (a === undefined || b === undefined) throw new Error('unreachable');
  const ab = anyCertificate({ key: a.key, subject: 'a', ca: true, issuer: b });
  const ba = anyCertificate({ key: b.key, subject: 'b', ca: true, issuer: a });
  const leaf = anyCertificate({ key: keyOf('EC', 'leaf'), subject: 'node', usages: swarmUsages, issuer: a });
  const { roots } = chain();
  return [
    asCase('two that sign each other, trusting neither', { leaf, intermediates: [ab, ba], roots }),
    asCase('two that sign each other, trusting one', { leaf, intermediates: [ab, ba], roots: [b] }),
  ];
}

function algorithmCases(): readonly ChainCase[] {
  const roots: readonly (readonly [AnyKeyKind, Signing])[] = [
    ['P-224', 'usual'],
    ['P-384', 'usual'],
    ['P-521', 'usual'],
    ['secp256k1', 'usual'],
    ['Ed25519', 'usual'],
    ['Ed448', 'usual'],
    ['P-256', 'sha1'],
    ['RSA-2048', 'sha1'],
    ['RSA-2048', 'md5'],
    ['RSA-2048', 'pss'],
    ['RSA-2048', 'pss-long-salt'],
    ['RSA-768', 'usual'],
    ['RSA-1024', 'usual'],
  ];
  return roots.flatMap(([kind, signing]) => {
    const name = signing === 'usual' ? kind : `${kind} with ${signing}`;
    const key = keyOf(kind, 'root');
    return [
      asCase(`a leaf by ${name}`, chain({ root: { key, signing: 'usual' }, leaf: { signing } })),
      asCase(`an intermediate by ${name}`, chain({ between: 1, root: { key, signing: 'usual' }, first: { signing } })),
      asCase(`a leaf with a key of ${kind}, by ${signing}`, chain({ leaf: { key } })),
      asCase(`a root signed by ${name}`, chain({ root: { key, signing }, leaf: { signing: 'usual' } })),
    ];
  });
}

function storeCases(): readonly ChainCase[] {
  const made = chain({ between: 1 });
  const self = anyCertificate({ key: keyOf('EC', 'leaf'), subject: 'node', usages: swarmUsages });
  return [
    asCase('the leaf is a root', { ...made, roots: [made.leaf] }),
    asCase('the intermediate is a root', { ...made, roots: made.intermediates }),
    asCase('the intermediate is a root, and is not sent', { ...made, intermediates: [], roots: made.intermediates }),
    asCase('a self-signed leaf is a root', { leaf: self, intermediates: [], roots: [self] }),
    asCase('a self-signed leaf', { leaf: self, intermediates: [], roots: made.roots }),
    asCase('the intermediate is missing', { ...made, intermediates: [] }),
    asCase('the root is sent as well', { ...made, intermediates: [...made.intermediates, ...made.roots] }),
  ];
}

function nameCases(): readonly ChainCase[] {
  const utf8 = (text: string): Uint8Array =>
    der(sequence(set(sequence(oid(Oid.commonName), tlv(Tag.utf8String, Buffer.from(text))))));
  const spellings = {
    'of another string type': utf8('swarm-ca'),
    'in capitals': commonName('SWARM-CA'),
    'with more blanks': commonName(' swarm-ca '),
    'that is another': commonName('swarm-cb'),
  };
  return Object.entries(spellings).flatMap(([what, issuerName]) => [
    asCase(`an issuer’s name ${what}`, chain({ leaf: { issuerName } })),
    asCase(`an intermediate whose issuer’s name is one ${what}`, chain({ between: 1, first: { issuerName } })),
  ]);
}

/** The largest arcs that Go reads, and one more of each; the first two share a number. For those who read certificates as Go does. */
export function arcCases(): readonly ChainCase[] {
  const largest = 2 ** 31 - 1;
  const arcs = [
    '1.3',
    `1.3.${largest}`,
    `1.3.${largest + 1}`,
    `2.${largest - 80}`,
    `2.${largest - 79}`,
    `2.${largest}.1`,
  ];
  return arcs.map((arc) =>
    asCase(`a purpose ${arc}`, chain({ leaf: { usages: [...swarmUsages, arc] } }), { usage: 'clientAuth' }),
  );
}

function identifierCases(): readonly ChainCase[] {
  return kinds.flatMap((kind) => [
    asCase(`${kind}: a leaf whose AKI names another key`, chain({ kind, leaf: { akid: 'other' } })),
    asCase(
      `${kind}: an intermediate whose AKI names another key`,
      chain({ kind, between: 1, first: { akid: 'other' } }),
    ),
    asCase(`${kind}: a leaf without AKI`, chain({ kind, leaf: { akid: 'none' } })),
    asCase(`${kind}: an issuer without SKI`, chain({ kind, root: { skid: false } })),
    asCase(
      `${kind}: another root of that name`,
      chain({ kind, leaf: { issuer: anyCertificate({ key: keyOf(kind, 'another'), subject: 'swarm-ca', ca: true }) } }),
    ),
  ]);
}

/** Every case, made anew; keys are shared. */
export function chainCases(): readonly ChainCase[] {
  return [
    ...plainCases(),
    ...timeCases(),
    ...authorityCases(),
    ...pathLengthCases(),
    ...constraintCases(),
    ...usageCases(),
    ...hostCases(),
    ...crossCases(),
    ...loopCases(),
    ...algorithmCases(),
    ...storeCases(),
    ...nameCases(),
    ...identifierCases(),
  ];
}
