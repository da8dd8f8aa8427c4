import type { Certificate } from '../../x509/certificate.ts';
import { groupBy, textOf } from './group.ts';
import { keyName } from '../../x509/key-name.ts';
import type { ReadCertificate } from './read.ts';
import type { ItemIndex, KeyName } from './relation.ts';

/** A name with a key, whatever certificates state it: what issues certificates. */
export interface Entity {
  readonly key: KeyName;
  readonly certificate: Certificate;
  readonly items: readonly ItemIndex[];
  /** Some certificate says that it is a CA; one of version 1 cannot say that it is none. */
  readonly isAuthority: boolean;
}

/** Who may have issued something, found by name and key identifier. */
export class Entities {
  /** By DER Name. */
  readonly #byName: ReadonlyMap<string, readonly Entity[]>;
  /** By DER Name and subject key identifier. */
  readonly #byIdentifier: ReadonlyMap<string, readonly Entity[]>;
  /** By DER Name and DER SubjectPublicKeyInfo. */
  readonly #byKey: ReadonlyMap<string, Entity>;

  constructor(certificates: readonly ReadCertificate[]) {
    const stated = groupBy(certificates, ({ certificate }) => entityKey(certificate));
    const named = new Map<string, KeyName>();
    const byKey = new Map<string, Entity>();
    for (const [key, [first, ...others]] of stated) {
      if (first === undefined) continue;
      const { spki } = first.certificate;
      const name = named.get(textOf(spki)) ?? keyName(spki);
      named.set(textOf(spki), name);
      byKey.set(key, {
        key: name,
        certificate: first.certificate,
        items: [first, ...others].map(({ index }) => index),
        isAuthority: [first, ...others].some(({ certificate }) => mayBeAuthority(certificate)),
      });
    }
    this.#byKey = byKey;
    this.#byName = groupBy(byKey.values(), ({ certificate }) => textOf(certificate.subject));
    this.#byIdentifier = groupBy(byKey.values(), ({ certificate: { subject, facts } }) =>
      facts.subjectKeyIdentifier === undefined ? undefined : identifierKey(subject, facts.subjectKeyIdentifier),
    );
  }

  /** All names that are stated, with who has them. */
  get names(): ReadonlyMap<string, readonly Entity[]> {
    return this.#byName;
  }

  /**
   * Who may have issued a certificate, the likeliest first: of that name, its own key if it could be a root, then whose key
   * identifier is asked for, then the others.
   *
   * @param most more are left out
   */
  candidatesFor(certificate: Certificate, most: number): readonly Entity[] {
    const name = textOf(certificate.issuer);
    const candidates = new Set<Entity>();
    const own = name === textOf(certificate.subject) ? this.#byKey.get(entityKey(certificate)) : undefined;
    const { authorityKeyIdentifier: wanted } = certificate.facts;
    const fitting = wanted && this.#byIdentifier.get(identifierKey(certificate.issuer, wanted));
    if (wanted === undefined && own) candidates.add(own);
    for (const entity of fitting?.slice(0, most) ?? []) candidates.add(entity);
    if (own) candidates.add(own);
    for (const entity of this.#byName.get(name)?.slice(0, most) ?? []) candidates.add(entity);
    return [...candidates].slice(0, most);
  }
}

function entityKey({ subject, spki }: Certificate): string {
  // DER says by itself where the name ends.
  return textOf(subject) + textOf(spki);
}

function identifierKey(name: Uint8Array, identifier: Uint8Array): string {
  return textOf(name) + textOf(identifier);
}

function mayBeAuthority({ facts, version }: Certificate): boolean {
  return facts.basicConstraints?.ca ?? version < 3;
}
