import type { Item } from '../../items/item.ts';
import type { FindingCode } from '../catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { modeText } from '../../../mode-text.ts';
import { capital, pathWord } from '../words.ts';
import { isEncrypted } from './keys.ts';
import { sourcesWithOtherText } from './surroundings.ts';
import { isWhole } from './tokens.ts';

type Secret = 'key' | 'token' | 'unlock-key';

/** What is secret in an item, if something is; of encrypted keys nothing, and nothing of examples that all the world knows. */
function secretIn(item: Item): Secret | undefined {
  switch (item.kind) {
    case 'private-key':
      return isEncrypted(item) ? undefined : 'key';
    case 'join-token':
      return isWhole(item) && !isExample(item) ? 'token' : undefined;
    case 'unlock-key':
      return item.problem === undefined && !(item.find?.kind === 'unlock-key' && item.find.placeholder)
        ? 'unlock-key'
        : undefined;
    default:
      return undefined;
  }
}

/** The beginning of the digests of the tokens in Docker’s documentation, which stand in countless pages. */
const examples =
  /^SWMTKN-1-(49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv|3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl)-/;

function isExample({ find }: Item): boolean {
  return find?.kind === 'join-token' && examples.test(find.text);
}

/** Secrets in files that are about something else. */
export const secretsInText: Rule = function* (material) {
  const documents = sourcesWithOtherText(material);
  for (const item of material.items) {
    const secret = documents.has(item.place.source) ? secretIn(item) : undefined;
    if (secret !== undefined) yield inText(secret, item);
  }
};

const replaced: Readonly<Record<Secret, string>> = {
  token:
    'A token does not say for which role it is, so replace both: `docker swarm join-token --rotate worker`, `docker swarm join-token --rotate manager`. Nodes that have joined are not touched.',
  'unlock-key':
    '`docker swarm unlock-key --rotate` makes a new one; managers that are off then still need the old one.',
  key: 'Have its certificate replaced by one with a new key: a node of a swarm leaves and joins again; of a root, `docker swarm ca --rotate`.',
};

function inText(secret: Secret, { place }: Item): Finding<FindingCode> {
  switch (secret) {
    case 'key':
      return say('key-in-text', place, {
        reason: 'A private key stands here in the clear, among other text.',
        cure: `Keep it in a file of its own that only you may read; replace it if others have seen it. ${replaced.key}`,
      });
    case 'token':
      return say('token-in-text', place, {
        reason:
          'A whole join token stands here: with it any machine that reaches a manager joins the swarm, as a manager if it is that one’s token.',
        cure: `Take it out, and replace it if others have seen it. ${replaced.token}`,
      });
    case 'unlock-key':
      return say('unlock-key-in-text', place, {
        reason: 'An unlock key stands here: with it and a manager’s disk all of the swarm’s secrets can be read.',
        cure: `Take it out, and replace it if others have seen it. ${replaced['unlock-key']}`,
      });
  }
}

/** Files with secrets that others may read or change, or that git has. */
export const exposedFiles: Rule = function* (material) {
  const documents = sourcesWithOtherText(material);
  for (const { name, file } of material.sources) {
    if (file === undefined) continue;
    const { mode = 0, tracked = false } = file;
    const items = material.itemsIn(name);
    const item = items.find((each) => secretIn(each) !== undefined);
    const secret = item && secretIn(item);
    if (item === undefined || secret === undefined) {
      const encrypted = items.find((each) => each.kind === 'private-key' && isEncrypted(each));
      if (encrypted !== undefined) yield* encryptedAndOpen(encrypted, name, mode, tracked);
      continue;
    }
    const who = whoOf(mode, anyAccess);
    // What git has, others have already.
    if (!tracked && secret !== 'token' && who !== undefined) {
      const isForGroupAlone = (mode & anyAccess & ofOthers) === 0;
      const does = whoOf(mode, writing) === undefined ? 'open' : 'open and change';
      yield say('key-readable-by-others', item.place, {
        ...(isForGroupAlone || documents.has(name) ? { severity: 'warning' as const } : {}),
        reason: `${who} may ${does} ${pathWord(name)}: its mode is ${modeText(mode)}.`,
        cure: `\`chmod 600 ${pathWord(name)}\`. Docker gives such files 0600.`,
        facts: { mode: modeText(mode) },
      });
    }
    if (tracked) {
      yield say('secret-tracked-by-git', item.place, {
        reason: `git has ${pathWord(name)} in its index: whoever has a copy of the repository has the ${secret === 'token' ? 'join token' : secret === 'key' ? 'private key' : 'unlock key'}.`,
        cure: `\`git rm --cached ${pathWord(name)}\` and a line in .gitignore; its history keeps it all the same, so replace it. ${replaced[secret]}`,
      });
    }
  }
};

/** Whoever reads an encrypted key has still to open it; whoever writes it needs no password to do harm. */
function* encryptedAndOpen(
  { place }: Item,
  name: string,
  mode: number,
  tracked: boolean,
): Generator<Finding<FindingCode>> {
  const [readers, writers] = [whoOf(mode, reading), whoOf(mode, writing)];
  const who = writers ?? (tracked ? undefined : readers);
  if (who === undefined) return;
  const harm =
    writers === undefined
      ? 'The key in it is encrypted: whoever has it can try passwords for as long as they like.'
      : 'The key in it is encrypted; but whoever changes the file takes the key away, or puts another in its place.';
  yield say('key-readable-by-others', place, {
    severity: writers === undefined ? 'information' : 'warning',
    reason: `${who} may ${writers === undefined ? 'read' : 'change'} ${pathWord(name)}: its mode is ${modeText(mode)}. ${harm}`,
    cure: `\`chmod 600 ${pathWord(name)}\`. Docker gives such files 0600.`,
    facts: { mode: modeText(mode) },
  });
}

const [reading, writing, anyAccess] = [0o044, 0o022, 0o077];
const [ofGroup, ofOthers] = [0o070, 0o007];

/** Who beside its owner may do something with a file, at the beginning of a sentence. @param access bits of a mode */
function whoOf(mode: number, access: number): string | undefined {
  const allowed = mode & access;
  const who = [
    ...((allowed & ofGroup) === 0 ? [] : ['its group']),
    ...((allowed & ofOthers) === 0 ? [] : ['every user']),
  ];
  return who.length === 0 ? undefined : capital(who.join(' and '));
}
