/** Errors of the system that Node has no name for. */
import { symlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { problemOf, systemCodeOf } from '../../src/system/file-problem.ts';
import { isProblem, kindOfPath, readBytes } from '../../src/system/files.ts';
import { folderWith } from '../support/svc.ts';

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

it('a link to nowhere is told as one, with where it leads, also in the middle of a path', () => {
  const folder = folderWith({ 'there/x': '' });
  symlinkSync('gone/\u001b[2J', join(folder, 'link'));
  symlinkSync('there', join(folder, 'good'));
  const said = (name: string) => {
    const answers = [kindOfPath(join(folder, name)), readBytes(join(folder, name), 10)];
    return answers.map((answer) => (isProblem(answer) ? [answer.code, answer.message] : answer));
  };
  const nowhere = 'a symbolic link to gone/\\u001b[2J, and there is no such file or folder';
  const plain = ['ENOENT', 'there is no such file or folder'];
  expect(said('link')).toEqual([
    ['ENOENT', `it is ${nowhere}`],
    ['ENOENT', `it is ${nowhere}`],
  ]);
  expect(said('link/a/b')[0]).toEqual(['ENOENT', `${join(folder, 'link')} is ${nowhere}`]);
  for (const name of ['good/y', 'none/a', 'nul\0']) expect(said(name)).toEqual([plain, plain]);
});
