import { describe, expect, it } from 'vitest';
import {
  boolean,
  integer,
  list,
  object,
  omitEmpty,
  optional,
  record,
  text,
  time,
  uint32,
  uint64,
  word,
} from './codec.ts';
import { ShapeProblem } from './problem.ts';

const pet = object({
  Name: text,
  Age: omitEmpty(integer),
  Tame: boolean,
  Kind: word<'' | 'cat' | 'dog'>(''),
  Tags: list(text),
  Toys: omitEmpty(list(object({ Colour: text }))),
  Labels: record(text),
  Owner: optional(object({ Name: omitEmpty(text) })),
  Born: time,
});

const nobody = {
  Name: '',
  Age: 0,
  Tame: false,
  Kind: '',
  Tags: [],
  Toys: [],
  Labels: {},
  Owner: undefined,
  Born: '0001-01-01T00:00:00Z',
};

describe('reading as Go reads', () => {
  it.each([undefined, null, {}, { Name: null, Tags: null, Labels: null, Owner: null, Toys: null }])(
    'takes %j for the zero value',
    (json) => {
      expect(pet.read(json, '')).toEqual(nobody);
      expect(pet.zero).toEqual(nobody);
    },
  );

  it('finds members whatever their case, the last of them, and passes over what it does not know', () => {
    expect(pet.read({ NAME: 'a', name: 'b', tame: true, Wings: 2 }, '')).toEqual({ ...nobody, Name: 'b', Tame: true });
  });

  it('reads null in a list as the zero value', () => {
    expect(pet.read({ Tags: ['a', null], Toys: [null] }, '')).toMatchObject({
      Tags: ['a', ''],
      Toys: [{ Colour: '' }],
    });
  });

  it('keeps a word that it does not know', () => {
    expect(pet.read({ Kind: 'bird' }, '').Kind).toBe('bird');
  });

  it('takes names that mean something to JavaScript for names', () => {
    const json: unknown = JSON.parse('{"__proto__":{"Name":"x"},"Labels":{"__proto__":"a","constructor":"b"}}');
    const read = pet.read(json, '');
    expect(read.Name).toBe('');
    expect(Object.entries(read.Labels)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(Object.getPrototypeOf(read.Labels)).toBe(Object.prototype);
    expect(JSON.stringify(pet.write(read))).toContain('"Labels":{"__proto__":"a","constructor":"b"}');
  });

  it.each<[unknown, string, string]>([
    [[], 'the body is an array', 'an object'],
    ['x', 'the body is a string', 'an object'],
    [{ Name: 1 }, 'Name is a number', 'a string'],
    [{ Tame: 'true' }, 'Tame is a string', 'a boolean'],
    [{ Kind: {} }, 'Kind is an object', 'a string'],
    [{ Tags: 'a' }, 'Tags is a string', 'an array'],
    [{ Tags: ['a', 1] }, 'Tags[1] is a number', 'a string'],
    [{ Toys: [{}, { Colour: [] }] }, 'Toys[1].Colour is an array', 'a string'],
    [{ Labels: [] }, 'Labels is an array', 'an object'],
    [{ Labels: { a: 1 } }, 'Labels is a number', 'a string'],
    [{ Owner: { Name: true } }, 'Owner.Name is a boolean', 'a string'],
    [{ Age: 1.5 }, 'Age is a number', 'a whole number from -9223372036854776000 to 9223372036854775000'],
  ])('refuses %j, and says where', (json, message, expected) => {
    expect(() => pet.read(json, '')).toThrow(ShapeProblem);
    expect(() => pet.read(json, '')).toThrow(expect.objectContaining({ message, expected }));
  });

  it('refuses more than it would ever be sent', () => {
    const many = Array.from({ length: 100_001 }, (_, index) => String(index));
    expect(() => pet.read({ Tags: many }, '')).toThrow('Tags is an array');
    expect(() => pet.read({ Labels: Object.fromEntries(many.map((name) => [name, ''])) }, '')).toThrow(
      'Labels is an object',
    );
  });

  it.each([
    ['uint32', uint32, 4_294_967_295, 4_294_967_296],
    ['uint32', uint32, 0, -1],
    ['uint64', uint64, 2 ** 53, -1],
    ['uint64', uint64, 0, 2 ** 65],
    ['int64', integer, -(2 ** 63), -(2 ** 64)],
  ])('keeps to the bounds of %s', (_name, codec, allowed, beyond) => {
    expect(codec.read(allowed, 'n')).toBe(allowed);
    expect(() => codec.read(beyond, 'n')).toThrow('n is a number');
  });

  it.each([
    ['int64', integer, 2n ** 63n],
    ['uint64', uint64, 2n ** 64n],
  ])('writes the highest %s back as one that Go can read', (_name, codec, limit) => {
    const highest: unknown = JSON.parse(String(limit - 1n));
    expect(BigInt(JSON.stringify(codec.write(codec.read(highest, ''))))).toBeLessThan(limit);
  });
});

describe('writing as Go writes', () => {
  it('keeps the order, leaves out what is to be left out when it is empty, and writes an empty list as null', () => {
    expect(JSON.stringify(pet.write(pet.zero))).toBe(
      '{"Name":"","Tame":false,"Kind":"","Tags":null,"Labels":{},"Born":"0001-01-01T00:00:00Z"}',
    );
  });

  it('writes an object that stands there, however empty', () => {
    expect(pet.write({ ...pet.zero, Age: 3, Owner: { Name: '' }, Toys: [{ Colour: 'red' }] })).toMatchObject({
      Age: 3,
      Owner: {},
      Toys: [{ Colour: 'red' }],
    });
  });

  it('never writes a time that Go could not read', () => {
    expect(time.write('')).toBe('0001-01-01T00:00:00Z');
  });
});
