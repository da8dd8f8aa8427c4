import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildExtension } from '../../scripts/build.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';
import { compare, us, wallTime } from './measure.ts';
import type { Benchmark } from './measure.ts';

/**
 * What an extension costs that is activated by the first text without a certificate, beside one that does nothing: a process that
 * loads it as VS Code's host does, with an API that takes everything.
 */
export const activation: Benchmark = {
  name: 'vscode/activation',
  run: async () => {
    await using directory = await temporaryDirectory();
    await buildExtension(directory.path, { sourcemap: false });
    const [host, empty] = [join(directory.path, 'host.cjs'), join(directory.path, 'empty.cjs')];
    await writeFile(host, hostProgram);
    await writeFile(empty, 'exports.activate = () => {};');
    const activated =
      (extension: string, flag = '--quiet') =>
      async (): Promise<string> => {
        const { code, stdout, stderr } = await run(process.execPath, [host, extension, flag]);
        if (code !== 0) throw new Error(stderr);
        return stdout;
      };
    const ours = join(directory.path, 'client.cjs');
    const taken = await compare(
      {
        empty: async () => void (await activated(empty)()),
        ours: async () => void (await activated(ours)()),
      },
      { rounds: 25, times: { empty: 1, ours: 1 }, by: wallTime },
    );
    const own = await activated(ours, '--tell')();
    return {
      name: activation.name,
      ratio: taken.ours / taken.empty,
      goal: 1.1,
      detail: `a host with an empty extension ${us(taken.empty)}, with ours ${us(taken.ours)}; reading and activating it ${own.trim()} of that`,
    };
  },
};

/** An API of which everything can be had, called and constructed. */
const hostProgram = `
const Module = require('node:module');
const anything = new Proxy(function () {}, {
  get: (_, name) => (name === 'textDocuments' ? [] : name === Symbol.iterator ? [][Symbol.iterator] : name === Symbol.toPrimitive ? () => '' : name === 'then' ? undefined : anything),
  apply: () => anything,
  construct: () => anything,
});
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? anything : load(name, ...rest));

const before = performance.now();
require(process.argv[2]).activate(new Proxy({ subscriptions: [] }, { get: (of, name) => of[name] ?? anything }));
if (process.argv[3] === '--tell') console.log((performance.now() - before).toFixed(1) + ' ms');
`;
