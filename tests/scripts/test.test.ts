/** How `npm test` counts: nothing that did not run and pass may look like success. */
import { describe, expect, test } from 'vitest';
import { tally } from '../../scripts/test';

describe('tally', () => {
  test('counts passed and failed tests', () => {
    expect(tally({ success: true, numTotalTests: 5, numPassedTests: 5 }, 0)).toEqual({ passed: 5, failed: 0 });
    expect(tally({ success: false, numTotalTests: 5, numPassedTests: 3 }, 1)).toEqual({ passed: 3, failed: 2 });
  });

  test('counts a skipped test as failed', () => {
    expect(tally({ success: true, numTotalTests: 5, numPassedTests: 4 }, 0)).toEqual({ passed: 4, failed: 1 });
  });

  test.each([
    ['had no tests', { success: true, numTotalTests: 0, numPassedTests: 0 }, 0],
    ['left no report', undefined, 0],
    ['could not load a file', { success: false, numTotalTests: 0, numPassedTests: 0 }, 1],
  ])('counts one failure for a run that %s', (_, report, exitCode) => {
    expect(tally(report, exitCode)).toEqual({ passed: 0, failed: 1 });
  });

  test('counts one failure for passed tests in a run that failed otherwise', () => {
    expect(tally({ success: true, numTotalTests: 2, numPassedTests: 2 }, 1)).toEqual({ passed: 2, failed: 1 });
    expect(tally({ success: false, numTotalTests: 2, numPassedTests: 2 }, 0)).toEqual({ passed: 2, failed: 1 });
    expect(tally({ success: true, numTotalTests: 2, numPassedTests: 2 }, null)).toEqual({ passed: 2, failed: 1 });
  });
});
