/** Errors of the system that Node has no name for. */
import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { problemOf, systemCodeOf } from '../../src/system/file-problem.ts';

/** As Node makes it of an errno that libuv does not know. */
function unnamed(errno: number): Error {
  const code = `Unknown system error -${errno}`;
  return Object.assign(new Error(`${code}: ${code}, fsync`), { errno: -errno, code, syscall: 'fsync' });
}

const { EDQUOT, EDEADLK, ESTALE } = constants.errno;

it.each([
  [EDQUOT, 'EDQUOT', 'the disk quota is used up'],
  [EDEADLK, 'EDEADLK', 'the system answers EDEADLK'],
  [ESTALE, 'ESTALE', 'the system answers ESTALE'],
  [999, 'UNKNOWN', 'the system answers UNKNOWN'],
])('%i is %s, and a refusal of the machine', (errno, code, message) => {
  expect(systemCodeOf(unnamed(errno))).toBe(code);
  expect(problemOf(unnamed(errno), '/x')).toEqual({ kind: 'refused', path: '/x', code, message });
});

it('what is none of the system’s is thrown on', () => {
  const ours = [new TypeError('x'), Object.assign(new Error('x'), { code: 'ERR_OUT_OF_RANGE' }), 'x', undefined];
  for (const error of ours) {
    expect(systemCodeOf(error)).toBeUndefined();
    expect(() => problemOf(error, '/x')).toThrow();
  }
});
