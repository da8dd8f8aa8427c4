import { printable } from '../../printable.ts';
import { sameBytes } from '../../x509/certificate.ts';
import { rootCalled, nameText, pathWord } from '../../inspect/findings/words.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import { Path, isLabDirectory } from './layout.ts';
import { entryAt, placeOf } from './node-state.ts';
import type { NodeState } from './node-state.ts';
import { leaveFilesAlone, waysBack } from './ways-back.ts';
import { moment } from '../../time-words.ts';

/** Root, certificate and key: whether they are there, and belong together (docs/protocol.md §10.3, §10.7). */
export function pairFindings(state: NodeState): readonly DoctorFinding[] {
  const wrong = [...missingFiles(state), ...damagedFiles(state)];
  return wrong.length > 0 ? wrong : [...tornWrite(state), ...leftover(state), ...ownRoot(state), ...rotation(state)];
}

const needed = [Path.root, Path.certificate, Path.key] as const;

const selfMade =
  'A node that starts without it makes a root and a certificate of its own, over what is there, and does not come into its swarm any more: `certificate signed by unknown authority`.';

/** What a node does at its next start without one of its files, as Docker 20.10 does it. */
const withoutFile = {
  [Path.certificate]:
    'Where docker-state.json says that there is a swarm, a Docker Engine that starts clears all that it knows of it, and is in no swarm afterwards.',
  [Path.key]: selfMade,
  [Path.root]: selfMade,
} as const;

function missingFiles(state: NodeState): readonly DoctorFinding[] {
  const { dataRoot } = state;
  const there = new Set(dataRoot.entries.map(({ path }) => path));
  const isSwarm = [...needed, 'certificates', Path.membership, Path.managers, Path.raft].some((path) =>
    there.has(path),
  );
  if (!isSwarm) return entryAt(dataRoot, '')?.kind === 'symbolic-link' ? [] : [noSwarm(state)];
  // Where the folder could not be looked into, nothing is said to be missing from it.
  const unread = new Set(dataRoot.unread.map(({ path }) => path));
  const folder = entryAt(dataRoot, 'certificates');
  if (unread.has('certificates') || (folder !== undefined && folder.kind !== 'directory')) return [];
  const missing = needed.filter((path) => !there.has(path) && !unread.has(path));
  return missing.map((path) =>
    say(
      'node-files-missing',
      { source: placeOf(dataRoot, path) },
      {
        reason: `${path.replace('certificates/', '')} is missing. ${withoutFile[path]}${raftIsClosed(state, path)}${pendingHelps(state, path)}`,
        cure: `Do not start Docker before this is mended: stop it (\`systemctl stop docker docker.socket\`), and put the whole folder back from a backup of this node; that loses what has happened since. Without a backup: ${waysBack(state)}`,
      },
    ),
  );
}

/** The key that raft is encrypted with lies in the headers of the node's key. */
function raftIsClosed({ identity }: NodeState, path: string): string {
  return path === Path.key && identity?.role === 'manager'
    ? ' The key of its raft was in that file: without it, what this manager knew of the swarm cannot be read any more.'
    : '';
}

/** A file that is there, and in which nothing of what it should hold was found; what was found damaged has a finding of its own. */
function damagedFiles({ dataRoot, report, roots, leaf, key }: NodeState): readonly DoctorFinding[] {
  const holds = {
    [Path.root]: roots.length > 0,
    [Path.certificate]: leaf !== undefined,
    [Path.key]: key !== undefined,
  };
  return needed.flatMap((path) => {
    const source = placeOf(dataRoot, path);
    const contents = dataRoot.files.get(path)?.contents;
    const isSaid = report.findings.some(({ place, severity }) => place.source === source && severity === 'error');
    if (contents === undefined || holds[path] || isSaid) return [];
    const what = path === Path.key ? 'private key' : 'certificate';
    return [
      say(
        'state-damaged',
        { source },
        {
          reason: `${contents.length === 0 ? 'The file is empty' : `There is no ${what} in the file`}: a disk was full or broke, or it was overwritten. A node that starts with it does not come into its swarm.`,
          cure: `Put all of the folder back from one backup of this node. ${leaveFilesAlone}`,
        },
      ),
    ];
  });
}

function pendingHelps({ pending, key, dataRoot }: NodeState, path: string): string {
  const fits = path === Path.certificate && pending !== undefined && isOfKey(pending, key);
  return fits
    ? ` The certificate of the key is still there, as ${placeOf(dataRoot, Path.pendingCertificate)}: a write was cut short.`
    : '';
}

/** A lab is asked as an engine is; its nodes have folders as Docker's have. */
function ofLab({ path }: NodeState['dataRoot']): DoctorFinding {
  const directory = pathWord(path);
  return say(
    'no-swarm',
    { source: path },
    {
      severity: 'information',
      reason:
        'This is the state directory of a lab: the certificates of its nodes lie below `nodes`, a folder for each.',
      cure: `\`swarmpki doctor --state-dir ${directory}\` says what is wrong with the lab; \`swarmpki doctor ${directory}/nodes/NAME\` with the files of a node.`,
    },
  );
}

/** An engine that is in no swarm has the folder all the same, and nothing is in it. */
function noSwarm({ dataRoot }: NodeState): DoctorFinding {
  if (isLabDirectory(dataRoot.entries.map(({ path }) => path))) return ofLab(dataRoot);
  const isEngines = dataRoot.entries.length === 1 && /(^|[\\/])swarm[\\/]?$/.test(dataRoot.path);
  return say(
    'no-swarm',
    { source: dataRoot.path },
    {
      ...(isEngines ? { severity: 'information' as const } : {}),
      reason: isEngines
        ? 'The folder is empty: this Docker Engine is in no swarm, or has left it.'
        : 'There is no root, certificate or key of a node in this folder, and nothing else that Docker keeps of a swarm.',
      cure: isEngines
        ? 'If it should be in one: `docker swarm join`, or put its folder back from a backup. Otherwise there is nothing to do.'
        : 'Name the data root of the engine: `docker info --format {{.DockerRootDir}}`.',
    },
  );
}

function isOfKey(certificate: NonNullable<NodeState['leaf']>, key: NodeState['key']): boolean {
  return key?.spki !== undefined && sameBytes(certificate.skim.spki, key.spki);
}

function tornWrite(state: NodeState): readonly DoctorFinding[] {
  const { leaf, key, pending, dataRoot } = state;
  if (leaf === undefined || key?.spki === undefined || isOfKey(leaf, key)) return [];
  const place = { source: placeOf(dataRoot, Path.key) };
  const related = [{ source: placeOf(dataRoot, Path.certificate) }];
  const newer = whichIsNewer(state);
  if (pending !== undefined && isOfKey(pending, key)) {
    return [
      say('torn-write', place, {
        severity: 'warning',
        reason: `The key is not that of swarm-node.crt, but of .swarm-node.crt beside it: a renewal was cut short between the two. ${newer} When the node starts it puts that certificate into place, and all is well.`,
        cure: 'Start Docker: `systemctl start docker`. Nothing is lost.',
        related,
      }),
    ];
  }
  return [
    say('torn-write', place, {
      reason: `The key is not that of the certificate. ${newer} When the node starts, swarm does not: \`error while loading TLS certificate in …: tls: private key does not match public key\`, and the engine’s swarm is in state “error”.`,
      cure: `Put certificate and key back from one backup, both of the same moment; that loses nothing while its certificate is valid. Without one: ${waysBack(state)}`,
      related,
    }),
  ];
}

/** What passes with the next start or renewal (docs/protocol.md §10.3). */
function leftover(state: NodeState): readonly DoctorFinding[] {
  const { dataRoot, leaf, key, pending } = state;
  const old = entryAt(dataRoot, Path.legacyKey);
  const isTorn = leaf !== undefined && key?.spki !== undefined && !isOfKey(leaf, key);
  return [
    ...(pending === undefined || isTorn
      ? []
      : [
          say('leftover-file', pending.place, {
            reason:
              key?.spki === undefined
                ? '.swarm-node.crt is a new certificate whose write was cut short. Which of both is that of the key is seen when the node is unlocked.'
                : '.swarm-node.crt is a new certificate whose write was cut short before the key was written. swarm-node.crt is still that of the key, and the node goes on with it.',
            cure: 'Leave it to Docker: the next renewal writes over it.',
          }),
        ]),
    ...(old === undefined
      ? []
      : [
          say(
            'leftover-file',
            { source: placeOf(dataRoot, Path.legacyKey) },
            {
              reason:
                '.swarm-node.key is of a very old engine: when the node starts it becomes its key if it is that of the certificate, and is deleted otherwise.',
              cure: 'Leave it to Docker.',
            },
          ),
        ]),
  ];
}

function whichIsNewer({ dataRoot }: NodeState): string {
  const [key, certificate] = [Path.key, Path.certificate].map((path) => entryAt(dataRoot, path)?.mtime);
  if (key === undefined || certificate === undefined) return '';
  if (key === certificate) return `Both were written at ${moment(key)}.`;
  const [newer, older] = key > certificate ? ['key', 'certificate'] : ['certificate', 'key'];
  return `The ${newer} is newer: it was written at ${moment(Math.max(key, certificate))}, the ${older} at ${moment(Math.min(key, certificate))}.`;
}

function ownRoot(state: NodeState): readonly DoctorFinding[] {
  const { leaf, roots, refusal, dataRoot } = state;
  if (leaf === undefined || refusal === undefined) return [];
  const named = roots.map(({ skim }) => rootCalled(skim)).slice(0, 3);
  return [
    say(
      'refused-by-own-root',
      { source: placeOf(dataRoot, Path.certificate) },
      {
        reason: `The certificate was issued by ${nameText(leaf.skim.issuer)}, and does not lead to the root that lies beside it, ${named.join(', ')}: ${printable(refusal.message, 300)}. A node that starts with these does not come into its swarm.`,
        cure: `If one of both was exchanged by hand, put all of the folder back from one backup. Otherwise: ${waysBack(state)}`,
        related: [{ source: placeOf(dataRoot, Path.root) }],
      },
    ),
  ];
}

function rotation(state: NodeState): readonly DoctorFinding[] {
  const { intermediates, roots, dataRoot } = state;
  const successor = intermediates[0]?.skim;
  const present = roots[0]?.skim;
  if (state.rotation === 'none' || successor === undefined || present === undefined) return [];
  const place = { source: placeOf(dataRoot, Path.certificate) };
  if (state.rotation === 'over') {
    return [
      say('issued-in-rotation', place, {
        severity: 'hint',
        reason: `The certificate was issued while the root was being rotated to ${rootCalled(successor)}; that has come to its end here, since that root is trusted. The cross-signed certificate goes with the next renewal.`,
        cure: 'Nothing is to be done.',
      }),
    ];
  }
  return [
    say('issued-in-rotation', place, {
      reason: `The certificate was issued by ${rootCalled(successor)}, the new root of a rotation, and leads to ${rootCalled(present)}, which is still trusted here, by the cross-signed certificate behind it. As of these files the rotation has not ended.`,
      cure: `A running node gets the new root from its manager by itself when the rotation ends; \`docker node ls\` on a manager says whether it has (TLS STATUS), \`swarmpki doctor --host …\` who holds it up. A node that is off until all managers have renewed once more trusts none of them, and has to join again. ${leaveFilesAlone}`,
    }),
  ];
}
