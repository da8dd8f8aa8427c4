/** A request that no engine carries out, and what is answered. */
export interface BadRequest {
  readonly call: string;
  /** JSON as its text, or a value. */
  readonly body?: unknown;
  readonly status: number;
  /** The whole message, or what it looks like. */
  readonly message: string | RegExp;
}

export const notAManager =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
export const alreadyPart =
  'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.';
export const leaving = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
export const listen = { ListenAddr: '127.0.0.1:0' };
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const invalidArgument = 'rpc error: code = InvalidArgument desc = ';

/** To an engine in no swarm (docs/protocol.md §11.6). */
export const outside: readonly BadRequest[] = [
  ...['GET /swarm', 'GET /nodes', 'GET /nodes/x', 'GET /swarm/unlockkey', 'DELETE /nodes/x'].map((call) => ({
    call,
    status: 503,
    message: notAManager,
  })),
  { call: 'POST /swarm/update?version=1', body: {}, status: 503, message: notAManager },
  {
    call: 'POST /nodes/x/update?version=1',
    body: { Role: 'worker', Availability: 'active' },
    status: 503,
    message: notAManager,
  },
  { call: 'POST /swarm/unlock', body: { UnlockKey: 'SWMKEY-1-x' }, status: 503, message: notAManager },
  { call: 'POST /swarm/leave', status: 503, message: 'This node is not part of a swarm' },
  { call: 'POST /swarm/leave?force=1', status: 503, message: 'This node is not part of a swarm' },
  { call: 'POST /swarm/join', body: listen, status: 400, message: 'at least 1 RemoteAddr is required to join' },
  {
    call: 'POST /swarm/join',
    body: { ...listen, RemoteAddrs: [''] },
    status: 400,
    message: 'invalid remoteAddr "": invalid empty address',
  },
  {
    call: 'POST /swarm/join',
    body: { RemoteAddrs: ['127.0.0.1:1'] },
    status: 400,
    message: 'invalid ListenAddr "": invalid empty address',
  },
  {
    call: 'POST /swarm/join',
    body: { ...listen, RemoteAddrs: ['127.0.0.1:1'], JoinToken: 'x' },
    status: 500,
    message: 'invalid join token',
  },
  {
    call: 'POST /swarm/join',
    body: { ...listen, RemoteAddrs: 'x' },
    status: 400,
    message: /^invalid JSON: RemoteAddrs is a string/,
  },
  { call: 'POST /swarm/init', body: {}, status: 400, message: 'invalid ListenAddr "": invalid empty address' },
  {
    call: 'POST /swarm/init',
    body: { ListenAddr: 'nobody' },
    status: 400,
    message: /^listen address must be an IP address/,
  },
  {
    call: 'POST /swarm/init',
    body: { ListenAddr: '192.0.2.1:0' },
    status: 400,
    message: /a lab listens on loopback addresses alone/,
  },
  {
    call: 'POST /swarm/init',
    body: { ...listen, AdvertiseAddr: 'x'.repeat(10_000) },
    status: 400,
    message: /^advertise address must be a non-zero IP address/,
  },
  {
    call: 'POST /swarm/init',
    body: { ...listen, Spec: { Name: 'blah' } },
    status: 400,
    message: 'swarm spec must be named "default"',
  },
  {
    call: 'POST /swarm/init',
    body: { ...listen, Availability: 'x' },
    status: 500,
    message: 'invalid Availability: "x"',
  },
  {
    call: 'POST /swarm/init',
    body: { ...listen, DefaultAddrPool: ['10.0.0.0'] },
    status: 500,
    message: 'invalid base pool 10.0.0.0: invalid CIDR address: 10.0.0.0',
  },
  {
    call: 'POST /swarm/init',
    body: { ...listen, SubnetSize: 30 },
    status: 500,
    message: 'subnet size is out of range: 30',
  },
  {
    call: 'POST /swarm/init',
    body: { ...listen, DataPathPort: 80 },
    status: 500,
    message: 'Datapath port number is not in valid range (1024-49151) : 80',
  },
  {
    call: 'POST /swarm/init',
    body: { ...listen, DataPathPort: -1 },
    status: 400,
    message: /^invalid JSON: DataPathPort is a number/,
  },
];

/** To the manager of a swarm. */
export const inside: readonly BadRequest[] = [
  {
    call: 'POST /swarm/init',
    body: listen,
    status: 503,
    message: alreadyPart,
  },
  {
    call: 'POST /swarm/join',
    body: { ...listen, RemoteAddrs: ['127.0.0.1:1'] },
    status: 503,
    message: alreadyPart,
  },
  {
    call: 'POST /swarm/leave',
    status: 503,
    message: `${leaving}Removing the last manager erases all current state of the swarm. Use \`--force\` to ignore this message. `,
  },
  { call: 'POST /swarm/unlock', body: { UnlockKey: 'x' }, status: 409, message: 'swarm is not locked' },
  ...['swarm', 'nodes/x'].flatMap((what) =>
    ['', 'abc', '-1', '1.5', '0x1', '18446744073709551616'].map((version) => ({
      call: `POST /${what}/update?version=${version}`,
      body: {},
      status: 400,
      message:
        `invalid ${what === 'swarm' ? 'swarm' : 'node'} version '${version}': strconv.ParseUint: ` +
        `parsing "${version}": ${version.length > 10 ? 'value out of range' : 'invalid syntax'}`,
    })),
  ),
  {
    call: 'POST /swarm/update?version=1%00',
    body: {},
    status: 400,
    message: /^invalid swarm version '.*': strconv\.ParseUint: parsing ".*": invalid syntax$/,
  },
  ...['rotateWorkerToken', 'rotateManagerToken', 'rotateManagerUnlockKey'].map((name) => ({
    call: `POST /swarm/update?version=1&${name}=yes`,
    body: {},
    status: 400,
    message: `invalid value for ${name}: yes`,
  })),
  {
    call: 'POST /swarm/update?version=1',
    body: {},
    status: 500,
    message: 'rpc error: code = Unknown desc = update out of sequence',
  },
  {
    call: 'POST /swarm/update?version=1',
    body: { Name: 'blah' },
    status: 400,
    message: 'swarm spec must be named "default"',
  },
  {
    call: 'POST /swarm/update?version=1',
    body: { CAConfig: { ExternalCAs: [{ Protocol: 'x', URL: 'y' }] } },
    status: 400,
    message: 'invalid protocol: "x"',
  },
  {
    call: 'POST /swarm/update?version=VERSION',
    body: { CAConfig: { NodeCertExpiry: 3_540_000_000_000 } },
    status: 400,
    message: `${invalidArgument}minimum certificate expiry time is: 1h0m0s`,
  },
  {
    call: 'POST /swarm/update?version=VERSION',
    body: { CAConfig: { SigningCAKey: 'x' } },
    status: 400,
    message: /^rpc error: code = InvalidArgument desc = /,
  },
  {
    call: 'POST /swarm/update?version=VERSION',
    body: { CAConfig: { SigningCACert: 'x', SigningCAKey: 'y' } },
    status: 400,
    message: /^rpc error: code = InvalidArgument desc = /,
  },
  {
    call: 'POST /swarm/update?version=VERSION',
    body: {
      CAConfig: { SigningCACert: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', SigningCAKey: 'y' },
    },
    status: 400,
    message: /^rpc error: code = InvalidArgument desc = /,
  },
  {
    call: 'POST /swarm/update?version=VERSION',
    body: { CAConfig: { SigningCACert: '-----BEGIN CERTIFICATE-----\n'.repeat(30_000), SigningCAKey: 'y' } },
    status: 400,
    message: /^rpc error: code = InvalidArgument desc = /,
  },
  { call: 'GET /nodes/nope', status: 404, message: 'node nope not found' },
  ...['__proto__', 'constructor', 'toString', '%00', '%F0%9F%92%A9', 'x'.repeat(8_000)].map((name) => ({
    call: `GET /nodes/${name}`,
    status: 404,
    message: /^node .* not found$/s,
  })),
  { call: 'DELETE /nodes/nope', status: 404, message: 'node nope not found' },
  { call: 'DELETE /nodes/MANAGER', status: 400, message: /is a cluster manager and is a member of the raft cluster/ },
  {
    call: 'POST /nodes/nope/update?version=1',
    body: { Role: 'worker', Availability: 'active' },
    status: 404,
    message: 'node nope not found',
  },
  { call: 'POST /nodes/MANAGER/update?version=1', body: {}, status: 400, message: 'invalid Role: ""' },
  {
    call: 'POST /nodes/MANAGER/update?version=1',
    body: { Role: '__proto__' },
    status: 400,
    message: 'invalid Role: "__proto__"',
  },
  {
    call: 'POST /nodes/MANAGER/update?version=1',
    body: { Role: 'manager', Availability: 'zzz' },
    status: 400,
    message: 'invalid Availability: "zzz"',
  },
  {
    call: 'POST /nodes/MANAGER/update?version=1',
    body: { Role: 'manager', Availability: 'active' },
    status: 500,
    message: 'rpc error: code = Unknown desc = update out of sequence',
  },
  ...[
    'x',
    '[]',
    '{"id":1}',
    '{"id":{"a":1}}',
    '{"__proto__":["x"]}',
    '{"constructor":["x"]}',
    '{"x":["1"]}',
    deep(100),
  ].map((filters) => ({
    call: `GET /nodes?filters=${encodeURIComponent(filters)}`,
    status: 400,
    message: /^invalid filter/,
  })),
  {
    call: `GET /nodes?filters=${encodeURIComponent('{"role":["boss"]}')}`,
    status: 500,
    message: "Invalid role filter: 'boss'",
  },
  { call: 'GET /events?since=x', status: 400, message: /^invalid value for 'since'/ },
  { call: 'GET /events?since=5&until=1', status: 400, message: /cannot be after/ },
  { call: 'GET /nodes?filters=%zz', status: 400, message: 'invalid URL escape "%zz"' },
  { call: 'GET /nodes/../../etc/passwd', status: 404, message: 'page not found' },
  { call: 'GET /nodes/%2e%2e/swarm', status: 404, message: 'page not found' },
  { call: 'TRACE /swarm', status: 404, message: 'page not found' },
  {
    call: 'POST /containers/create',
    body: { Image: 'x' },
    status: 501,
    message: /this engine is a swarmpki lab, which runs the PKI of a swarm and no containers$/,
  },
  { call: 'GET /services', status: 501, message: /^there is no \/services here/ },
];

const update = 'POST /swarm/update?version=VERSION';

/** Bodies that are no JSON, no object, or hold what does not belong there. */
export const malformed: readonly BadRequest[] = [
  ...[
    '{',
    '{"Name"',
    '{"Name":"',
    '[',
    ' ',
    '\u0000',
    'nul',
    '{}{}',
    '{"a":1,}',
    "{'a':1}",
    '\uFEFF{}',
    deep(400_000).slice(0, 500_000),
  ].map((body) => ({ call: update, body, status: 400, message: /^(invalid JSON: |unexpected content after JSON)/ })),
  ...['[]', '"x"', '1', 'true', deep(200_000)].map((body) => ({
    call: update,
    body,
    status: 400,
    message: /^invalid JSON: the body is /,
  })),
  ...[
    { Name: 1 },
    { Labels: [] },
    { Labels: { a: 1 } },
    { Labels: { a: {} } },
    { Raft: 'x' },
    { Raft: { SnapshotInterval: -1 } },
    { Orchestration: { TaskHistoryRetentionLimit: 'many' } },
    { Dispatcher: { HeartbeatPeriod: '5s' } },
    { CAConfig: [] },
    { CAConfig: { NodeCertExpiry: '1h' } },
    { CAConfig: { NodeCertExpiry: 1.5 } },
    { CAConfig: { ExternalCAs: {} } },
    { CAConfig: { ExternalCAs: ['x'] } },
    { CAConfig: { ExternalCAs: [{ Options: [] }] } },
    { CAConfig: { ForceRotate: -1 } },
    { CAConfig: { ForceRotate: {} } },
    { CAConfig: { SigningCACert: ['x'] } },
    { EncryptionConfig: { AutoLockManagers: 'true' } },
    { TaskDefaults: { LogDriver: 'x' } },
    { CAConfig: { NodeCertExpiry: JSON.parse('1e400') } },
  ].map((body) => ({
    call: update,
    // Infinity has no JSON of its own.
    body: JSON.stringify(body).replace('"NodeCertExpiry":null', '"NodeCertExpiry":1e400'),
    status: 400,
    message: /^invalid JSON: [\w.[\]]+ is /,
  })),
];
