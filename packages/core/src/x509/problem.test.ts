import { describe, expect, it } from 'vitest';
import { X509Problem, inStep } from './problem.ts';

describe('inStep', () => {
  it('names the step, and keeps code and cause', () => {
    const cause = new X509Problem('expired', 'too late', { next: 'Hurry.' });
    const fail = (): never => {
      throw cause;
    };
    expect(() => inStep('opening', { expected: 'haste' }, fail)).toThrow(
      expect.objectContaining({
        code: 'expired',
        message: 'opening: too late',
        expected: 'haste',
        next: 'Hurry.',
        cause,
      }),
    );
  });

  it('does not take a fault of the program for one of the certificate', () => {
    const fault = new TypeError('a fault');
    expect(() =>
      inStep('opening', {}, () => {
        throw fault;
      }),
    ).toThrow(fault);
  });
});
