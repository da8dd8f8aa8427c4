import { expect, it } from 'vitest';
import { run } from '../run.ts';
import { temporaryDirectory } from '../swarm.ts';
import { dialledIn, watchDialling } from './dialled.ts';

/** Where nobody is (RFC 5737, RFC 6761); and here. */
const program = `
  import { spawn } from 'node:child_process';
  import { createSocket } from 'node:dgram';
  import { promises, lookup } from 'node:dns';
  import { connect, createServer } from 'node:net';
  import { connect as secure } from 'node:tls';
  const quiet = () => undefined;
  const gone = (socket) => socket.on('error', quiet).destroy();
  gone(connect(9, '192.0.2.1'));
  gone(connect({ host: '192.0.2.2', port: 9 }));
  gone(secure({ host: '192.0.2.3', port: 9 }));
  const udp = createSocket('udp4');
  udp.send('x', 9, '192.0.2.4', () => udp.close());
  lookup('a.invalid', quiet);
  promises.resolve4('b.invalid').catch(quiet);
  fetch('http://192.0.2.5:8080').catch(quiet);
  const rest = 'require("node:net").connect(9, "192.0.2.6").on("error", () => undefined).destroy()';
  const child = spawn(process.execPath, ['--eval', rest], { env: {} });
  const server = createServer((socket) => socket.destroy());
  child.on('exit', () => server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    connect(port).on('close', () => connect({ port, host: '127.0.0.1' }).on('close', () => process.exit()));
  }));
  gone(connect('/nowhere'));
`;

it('sees whom a Node turns to outside this machine, in every way, also by whom it starts, and nobody else', async () => {
  await using directory = await temporaryDirectory();
  const env = { ...process.env, ...watchDialling(directory.path) };
  await run(process.execPath, ['--input-type=module', '--eval', program], { env });
  const { programs, strayed } = await dialledIn(directory.path);
  expect(programs).toHaveLength(2);
  expect([...new Set(strayed)].toSorted()).toEqual([
    ...[1, 2, 3, 4, 5, 6].map((last) => `192.0.2.${last} ()`),
    'a.invalid ()',
    'b.invalid ()',
  ]);
});
