import { expect } from 'vitest';

/** What is compared between a real engine and us: in each of them, everything that is not in the table is the same. */
export const subjects = [
  'root',
  'manager certificate',
  'worker certificate',
  'cross-signed root',
  'manager certificate after a rotation',
  'worker certificate after a rotation',
  'certificate request',
  'manager key file',
  'worker key file',
  'join tokens',
  'manager port',
  'manager port after a rotation',
  'answers to calls',
  'request to an external CA',
  'cross-signing request to an external CA',
  'roots that users give',
  'refusals of the engine API',
] as const;

export type Subject = (typeof subjects)[number];

/** One thing that Docker Engine 20.10.24 does otherwise than we. */
interface Difference {
  readonly subjects: readonly Subject[];
  /** Lines that ours has in this place. */
  readonly ours: readonly string[];
  /** Lines that Docker's has there. */
  readonly docker: readonly string[];
  /** Of docs/protocol.md. */
  readonly paragraph: string;
  /** It is older than the swarmkit that we follow, or we do it otherwise than any Docker. */
  readonly because: 'it is older' | 'we chose so';
}

const bothPorts: readonly Subject[] = ['manager port', 'manager port after a rotation'];

export const differences: readonly Difference[] = [
  {
    subjects: ['cross-signed root'],
    ours: ['            X509v3 Authority Key Identifier:', '                <bytes>'],
    docker: [],
    paragraph: '8.5',
    because: 'we chose so',
  },
  {
    subjects: bothPorts,
    ours: ['ECDHE-ECDSA-AES256-SHA: refused', 'ECDHE-ECDSA-AES128-SHA: refused'],
    docker: [
      'ECDHE-ECDSA-AES256-SHA: TLSv1.2, ECDHE-ECDSA-AES256-SHA, protocol none',
      'ECDHE-ECDSA-AES128-SHA: TLSv1.2, ECDHE-ECDSA-AES128-SHA, protocol none',
    ],
    paragraph: '7.1',
    because: 'it is older',
  },
  {
    subjects: ['manager port after a rotation'],
    ours: ['offered h2: TLSv1.3, TLS_AES_128_GCM_SHA256, protocol h2'],
    docker: ['offered h2: TLSv1.3, TLS_AES_128_GCM_SHA256, protocol none'],
    paragraph: '7.2',
    because: 'it is older',
  },
  {
    subjects: bothPorts,
    ours: ['offered http/1.1: refused'],
    docker: ['offered http/1.1: TLSv1.3, TLS_AES_128_GCM_SHA256, protocol none'],
    paragraph: '7.2',
    because: 'we chose so',
  },
  {
    subjects: ['manager port after a rotation'],
    ours: ['offered spdy/1: refused', 'offered http/1.1 h2: TLSv1.3, TLS_AES_128_GCM_SHA256, protocol h2'],
    docker: [
      'offered spdy/1: TLSv1.3, TLS_AES_128_GCM_SHA256, protocol none',
      'offered http/1.1 h2: TLSv1.3, TLS_AES_128_GCM_SHA256, protocol none',
    ],
    paragraph: '7.2',
    because: 'it is older',
  },
  {
    subjects: bothPorts,
    ours: ['No client certificate CA names sent'],
    docker: ['Acceptable client certificate CA names: CN=swarm-ca'],
    paragraph: '7.1',
    because: 'we chose so',
  },
  {
    subjects: ['answers to calls'],
    ours: [
      'nobody, PEM of another kind: ["FAILED","failed to sign node certificate: {\\"code\\":9300,\\"message\\":\\"not a csr\\"}",false]',
    ],
    docker: [
      'nobody, PEM of another kind: ["FAILED","failed to sign node certificate: {\\"code\\":9300,\\"message\\":\\"not a certificate or csr\\"}",false]',
    ],
    paragraph: '3.3',
    because: 'it is older',
  },
  {
    subjects: ['answers to calls'],
    ours: [
      'nobody, PEM of nothing: ["FAILED","failed to sign node certificate: {\\"code\\":9003,\\"message\\":\\"certification request is missing\\"}",false]',
    ],
    docker: [
      'nobody, PEM of nothing: ["FAILED","failed to sign node certificate: {\\"code\\":9003,\\"message\\":\\"asn1: syntax error: sequence truncated\\"}",false]',
    ],
    paragraph: '3.3',
    because: 'we chose so',
  },
  {
    subjects: ['request to an external CA'],
    ours: [],
    docker: ['    "C": ""', '    "ST": ""', '    "L": ""', '    "SerialNumber": ""'],
    paragraph: '9.2',
    because: 'it is older',
  },
  {
    subjects: ['request to an external CA', 'cross-signing request to an external CA'],
    ours: [
      ' "NotBefore": "0001-01-01T00:00:00Z"',
      ' "NotAfter": "0001-01-01T00:00:00Z"',
      ' "ReturnPrecert": false',
      ' "metadata": null',
    ],
    docker: [],
    paragraph: '9.2',
    because: 'it is older',
  },
  {
    // What it accepts there it cannot load any more.
    subjects: ['roots that users give'],
    ours: [
      'another certificate for the present key: rpc error: code = InvalidArgument desc = Cannot update to a cert with an identical key',
      'anything after that: accepted',
    ],
    docker: [
      'another certificate for the present key: accepted',
      'anything after that: rpc error: code = Internal desc = error loading cluster rootCA for update',
    ],
    paragraph: '8.2',
    because: 'it is older',
  },
  {
    subjects: ['refusals of the engine API'],
    ours: [
      'GET /v1.11/_ping : 400 client version 1.11 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
      'GET /v1/_ping : 400 client version 1 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
    ],
    docker: [
      'GET /v1.11/_ping : 400 client version 1.11 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version',
      'GET /v1/_ping : 400 client version 1 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version',
    ],
    paragraph: '11.1',
    because: 'it is older',
  },
  {
    subjects: ['refusals of the engine API'],
    ours: ['GET /nodes/.. : 404 {"message":"page not found"}'],
    docker: ['GET /nodes/.. : 301 '],
    paragraph: '11.1',
    because: 'we chose so',
  },
  {
    subjects: ['refusals of the engine API'],
    ours: [
      'POST /swarm/update?version=1  : 400 {"message":"invalid JSON: got EOF while reading request body"}',
      'POST /swarm/update?version=1 {"Name": 400 {"message":"invalid JSON: unexpected EOF"}',
      'GET /events?since=x : 400 {"message":"invalid value for \'since\': invalid timestamp \\"x\\": invalid seconds \\"x\\": invalid syntax"}',
      'GET /events?until=1.x : 400 {"message":"invalid value for \'until\': invalid timestamp \\"1.x\\": invalid nanoseconds: invalid character \'x\' at position 0"}',
      'GET /events?until=2020-01-01T00:00:00Z : 400 {"message":"invalid value for \'until\': invalid timestamp \\"2020-01-01T00:00:00Z\\": invalid seconds \\"2020-01-01T00:00:00Z\\": invalid syntax"}',
      'GET /events?until=1&filters=x : 400 {"message":"invalid filter"}',
      'GET /nodes?filters={"x":["1"]} : 400 {"message":"invalid filter \'x\'"}',
      'GET /nodes?filters={"x":{"1":true}} : 400 {"message":"invalid filter \'x\'"}',
      'GET /nodes?filters={"x":[]} : 400 {"message":"invalid filter \'x\'"}',
      'GET /nodes?filters=x : 400 {"message":"invalid filter"}',
      'GET /nodes?filters=[] : 400 {"message":"invalid filter"}',
      'GET /nodes?filters={"id":"a"} : 400 {"message":"invalid filter"}',
      'GET /nodes?filters={"id":{"a":1}} : 400 {"message":"invalid filter"}',
      'GET /nodes?filters={"id":[1]} : 400 {"message":"invalid filter"}',
    ],
    docker: [
      'POST /swarm/update?version=1  : 400 {"message":"got EOF while reading request body"}',
      'POST /swarm/update?version=1 {"Name": 400 {"message":"unexpected EOF"}',
      'GET /events?since=x : 500 {"message":"strconv.ParseInt: parsing \\"x\\": invalid syntax"}',
      'GET /events?until=1.x : 500 {"message":"strconv.ParseInt: parsing \\"x\\": invalid syntax"}',
      'GET /events?until=2020-01-01T00:00:00Z : 500 {"message":"strconv.ParseInt: parsing \\"2020-01-01T00:00:00Z\\": invalid syntax"}',
      'GET /events?until=1&filters=x : 500 {"message":"invalid character \'x\' looking for beginning of value"}',
      'GET /nodes?filters={"x":["1"]} : 400 {"message":"Invalid filter \'x\'"}',
      'GET /nodes?filters={"x":{"1":true}} : 400 {"message":"Invalid filter \'x\'"}',
      'GET /nodes?filters={"x":[]} : 400 {"message":"Invalid filter \'x\'"}',
      'GET /nodes?filters=x : 500 {"message":"invalid character \'x\' looking for beginning of value"}',
      'GET /nodes?filters=[] : 500 {"message":"json: cannot unmarshal array into Go value of type map[string]map[string]bool"}',
      'GET /nodes?filters={"id":"a"} : 500 {"message":"json: cannot unmarshal string into Go value of type map[string]bool"}',
      'GET /nodes?filters={"id":{"a":1}} : 500 {"message":"json: cannot unmarshal number into Go value of type bool"}',
      'GET /nodes?filters={"id":[1]} : 500 {"message":"json: cannot unmarshal array into Go value of type map[string]bool"}',
    ],
    paragraph: '11.6',
    because: 'it is older',
  },
  {
    // Whoever updates a node through the API makes its membership pending, and nothing comes of it.
    subjects: ['refusals of the engine API'],
    ours: [
      'GET /nodes?filters={"membership":["accepted"]} : 200 <node>',
      'GET /nodes?filters={"membership":["pending"]} : 200 ',
    ],
    docker: [
      'GET /nodes?filters={"membership":["accepted"]} : 200 ',
      'GET /nodes?filters={"membership":["pending"]} : 200 <node>',
    ],
    paragraph: '11.1',
    because: 'we chose so',
  },
];

interface Texts {
  readonly ours: readonly string[];
  readonly docker: readonly string[];
}

/** Compares line by line. Whatever differs has to be in the table, in its order; and what is in the table has to differ. */
export function expectOnlyKnownDifferences(subject: Subject, texts: Texts): void {
  const known = differences.filter(({ subjects: where }) => where.includes(subject));
  expect(texts.docker.length, `${subject}: there is something to compare`).toBeGreaterThan(0);
  expect(differenceOf(texts), subject).toEqual({
    ours: known.flatMap(({ ours }) => ours),
    docker: known.flatMap(({ docker }) => docker),
  });
}

/** The lines that one of two texts has and the other has not in that place; as few as possible. */
export function differenceOf({ ours, docker }: Texts): Texts {
  const common = commonLengths(ours, docker);
  const only: { readonly ours: string[]; readonly docker: string[] } = { ours: [], docker: [] };
  let [i, j] = [0, 0];
  while (i < ours.length && j < docker.length) {
    if (ours[i] === docker[j]) {
      i++;
      j++;
    } else if ((common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)) only.ours.push(ours[i++] ?? '');
    else only.docker.push(docker[j++] ?? '');
  }
  return { ours: [...only.ours, ...ours.slice(i)], docker: [...only.docker, ...docker.slice(j)] };
}

/** How many lines two texts have in common at most, from each pair of places on. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i--) {
    const [row = [], below = []] = [lengths[i], lengths[i + 1]];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
