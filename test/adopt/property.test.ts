/** What is adopted renders to the same dict, and nothing gets out of its place; with many more runs in the slow test. */
import { describe, it } from 'vitest';
import { checkComments, checkDicts } from './adopt-properties.ts';

describe('adopting random jobs', () => {
  it('gives every dict back, or refuses it alone with a reason', () => checkDicts(40), 120_000);
  it('keeps every text of a comment in a comment', () => checkComments(60), 120_000);
});
