import { describe, expect, it } from 'vitest';
import { Troubles } from './troubles.ts';

const error = (message: string) => ({ error: new Error(message), retryInMs: 1 });

describe('the troubles of nodes', () => {
  it('last until what went wrong has gone well, and not until something else has', () => {
    const troubles = new Troubles();
    troubles.heed('a', { kind: 'renewal-failed', ...error('refused') });
    troubles.heed('a', { kind: 'session-lost', ...error('lost') });
    expect(troubles.of('a')).toBe('refused');
    troubles.heed('a', { kind: 'registered', sessionId: 's' });
    expect(troubles.of('a')).toBe('refused');
    troubles.heed('a', { kind: 'renewed' });
    expect(troubles.of('a')).toBeUndefined();
    troubles.heed('a', { kind: 'root-refused', error: new Error('not ours') });
    troubles.heed('a', undefined);
    expect([troubles.of('a'), troubles.of('b')]).toEqual(['not ours', undefined]);
    troubles.heed('a', { kind: 'root-accepted', digest: '' });
    expect(troubles.of('a')).toBeUndefined();
  });

  it('are gone with the node', () => {
    const troubles = new Troubles();
    troubles.heed('a', { kind: 'session-lost', ...error('lost') });
    troubles.forget('a');
    expect(troubles.of('a')).toBeUndefined();
  });
});
