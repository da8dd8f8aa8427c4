/** What somebody makes of a case. RFC 5280 leaves some to whoever applies it. */
type Stance = 'accepts' | 'refuses' | 'leaves-open';

export type DifferenceCode =
  | 'cross-without-aki'
  | 'cross-with-aki'
  | 'cross-among-roots'
  | 'cross-aki-names-itself'
  | 'leaf-without-aki'
  | 'exactly-at-not-after'
  | 'any-extended-key-usage'
  | 'aki-names-other-key'
  | 'issuer-spelled-otherwise'
  | 'self-issued-counted'
  | 'root-not-self-signed'
  | 'sha-1'
  | 'short-rsa';

/** What is known of a case beforehand. */
export interface DifferenceText {
  readonly go: Stance;
  readonly openssl: Stance;
  readonly rfc5280: Stance;
  /** For people: a few sentences. */
  readonly explanation: string;
}

/** All cases, as they were measured with Go 1.19 and OpenSSL 3.0, and the paragraphs of RFC 5280. */
export const differenceTexts: Readonly<Record<DifferenceCode, DifferenceText>> = {
  'cross-without-aki': {
    go: 'accepts',
    openssl: 'refuses',
    rfc5280: 'accepts',
    explanation:
      'The cross-signed root has its own name for its issuer’s and no authority key identifier, as swarm’s rotations make it. ' +
      'OpenSSL, and so Node’s TLS, takes it for self-signed and ends there: error 19, self-signed certificate in certificate ' +
      'chain. Go tries the old root’s key, which fits; so would RFC 5280 §6.1.',
  },
  'cross-with-aki': {
    go: 'accepts',
    openssl: 'accepts',
    rfc5280: 'accepts',
    explanation:
      'The cross-signed root names the old root’s key by its authority key identifier. That is what lets OpenSSL see that it is ' +
      'not self-signed: without it OpenSSL would refuse the chain, and Go would not.',
  },
  'cross-among-roots': {
    go: 'accepts',
    openssl: 'accepts',
    rfc5280: 'accepts',
    explanation:
      'The new root, or its cross-signed certificate, is among the trusted ones. So OpenSSL accepts it whatever its key ' +
      'identifiers say; but then the new root is trusted already, as a swarm’s nodes do it only when the rotation completes.',
  },
  'cross-aki-names-itself': {
    go: 'accepts',
    openssl: 'refuses',
    rfc5280: 'accepts',
    explanation:
      'The authority key identifier of the cross-signed root is that of its own key, though another has signed it. OpenSSL ' +
      'believes the identifier: it takes the certificate for self-signed, or finds no issuer. Go and RFC 5280 §6.1 do not ask ' +
      'the identifier.',
  },
  'leaf-without-aki': {
    go: 'accepts',
    openssl: 'refuses',
    rfc5280: 'accepts',
    explanation:
      'The certificate does not say by which key it is signed, and a trusted root has its issuer’s name and another key. ' +
      'OpenSSL takes that root and then finds that the signature is not its: error 7. Go tries the others too.',
  },
  'exactly-at-not-after': {
    go: 'accepts',
    openssl: 'refuses',
    rfc5280: 'accepts',
    explanation:
      'It is the very second at which the certificate ends. RFC 5280 §4.1.2.5 counts it as valid, as Go does; to OpenSSL it has ' +
      'expired.',
  },
  'any-extended-key-usage': {
    go: 'accepts',
    openssl: 'refuses',
    rfc5280: 'leaves-open',
    explanation:
      'The certificate allows the purpose by anyExtendedKeyUsage alone. Go takes that for every purpose, OpenSSL for none of ' +
      'TLS or mail; RFC 5280 §4.2.1.12 allows either.',
  },
  'aki-names-other-key': {
    go: 'accepts',
    openssl: 'refuses',
    rfc5280: 'accepts',
    explanation:
      'The signature is right, and the authority key identifier names another key. OpenSSL does not look at an issuer whose ' +
      'identifier differs: error 20. To Go it is a hint for the order in which issuers are tried, and RFC 5280 §6.1 does not ask it.',
  },
  'issuer-spelled-otherwise': {
    go: 'refuses',
    openssl: 'accepts',
    rfc5280: 'accepts',
    explanation:
      'The issuer’s name and the authority’s differ in case, white space or string type. Go finds issuers by the bytes of the ' +
      'name; OpenSSL compares as RFC 5280 §7.1 says.',
  },
  'self-issued-counted': {
    go: 'refuses',
    openssl: 'accepts',
    rfc5280: 'accepts',
    explanation:
      'The path is too long only if a self-issued certificate, as a cross-signed root is one, is counted. Go counts it; ' +
      'RFC 5280 §4.2.1.9 and OpenSSL do not.',
  },
  'root-not-self-signed': {
    go: 'accepts',
    openssl: 'refuses',
    rfc5280: 'leaves-open',
    explanation:
      'What is trusted is not self-signed: an intermediate, or the certificate itself. Go trusts it as it is; OpenSSL wants to ' +
      'come to a self-signed root unless it is told -partial_chain. RFC 5280 §6.1.1 leaves it open how trust anchors come about.',
  },
  'sha-1': {
    go: 'refuses',
    openssl: 'accepts',
    rfc5280: 'leaves-open',
    explanation:
      'The certificate is signed with SHA-1. Go has refused that since 1.18; OpenSSL’s verify takes it at its default security ' +
      'level. RFC 5280 does not say which algorithms are good enough.',
  },
  'short-rsa': {
    go: 'accepts',
    openssl: 'accepts',
    rfc5280: 'leaves-open',
    explanation:
      'An RSA key of fewer than 1024 bits can be broken. Go takes it before version 1.24 and refuses it since; OpenSSL’s verify ' +
      'takes it, while its TLS refuses it by the usual security levels. RFC 5280 does not say how long keys have to be.',
  },
};
