import { create, equals, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeSchema, NodeSpecSchema, SessionMessageSchema } from '../gen/swarmkit_pb.ts';
import { copyMessage } from './copy-message.ts';

const texts = fc.string({ maxLength: 5 });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const bytes = fc.uint8Array({ maxLength: 5 }).map((value) => Buffer.from(value));
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const inits: fc.Arbitrary<MessageInitShape<typeof SessionMessageSchema>> = fc.record(
  {
    sessionId: texts,
    rootCa: bytes,
    managers: fc.array(fc.record({ peer: optional(fc.record({ nodeId: texts, addr: texts })), weight: int64 })),
    node: fc.record(
      {
        id: texts,
        meta: fc.record({ version: optional(fc.record({ index: uint64 })) }),
        spec: fc.record({ annotations: fc.record({ name: texts, labels: fc.dictionary(texts, texts) }) }),
        description: fc.record({ hostname: texts, tlsInfo: optional(fc.record({ trustRoot: bytes })) }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

describe('a copied message', () => {
  it('is what would have come over a wire', () => {
    fc.assert(
      fc.property(inits, (init) => {
        const copy = copyMessage(SessionMessageSchema, init);
        const sent = fromBinary(
          SessionMessageSchema,
          toBinary(SessionMessageSchema, create(SessionMessageSchema, init)),
        );
        expect(equals(SessionMessageSchema, copy, sent)).toBe(true);
        expect(Object.keys(copy).toSorted()).toEqual(Object.keys(sent).toSorted());
        expect(toBinary(SessionMessageSchema, copy)).toEqual(toBinary(SessionMessageSchema, sent));
      }),
    );
  });

  it('shares nothing that can be changed, however the sender made it', () => {
    fc.assert(
      fc.property(inits, fc.boolean(), (init, isMessage) => {
        const original = isMessage ? create(SessionMessageSchema, init) : init;
        const copy = copyMessage(SessionMessageSchema, original);
        const inOriginal = changeable(original);
        for (const part of changeable(copy)) expect(inOriginal).not.toContain(part);
      }),
    );
  });

  it('keeps what it does not know', () => {
    const message = fromBinary(NodeSchema, Uint8Array.of(0x0a, 1, 0x78, 0xfa, 0x3f, 1, 7));
    expect(message.$unknown).toHaveLength(1);
    const copy = copyMessage(NodeSchema, message);
    expect(copy).toEqual(message);
    expect(copy.$unknown?.[0]?.data).not.toBe(message.$unknown?.[0]?.data);
  });

  it('takes the names of labels as they are', () => {
    const labels = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>;
    const copy = copyMessage(NodeSpecSchema, { annotations: { labels } });
    expect(Object.entries(copy.annotations?.labels ?? {})).toEqual(Object.entries(labels));
  });
});

/** Every object in a value, and the memory of every byte array. */
function changeable(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (value instanceof Uint8Array) return value.length === 0 ? [] : [value, value.buffer];
  return [value, ...Object.values(value).flatMap(changeable)];
}
