import { KeyFileProblem } from './problem.ts';

/** The PEM header in which a manager keeps its data encryption key. */
export const dekHeader = 'raft-dek';

const dekLength = 32;
/** A MaybeEncryptedRecord of algorithm NONE: field 2 (`data`), 32 bytes long. */
const plainRecord = Uint8Array.of(0x12, dekLength);

/** Writes a data encryption key that no key encryption key protects (docs/protocol.md §10.2). @param dek 32 bytes */
export function formatDek(dek: Uint8Array): string {
  return Buffer.concat([plainRecord, dek]).toString('base64');
}

/**
 * Reads a data encryption key. @returns 32 bytes
 *
 * @throws {KeyFileProblem} `malformed-header`
 */
export function readDek(header: string): Uint8Array {
  const record = Buffer.from(header, 'base64');
  const isPlain = record.length === plainRecord.length + dekLength && record.indexOf(plainRecord) === 0;
  if (!isPlain) {
    throw new KeyFileProblem(
      'malformed-header',
      'unable to read TLS key headers: the data encryption key is not plain',
      {
        expected: `the header ${dekHeader} of a manager without autolock`,
        next: 'Restore swarm-node.key from a backup of this manager.',
      },
    );
  }
  return Uint8Array.from(record.subarray(plainRecord.length));
}
