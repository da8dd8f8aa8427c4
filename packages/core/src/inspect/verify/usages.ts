import { Oid } from '../../x509/oid.ts';

/** Purposes by the names that RFC 5280 §4.2.1.12 has for them, and with it Go and OpenSSL. */
const usages: ReadonlyMap<string, string> = new Map([
  ['any', Oid.anyExtendedKeyUsage],
  ['serverAuth', Oid.serverAuth],
  ['clientAuth', Oid.clientAuth],
  ['codeSigning', Oid.codeSigning],
  ['emailProtection', Oid.emailProtection],
]);

/** The OID of a purpose that is named, or given as one; `undefined` for what is neither. */
export function usageOid(name: string): string | undefined {
  const isOid = name.length <= 200 && /^[0-2](\.(0|[1-9]\d{0,18}))+$/.test(name);
  return usages.get(name) ?? (isOid ? name : undefined);
}

/** A purpose as people know it. @param oid dotted */
export function usageName(oid: string): string {
  return [...usages].find(([, each]) => each === oid)?.[0] ?? oid;
}
