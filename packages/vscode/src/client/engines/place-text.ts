import { l10n } from 'vscode';
import { harmless } from '../words/harmless.ts';
import { ownNameOf } from './place.ts';
import type { EnginePlace } from './place.ts';

/** Which engine is meant, wherever something is about to be done to it or told of it. */
export function placeText(place: EnginePlace): string {
  const named = harmless(ownNameOf(place), 300);
  switch (place.kind) {
    case 'lab':
      return l10n.t('The lab in {0}', named);
    case 'context':
      return l10n.t('The engine of the Docker context {0}', named);
    case 'host':
      return l10n.t('The engine at {0}', named);
  }
}

/** What tells an engine from one of the same name: of a lab where it is, else who has named it. */
export function originText(place: EnginePlace): string {
  switch (place.kind) {
    case 'lab':
      return harmless(place.directory, 300);
    case 'context':
      return l10n.t('Docker context');
    case 'host':
      return l10n.t('named in the settings');
  }
}
