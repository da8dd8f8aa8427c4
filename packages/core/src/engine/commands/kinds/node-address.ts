import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

/** Where a manager listens when nothing is said. */
export const defaultListenAddress = '0.0.0.0:2377';

/** `<ip|interface>[:port]`, made whole (AC-162): what is left out is taken from the default. */
export const nodeAddress: Kind<string> = {
  name: 'node-addr',
  read: (text, _inputs, earlier = defaultListenAddress) => {
    const address = text.replace(/^tcp:\/\//, '');
    if (address === '') return earlier;
    if (address.includes('://')) throw badValue(`invalid proto, expected tcp: ${text}`, '<ip|interface>[:port]');
    const [defaultHost, defaultPort] = splitHostPort(earlier) ?? ['', ''];
    const [host, port] = splitHostPort(address) ?? splitHostPort(joinHostPort(address, defaultPort)) ?? [];
    if (host === undefined || port === undefined || (port !== '' && !/^\d+$/.test(port))) {
      throw badValue(`invalid bind address format: ${text}`, '<ip|interface>[:port]');
    }
    return joinHostPort(host || defaultHost, port || defaultPort);
  },
};

/** Go's `net.SplitHostPort`. @returns `undefined` when there is no port, or more colons than one and no brackets */
function splitHostPort(address: string): readonly [host: string, port: string] | undefined {
  const [, bracketed, plain, port] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(address) ?? [];
  return port === undefined ? undefined : [bracketed ?? plain ?? '', port];
}

function joinHostPort(host: string, port: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare.includes(':') ? `[${bare}]:${port}` : `${bare}:${port}`;
}
