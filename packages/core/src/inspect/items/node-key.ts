import { openRecord } from '../../keyfile/encrypted-record.ts';
import { KeyFileProblem } from '../../keyfile/problem.ts';
import type { PemHeader } from '../text/find.ts';
import type { DekState, NodeKeyHeaders } from './item.ts';

/** The headers of a node's key file (docs/protocol.md §10.2); `undefined` for a file that has none of them. */
export function readNodeKeyHeaders(headers: readonly PemHeader[]): NodeKeyHeaders | undefined {
  const valueOf = (name: string): string | undefined => headers.find((header) => header.name === name)?.value;
  const [version, dek, pending] = ['kek-version', 'raft-dek', 'raft-dek-pending'].map(valueOf);
  const needsRotation = valueOf('raft-dek-needs-rotation');
  if ([version, dek, pending, needsRotation].every((value) => value === undefined)) return undefined;
  return {
    ...(version !== undefined && /^\d{1,15}$/.test(version) ? { kekVersion: Number(version) } : {}),
    ...(dek === undefined ? {} : { raftDek: dekState(dek) }),
    ...(pending === undefined ? {} : { raftDekPending: dekState(pending) }),
    needsRotation: needsRotation === 'true',
  };
}

/** A record has some 80 bytes. */
const longestRecord = 1024;
const dekLength = 32;

function dekState(value: string): DekState {
  const bytes = Buffer.from(value.slice(0, longestRecord + 1), 'base64');
  if (value.length > longestRecord || bytes.toString('base64') !== value) return 'unreadable';
  let state: DekState = 'unreadable';
  try {
    openRecord(bytes, {
      decrypt({ algorithm, data }) {
        state = algorithm !== 0 ? 'encrypted' : data.length === dekLength ? 'plain' : 'unreadable';
        return data;
      },
    });
  } catch (error) {
    if (!(error instanceof KeyFileProblem)) throw error;
  }
  return state;
}
