/** What is adopted renders to the same dict, and nothing gets out of its place. */
import { describe, expect, it } from 'vitest';
import { adoptDicts } from '../support/adopt.ts';
import { sampled, tries } from '../support/sample.ts';
import { checkComments, checkDicts } from './adopt-properties.ts';

describe(`adopting random jobs (${sampled})`, () => {
  it('gives every dict back, or refuses it alone with a reason', () => checkDicts(tries(40, 300)), 600_000);
  it('keeps every text of a comment in a comment', () => checkComments(tries(60, 500)), 300_000);
});

it.each([' \n', '  \n\n', '\n \n', ' \n ', '\n'])('a text of blank lines is given back: %j', (text) => {
  const { files } = adoptDicts([{ Label: 'com.example.a', Program: '/bin/ls', X: [{ a: { b: text } }], Y: text }]);
  expect(files.map(({ result }) => result)).toEqual(['imported']);
});
