import { l10n } from 'vscode';
import type { ViewerWords } from '../../shared/viewer-messages.ts';

/** What the page of the viewer says, in the language of the editor. */
export function viewerWords(): ViewerWords {
  return {
    reading: l10n.t('The file is being read…'),
    asText: l10n.t('Open as Text'),
    isText: l10n.t('This file is a text: the editor explains it where it stands.'),
    enterPassword: l10n.t('Enter Password…'),
    locked: l10n.t(
      'It takes a password to see all of this file. The password is not stored, and never leaves this machine.',
    ),
    wrongPassword: l10n.t('The password does not open this file, or the file was changed since it was made.'),
    pem: l10n.t('Show as PEM Text'),
    allPem: l10n.t('Show All as PEM Text'),
    decoded: l10n.t('Show Decoded Text'),
    copyFingerprint: l10n.t('Copy Fingerprint'),
    asn1: l10n.t('ASN.1 structure'),
    openssl: l10n.t('As OpenSSL shows it'),
    notShown: l10n.t('This is not there any more.'),
    relations: l10n.t('Belongs together with'),
    chain: l10n.t('Chain'),
    chainOpen: l10n.t('Whoever issued the last one is not at hand.'),
    thisOne: l10n.t('this one'),
    findings: l10n.t('Findings'),
    fileFindings: l10n.t('Findings of the file'),
    explain: l10n.t('What this means'),
    seeAlso: l10n.t('See'),
    life: l10n.t('Valid from {0} until {1}; {2} % of that is over.'),
    lifeRenewal: l10n.t('Its node renews it at a random moment of {0}.'),
    renewalWindow: l10n.t('renewal'),
    now: l10n.t('now'),
    more: l10n.t('and {0} more'),
    moreItems: l10n.t('{0} more are not shown here. As PEM text all of them are there.'),
    tooLarge: l10n.t('This file has {0} bytes, and files of up to {1} bytes are shown.'),
    tooLargeNext: l10n.t('Cut it into parts, or look at it in a terminal: `swarmpki inspect FILE`.'),
    notRead: l10n.t('The file cannot be read: {0}'),
    empty: l10n.t('This file is empty.'),
    nothing: l10n.t('There is nothing in this file that is known here.'),
    nothingNext: l10n.t(
      'Certificates, requests, keys, revocation lists, PKCS #7 and PKCS #12 are, in DER and as PEM text.',
    ),
    bytes: l10n.t('{0} bytes'),
    items: l10n.t('{0} items'),
    within: l10n.t('in this file: {0}'),
    severities: {
      error: l10n.t('Error'),
      warning: l10n.t('Warning'),
      information: l10n.t('Information'),
      hint: l10n.t('Hint'),
    },
  };
}
