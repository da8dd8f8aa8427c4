import { l10n } from 'vscode';
import type { Health, Standing } from '@swarmpki/core/engine/health';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Row } from '../row.ts';
import { spanWords } from '../../../words/phrases.ts';

/** How a node stands; where its certificate is on its way, how far that has come. */
export function standingWords(standing: Standing, issuance?: NodeSight['issuance']): string {
  switch (standing) {
    case 'expired':
      return l10n.t('expired');
    case 'not-yet-valid':
      return l10n.t('not yet valid');
    case 'overdue':
      return l10n.t('late: past its renewal window');
    case 'down':
      return l10n.t('down');
    case 'disconnected':
      return l10n.t('disconnected');
    case 'failing':
      return l10n.t('something went wrong');
    case 'unknown':
      return l10n.t('certificate not known');
    case 'waiting':
      return l10n.t('waits for the new root');
    case 'issuing':
      return issuance === 'pending' ? l10n.t('its certificate is being signed') : l10n.t('gets a certificate');
    case 'renews-soon':
      return l10n.t('renews soon');
    case 'ready':
      return l10n.t('ready');
    case 'removed':
      return l10n.t('removed');
  }
}

export const standingIcons: Readonly<Record<Standing, Row['icon']>> = {
  expired: { name: 'error', color: 'list.errorForeground' },
  'not-yet-valid': { name: 'error', color: 'list.errorForeground' },
  overdue: { name: 'warning', color: 'list.errorForeground' },
  down: { name: 'debug-disconnect', color: 'list.warningForeground' },
  disconnected: { name: 'debug-disconnect', color: 'list.warningForeground' },
  failing: { name: 'warning', color: 'list.warningForeground' },
  unknown: { name: 'question', color: 'disabledForeground' },
  waiting: { name: 'history', color: 'charts.blue' },
  issuing: { name: 'sync', color: 'charts.blue' },
  'renews-soon': { name: 'clock', color: 'charts.blue' },
  ready: { name: 'pass', color: 'testing.iconPassed' },
  removed: { name: 'circle-slash', color: 'disabledForeground' },
};

/** What it is, and what it is to become. */
export function roleWords({ role, desiredRole, leader }: NodeSight): string {
  const is = role ?? desiredRole;
  if (role === 'worker' && desiredRole === 'manager') return l10n.t('worker, to become a manager');
  if (role === 'manager' && desiredRole === 'worker') return l10n.t('manager, to become a worker');
  if (is === 'worker') return l10n.t('worker');
  // What is no word of Docker's says nothing.
  if (is !== 'manager') return l10n.t('role not known');
  return leader ? l10n.t('leader') : l10n.t('manager');
}

/** How long its certificate is good. */
export function leftOf({ leftMs }: Pick<Health, 'leftMs'>): string | undefined {
  if (leftMs === undefined) return undefined;
  return leftMs < 0 ? l10n.t('since {0}', spanWords(-leftMs)) : l10n.t('{0} left', spanWords(leftMs));
}
