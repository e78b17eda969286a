/** The properties of property.test.ts, long enough to find what is rare. */
import { describe, it } from 'vitest';
import { checkComments, checkDicts } from './adopt-properties.ts';

describe('adopting very many random jobs', () => {
  it('gives every dict back, or refuses it alone with a reason', () => checkDicts(300), 600_000);
  it('keeps every text of a comment in a comment', () => checkComments(500), 300_000);
});
