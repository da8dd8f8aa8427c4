import { isIPv4, isIPv6 } from 'node:net';
import { badValue } from '../problem.ts';
import { readCsvRecord } from './csv.ts';
import type { Kind } from './kind.ts';

/** Networks in CIDR notation with commas between them; their first addresses, as Go's `net.ParseCIDR` has it. */
export const addressPools: Kind<readonly string[]> = {
  name: 'ipNetSlice',
  read: (text, _inputs, earlier = []) => [...earlier, ...readCsvRecord(text).map((field) => network(field.trim()))],
};

function network(text: string): string {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  if (bits === 0 || Number(length) > bits) {
    throw badValue(`invalid string being converted to CIDR: ${text}`, 'networks: 10.10.0.0/16,10.20.0.0/16');
  }
  const host = BigInt(bits - Number(length));
  const first = (numberOf(address, bits) >> host) << host;
  return `${bits === 32 ? dotted(first) : compressed(first)}/${Number(length)}`;
}

function numberOf(address: string, bits: number): bigint {
  if (bits === 32) return address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const { hostname } = new URL(`http://[${address}]/`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((half) => (half === '' ? [] : half.split(':')));
  const zeros = tail === undefined ? 0 : 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array.from({ length: zeros }, () => '0'), ...(after ?? [])];
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

function compressed(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 65_535n).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
