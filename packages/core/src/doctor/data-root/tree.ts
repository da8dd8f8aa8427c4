import { printable } from '../../printable.ts';
import { modeText } from '../../mode-text.ts';
import { pathWord } from '../../inspect/findings/words.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import type { DataRoot, DataRootEntry } from './data-root.ts';
import { Path, isLeftover, isOpaque, knownEntry } from './layout.ts';
import { placeOf } from './node-state.ts';

/** What files and folders are, whatever is in them: modes, links, what does not belong there. */
export function treeFindings(dataRoot: DataRoot): readonly DoctorFinding[] {
  const isSwarm =
    dataRoot.certificatesOnly || dataRoot.entries.some(({ path }) => knownEntry(path) !== undefined && path !== '');
  if (!isSwarm) return [...links(dataRoot).slice(0, 1), ...unread(dataRoot)];
  return [
    ...links(dataRoot),
    ...unread(dataRoot),
    ...looseModes(dataRoot),
    ...leftovers(dataRoot),
    ...foreign(dataRoot),
  ];
}

function links(dataRoot: DataRoot): readonly DoctorFinding[] {
  return dataRoot.entries
    .filter(({ kind }) => kind === 'symbolic-link')
    .map(({ path, target = '' }) =>
      say(
        'symbolic-link',
        { source: placeOf(dataRoot, path) },
        {
          reason: `${nameOf(path)} is a symbolic link to ${printable(target, 300)}. It was not followed, so nothing is said about what is there. A file that Docker writes anew takes the place of a link.`,
          cure: 'Put what it leads to into its place, if that is what is meant; or ask about the folder that it leads to.',
        },
      ),
    );
}

function unread(dataRoot: DataRoot): readonly DoctorFinding[] {
  return dataRoot.unread.map(({ path, problem }) =>
    say(
      'not-looked-at',
      { source: placeOf(dataRoot, path) },
      {
        reason: `${nameOf(path)} was not read, or not to its end: ${printable(problem.message, 300)}.`,
        cure: printable(problem.next ?? 'Ask as root, or of a copy that is yours.', 300),
      },
    ),
  );
}

/** The key has a finding of its own, which it gets wherever it lies. */
const keys: readonly string[] = [Path.key, Path.rootKey, Path.legacyKey];

function looseModes(dataRoot: DataRoot): readonly DoctorFinding[] {
  const owner = dataRoot.entries[0]?.uid;
  return dataRoot.entries.flatMap((entry) => {
    const { path, kind, mode, uid } = entry;
    const known = knownEntry(path);
    if (known === undefined || kind !== known.kind) return [];
    // A folder of certificates may lie anywhere.
    const most = path === 'certificates' && dataRoot.certificatesOnly ? 0o755 : known.mode;
    const loose = mode === undefined ? 0 : mode & ~most & 0o777;
    const isOthers = uid !== owner && uid !== 0;
    if (isOthers) return [othersOwn(dataRoot, entry)];
    if (loose === 0 || keys.includes(path)) return [];
    const writes = (loose & 0o022) !== 0;
    return [
      say(
        'loose-mode',
        { source: placeOf(dataRoot, path) },
        {
          severity: writes ? 'warning' : 'information',
          reason: `${nameOf(path)} has mode ${modeText(mode ?? 0)}, Docker gives it ${modeText(most)}: others may ${writes ? 'change' : 'read'} it.`,
          cure: `\`chmod ${modeText(most)} ${pathWord(placeOf(dataRoot, path))}\`. Nothing is lost by that.`,
        },
      ),
    ];
  });
}

function othersOwn(dataRoot: DataRoot, { path, uid }: DataRootEntry): DoctorFinding {
  return say(
    'loose-mode',
    { source: placeOf(dataRoot, path) },
    {
      reason: `${nameOf(path)} belongs to user ${uid}, and the folder around it to user ${dataRoot.entries[0]?.uid ?? 0}: that user may change it.`,
      cure: `\`chown --reference=${pathWord(dataRoot.path)} ${pathWord(placeOf(dataRoot, path))}\`, once it is known who has put it there.`,
    },
  );
}

function leftovers(dataRoot: DataRoot): readonly DoctorFinding[] {
  const temporary = dataRoot.entries.filter(({ path, kind }) => kind === 'file' && isLeftover(path));
  return temporary.map(({ path }) =>
    say(
      'leftover-file',
      { source: placeOf(dataRoot, path) },
      {
        reason: `${nameOf(path)} is a temporary file of a write that was cut short. Docker does not clean it up.${path.includes('.key') ? ' A private key may be in it.' : ''}`,
        cure: `While Docker does not write, that is after \`systemctl stop docker docker.socket\`, it can go: \`rm ${pathWord(placeOf(dataRoot, path))}\`. No other file of this folder can.`,
      },
    ),
  );
}

function foreign(dataRoot: DataRoot): readonly DoctorFinding[] {
  return dataRoot.entries
    .filter(({ path, kind }) => {
      const known = knownEntry(path);
      return kind !== 'symbolic-link' && known?.kind !== kind && !isLeftover(path) && !isOpaque(path);
    })
    .map(({ path, kind }) => {
      const isOdd = knownEntry(path) !== undefined || kind === 'other';
      return say(
        'foreign-file',
        { source: placeOf(dataRoot, path) },
        {
          severity: isOdd ? 'warning' : 'information',
          reason: isOdd
            ? `${nameOf(path)} is ${kind === 'directory' ? 'a folder' : kind === 'file' ? 'a file' : 'neither a file nor a folder'}, which Docker does not expect there.`
            : `Docker puts no ${kind === 'directory' ? 'folder' : 'file'} ${printable(path, 200)} there: somebody else has. It was not read.`,
          cure: 'Find out who put it there; a copy of a key belongs somewhere else. Docker itself passes it over.',
        },
      );
    });
}

/** How a file is told in a sentence. */
function nameOf(path: string): string {
  return path === '' ? 'The folder' : printable(path, 200);
}
