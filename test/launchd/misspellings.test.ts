import { describe, expect, it } from 'vitest';
import { rowAt } from '../../src/launchd/keys.ts';
import { misspellingOf, misspellings } from '../../src/launchd/misspellings.ts';

const dotted = (path: readonly string[]): string => path.join('.');

describe('misspellings', () => {
  it('name each wrong key once, and no right one', () => {
    const wrong = misspellings().map((row) => dotted(row.wrong));
    expect(new Set(wrong).size).toBe(wrong.length);
    for (const row of misspellings()) expect(rowAt(row.wrong), dotted(row.wrong)).toBeUndefined();
  });

  it('stand below keys of the registry', () => {
    for (const { wrong } of misspellings()) {
      if (wrong.length > 1) expect(rowAt(wrong.slice(0, -1)), dotted(wrong)).toBeDefined();
    }
  });

  it('lead to a key of the registry, or say what to do without one', () => {
    for (const { wrong, right, note } of misspellings()) {
      if (right) expect(rowAt(right)?.path, dotted(wrong)).toEqual(right);
      else expect(note, dotted(wrong)).toMatch(/^[^.]+[^.\s]$/);
    }
    const withoutKey = misspellings()
      .filter((row) => !row.right)
      .map((row) => dotted(row.wrong));
    expect(withoutKey).toEqual([
      'ResourceLimits',
      'ProcessPriority',
      'Enabled',
      'Description',
      'KeepAlive.NetworkUp',
      'StartCalendarInterval.Second',
      'StartCalendarInterval.Year',
    ]);
  });

  it('are a matter of letter case exactly when nothing but the case differs', () => {
    for (const { wrong, right, kind } of misspellings()) {
      const sameLetters = right !== undefined && dotted(wrong).toLowerCase() === dotted(right).toLowerCase();
      expect(sameLetters, dotted(wrong)).toBe(kind === 'letter-case');
    }
  });

  it('are a matter of spelling only where the right key belongs at the same place', () => {
    for (const { wrong, right, kind } of misspellings()) {
      if (kind === 'spelling') expect(right?.slice(0, -1), dotted(wrong)).toEqual(wrong.slice(0, -1));
    }
  });
});

describe('misspellingOf', () => {
  it('finds top-level names', () => {
    expect(misspellingOf(['ExitTimeout'])).toEqual({
      wrong: ['ExitTimeout'],
      right: ['ExitTimeOut'],
      kind: 'letter-case',
    });
    expect(misspellingOf(['EnviromentVariables'])?.right).toEqual(['EnvironmentVariables']);
    expect(misspellingOf(['Description'])?.right).toBeUndefined();
  });

  it('finds members, array indexes passed over', () => {
    expect(misspellingOf(['KeepAlive', 'SuccesfulExit'])?.right).toEqual(['KeepAlive', 'SuccessfulExit']);
    expect(misspellingOf(['StartCalendarInterval', 'hour'])?.right).toEqual(['StartCalendarInterval', 'Hour']);
    expect(misspellingOf(['StartCalendarInterval', '12', 'hour'])?.right).toEqual(['StartCalendarInterval', 'Hour']);
  });

  it('finds nothing at another place, nor for right and unknown names', () => {
    expect(misspellingOf(['hour'])).toBeUndefined();
    expect(misspellingOf(['EnvironmentVariables', 'ExitTimeout'])).toBeUndefined();
    expect(misspellingOf(['KeepAlive.SuccesfulExit'])).toBeUndefined();
    expect(misspellingOf(['ExitTimeOut'])).toBeUndefined();
    expect(misspellingOf(['constructor'])).toBeUndefined();
    expect(misspellingOf([])).toBeUndefined();
  });
});
