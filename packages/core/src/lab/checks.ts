import { isIPv4 } from 'node:net';
import { LabProblem } from './problem.ts';

/** Whether nobody but this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return isIPv4(host) && host.startsWith('127.');
}

/** @throws {LabProblem} `not-loopback` */
export function checkHost({ host, allowRemote }: { readonly host: string; readonly allowRemote: boolean }): void {
  if (allowRemote || isLoopback(host)) return;
  throw new LabProblem('not-loopback', `a lab does not listen on ${host}`, {
    expected: 'a loopback address, 127.0.0.0/8: nobody else is to reach a lab',
    next: 'Use 127.0.0.1.',
  });
}

/** Names become folders: nothing but what a host may be called gets that far. @throws {LabProblem} `bad-name` */
export function checkName(name: string): void {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(name)) return;
  throw new LabProblem('bad-name', `a node cannot be called ${JSON.stringify(name.slice(0, 80))}`, {
    expected: 'a host name: letters, digits and hyphens, 63 at most',
    next: 'Choose another name.',
  });
}
