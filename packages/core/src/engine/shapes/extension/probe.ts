import { integer, list, object, omitEmpty, text, word } from '../codec.ts';
import type { ValueOf } from '../codec.ts';

/** `GET /lab/v1/nodes/{node}/certificates`: never a key. */
export const nodeCertificates = object({
  ID: text,
  Name: omitEmpty(text),
  /** `node`: what it shows and trusts; `manager`: what was issued to it, and what it reported that it trusts. */
  From: word<'node' | 'manager'>('node'),
  /** What it shows, leaf first: PEM. Empty where it is not known. */
  Chain: list(text),
  /** PEM bundle */
  TrustBundle: omitEmpty(text),
  /** Who signed the leaf: DER Name, and DER SubjectPublicKeyInfo, base64. */
  IssuerSubject: omitEmpty(text),
  IssuerPublicKey: omitEmpty(text),
});
export type NodeCertificates = ValueOf<typeof nodeCertificates>;

/** `POST /lab/v1/probe`: the names or ids of a simulated node and of a manager. */
export const probeRequest = object({ From: text, To: text });
export type ProbeRequest = ValueOf<typeof probeRequest>;

const side = object({
  ID: text,
  Name: omitEmpty(text),
  /** What it showed, leaf first: PEM each. */
  Chain: list(text),
  /** What it makes of what the other end showed. */
  Verdict: word<'accepted' | 'refused' | 'none'>('none'),
  /** Why it refuses: a code such as `unknown-authority`, and the sentence. */
  Code: omitEmpty(text),
  Reason: omitEmpty(text),
});
export type ProbeSide = ValueOf<typeof side>;

export const probeResult = object({
  /** `host:port` */
  Address: text,
  /** `TLSv1.3`, the suite as RFC 8446 names it, the group of the key exchange. Left out where no TLS came about. */
  Version: omitEmpty(text),
  Suite: omitEmpty(text),
  Group: omitEmpty(text),
  /** How long the handshake took, µs of real time. */
  Microseconds: omitEmpty(integer),
  /** Why no TLS came about. */
  Failure: omitEmpty(text),
  Client: side,
  Server: side,
});
export type ProbeResult = ValueOf<typeof probeResult>;
