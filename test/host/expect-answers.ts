import { expect } from 'vitest';
import { askSocket } from '../../packages/core/src/testing/engine.ts';
import type { BadRequest } from './bad-requests.ts';

/**
 * Asks an engine what it refuses, and compares what it says.
 *
 * @param socket its path
 * @param requests in whose paths VERSION stands for that of the swarm, and MANAGER for the id of one
 */
export async function expectAnswers(socket: string, requests: readonly BadRequest[]): Promise<void> {
  for (const request of requests) {
    const { status, message } = request;
    const shown = `${request.call.slice(0, 80)} ${JSON.stringify(request.body ?? '').slice(0, 80)}`;
    const wanted = typeof message === 'string' ? message : expect.stringMatching(message);
    expect([shown, await answerTo(socket, request)]).toEqual([shown, { status, message: wanted }]);
  }
}

/** What an engine answers to a bad request. */
export async function answerTo(
  socket: string,
  { call, body }: Pick<BadRequest, 'call' | 'body'>,
): Promise<{ readonly status: number; readonly message: unknown }> {
  const [method = '', path = ''] = call.split(' ');
  const at = path
    .replace('VERSION', path.includes('VERSION') ? await swarmVersion(socket) : '')
    .replace('MANAGER', path.includes('MANAGER') ? await managerId(socket) : '');
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const answer = await askSocket(socket, method, at, sent);
  return { status: answer.status, message: (JSON.parse(answer.body) as { message: unknown }).message };
}

async function swarmVersion(socket: string): Promise<string> {
  const { body } = await askSocket(socket, 'GET', '/swarm');
  return String((JSON.parse(body) as { Version: { Index: number } }).Version.Index);
}

async function managerId(socket: string): Promise<string> {
  const { body } = await askSocket(socket, 'GET', '/nodes');
  const nodes = JSON.parse(body) as readonly { readonly ID: string; readonly ManagerStatus?: object }[];
  return nodes.find(({ ManagerStatus }) => ManagerStatus !== undefined)?.ID ?? expect.fail('there is no manager');
}
