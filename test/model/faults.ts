import type { Mutation } from '../tools/mutation.ts';

/** A fault that is planted, and what has to find it. */
export interface Fault extends Mutation {
  readonly scope: string;
  readonly invariant: string;
}

const given = 'a root that is given up and wanted again';
const overtaken = 'the same, messages late';
const late = 'a rotation, messages late and twice';

/** Every one of them was, or could have been, made. */
export const faults: readonly Fault[] = [
  {
    what: 'a rotation ends while one node still has the old certificate',
    file: 'swarm/reconcile.ts',
    original: 'if (state.unconverged.size === 0) return complete',
    mutant: 'if (state.unconverged.size <= 1) return complete',
    scope: 'two rotations',
    invariant: 'members authenticate each other',
  },
  {
    what: 'a rotation begins before all have come over from the one before',
    file: 'swarm/reconcile.ts',
    original: 'state.behind.size > 0 || ',
    mutant: '',
    scope: 'two rotations, a message lost',
    invariant: 'a rotation always ends',
  },
  {
    what: 'a manager is taken in while the certificate of a worker is on its way to it',
    file: 'swarm/managers.ts',
    original: "role === 'manager' && certificate.role === 'manager'",
    mutant: "role === 'manager'",
    scope: 'a manager that is demoted and promoted again, messages late',
    invariant: 'whoever serves as a manager has the certificate for it',
  },
  {
    what: 'the old key stays when a rotation ends',
    file: 'swarm/reconcile.ts',
    original: "{ kind: 'secret', name: 'rootKey', value: secrets.rotationKey },",
    mutant: '',
    scope: 'two rotations',
    invariant: 'the old key exists nowhere',
  },
  {
    what: 'the key of a rotation stays when it is aborted',
    file: 'swarm/root-decision.ts',
    original:
      "secrets: [secret('rootKey', signingCaKey), secret('rotationKey', '')],\n      event: rotation ? 'rotation-aborted'",
    mutant: "secrets: [secret('rootKey', signingCaKey)],\n      event: rotation ? 'rotation-aborted'",
    scope: given,
    invariant: 'the old key exists nowhere',
  },
  {
    what: 'tokens stay when a rotation ends',
    file: 'swarm/reconcile.ts',
    original: '...newJoinTokens(rotation.caCert, cluster.fips, context),',
    mutant: '',
    scope: 'two rotations',
    invariant: 'old tokens are refused, present ones admit',
  },
  {
    what: 'tokens that are replaced amid a rotation are for the root to come',
    file: 'swarm/update-cluster.ts',
    original: 'newJoinToken(role, rootCa.caCert, fips, context)',
    mutant: 'newJoinToken(role, rootCa.rotation?.caCert ?? rootCa.caCert, fips, context)',
    scope: 'keys and tokens replaced amid a rotation',
    invariant: 'old tokens are refused, present ones admit',
  },
  {
    what: 'any text is a token',
    file: 'swarm/tokens.ts',
    original: "if (isSame(token, secrets.workerToken)) return 'worker';",
    mutant: "return 'worker';",
    scope: 'two rotations',
    invariant: 'old tokens are refused, present ones admit',
  },
  {
    what: 'a join that is repeated makes another node',
    file: 'swarm/issue.ts',
    original: 'if (known !== undefined) return nothing',
    mutant: 'if (known === null) return nothing',
    scope: 'a join amid a rotation',
    invariant: 'a request that is repeated lets one node in',
  },
  {
    what: 'a certificate is recorded for a request that has been replaced',
    file: 'swarm/issue.ts',
    original: ' || node.certificate.csr !== csr || !awaitsSigning(node)',
    mutant: '',
    scope: 'a request that replaces another',
    invariant: 'a certificate answers the request that it is recorded for',
  },
  {
    what: 'what the old root was signing is recorded after the root has changed',
    file: 'swarm/issue.ts',
    original: 'if (root !== targetRoot(state.cluster.rootCa)) return nothing(false);',
    mutant: '',
    scope: overtaken,
    invariant: 'members authenticate each other',
  },
  {
    what: 'a report that contradicts what the node was given is believed',
    file: 'swarm/members.ts',
    original: 'return { ...certificate, awaitedIssuer: known, ...(isLost',
    mutant: 'return { ...certificate, awaitedIssuer: undefined, ...(isLost',
    scope: overtaken,
    invariant: 'members authenticate each other',
  },
  {
    what: 'a report of before the last certificate counts',
    file: 'swarm/view.ts',
    original: 'if (certificate.awaitedIssuer !== undefined) return false;',
    mutant: '',
    scope: given,
    invariant: 'members authenticate each other',
  },
  {
    what: 'nobody demands a report that does not come',
    file: 'swarm/reconcile.ts',
    original: 'awaited.get(id) === certificate.csr',
    mutant: 'awaited.get(id) === undefined',
    scope: late,
    invariant: 'a rotation always ends',
  },
  {
    what: 'what signs is not told that the root has changed',
    file: 'swarm/update-cluster.ts',
    original: "effects.push({ kind: 'reload-issuer' }, { kind: 'reconcile' });",
    mutant: "effects.push({ kind: 'reconcile' });",
    scope: 'two rotations',
    invariant: 'a rotation always ends',
  },
  {
    what: 'a rotation waits for a node that was removed',
    file: 'swarm/view.ts',
    original: 'this.#forget(change.nodeId);',
    mutant: '',
    scope: 'a removal amid a rotation',
    invariant: 'a restart reads what is in memory',
  },
  {
    what: 'a removed node is forgotten too early',
    file: 'swarm/blocklist.ts',
    original: 'return readCertificates(node.certificate.pem)[0]?.notAfter ?? null;',
    mutant: 'return readCertificates(node.certificate.pem)[0]?.notBefore ?? null;',
    scope: 'a removal, and time that leaps',
    invariant: 'what was acknowledged is not lost',
  },
  {
    what: 'a removed node stays a member',
    file: 'swarm/authorise.ts',
    original: 'if (!Object.hasOwn(cluster.blocklist, nodeId)) return;',
    mutant: 'if (nodeId !== "") return;',
    scope: 'a removal amid a rotation',
    invariant: 'what was acknowledged is not lost',
  },
  {
    what: 'nobody is called stranded',
    file: 'swarm/standing.ts',
    original: 'return leads(leaf, intermediates, roots, now);',
    mutant: 'return true;',
    scope: 'time that leaps amid a rotation',
    invariant: 'whoever is cut off is named, with the way out',
  },
  {
    what: 'the old root is trusted beside the new one',
    file: 'swarm/reconcile.ts',
    original: 'rootCa: { ...cluster.rootCa, caCert: rotation.caCert, rotation: undefined }',
    mutant: 'rootCa: { ...cluster.rootCa, caCert: cluster.rootCa.caCert + rotation.caCert, rotation: undefined }',
    scope: 'two rotations',
    invariant: 'nothing that an old key signed is accepted',
  },
  {
    what: 'any signature is good',
    file: 'x509/verify.ts',
    original: 'problemOf(() => checkSigned(child, issuer, this.#options.memory));',
    mutant: 'problemOf(() => checkMaySign(issuer));',
    scope: 'two rotations',
    invariant: 'nothing that an old key signed is accepted',
  },
  {
    what: 'a chain is not looked for behind a certificate of its issuer’s own name',
    file: 'x509/path-search.ts',
    original: "of this.#rules.issuersOf(child, 'intermediate', trying)) {",
    mutant:
      "of this.#rules.issuersOf(child, 'intermediate', trying).filter((one) => !sameBytes(one.subject, one.issuer))) {",
    scope: 'two rotations',
    invariant: 'a rotation always ends',
  },
  {
    what: 'a node takes over any root that it is sent',
    file: 'node/accept-root.ts',
    original: 'validateCertificates(identity.certificates, trust.certificates, now, { memory });',
    mutant: 'void [identity, memory, validateCertificates];',
    scope: late,
    invariant: 'nobody trusts a root that its own chain does not reach',
  },
];
