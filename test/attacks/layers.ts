import type { Mutation } from '../tools/mutation.ts';

/** What has to be switched off until an attack succeeds: each of these, and all of them. */
export type Layers = readonly [Mutation, ...Mutation[]];

const digestOfRoot: Mutation = {
  what: 'a joining node takes any root',
  file: 'node/download-root.ts',
  original: 'if (found === digest) return;',
  mutant: 'return;',
};

const signatures: Mutation = {
  what: 'signatures of certificates are not looked at',
  file: 'x509/verify.ts',
  original: 'if (memory ? memory.isSignedBy(child, issuer) : isSignedBy(child, issuer)) return;',
  mutant: 'return;',
};

const validity: Mutation = {
  what: 'certificates last for ever, and have always been valid',
  file: 'x509/path-checks.ts',
  original: '  checkValidity(certificate, now);',
  mutant: '',
};

/** By the ids of attacks. The one that needs none succeeds as it is. */
export const layers: Readonly<Record<string, Layers>> = {
  'wrong-digest': [
    digestOfRoot,
    {
      what: 'of a token its secret alone is compared',
      file: 'swarm/tokens.ts',
      original: "timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', kept, 'buffer'))",
      mutant: "given.split('-').at(-1) === kept.split('-').at(-1)",
    },
  ],
  'wrong-secret': [
    {
      what: 'of a token its digest alone is compared',
      file: 'swarm/tokens.ts',
      original: "timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', kept, 'buffer'))",
      mutant: "given.split('-').at(-2) === kept.split('-').at(-2)",
    },
  ],
  'fake-manager': [digestOfRoot],
  'expired-certificate': [validity],
  'worker-plays-manager': [
    {
      what: 'roles are not looked at',
      file: 'swarm/authorise.ts',
      original: 'organizationalUnits[role] === unit.toLowerCase()',
      mutant: 'true',
    },
  ],
  'removed-node': [
    {
      what: 'removed nodes are not remembered',
      file: 'swarm/authorise.ts',
      original: 'if (!Object.hasOwn(cluster.blocklist, nodeId)) return;',
      mutant: 'return;',
    },
  ],
  'stolen-key-other-name': [signatures],
  'csr-asks-for-ca': [
    {
      what: 'the CA grants what a request asks for',
      file: 'ca/local-signer.ts',
      original:
        'const leaf = isP256Spki(request.spki) ? this.#template.issue(request) : await this.#issueGeneral(request);',
      mutant: `
        const asked = readRequest(csr).extensions;
        const profile = nodeProfile(request.identity);
        const encoded = await encodeProfile(profile, request.spki, this.#issuer.certificate.facts.subjectKeyIdentifier);
        const others = encoded.extensions.filter(({ oid }) => !asked.some((one) => one.oid === oid));
        const leaf = await issueGeneral({
          ...request,
          subject: encoded.subject,
          extensions: [...others, ...asked],
          issuer: this.#issuer.certificate.subject,
          signingKey: this.#issuer.key,
          algorithm: algorithmForKey(this.#issuer.key),
        });`,
    },
  ],
  'non-ca-root': [
    {
      what: 'whatever is to be the root is cross-signed',
      file: 'x509/cross-sign.ts',
      original: 'if (!successor.facts.basicConstraints?.ca) {',
      mutant: 'if (false) {',
    },
  ],
  'old-root-certificate': [signatures],
  'replay-token': [
    {
      what: 'of a token its digest alone is compared',
      file: 'swarm/tokens.ts',
      original: "timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', kept, 'buffer'))",
      mutant: "given.split('-').at(-2) === kept.split('-').at(-2)",
    },
  ],
  'clock-behind': [
    validity,
    {
      what: 'a node does not look at the validity of what it is given',
      file: 'x509/chain.ts',
      original: '    checkTime(certificate, index, now, options.allowExpired ?? false);',
      mutant: '',
    },
  ],
  'tls-1-1': [
    {
      what: 'TLS 1.1 is spoken as well',
      file: 'wire/tls/settings.ts',
      original: "minVersion: 'TLSv1.2',",
      mutant: "minVersion: 'TLSv1.1',",
    },
    {
      what: 'OpenSSL takes what it has found too weak, and suites of old',
      file: 'wire/tls/settings.ts',
      original: "'ECDHE-RSA-CHACHA20-POLY1305',\n",
      mutant: "'ALL:@SECLEVEL=0',\n",
    },
  ],
  'stolen-root-key-rotated': [signatures],
  'no-certificate': [
    {
      what: 'whoever shows no certificate is taken for a manager',
      file: 'swarm/authorise.ts',
      original:
        "if (caller === undefined) throw refuse('PermissionDenied', 'no client certificates in request', { next: joinFirst });",
      mutant: "caller ??= { nodeId: 'nobody', units: ['swarm-manager'], organization: state.cluster.id };",
    },
  ],
  'forged-forwarding': [
    {
      what: 'whoever passes a call on is believed',
      file: 'swarm/authorise.ts',
      original: "wrapping('unauthorized forwarder role', () => authoriseDirect(state, forwarder, ['manager']));",
      mutant: '',
    },
  ],
  'worker-as-manager': [
    {
      what: 'the name of a server is not looked at',
      file: 'x509/path-checks.ts',
      original: 'if (dnsNames.some((pattern) => matchesHostName(pattern, hostName))) return;',
      mutant: 'return;',
    },
  ],
  'leaf-signs': [
    {
      what: 'whoever has signed may sign',
      file: 'x509/verify.ts',
      original: '  checkMaySign(issuer);\n',
      mutant: '',
    },
    {
      what: 'intermediates need not be CAs',
      file: 'x509/path-checks.ts',
      original: "if (place === 'intermediate' && !basicConstraints?.ca) throw notAllowedToSign(certificate);",
      mutant: '',
    },
  ],
  resumption: [
    {
      what: 'sessions are resumed',
      file: 'wire/tls/settings.ts',
      original: 'constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION',
      mutant: 'constants.SSL_OP_NO_RENEGOTIATION',
    },
  ],
};
