import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

const jsonFormat: Kind<'json'> = {
  name: 'string',
  read: (text) => {
    if (text === 'json') return text;
    throw badValue(`there is no format ${JSON.stringify(text)}`, 'json');
  },
};

/** For commands that Docker has none for. */
export const jsonFlag = { kind: jsonFormat, help: "Format of the output: 'json'", ours: true } as const;
