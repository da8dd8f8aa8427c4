/** So many characters of a secret in a row are a leak: less may be there by chance. */
const tellingLength = 16;

/** What must not be seen, and in how many ways it could be written down. */
export class Secrets {
  readonly #forms = new Map<string, string>();

  /** @param name what is said of a leak @param text a secret as people write it: a token's, a password */
  addText(name: string, text: string): void {
    this.#add(name, 'as it is', text);
    this.addBytes(name, Buffer.from(text));
  }

  /** @param bytes such as a private key's; those of base64, whatever stands before them, are looked for too */
  addBytes(name: string, bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes);
    const hex = buffer.toString('hex');
    this.#add(name, 'hexadecimal', hex);
    this.#add(name, 'hexadecimal', hex.toUpperCase());
    this.#add(name, 'hexadecimal with colons', hex.replaceAll(/..(?=.)/g, '$&:'));
    this.#add(name, 'a decimal number', BigInt(`0x${hex}`).toString());
    this.#add(name, 'a list of bytes', [...bytes].join(','));
    for (const offset of [0, 1, 2]) {
      // The first and the last letters hold bits of what stands beside.
      const within = (encoding: 'base64' | 'base64url'): string =>
        Buffer.concat([Buffer.alloc(offset), buffer])
          .toString(encoding)
          .replace(/=+$/, '')
          .slice(4, -4);
      this.#add(name, 'base64', within('base64'));
      this.#add(name, 'base64', within('base64url'));
    }
  }

  #add(name: string, form: string, text: string): void {
    // Half of it is a leak as well: of what is long any part counts.
    for (let at = 0; at + tellingLength <= text.length; at += tellingLength) {
      this.#forms.set(text.slice(at, at + tellingLength), `${name}, ${form}`);
    }
    if (text.length < tellingLength) this.#forms.set(text, `${name}, ${form}`);
  }

  /** Which of them stand in a text, and how they are written there; line breaks in between do not hide them. */
  leaksIn(text: string): readonly string[] {
    const joined = text.replaceAll(/\\n|\s/g, '');
    const found = [...this.#forms]
      .filter(([form]) => joined.includes(form.replaceAll(' ', '')))
      .map(([, name]) => name);
    return [...new Set(found)];
  }
}
