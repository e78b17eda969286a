import { describe, expect, it } from 'vitest';
import { codeOfWords, launchctlError, launchctlErrors } from '../../src/launchd/errors.ts';
import { sources } from '../../src/launchd/sources.ts';

describe('exit codes of launchctl', () => {
  it.each([
    [1, 'Operation not permitted'],
    [3, 'No such process'],
    [5, 'Input/output error'],
    [17, 'File exists'],
    [22, 'Invalid argument'],
    [36, 'Operation now in progress'],
    [37, 'Operation already in progress'],
    [64, 'Unrecognized target specifier.'],
    [78, 'Function not implemented'],
    [112, 'Could not find specified domain'],
    [113, 'Could not find specified service'],
    [119, 'Service is disabled'],
    [122, 'Path had bad ownership/permissions'],
    [125, 'Domain does not support specified action'],
    [134, 'Service cannot load in requested session'],
    [155, 'Refusing to execute/trust quarantined program/file'],
  ])('%i: %s', (code, text) => {
    const error = launchctlError(code)!;
    expect(error.text).toBe(text);
    expect(error.meaning).not.toBe('');
    expect(codeOfWords(text.toUpperCase())).toBe(code);
  });

  it('has words for every code from 107 to 159', () => {
    for (let code = 107; code <= 159; code++) expect(launchctlError(code)?.code).toBe(code);
  });

  it('holds each code and each wording once, with known sources, in ascending order', () => {
    const codes = launchctlErrors.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
    expect(new Set(launchctlErrors.map(({ text }) => text)).size).toBe(codes.length);
    for (const error of launchctlErrors) {
      expect(error.sources.filter((id) => !(id in sources))).toEqual([]);
      expect(error.sources).not.toEqual([]);
      expect(error.meaning.endsWith('.')).toBe(false);
    }
  });

  it.each([-1, 0.5, 161, 1e9, Number.NaN])('does not know %d', (code) => {
    expect(launchctlError(code)).toBeUndefined();
  });

  it.each(['', '__proto__', 'constructor', 'Something else'])('gives %j no code', (text) => {
    expect(codeOfWords(text)).toBeUndefined();
  });
});
