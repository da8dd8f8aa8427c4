/** What terminals are known to take of one such sequence, bytes of base64. */
const most = 74_994;

/**
 * The sequence by which a terminal puts text into the clipboard (OSC 52); it goes through ssh, and through tmux where that
 * is allowed.
 *
 * @returns `undefined` for a text that is too long for it
 */
export function clipboardSequence(text: string): string | undefined {
  const base64 = Buffer.from(text, 'utf8').toString('base64');
  return base64.length > most ? undefined : `\u001b]52;c;${base64}\u0007`;
}
