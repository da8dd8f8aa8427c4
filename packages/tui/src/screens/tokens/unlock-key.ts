import { Problem } from '@swarmpki/core/commands';
import type { Deeds } from '../../app/deeds.ts';
import type { State } from '../../app/state.ts';
import type { Own } from './own.ts';

/** Whether managers are locked when they start; `undefined` where that is not told. */
export function autolockOf({ sight }: State): boolean | undefined {
  return sight?.swarm?.Spec.EncryptionConfig.AutoLockManagers;
}

/** The unlock key with all of it hidden that nobody should see. */
export const maskedKey = `SWMKEY-1-${'•'.repeat(43)}`;

/** The unlock key while it is shown. Once the swarm has changed, it may be another. */
export function shownKey({ sight }: State, { unlockKey }: Own): string | undefined {
  return unlockKey !== undefined && unlockKey.version === sight?.swarm?.Version.Index ? unlockKey.key : undefined;
}

/** Asks for the unlock key, for what is to be done with it now. */
export async function withUnlockKey(
  { reached, say }: Pick<Deeds, 'reached' | 'say'>,
  use: (key: string) => void,
): Promise<void> {
  if (reached === undefined) return;
  try {
    const key = await reached.client.unlockKey();
    if (key === '') say('warn', 'no unlock key is set');
    else use(key);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say('bad', `could not fetch unlock key: ${error.message}`);
  }
}
