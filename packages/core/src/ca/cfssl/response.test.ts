import { describe, expect, it } from 'vitest';
import { SigningProblem } from '../problem.ts';
import { certificateFrom } from './response.ts';

function outcome(status: number, body: string): string {
  try {
    return `signed: ${certificateFrom(status, body)}`;
  } catch (error) {
    if (error instanceof SigningProblem) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const json = (response: unknown): string => JSON.stringify(response);

describe('certificateFrom', () => {
  it('takes the certificate as it stands there, and looks at nothing else', () => {
    const response = {
      success: true,
      result: { certificate: 'anything', more: 1 },
      errors: [],
      messages: 'x',
      new: {},
    };
    expect(outcome(200, json(response))).toBe('signed: anything');
    expect(outcome(200, json({ success: true, result: { certificate: '' } }))).toBe('signed: ');
  });

  it.each([
    [500, 'oh', 'unexpected status code in CSR response: 500 - oh'],
    [201, json({ success: true, result: { certificate: 'x' } }), 'unexpected status code in CSR response: 201 - {'],
    [200, '', 'unable to parse JSON response: '],
    [200, '<html>', 'unable to parse JSON response: '],
    [200, '[]', 'unable to parse JSON response: '],
    [200, '"x"', 'unable to parse JSON response: '],
    [200, json({ success: 'yes' }), 'unable to parse JSON response: '],
    [200, json({ success: false, errors: 'x' }), 'unable to parse JSON response: '],
    [200, json({ success: false, errors: ['x'] }), 'unable to parse JSON response: '],
    [200, json({ success: false, errors: [{ code: 1.5, message: '' }] }), 'unable to parse JSON response: '],
    [200, json({ success: false, errors: [{ code: 1, message: {} }] }), 'unable to parse JSON response: '],
  ])('may try again after %d %s', (status, body, message) => {
    expect(outcome(status, body)).toContain(`recoverable: ${message}`);
  });

  it.each([
    [{ success: false, errors: [{ code: 1, message: 'no' }] }, 'response errors: [{1 no}]'],
    [
      { success: false, errors: [{ code: 7100, message: 'who?' }, { code: 2 }, { message: 'x' }] },
      'response errors: [{7100 who?} {2 } {0 x}]',
    ],
    [{ success: true, result: null, errors: [{ code: 1, message: 'no' }] }, 'response errors: [{1 no}]'],
    [{ success: false, result: { certificate: 'x' }, errors: [] }, 'certificate signing request failed'],
    [{ success: true, errors: null }, 'certificate signing request failed'],
    [{}, 'certificate signing request failed'],
    [null, 'certificate signing request failed'],
    [{ success: true, result: 'x' }, 'invalid result type: string'],
    [{ success: true, result: true }, 'invalid result type: bool'],
    [{ success: true, result: 1 }, 'invalid result type: float64'],
    [{ success: true, result: [] }, 'invalid result type: []interface {}'],
    [{ success: true, result: {} }, 'invalid result certificate field type: <nil>'],
    [{ success: true, result: { certificate: null } }, 'invalid result certificate field type: <nil>'],
    [{ success: true, result: { certificate: 7 } }, 'invalid result certificate field type: float64'],
    [{ success: true, result: { certificate: {} } }, 'invalid result certificate field type: map[string]interface {}'],
  ])('is refused for good by %j', (response, message) => {
    expect(outcome(200, json(response))).toBe(`failed: ${message}`);
  });

  it('repeats no more of a server’s words than anybody reads', () => {
    const long = 'x'.repeat(200_000);
    expect(outcome(500, long).length).toBeLessThan(2_200);
    expect(outcome(200, long).length).toBeLessThan(2_200);
    expect(outcome(200, json({ errors: [{ code: 1, message: long }] })).length).toBeLessThan(2_200);
  });
});
