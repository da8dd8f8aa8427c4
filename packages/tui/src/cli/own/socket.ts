import { noParameters } from '@swarmpki/core/commands';
import { own } from './own-command.ts';

/** `swarmpki socket`: for whoever else is to speak with a lab. It answers once this has been printed. */
export const socketCommand = own({
  name: 'socket',
  summary: "Print where a lab answers, for 'docker' and other programs",
  parameters: noParameters,
  reaches: 'labs',
  flags: {},
  examples: [
    { line: 'socket', about: 'unix:// and the path of the socket' },
    { line: 'socket --state-dir ./.swarmpki', about: 'of the lab of a project' },
  ],
  async run({ output, wish, ...world }) {
    const { reachLab, thisProgram } = await import('../connect.ts');
    const note = (text: string): void => output.note(text);
    output.print(`unix://${await reachLab(wish, { ...world, program: thisProgram(), note })}`);
    return 0;
  },
});
