import { l10n } from 'vscode';
import { parseJoinToken } from '@swarmpki/core/token';
import { contextValues, viewItem } from '../../context-values.ts';
import type { Picture } from '../picture.ts';
import { plainRow } from '../row.ts';
import type { Row } from '../row.ts';
import { spokenOf } from '../../../words/phrases.ts';

/** Digits of a token's digest that are shown: the same that tell a token in a text. */
const shownDigits = 8;

export function tokensRow(): Row {
  const label = l10n.t('Join Tokens');
  return {
    ...plainRow,
    label,
    tooltip: [label, l10n.t('Who has one gets a certificate of the swarm. Their secrets are not shown here.')],
    icon: { name: 'key' },
    state: 'closed',
    menu: viewItem(contextValues.tokens),
    spoken: label,
  };
}

/** A token without its secret. */
export function tokenRow(role: 'worker' | 'manager', { swarm: { sight } }: Picture): Row {
  const label = role === 'worker' ? l10n.t('Worker') : l10n.t('Manager');
  const masked = maskedToken(sight?.swarm?.JoinTokens[role === 'worker' ? 'Worker' : 'Manager'] ?? '');
  return {
    ...plainRow,
    label,
    description: masked?.text ?? l10n.t('not known'),
    tooltip: [
      label,
      ...(masked === undefined ? [] : [l10n.t('Digest of the root CA in it: sha256:{0}', masked.digest)]),
      l10n.t('Its secret is not shown. “Show a Join Token” copies it.'),
    ],
    icon: { name: 'key' },
    menu: viewItem(role === 'worker' ? contextValues.workerToken : contextValues.managerToken),
    spoken: spokenOf([label, l10n.t('join token, its secret is hidden')]),
  };
}

/** @returns `undefined` for what is no token: nothing of it is shown */
function maskedToken(token: string): { readonly text: string; readonly digest: string } | undefined {
  try {
    const { version, digest } = parseJoinToken(token);
    const shown = token.split('-').at(-2)?.slice(0, shownDigits) ?? '';
    if (!/^[0-9a-z]*$/.test(shown)) return undefined;
    return { text: `SWMTKN-${version}-${shown}…-••••••••`, digest };
  } catch {
    // Why it is none is no matter of this row, and might repeat it.
    return undefined;
  }
}
