import { shellWord } from '../../shell-word.ts';
import { printable } from '../../printable.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { firstOf, readName } from '../../x509/name.ts';
import type { NameAttribute } from '../../x509/name.ts';
import { Oid } from '../../x509/oid.ts';
import { X509Problem } from '../../x509/problem.ts';
import { keyName } from '../../x509/key-name.ts';
import { swarmIdentityOf } from '../items/swarm-identity.ts';

type Named = Pick<Certificate, 'subject' | 'spki'>;

/** What a certificate is called in a sentence: a node by its role and id, a swarm's root by its key, others by their name. */
export function called(certificate: Named): string {
  const identity = swarmIdentityOf(certificate);
  if (identity?.role === 'ca') return rootCalled(certificate);
  if (identity !== undefined)
    return `the certificate of ${identity.role} ${printable(identity.nodeId, 40) || '(no id)'}`;
  return `the certificate of ${nameText(certificate.subject)}`;
}

/** What an authority is called: by its name and key, since names do not tell the roots of swarms apart. */
export function rootCalled({ subject, spki }: Named): string {
  return `${nameText(subject)} (key ${keyName(spki)})`;
}

const shownTypes = [Oid.commonName, Oid.organizationalUnit, Oid.organization];

/** The most telling part of a name. @param name DER Name */
export function nameText(name: Uint8Array): string {
  const attributes = attributesOf(name);
  if (attributes === undefined) return 'a name that cannot be read';
  for (const type of shownTypes) {
    const value = firstOf(attributes, type);
    if (value !== undefined && value !== '') return `“${printable(value, 64)}”`;
  }
  return attributes.length === 0 ? 'no name' : `“${printable(attributes[0]?.value ?? '', 64)}”`;
}

function attributesOf(name: Uint8Array): readonly NameAttribute[] | undefined {
  try {
    return readName(name);
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}

/** At the beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A path as a word of a shell command, with nothing in it that a terminal would obey. */
export function pathWord(path: string): string {
  return shellWord(printable(path, 400));
}
