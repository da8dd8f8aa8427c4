const ids = new Map<string, number>();

/** A short number for a text, the same for the same text: certificates are long, and compared all the time. */
export function idOf(text: string): number {
  const known = ids.get(text);
  if (known !== undefined) return known;
  ids.set(text, ids.size);
  return ids.size - 1;
}

const answers = new Map<string, number>();

/** As {@link idOf}, of a certificate without what stands before it: see `answering`. */
export function idOfCertificate(pem: string): number {
  const known = answers.get(pem) ?? idOf(pem.slice(Math.max(0, pem.indexOf('-----BEGIN'))));
  answers.set(pem, known);
  return known;
}
