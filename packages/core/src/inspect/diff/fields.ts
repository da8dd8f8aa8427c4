import { printable } from '../../printable.ts';
import { describeCertificate } from '../decode/certificate.ts';
import type { ExtensionDescription, PublicKeyDescription } from '../decode/description.ts';
import type { Item } from '../items/item.ts';
import { keyName } from '../../x509/key-name.ts';
import { summaryOf } from '../report/summary.ts';

/** Nobody reads more of a field. */
const longestField = 400;

/** What an item consists of, by the names of its fields. Nothing secret. */
export async function fieldsOf(item: Item): Promise<ReadonlyMap<string, string>> {
  return item.kind === 'certificate' ? certificateFields(item.skim.der) : flat(summaryOf(item, false));
}

async function certificateFields(der: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const { version, serialNumber, issuer, validity, subject, publicKey, extensions, signature, ...others } =
    await describeCertificate(der);
  const { signatureAlgorithm, fingerprints } = others;
  return new Map([
    ['version', String(version)],
    ['serialNumber', serialNumber.hex],
    ['signatureAlgorithm', signatureAlgorithm.name ?? signatureAlgorithm.oid],
    ['issuer', printable(issuer.text, longestField)],
    ['notBefore', validity.notBefore.iso],
    ['notAfter', validity.notAfter.iso],
    ['subject', printable(subject.text, longestField)],
    ['publicKey', publicKeyText(publicKey)],
    ...extensions.map((each): [string, string] => [`extension ${each.name ?? each.oid}`, extensionText(each)]),
    ['signature', `${signature.hex.slice(0, 32)}…`],
    ['sha256', fingerprints.sha256],
  ]);
}

function publicKeyText({ key, der }: PublicKeyDescription): string {
  const size = 'bits' in key && key.bits !== undefined ? ` ${key.bits}` : '';
  return `${key.kind}${size}, key ${keyName(Buffer.from(der, 'hex'))}`;
}

function extensionText({ critical, value, der }: ExtensionDescription): string {
  const { kind: _, ...said } = value ?? { kind: undefined, der };
  const text = JSON.stringify(said);
  // What is too long to be shown still differs where it does.
  const shown = text.length > longestField ? `${text.slice(0, longestField)}… (${der.length / 2} bytes)` : text;
  return printable(`${critical ? 'critical ' : ''}${shown}`, longestField + 60);
}

/** Members within members, as `key.bits`. */
function flat(members: Readonly<Record<string, unknown>>, prefix = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(members).flatMap(([name, value]): (readonly [string, string])[] =>
      typeof value === 'object' && value !== null
        ? [...flat(value as Readonly<Record<string, unknown>>, `${prefix}${name}.`)]
        : [[`${prefix}${name}`, String(value)]],
    ),
  );
}
