import { create } from '@bufbuild/protobuf';
import type { DescField, DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { printable } from '../printable.ts';
import { RpcError, rpcErrorText } from './grpc/status.ts';
import type { CallOptions, Channel } from './network.ts';

/** Something that was said on a connection, for people. */
export interface SaidMessage {
  readonly way: 'sent' | 'received';
  /** `IssueNodeCertificate` */
  readonly method: string;
  /** `{csr: CERTIFICATE REQUEST, 372 bytes; token: ••••}`, or the status of a call that failed. */
  readonly text: string;
}

/** Fields whose contents are shown to nobody, by the names of the protocol. */
const secret = /token|secret|key|password/i;
const longestText = 64;
const mostItems = 4;
const mostDepth = 4;

/** A channel of which all calls with one answer are told, with secrets masked. */
export function overheard(channel: Pick<Channel, 'unary'>, hear: (said: SaidMessage) => void): Pick<Channel, 'unary'> {
  return {
    async unary<Input extends DescMessage, Output extends DescMessage>(
      method: DescMethodUnary<Input, Output>,
      request: MessageInitShape<Input>,
      options?: CallOptions,
    ): Promise<MessageShape<Output>> {
      const { name } = method;
      hear({ way: 'sent', method: name, text: summaryOf(method.input, create(method.input, request)) });
      try {
        const answer = await channel.unary(method, request, options);
        hear({ way: 'received', method: name, text: summaryOf(method.output, answer) });
        return answer;
      } catch (error) {
        if (error instanceof RpcError) {
          hear({ way: 'received', method: name, text: printable(rpcErrorText(error), 300) });
        }
        throw error;
      }
    },
  };
}

/**
 * A message in a line: what is set of it. Bytes are counted and never shown, as they may be anything; texts are printable, and
 * those that may be secret masked.
 */
export function summaryOf(of: DescMessage, message: object, depth = 0): string {
  if (depth >= mostDepth) return '{…}';
  const shown = of.fields.flatMap((field) => {
    const value: unknown = Reflect.get(message, field.localName);
    return isUnset(value) ? [] : [`${field.name}: ${valueText(field, value, depth)}`];
  });
  return shown.length === 0 ? '{}' : `{${shown.join('; ')}}`;
}

function isUnset(value: unknown): boolean {
  if (value === undefined || value === '' || value === 0 || value === 0n || value === false) return true;
  return (Array.isArray(value) || value instanceof Uint8Array) && value.length === 0;
}

function valueText(field: DescField, value: unknown, depth: number): string {
  if (secret.test(field.name)) return '••••';
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const more = items.length > mostItems ? `, ${items.length - mostItems} more` : '';
    return `[${items
      .slice(0, mostItems)
      .map((item) => valueText(field, item, depth))
      .join(', ')}${more}]`;
  }
  if (value instanceof Uint8Array) return bytesText(value);
  if (typeof value === 'string') return JSON.stringify(printable(value, longestText));
  if (field.enum !== undefined && typeof value === 'number') return field.enum.value[value]?.name ?? String(value);
  if (field.message !== undefined && typeof value === 'object' && value !== null)
    return summaryOf(field.message, value, depth + 1);
  return ['number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : '…';
}

/** PEM is told by what stands in its first line; a chain by how many there are. */
function bytesText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64 * 1024)).toString('latin1');
  const labels = [...text.matchAll(/^-----BEGIN ([A-Z ]{1,40})-----/gm)].map(([, label]) => label);
  const [label] = labels;
  const size = `${bytes.length} bytes`;
  if (label === undefined) return size;
  return `${labels.length === 1 ? '' : `${labels.length} × `}${label}, ${size}`;
}
