import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDisabled, parseDisabledServices } from '../../src/launchd/printed-domain.ts';
import { parsePrintedService } from '../../src/launchd/printed-service.ts';
import { parsers, sample, samples } from '../support/launchctl-samples.ts';
import { tries } from '../support/sample.ts';

describe('hostile output of launchctl', () => {
  it('of 1 MiB is answered at once', () => {
    const size = 1024 * 1024;
    const service = sample('print-service-running');
    const monsters = [
      'x'.repeat(size),
      '\t'.repeat(size),
      '\n'.repeat(size),
      ' '.repeat(size),
      '"'.repeat(size),
      '\u001b['.repeat(size / 2),
      `\u001b[${'1;'.repeat(size / 2)}`,
      '\t"a" = "b\n'.repeat(size / 10),
      `{\n\t"a" = "${'b\n'.repeat(size / 2)}`,
      `{\n${'\t"a" = "b;\n'.repeat(size / 11)}`,
      `disabled services = {\n${'"" => '.repeat(size / 6)}`,
      `gui/501/x = {\n${'\targuments = {\n'.repeat(size / 15)}`,
      `gui/501/x = {\n\targuments = {\n${'a\n'.repeat(size / 2)}`,
      `gui/501 = {\n\tservices = {\n${'\t\t1 '.repeat(size / 4)}`,
      `gui/501/x = {\n\tevent triggers = {\n${'\t\tx => {\n\t\t\tdescriptor = {\n'.repeat(size / 24)}`,
      '1\t'.repeat(size / 2),
      `could not find service "${'" in domain for '.repeat(size / 16)}`,
      `/${': '.repeat(size / 2)}`,
      service.replace('/opt/x/server.js', 'y'.repeat(size)),
      service.repeat(size / service.length),
    ];
    for (const [index, text] of monsters.entries()) {
      for (const parse of parsers) {
        // The least of three, since other processes take their share of the machine.
        let ms = Number.POSITIVE_INFINITY;
        for (let n = 0; n < 3 && ms >= 200; n++) {
          const start = performance.now();
          parse(text);
          ms = Math.min(ms, performance.now() - start);
        }
        expect(ms, `monster ${index}, ${parse.name}`).toBeLessThan(200);
      }
    }
  });

  /** A sample with pieces cut out, doubled, exchanged, and characters put in. */
  const mutants = fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(
        fc.record({
          at: fc.nat(4000),
          cut: fc.nat(80),
          put: fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('\n', '\t', '}', '{', ' = ', ' => ', '"', '\0', '\r', '\u001b['),
          ),
        }),
        { maxLength: 20 },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce((changed, { at, cut, put }) => {
        const place = at % (changed.length + 1);
        return changed.slice(0, place) + put + changed.slice(place + cut);
      }, text),
    );

  it('mutants of the samples are answered with values of the right kind', () => {
    fc.assert(
      fc.property(mutants, (text) => {
        for (const parse of parsers) parse(text);
        const service = parsePrintedService(text);
        for (const number of [service.pid, service.runs, service.exitTimeout, service.runInterval]) {
          expect(number === undefined || (Number.isSafeInteger(number) && number >= 0)).toBe(true);
        }
        expect(service.path?.startsWith('/') ?? true).toBe(true);
        for (const value of Object.values(service)) expect(String(value)).not.toMatch(/[\0\r\u001b]/);
        expect([true, false, undefined]).toContain(isDisabled(parseDisabledServices(text), '__proto__'));
      }),
      { numRuns: tries(3000, 20_000) },
    );
  });

  it('a mutant never shows a value of a variable', () => {
    const text = sample('print-service-running');
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), fc.string(), (at, cut, put) => {
        const service = parsePrintedService(text.slice(0, at) + put + text.slice(at + cut));
        // Only a name that is cut away lets a value pass for something else.
        if (service.environmentNames.includes('API_TOKEN'))
          expect(JSON.stringify(service)).not.toContain('not-a-real-one');
      }),
      { numRuns: tries(3000, 20_000) },
    );
  });
});
