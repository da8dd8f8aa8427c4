/** bytes */
const most = 64 * 1024 * 1024;

/** All that is piped in. @throws when it is more than is read */
export async function readInput(stdin: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stdin) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    length += bytes.length;
    if (length > most) throw new Error(`more than ${most} bytes are piped in`);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces, length);
}
