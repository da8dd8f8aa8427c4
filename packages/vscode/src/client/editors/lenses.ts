import { hash } from 'node:crypto';
import { CodeLens, EventEmitter, Range, l10n, languages, workspace } from 'vscode';
import type { CodeLensProvider, Disposable, TextDocument } from 'vscode';
import { section } from '../../shared/protocol.ts';
import { harmless } from '../words/harmless.ts';
import { schemes } from '../language/sightings.ts';
import type { ShownSwarm } from '../engines/shown-swarm.ts';
import { digestsOf } from '../engines/digests.ts';
import { knownCertificates } from './known-certificates.ts';
import type { KnownCertificate } from './known-certificates.ts';
import { mayBeLab, nameOf } from '../engines/subject.ts';

/** “Renew” and “Rotate” above certificates that somebody has now in a swarm that is shown; above others nothing. */
export class ActingLenses implements CodeLensProvider, Disposable {
  readonly #all: () => readonly ShownSwarm[];
  readonly #changed = new EventEmitter<void>();
  readonly #registered: Disposable;
  /** Of what lenses follow from. */
  #told = '';

  constructor(all: () => readonly ShownSwarm[]) {
    this.#all = all;
    this.#registered = languages.registerCodeLensProvider(
      schemes.map((scheme) => ({ scheme })),
      this,
    );
  }

  get onDidChangeCodeLenses(): EventEmitter<void>['event'] {
    return this.#changed.event;
  }

  /** Something was seen of a swarm: lenses are other ones where its root is, or what a node of it shows, or where that is. */
  look(): void {
    const now = this.#all().map(({ id, sight, problem, isStopped }) => [
      id,
      problem === undefined,
      isStopped,
      sight && digestsOf(sight)?.root,
      ...Array.from(sight?.nodes.values() ?? [], ({ certificate, place }) => `${certificate?.serial} ${place}`),
    ]);
    const told = hash('sha256', JSON.stringify(now));
    if (told === this.#told) return;
    this.#told = told;
    this.#changed.fire();
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const isWanted = workspace.getConfiguration(section, document).get<boolean>('codeLenses') !== false;
    if (!isWanted || !workspace.isTrusted) return [];
    return knownCertificates(document.getText(), this.#all()).flatMap((known) => lensOf(document, known) ?? []);
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}

function lensOf(document: TextDocument, known: KnownCertificate): CodeLens | undefined {
  const { swarm, at } = known;
  const place = document.positionAt(at);
  const range = new Range(place, place);
  const name = harmless(swarm.name, 40);
  if (known.is === 'root') {
    const title = l10n.t('Rotate this root of {0}…', name);
    return new CodeLens(range, { title, command: 'swarmpki.swarm.ca.rotate', arguments: [{ swarm: swarm.id }] });
  }
  const { node } = known;
  if (!mayBeLab(swarm) || node.place !== 'here') return undefined;
  const title = l10n.t('Renew this certificate of {0}', harmless(nameOf(node), 40));
  return new CodeLens(range, {
    title,
    command: 'swarmpki.node.renew',
    arguments: [{ swarm: swarm.id, node: node.id }],
  });
}
