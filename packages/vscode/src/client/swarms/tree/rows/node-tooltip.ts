import { l10n } from 'vscode';
import type { Judged } from '@swarmpki/core/engine/health';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { moment } from '@swarmpki/core/inspect/report';
import { nameOf } from '../../../engines/subject.ts';
import { harmless } from '../../../words/harmless.ts';
import type { Picture } from '../picture.ts';
import { leftOf, roleWords, standingWords } from './node-words.ts';
import { joined, rootWords } from '../../../words/phrases.ts';

const longestSentence = 300;

/** All that is known of a node, line by line. */
export function nodeTooltip({ node, health }: Judged, { roots }: Picture): readonly string[] {
  const { issuer, root, error, certificateProblem: problem, address, state, availability } = node;
  const trusted = [roots?.trusted, roots?.coming].find((each) => each?.digest !== undefined && each.digest === root);
  return [
    harmless(nameOf(node), longestSentence),
    l10n.t('Node {0}', harmless(node.id)),
    // Where all is well they are the same word.
    joined([
      ...new Set([
        roleWords(node),
        standingWords(health.standing, node.issuance),
        harmless(state),
        availability && harmless(availability),
      ]),
    ]),
    ...(address === undefined ? [] : [l10n.t('Listens at {0}', harmless(address))]),
    ...certificateLines(node, leftOf(health)),
    ...(issuer === undefined ? [] : [l10n.t('Signed by the root {0}', rootWords(issuer))]),
    ...(root === undefined
      ? []
      : [
          trusted === undefined
            ? l10n.t('Trusts another root')
            : l10n.t('Trusts the root {0}', rootWords(trusted.issuer)),
        ]),
    ...faultLines(node),
    ...(error === undefined || error === '' ? [] : [l10n.t('Went wrong last: {0}', harmless(error, longestSentence))]),
    ...(problem === undefined ? [] : [harmless(problem.message, longestSentence)]),
  ];
}

function certificateLines({ certificate }: NodeSight, left: string | undefined): readonly string[] {
  if (certificate === undefined) return [];
  const { notAfter, renewFrom, renewUntil, serial } = certificate;
  return [
    joined([l10n.t('Certificate until {0}', moment(notAfter)), left]),
    l10n.t('Renews between {0} and {1}', moment(renewFrom), moment(renewUntil)),
    l10n.t('Serial number {0}', harmless(serial)),
  ];
}

function faultLines({ faults, place }: NodeSight): readonly string[] {
  return [
    ...(place === 'stopped' ? [l10n.t('Its machine is stopped.')] : []),
    ...(faults?.Cut === true ? [l10n.t('It is cut off.')] : []),
    ...(faults?.Silenced === true ? [l10n.t('It is silenced: it stands still.')] : []),
    ...(faults?.DiskError === undefined || faults.DiskError === ''
      ? []
      : [l10n.t('Its disk fails: {0}', harmless(faults.DiskError))]),
    ...(faults === undefined || faults.SkewMs === 0
      ? []
      : [l10n.t('Its clock is wrong by {0} s.', faults.SkewMs / 1000)]),
  ];
}
