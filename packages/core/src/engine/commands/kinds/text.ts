import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

/** Any text. */
export const text: Kind<string> = { name: 'string', read: (given) => given };

/** Texts of a flag that is given again and again. */
export const texts: Kind<readonly string[]> = {
  name: 'list',
  read: (given, _inputs, earlier = []) => [...earlier, given],
};

const truths = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const untruths = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** A switch, in the words of Go's `strconv.ParseBool`. */
export const onOff: Kind<boolean> = {
  name: '',
  read: (given) => {
    if (truths.includes(given)) return true;
    if (untruths.includes(given)) return false;
    throw badValue(`strconv.ParseBool: parsing ${JSON.stringify(given)}: invalid syntax`, 'true or false');
  },
};

/** A secret, which a list of processes should not show: `-` reads it from the input. @param prompt asks for it */
function secretAskedBy(prompt: string): Kind<string> {
  return { name: 'string', read: (given, inputs) => (given === '-' ? inputs.askSecret(prompt) : given) };
}

export const secret = secretAskedBy('Enter join token: ');
export const unlockKey = secretAskedBy('Enter unlock key: ');

/** A file that holds a secret, alone. */
export const secretFile: Kind<string> = {
  name: 'file',
  read: async (path, inputs) => (await inputs.readFile(path)).trim(),
};
