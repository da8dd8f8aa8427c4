/** The longest message of a status that is sent or taken over, in characters. */
const longestMessage = 4096;

/**
 * A status message as a header carries it: printable ASCII, everything else percent-encoded ("gRPC over HTTP/2"). So are
 * spaces at the ends, which a header loses.
 */
export function encodeMessage(message: string): string {
  let encoded = '';
  for (const byte of Buffer.from(message.slice(0, longestMessage), 'utf8')) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : percentEncode(byte);
  }
  return encoded.replace(/^ | $/g, '%20');
}

function percentEncode(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Reads a status message. What is no valid encoding is taken as it stands, as the specification asks. */
export function decodeMessage(encoded: string): string {
  const bytes = encoded
    .slice(0, longestMessage * 3)
    .replace(/%([0-9a-fA-F]{2})|[^\x20-\x7e]/g, (part, hex: string | undefined) =>
      hex === undefined ? Buffer.from(part, 'utf8').toString('latin1') : String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The longest that a timer of the platform can wait, ms; a longer one would ring at once. */
export const longestTimer = 2 ** 31 - 1;

const unitsInMs = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 } as const;

/**
 * Reads a `grpc-timeout`: up to eight digits and a unit.
 *
 * @returns ms, or `undefined` when it is no timeout
 */
export function parseTimeout(text: string): number | undefined {
  const match = /^(\d{1,8})([HMSmun])$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * unitsInMs[match[2] as keyof typeof unitsInMs];
}

/** Writes a `grpc-timeout`, in the finest unit from milliseconds up in which eight digits are enough. @param ms at least 0 */
export function formatTimeout(ms: number): string {
  for (const unit of ['m', 'S', 'M', 'H'] as const) {
    const amount = Math.ceil(ms / unitsInMs[unit]);
    if (amount < 1e8) return `${amount}${unit}`;
  }
  return '99999999H';
}
