/** A beginning of what the language server reads: of a PEM block, a join token, an unlock key, or PEM in base64. */
const beginning = /-----?BEGIN |SWMTKN-|SWMKEY-|LS0tLS1CRUdJTi/;

/** Whether it is worth starting the server for a text. One pass, and nothing is read. */
export function mayHoldSomething(text: string): boolean {
  return beginning.test(text);
}

/** Whether bytes begin as DER does: a SEQUENCE of 128 bytes or more, or of indefinite length. No text begins so. */
export function beginsAsDer(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes;
  return tag === 0x30 && length >= 0x80 && length <= 0x84;
}
