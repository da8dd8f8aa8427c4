import { DerReader, Tag } from '../../x509/der-reader.ts';
import type { KeyKind, NodeKeyHeaders, PrivateKeyItem } from '../items/item.ts';
import { structureOf } from '../items/structure.ts';
import type { PublicKeyDescription } from './description.ts';
import { attempt, hexOf } from './elements.ts';
import { describePublicKey } from './public-key.ts';
import type { Secrets } from './secrets.ts';

/** What a private key is. Nothing in it is secret but {@link secrets}. */
export interface PrivateKeyDescription {
  readonly encoding: PrivateKeyItem['encoding'];
  readonly encrypted: boolean;
  /** How, for people; left out for one that is not encrypted. */
  readonly encryption?: string;
  /** Left out for one of which not even that can be seen. */
  readonly key?: KeyKind;
  /** The parameters of its curve are written out; many programs, Go's among them, do not read such keys. */
  readonly explicitParameters?: true;
  /** Its public half; left out where that is not known. */
  readonly publicKey?: PublicKeyDescription;
  /** Of a key file of a swarm's node. */
  readonly nodeKey?: NodeKeyHeaders;
  /** The secret numbers by their names in RFC 5915, RFC 5958 and RFC 8017; only where they are asked for. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Describes a private key. */
export function describePrivateKey(item: PrivateKeyItem, { secrets = false }: Secrets = {}): PrivateKeyDescription {
  const { encoding, encryption, key, spki, nodeKey, find } = item;
  const publicKey = spki && attempt(() => describePublicKey(spki));
  const der = find !== undefined && 'der' in find ? find.der : undefined;
  const numbers = secrets && encryption === undefined && der !== undefined ? secretNumbers(der) : undefined;
  return {
    encoding,
    encrypted: encryption !== undefined,
    ...(encryption === undefined ? {} : { encryption }),
    ...(key === undefined ? {} : { key }),
    ...(key?.curve === 'explicit' ? { explicitParameters: true } : {}),
    ...(publicKey !== undefined && 'read' in publicKey ? { publicKey: publicKey.read } : {}),
    ...(nodeKey === undefined ? {} : { nodeKey }),
    ...(numbers === undefined ? {} : { secrets: numbers }),
  };
}

const rsaNumbers = ['privateExponent', 'prime1', 'prime2', 'exponent1', 'exponent2', 'coefficient'] as const;

/** @param der a key that is not encrypted; `undefined` for one in no DER */
function secretNumbers(der: Uint8Array): Readonly<Record<string, string>> | undefined {
  const result = attempt(() => {
    const structure = structureOf(der);
    const fields = new DerReader(der).enter(Tag.sequence, 'private key');
    const next = (): string => hexOf(fields.contents(Tag.integer, 'number'));
    switch (structure) {
      case 'pkcs1': {
        for (const what of ['version', 'modulus', 'public exponent']) fields.step(Tag.integer, what);
        return Object.fromEntries(rsaNumbers.map((name) => [name, next()]));
      }
      case 'sec1':
        fields.step(Tag.integer, 'version');
        return { privateKey: hexOf(fields.contents(Tag.octetString, 'private key')) };
      case 'dsa':
        for (const what of ['version', 'p', 'q', 'g', 'y']) fields.step(Tag.integer, what);
        return { x: next() };
      case 'pkcs8': {
        fields.step(Tag.integer, 'version');
        fields.step(Tag.sequence, 'algorithm');
        const inner = fields.contents(Tag.octetString, 'private key');
        const within = structureOf(inner);
        // One within the other, no deeper: a key of RSA or of a curve is no PKCS #8 itself.
        const numbers = within === 'pkcs1' || within === 'sec1' ? secretNumbers(inner) : undefined;
        return numbers ?? { privateKey: hexOf(inner) };
      }
      default:
        return undefined;
    }
  });
  return 'read' in result ? result.read : undefined;
}
