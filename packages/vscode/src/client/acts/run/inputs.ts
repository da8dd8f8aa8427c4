import { Problem } from '@swarmpki/core/commands';
import type { Inputs } from '@swarmpki/core/commands';
import { readRegularFile } from '@swarmpki/core/files';

const largestFile = 1024 * 1024;

/** @param ask for something that nobody else should see; `undefined` where nothing is answered */
export function inputsBy(ask: (prompt: string) => Promise<string | undefined>): Inputs {
  return {
    readFile: async (path) => {
      const { bytes } = await readRegularFile(path, { most: largestFile, followLink: true });
      return bytes.toString('utf8');
    },
    askSecret: async (prompt) => {
      const answer = await ask(prompt);
      if (answer === undefined) throw new CalledOff();
      return answer.trim();
    },
  };
}

/** Whoever was asked has answered nothing: nothing is done, and nothing more is said. */
export class CalledOff extends Problem<'called-off'> {
  constructor() {
    super('called-off', 'nothing was answered');
  }
}
