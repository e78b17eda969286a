/** What is adopted renders to the same dict, and nothing gets out of its place. */
import { describe, it } from 'vitest';
import { sampled, tries } from '../support/sample.ts';
import { checkComments, checkDicts } from './adopt-properties.ts';

describe(`adopting random jobs (${sampled})`, () => {
  it('gives every dict back, or refuses it alone with a reason', () => checkDicts(tries(40, 300)), 600_000);
  it('keeps every text of a comment in a comment', () => checkComments(tries(60, 500)), 300_000);
});
