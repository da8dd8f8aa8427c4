import { text } from '@swarmpki/core/commands';
import type { OwnContext } from '../own-command.ts';

export const passwordFlag = { kind: text, help: 'File with the password of PKCS #12 files' } as const;

/** The password of PKCS #12, without the line feed that editors leave behind; secret. @param path of its file, if there is one */
export async function readPassword({ inputs }: OwnContext, path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : (await inputs.readFile(path)).replace(/\r?\n$/, '');
}
