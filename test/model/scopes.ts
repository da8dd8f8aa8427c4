import type { Scope } from './found.ts';

const two = { a: 'manager', b: 'worker' } as const;
const three = { a: 'manager', b: 'manager', c: 'worker' } as const;

/**
 * What is explored to the end: so much of everything, in every order. A scope is small because it stands beside others; what
 * happens in one of two scopes alone would have been found there.
 */
export const scopes: readonly Scope[] = [
  { name: 'two rotations', machines: three, guests: [], budget: { rotate: 2 } },
  { name: 'a rotation, three nodes, a crash', machines: three, guests: [], budget: { rotate: 1, crash: 1 } },
  {
    name: 'a rotation, another leader',
    machines: { a: 'manager', b: 'manager', c: 'manager' },
    guests: [],
    budget: { rotate: 1, crash: 1 },
  },
  { name: 'two rotations, a crash', machines: two, guests: [], budget: { rotate: 2, crash: 1 } },
  { name: 'two rotations, a message lost', machines: two, guests: [], budget: { rotate: 2, lose: 1 } },
  {
    name: 'a rotation, messages late and twice',
    machines: two,
    guests: [],
    budget: { rotate: 1, renew: 1, repeat: 1, delay: 1 },
  },
  {
    name: 'a root that is given up and wanted again',
    machines: two,
    guests: [],
    budget: { 'rotate to own': 2, abort: 1, renew: 1, lose: 1 },
  },
  {
    name: 'the same, messages late',
    machines: two,
    guests: [],
    budget: { 'rotate to own': 2, abort: 1, renew: 1, delay: 1 },
  },
  {
    name: 'a request that replaces another',
    machines: two,
    guests: [],
    budget: { renew: 2, crash: 1, delay: 1 },
  },
  {
    name: 'an external CA that fails',
    machines: two,
    guests: [],
    budget: { 'rotate outside': 1, 'external CA': 2 },
  },
  {
    name: 'keys and tokens replaced amid a rotation',
    machines: two,
    guests: [],
    budget: { rotate: 1, tokens: 1, 'same key': 1, abort: 1 },
  },
  {
    name: 'a join amid a rotation',
    machines: two,
    guests: ['d'],
    budget: { rotate: 1, 'join as worker': 1, repeat: 1 },
  },
  {
    name: 'a join, its messages late and twice',
    machines: two,
    guests: ['d'],
    budget: { 'join as worker': 1, repeat: 1, delay: 1 },
  },
  { name: 'a removal amid a rotation', machines: two, guests: [], budget: { rotate: 1, remove: 1, lose: 1, renew: 1 } },
  {
    name: 'a removal, and time that leaps',
    machines: two,
    guests: [],
    budget: { rotate: 1, remove: 1, '50 days': 1 },
  },
  {
    name: 'a manager that is demoted and promoted again, messages late',
    machines: two,
    guests: [],
    budget: { promote: 2, demote: 1, delay: 1 },
  },
  {
    name: 'roles that change amid a rotation',
    machines: two,
    guests: [],
    budget: { rotate: 1, promote: 1, demote: 1 },
  },
  {
    name: 'time that leaps amid a rotation',
    machines: two,
    guests: [],
    budget: { rotate: 1, '50 days': 1, '91 days': 1, crash: 1 },
  },
];

/** What is walked through at random: more of everything than can be explored. */
export const wide: Scope = {
  name: 'everything',
  machines: three,
  guests: ['d', 'e'],
  budget: {
    rotate: 3,
    'rotate to own': 2,
    'rotate outside': 1,
    abort: 2,
    'same key': 1,
    tokens: 2,
    crash: 3,
    lose: 3,
    delay: 5,
    repeat: 3,
    renew: 3,
    promote: 2,
    demote: 2,
    remove: 1,
    'join as worker': 2,
    'join as manager': 1,
    '50 days': 2,
    '91 days': 1,
    'external CA': 4,
  },
};
