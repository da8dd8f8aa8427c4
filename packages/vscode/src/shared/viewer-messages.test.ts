import { describe, expect, it } from 'vitest';
import { readFromPage } from './viewer-messages.ts';

describe('what the page of the viewer sends', () => {
  it.each([
    { type: 'ready' },
    { type: 'password' },
    { type: 'text' },
    { type: 'open', link: 3 },
    { type: 'copy', index: 0 },
    { type: 'pem' },
    { type: 'pem', index: 1 },
    { type: 'part', index: 1, part: 'asn1' },
    { type: 'finding', code: 'renewal-overdue' },
  ])('is taken as what it is: $type', (message) => {
    expect(readFromPage({ ...message, more: 'ignored' })).toEqual(message);
  });

  it.each([
    undefined,
    'ready',
    {},
    { type: 'openFile', uri: 'file:///etc/passwd' },
    { type: 'open', link: 'command:evil' },
    { type: 'open', link: -1 },
    { type: 'copy', index: 1.5 },
    { type: 'pem', index: '0' },
    { type: 'part', index: 0, part: 'key' },
    { type: 'finding', code: '../../../etc/passwd' },
  ])('is nothing where it is anything else: %j', (message) => {
    expect(readFromPage(message)).toBeUndefined();
  });
});
