/** What Docker keeps where, below the folder of its swarm, and the most that its permissions allow (docs/protocol.md §10.1). */
const layout: readonly KnownEntry[] = [
  { path: '', kind: 'directory', mode: 0o700 },
  { path: 'certificates', kind: 'directory', mode: 0o755 },
  { path: 'certificates/swarm-root-ca.crt', kind: 'file', mode: 0o644 },
  { path: 'certificates/swarm-root-ca.key', kind: 'file', mode: 0o600 },
  { path: 'certificates/swarm-node.crt', kind: 'file', mode: 0o644 },
  { path: 'certificates/swarm-node.key', kind: 'file', mode: 0o600 },
  { path: 'certificates/.swarm-node.crt', kind: 'file', mode: 0o644 },
  { path: 'certificates/.swarm-node.key', kind: 'file', mode: 0o600 },
  { path: 'state.json', kind: 'file', mode: 0o600 },
  { path: 'docker-state.json', kind: 'file', mode: 0o600 },
  { path: 'worker', kind: 'directory', mode: 0o755 },
  { path: 'raft', kind: 'directory', mode: 0o700 },
];

interface KnownEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly mode: number;
}

/** The paths that findings name most. */
export const Path = {
  root: 'certificates/swarm-root-ca.crt',
  rootKey: 'certificates/swarm-root-ca.key',
  certificate: 'certificates/swarm-node.crt',
  key: 'certificates/swarm-node.key',
  pendingCertificate: 'certificates/.swarm-node.crt',
  legacyKey: 'certificates/.swarm-node.key',
  managers: 'state.json',
  membership: 'docker-state.json',
  raft: 'raft',
} as const;

/** Bounds on what is read of a file, bytes: far beyond what Docker writes. */
export const longestFile = 1024 * 1024;

/** Where Docker puts these temporary files beside one that it replaces. */
const leftover = /(^|\/)\.tmp-(swarm-root-ca\.(crt|key)|\.?swarm-node\.(crt|key)|state\.json|docker-state\.json)\d+$/;

/** Whether a file was left by a write that was cut short. */
export function isLeftover(path: string): boolean {
  return leftover.test(path);
}

/** What lies in these is Docker's own business: there are versions of it, and nothing of the PKI. */
export function isOpaque(path: string): boolean {
  return path.startsWith('worker/') || /^raft\/(wal|snap)(-v\d+(-encrypted)?)?$/.test(path);
}

export function knownEntry(path: string): KnownEntry | undefined {
  return layout.find((known) => known.path === path);
}

/** What a lab keeps in its state directory, beside the folder of its nodes. */
const labFiles = ['swarmpki.json', 'swarm.db', 'nodes'];

export function isLabDirectory(names: readonly string[]): boolean {
  return labFiles.every((name) => names.includes(name));
}
