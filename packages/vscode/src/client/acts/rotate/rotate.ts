import { l10n } from 'vscode';
import type { SwarmSight } from '@swarmpki/core/engine/watch';
import { choose } from '../../dialogs/ask.ts';
import { externalCaBeginning, rotationForms } from './rotation-forms.ts';
import type { RotationForm } from './rotation-forms.ts';

/** What is asked for of the form of a rotation that somebody has chosen. */
export interface ChosenRotation {
  readonly asks: readonly string[];
  readonly now: Readonly<Record<string, string>>;
}

/** Asks which root comes. */
export async function chooseRotation(
  title: string,
  sight: SwarmSight | undefined,
): Promise<ChosenRotation | undefined> {
  const words = wordsOf();
  const choices = rotationForms(sight).map((value) => ({ ...words[value.id], value }));
  const chosen = await choose(title, choices);
  return chosen && { asks: chosen.value.asks, now: { 'external-ca': externalCaBeginning } };
}

function wordsOf(): Readonly<Record<RotationForm['id'], { readonly label: string; readonly detail: string }>> {
  return {
    new: {
      label: l10n.t('A new root'),
      detail: l10n.t('The swarm makes a new key. All nodes renew, both join tokens change, nobody is cut off.'),
    },
    'new-expiry': {
      label: l10n.t('A new root, and another life for certificates'),
      detail: l10n.t('As above; the certificates that all nodes get in it live for another length of time.'),
    },
    own: {
      label: l10n.t('A root of your own…'),
      detail: l10n.t('Its certificate and its key, from files in PEM. The swarm keeps the key.'),
    },
    external: {
      label: l10n.t('A root whose key an external CA keeps…'),
      detail: l10n.t('Its certificate from a file, and where that CA signs.'),
    },
    back: {
      label: l10n.t('Back to the root that nodes trust…'),
      detail: l10n.t(
        'By its own certificate and key, from files: that ends the rotation under way without another root.',
      ),
    },
  };
}
