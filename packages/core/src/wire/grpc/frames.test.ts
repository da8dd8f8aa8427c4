import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, frame } from './frames.ts';
import { RpcError } from './status.ts';

describe('FrameReader', () => {
  it('gives back the messages, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
        (messages, cuts) => {
          const bytes = Buffer.concat(messages.map(frame));
          const reader = new FrameReader();
          const read: Buffer[] = [];
          for (let at = 0, index = 0; at < bytes.length; index++) {
            const end = at + (cuts[index % cuts.length] ?? 1);
            read.push(...reader.push(bytes.subarray(at, end)));
            at = end;
          }
          expect(read.map((message) => [...message])).toEqual(messages.map((message) => [...message]));
          expect(reader.pending).toBe(0);
        },
      ),
    );
  });

  it('knows when it stands within a message', () => {
    const reader = new FrameReader();
    expect(reader.push(frame(new Uint8Array(10)).subarray(0, 9))).toEqual([]);
    expect(reader.pending).toBe(9);
  });

  it('refuses a message that is too large as soon as its length is known', () => {
    const reader = new FrameReader(100);
    expect(reader.push(frame(new Uint8Array(100)))).toHaveLength(1);
    const prefix = frame(new Uint8Array(101)).subarray(0, 5);
    expect(() => reader.push(prefix)).toThrow(expect.objectContaining({ code: 'ResourceExhausted' }));
  });

  it('refuses a compressed message', () => {
    const framed = frame(new Uint8Array(3));
    framed[0] = 1;
    expect(() => new FrameReader().push(framed)).toThrow(expect.objectContaining({ code: 'Unimplemented' }));
  });

  it('answers any bytes with messages or an RpcError', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
        const reader = new FrameReader(1000);
        try {
          for (const chunk of chunks) reader.push(Buffer.from(chunk));
        } catch (error) {
          expect(error).toBeInstanceOf(RpcError);
        }
      }),
    );
  });
});
