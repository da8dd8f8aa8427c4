import { printable } from '../../../printable.ts';
import { textOf } from '../../relations/group.ts';
import type { PrivateKeyItem } from '../../items/item.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { rootCalled } from '../words.ts';
import { rootsOf } from './root-candidates.ts';

/** Private keys that are not in the clear. */
export const encryptedKeys: Rule = function* ({ items }) {
  for (const item of items) {
    if (item.kind !== 'private-key' || !isEncrypted(item)) continue;
    const how = item.encryption === undefined ? '' : ` (${printable(item.encryption, 120)})`;
    if (item.nodeKey !== undefined) {
      yield say('locked-node-key', item.place, {
        reason: `The key of this node is encrypted${how}: its swarm has autolock on, and the engine starts locked.`,
        cure: '`docker swarm unlock` with the key that `docker swarm unlock-key` prints on a manager that is not locked. Where no manager has it any more, the state is lost: restore a backup from before, or begin anew.',
        facts: item.nodeKey.kekVersion === undefined ? {} : { kekVersion: item.nodeKey.kekVersion },
      });
      continue;
    }
    yield say('encrypted-key', item.place, {
      reason: `The private key is encrypted${how}. Docker takes no such key for a root: “Private key is encrypted.”`,
      cure:
        item.place.within === undefined
          ? '`openssl pkey -in FILE -out PLAIN` asks for the password and decrypts it; keep the result readable by you alone.'
          : '`swarmpki inspect FILE --password-file PASSWORD` opens the container, with its password in a file of yours; `openssl pkcs12 -in FILE -nocerts -nodes -out PLAIN` writes the key in the clear: keep that readable by you alone.',
    });
  }
};

export function isEncrypted({ encoding, encryption }: PrivateKeyItem): boolean {
  return encoding === 'encrypted-pkcs8' || encoding === 'legacy-encrypted' || encryption !== undefined;
}

/** Private keys of swarms' roots. */
export const rootKeys: Rule = function* (material) {
  const roots = new Map(
    rootsOf(material).flatMap(({ read, isSwarms }) =>
      isSwarms ? [[textOf(read.certificate.spki), read] as const] : [],
    ),
  );
  for (const item of material.items) {
    const root = item.kind === 'private-key' && item.spki !== undefined ? roots.get(textOf(item.spki)) : undefined;
    if (root === undefined) continue;
    yield say('root-key-at-hand', item.place, {
      reason: `This is the private key of ${rootCalled(root.certificate)}. Docker keeps it in its encrypted store alone; a file \`swarm-root-ca.key\` beside the root makes the node sign with it.`,
      cure: 'Keep it offline, or delete it. If others may have seen it, `docker swarm ca --rotate`: only a new root makes it worthless.',
      related: [root.item.place],
    });
  }
};
