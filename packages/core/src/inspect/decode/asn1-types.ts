import type * as Schema from '@peculiar/asn1-schema';
import type * as Types from '@peculiar/asn1-x509';
import { DerReader, malformed } from '../../x509/der-reader.ts';
import { reasonOf } from '../../problem.ts';

/** Of an element no more than so many are nested, and it consists of no more than so many, before the library sees it. */
export const deepestNesting = 32;
export const mostElements = 2_000;

/** The `@peculiar` ASN.1 types: what RFC 5280 calls them, and ways between them and DER that can be relied upon. */
export interface Asn1Types {
  readonly x509: typeof Types;
  /**
   * Reads DER as a type, to the letter: what the library has read has to come out as the very same bytes, for by itself
   * it passes over what it does not expect.
   *
   * @throws {X509Problem} `malformed-der`
   */
  read<T>(type: new () => T, der: Uint8Array, what: string): T;
  /** @returns DER */
  write(value: object): Uint8Array;
}

/** Loads them: only a description needs them, and they take longer to load than a thousand skims. */
export async function loadAsn1Types(): Promise<Asn1Types> {
  const [{ AsnConvert }, x509] = await Promise.all([import('@peculiar/asn1-schema'), import('@peculiar/asn1-x509')]);
  const convert: typeof Schema.AsnConvert = AsnConvert;
  const write = (value: object): Uint8Array => new Uint8Array(convert.serialize(value));
  return {
    x509,
    write,
    read: (type, der, what) => {
      checkNesting(der, what);
      try {
        const value = convert.parse(der, type);
        if (Buffer.compare(write(value as object), der) === 0) return value;
      } catch (error) {
        throw malformed(`${what} is not of its form: ${reasonOf(error)}`);
      }
      throw malformed(`${what} holds something that does not belong there`);
    },
  };
}

/** One element of DER, all its parts of good lengths, within bounds. @throws {X509Problem} `malformed-der` */
function checkNesting(der: Uint8Array, what: string): void {
  const whole = new DerReader(der);
  whole.step(whole.nextTag ?? 0, what);
  whole.finish(what);
  const open = [new DerReader(der)];
  let elements = 0;
  for (let reader = open.at(-1); reader !== undefined; reader = open.at(-1)) {
    const tag = reader.nextTag;
    if (tag === undefined) open.pop();
    else if (tag & constructed) open.push(reader.enter(tag, what));
    else reader.step(tag, what);
    if (++elements > mostElements || open.length > deepestNesting) throw malformed(`${what} has too many parts`);
  }
}

const constructed = 0x20;
