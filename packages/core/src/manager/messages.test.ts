import { expect, it } from 'vitest';
import { newNode } from '../swarm/found.ts';
import { nodeMessage } from './messages.ts';

it('tells a manager its own number among them, and a worker none', () => {
  const node = newNode('a', 'manager', 0);
  const manager = { raftId: 2 ** 40 + 1, addr: '127.0.0.1:2377', leader: true };
  expect(nodeMessage({ ...node, manager }).managerStatus).toMatchObject({ raftId: 2n ** 40n + 1n, leader: true });
  expect(nodeMessage(node).managerStatus).toBeUndefined();
});
