/** A join token up to its secret, or an unlock key, and what makes it one. */
const secrets = /\b(SWMTKN-\d(?:-[01])?-[0-9a-z]{50}-|SWMKEY-1-)\S+/g;

/** A text without the secrets in it: they are shown where somebody asks for them, and not because a command prints them. */
export function hushed(text: string): string {
  return text.replaceAll(secrets, '$1•••');
}
