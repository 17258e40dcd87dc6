import { expect, test } from 'vitest';
import { createAttempts } from '../../workflows/attempts.ts';

const failed = (message: string, type = 'Error', retryable = true) =>
  ({ index: 7, state: 'failed', type, message, retryable }) as const;

test('bad input is never tried again', () => {
  expect(createAttempts().judge(failed('no such branch', 'InputError', false))).toEqual({
    again: false,
    failure: { index: 7, type: 'InputError', message: 'no such branch' },
  });
});

test('a task that fails the same way three times is given up, and says so', () => {
  const attempts = createAttempts();
  expect(attempts.judge(failed('boom'))).toEqual({ again: true, seconds: 1 });
  expect(attempts.judge(failed('boom'))).toEqual({ again: true, seconds: 2 });
  expect(attempts.judge(failed('boom'))).toMatchObject({
    again: false,
    failure: { message: expect.stringMatching(/boom.*same way 3 times/) as string },
  });
});

test('different failures are tried up to five times, each after twice as long; another task counts for itself', () => {
  const attempts = createAttempts();
  const waits = [1, 2, 3, 4].map((n) => attempts.judge(failed(`boom ${n}`)));
  expect(waits).toEqual([1, 2, 4, 8].map((seconds) => ({ again: true, seconds })));
  expect(attempts.tried(7)).toBe(4);
  expect(attempts.tried(8)).toBe(0);
  expect(attempts.judge(failed('boom 5'))).toMatchObject({ again: false });
  attempts.forget(7);
  expect(attempts.judge(failed('boom 6'))).toEqual({ again: true, seconds: 1 });
});

test('a full disk is waited for, longer each time up to ten minutes, for a day; it does not count as a failure of the task', () => {
  const attempts = createAttempts();
  const full = failed('the disk is full', 'ResourceError');
  const waits = [1, 2, 3, 4, 5, 6, 7].map(() => attempts.judge(full));
  expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600].map((seconds) => ({ again: true, seconds })));
  expect(attempts.tried(7)).toBe(7);
  expect(attempts.judge(failed('boom'))).toEqual({ again: true, seconds: 1 });
  let seconds = waits.reduce((sum, verdict) => sum + (verdict.again ? verdict.seconds : 0), 0);
  let verdict = attempts.judge(full);
  for (; verdict.again; verdict = attempts.judge(full)) seconds += verdict.seconds;
  expect(verdict.failure.message).toMatch(/the disk is full \(given up after 150 attempts\)/);
  expect(seconds).toBeGreaterThan(86_400);
});
