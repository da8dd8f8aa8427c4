// Loaded by VS Code's server and each Node below it before all else (`NODE_OPTIONS`): notes into the file SWARMPKI_DIALLED, a
// line each, that a process has begun, and to whom it turns outside this machine. Nothing is held back: what was noted fails
// the test.
const { ChildProcess } = require('node:child_process');
const dgram = require('node:dgram');
const dns = require('node:dns');
const { appendFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');

const file = process.env['SWARMPKI_DIALLED'];

function note(to) {
  if (file === undefined) return;
  try {
    appendFileSync(file, `${JSON.stringify({ program: process.argv.slice(1).join(' '), to })}\n`);
  } catch (error) {
    // The test has ended, and with it whom this would be told.
    if (error.code !== 'ENOENT') throw error;
  }
}

function isHere(host) {
  return /^(localhost|127\.[\d.]+|::1|::ffff:127\.[\d.]+|)$/i.test(host);
}

/** Calls `look` with what a function is called with, before it runs. */
function watch(of, name, look) {
  const whole = of[name];
  of[name] = function watched(...given) {
    look(...given);
    return Reflect.apply(whole, this, given);
  };
}

// Its parameters may have been put in order already: then they are a list in the first.
watch(net.Socket.prototype, 'connect', (first, second) => {
  const given = Array.isArray(first) ? first[0] : first;
  const { path, host = 'localhost' } =
    typeof given === 'object' ? given : { path: Number.isNaN(Number(given)) ? given : undefined, host: hostIn(second) };
  if (path === undefined || path === null) noteHost(host);
});
for (const of of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of Object.keys(Object.getOwnPropertyDescriptors(of))) {
    if (/^(lookup|resolve|reverse)/.test(name) && typeof of[name] === 'function') watch(of, name, noteHost);
  }
}
for (const name of ['send', 'connect']) {
  watch(dgram.Socket.prototype, name, (message, ...given) =>
    noteHost(given.findLast((each) => typeof each === 'string') ?? ''),
  );
}
// VS Code takes NODE_OPTIONS out of the environment of its extension host.
watch(ChildProcess.prototype, 'spawn', ({ envPairs = [] }) => {
  const kept = ['NODE_OPTIONS', 'SWARMPKI_DIALLED'].map((name) => `${name}=${process.env[name]}`);
  envPairs.push(...kept.filter((pair) => !envPairs.includes(pair)));
});
syncBuiltinESMExports();

function hostIn(given) {
  return typeof given === 'string' ? given : undefined;
}

function noteHost(host) {
  if (!isHere(String(host))) note(String(host));
}

note(null);
