import { describe, expect, it } from 'vitest';
import { formatEngineAddress, parseEngineAddress } from './address.ts';

describe('the address of an engine', () => {
  it.each([
    ['', 'unix:///var/run/docker.sock'],
    [' ', 'unix:///var/run/docker.sock'],
    ['unix://', 'unix:///var/run/docker.sock'],
    ['unix:///run/a b.sock', 'unix:///run/a b.sock'],
    ['unix://relative.sock', 'unix://relative.sock'],
    ['tcp://', 'tcp://localhost:2375'],
    ['localhost', 'tcp://localhost:2375'],
    [':4000', 'tcp://localhost:4000'],
    ['tcp://:4000', 'tcp://localhost:4000'],
    ['10.0.0.1:80', 'tcp://10.0.0.1:80'],
    ['tcp://engine.test/', 'tcp://engine.test:2375'],
    ['tcp://[::1]:99', 'tcp://[::1]:99'],
    ['[fe80::1]', 'tcp://[fe80::1]:2375'],
    ['ssh://host', 'ssh://host'],
    ['ssh://user@host:22', 'ssh://user@host:22'],
    ['ssh://first.last@host_1', 'ssh://first.last@host_1'],
  ])('%j is %s', (text, expected) => {
    expect(formatEngineAddress(parseEngineAddress(text, false))).toBe(expected);
  });

  it.each([
    ['', 'tcp://localhost:2376'],
    ['tcp://host', 'tcp://host:2376'],
    ['unix:///a', 'unix:///a'],
  ])('with TLS, %j is %s', (text, expected) => {
    expect(formatEngineAddress(parseEngineAddress(text, true))).toBe(expected);
  });

  it.each([
    ['foo://bar', 'invalid bind address format: foo://bar'],
    ['http://host', 'invalid bind address format: http://host'],
    ['fd://', 'invalid bind address format: fd://'],
    ['tcp://host:x', 'invalid bind address format: tcp://host:x'],
    ['tcp://host:99999', 'invalid bind address format: tcp://host:99999'],
    ['tcp://host:0', 'invalid bind address format: tcp://host:0'],
    ['a:b:c', 'invalid bind address format: a:b:c'],
    ['/var/run/docker.sock', 'invalid bind address format: /var/run/docker.sock'],
    ['unix://unix:///a', 'invalid bind address format: unix:///a'],
    ['unix:///a\0b', 'invalid bind address format: '],
    ['tcp://host/prefix', 'there may be no path'],
    ['tcp://host?a=b', 'query parameters are not allowed'],
    ['npipe:////./pipe/docker_engine', 'named pipes'],
    [`unix:///${'a'.repeat(107)}`, '108 bytes'],
    ['x'.repeat(5000), 'more than 4096'],
    ['ssh://', 'no host specified'],
    ['ssh://-oProxyCommand=id', 'invalid bind address format'],
    ['ssh://-oProxy@host', 'remote username contains invalid characters'],
    ['ssh://%2DoProxy@host', 'remote username contains invalid characters'],
    ['ssh://a%0Ab@host', 'remote username contains invalid characters'],
    ['ssh://a%FF@host', 'remote username contains invalid characters'],
    ['ssh://host/var/run/docker.sock', 'there may be no path'],
    ['ssh://host;id', 'invalid bind address format'],
    ['ssh://host%20-v', 'invalid bind address format'],
  ])('%j is refused', (text, message) => {
    const parse = (): unknown => parseEngineAddress(text, false);
    expect(parse).toThrowError(
      expect.objectContaining({ code: 'bad-address', message: expect.stringContaining(message) }),
    );
  });

  it.each(['ssh://user:secret@host', 'tcp://user:secret@host', 'foo://user:secret@host', 'user:secret@host:x'])(
    'the password in %s is not repeated',
    (text) => {
      expect(() => parseEngineAddress(text, false)).toThrowError(
        expect.objectContaining({ code: 'bad-address', message: expect.not.stringContaining('secret') }),
      );
    },
  );
});
