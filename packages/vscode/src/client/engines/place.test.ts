import { describe, expect, it, vi } from 'vitest';
import { engineNameOf, idOf, optionOf } from './place.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string, value: string) => text.replace('{0}', () => value) } }));
const { originText, placeText } = await import('./place-text.ts');

const lab = { kind: 'lab', directory: '/src/project/.swarmpki' } as const;
const context = { kind: 'context', context: 'production' } as const;
const host = { kind: 'host', host: 'ssh://me@manager' } as const;

describe('where engines answer', () => {
  it('has an identity of its own', () => {
    expect([lab, context, host].map(idOf)).toEqual([
      'lab:/src/project/.swarmpki',
      'context:production',
      'host:ssh://me@manager',
    ]);
  });

  it('gives an engine its name: to a lab that of the folder that it belongs to', () => {
    const elsewhere = { kind: 'lab', directory: '/src/lab' } as const;
    expect([lab, elsewhere, context, host].map(engineNameOf)).toEqual([
      'project',
      'lab',
      'production',
      'ssh://me@manager',
    ]);
  });

  it('is an option for the program for terminals', () => {
    expect([lab, context, host].map(optionOf)).toEqual([
      ['--state-dir', '/src/project/.swarmpki'],
      ['--context', 'production'],
      ['--host', 'ssh://me@manager'],
    ]);
  });

  it('is told in words, of which none do any harm', () => {
    expect([lab, context, host].map(placeText)).toEqual([
      'The lab in /src/project/.swarmpki',
      'The engine of the Docker context production',
      'The engine at ssh://me@manager',
    ]);
    expect(placeText({ kind: 'host', host: 'unix:///a\u{1b}[2J\n$(sync)' })).not.toMatch(/\p{Cc}|\$\(/u);
    expect([lab, context, host].map(originText)).toEqual([
      '/src/project/.swarmpki',
      'Docker context',
      'named in the settings',
    ]);
  });
});
