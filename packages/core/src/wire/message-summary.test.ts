import { create } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import {
  GetUnlockKeyResponseSchema,
  IssuanceStatus_State,
  IssueNodeCertificateRequestSchema,
  NodeCertificateStatusResponseSchema,
  SessionMessageSchema,
} from './gen/swarmkit_pb.ts';
import { summaryOf } from './message-summary.ts';

const pem = (label: string): Uint8Array => Buffer.from(`-----BEGIN ${label}-----\nAA==\n-----END ${label}-----\n`);

it('a message is told in a line: what is set, bytes by their number, PEM by its label', () => {
  const chain = Buffer.concat([pem('CERTIFICATE'), pem('CERTIFICATE')]);
  const certificate = { csr: pem('CERTIFICATE REQUEST'), certificate: chain, cn: 'n1' };
  const message = create(NodeCertificateStatusResponseSchema, {
    status: { state: IssuanceStatus_State.ISSUED },
    certificate,
  });
  expect(summaryOf(NodeCertificateStatusResponseSchema, message)).toBe(
    '{status: {state: ISSUED}; certificate: {csr: CERTIFICATE REQUEST, 75 bytes; certificate: 2 × CERTIFICATE, 118 bytes; cn: "n1"}}',
  );
  expect(summaryOf(NodeCertificateStatusResponseSchema, create(NodeCertificateStatusResponseSchema))).toBe('{}');
});

it('secrets are masked whatever they look like, and texts of strangers cannot steer a terminal', () => {
  const request = create(IssueNodeCertificateRequestSchema, { token: 'SWMTKN-1-abc', csr: Uint8Array.of(1, 2) });
  expect(summaryOf(IssueNodeCertificateRequestSchema, request)).toBe('{csr: 2 bytes; token: ••••}');
  const unlock = create(GetUnlockKeyResponseSchema, { unlockKey: Uint8Array.of(7), version: { index: 3n } });
  expect(summaryOf(GetUnlockKeyResponseSchema, unlock)).toBe('{unlock_key: ••••; version: {index: 3}}');
  const evil = create(SessionMessageSchema, { sessionId: '\u001b[31m\u202e', rootCa: Uint8Array.of(1) });
  expect(summaryOf(SessionMessageSchema, evil)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  const managers = Array.from({ length: 9 }, (_, at) => ({ peer: { nodeId: `m${at}`, addr: 'a:1' }, weight: 1n }));
  expect(summaryOf(SessionMessageSchema, create(SessionMessageSchema, { managers }))).toMatch(/, 5 more\]\}$/);
});
