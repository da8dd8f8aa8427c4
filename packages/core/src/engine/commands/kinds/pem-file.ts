import { decodePem } from '../../../x509/pem.ts';
import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

/** A file with PEM in it; its text, as it is. */
export const pemFile: Kind<string> = {
  name: 'pem-file',
  read: async (path, inputs) => {
    const contents = await inputs.readFile(path);
    if (!holdsPem(contents)) throw badValue('file contents must be in PEM format', 'a file with a PEM block in it');
    return contents;
  },
};

/** Whether Go's `pem.Decode` finds a block. */
export function holdsPem(contents: string): boolean {
  return decodePem(contents).blocks.length > 0;
}
