import type { DerReader } from '../../x509/der-reader.ts';
import { Tag, readSmallInteger } from '../../x509/der-reader.ts';
import { Oid } from '../../x509/oid.ts';
import type { AlgorithmDescription, OidDescription, PssDescription } from './parts.ts';
import { attempt, describeOid, hexOf, nextOid, onlySequence } from './elements.ts';

/**
 * Describes an AlgorithmIdentifier (RFC 5280 §4.1.1.2); one that cannot be read says why, and has no OID.
 *
 * @param der DER AlgorithmIdentifier
 */
export function describeAlgorithm(der: Uint8Array): AlgorithmDescription {
  const result = attempt(() => readAlgorithm(der));
  return 'read' in result ? result.read : { oid: '', parameters: hexOf(der), problem: result.problem };
}

function readAlgorithm(der: Uint8Array): AlgorithmDescription {
  const fields = onlySequence(der, 'algorithm identifier');
  const algorithm = nextOid(fields, 'algorithm');
  if (fields.done) return algorithm;
  const parameters = fields.element(undefined, 'parameters of the algorithm');
  fields.finish('algorithm identifier');
  const described = { ...algorithm, parameters: hexOf(parameters) };
  if (algorithm.oid !== Oid.rsassaPss) return described;
  const pss = attempt(() => describePss(parameters));
  return 'problem' in pss ? { ...described, problem: pss.problem } : { ...described, pss: pss.read };
}

const sha1 = '1.3.14.3.2.26';

/** RFC 8017 §A.2.3 @throws {X509Problem} `malformed-der` */
function describePss(parameters: Uint8Array): PssDescription {
  const fields = onlySequence(parameters, 'RSASSA-PSS parameters');
  const defaults: PssDescription['defaults'][number][] = [];
  const field = (number: number, name: (typeof defaults)[number]): DerReader | undefined => {
    const found = fields.optional(Tag.constructedContext(number), name);
    if (!found) defaults.push(name);
    return found;
  };
  const hash = nextDigest(field(0, 'hash'));
  const mask = field(1, 'maskGeneration')?.enter(Tag.sequence, 'mask generation function');
  const maskGeneration = mask ? nextOid(mask, 'mask generation function') : describeOid(Oid.mgf1);
  const maskHash = nextDigest(mask?.done ? undefined : mask);
  const number = (reader: DerReader | undefined, otherwise: number): number =>
    reader ? readSmallInteger(reader.contents(Tag.integer, 'number'), 'number of RSASSA-PSS') : otherwise;
  const saltLength = number(field(2, 'saltLength'), 20);
  const trailerField = number(field(3, 'trailerField'), 1);
  fields.finish('RSASSA-PSS parameters');
  return { hash, maskGeneration, maskHash, saltLength, trailerField, defaults };
}

function nextDigest(reader: DerReader | undefined): OidDescription {
  return reader ? nextOid(reader.enter(Tag.sequence, 'digest'), 'digest') : describeOid(sha1);
}
