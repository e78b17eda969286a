/** What people paste after something failed, and what it is taken for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodeReading, readAskedCode } from '../../src/launchd/asked-code.ts';
import { launchctlErrors } from '../../src/launchd/errors.ts';
import { processorTime } from '../support/processor-time.ts';

/** `launchctl 5`, `exit 78`, `exit SIGKILL`, `wait-status 1`, `reason OS_REASON_DYLD` */
function shown(text: string): readonly string[] | string {
  const answer = readAskedCode(text);
  if (!('readings' in answer)) return answer.nearest === undefined ? 'unknown' : `unknown, near ${answer.nearest}`;
  return answer.readings.map(({ as, code, signal, reason }: CodeReading) => `${as} ${code ?? signal ?? reason}`);
}

const TABLE: readonly (readonly [asked: string, ...readings: string[]])[] = [
  ['5', 'launchctl 5', 'exit 5', 'wait-status SIGTRAP'],
  ['0', 'launchctl 0', 'exit 0'],
  ['1', 'exit 1', 'launchctl 1', 'wait-status SIGHUP'],
  ['78', 'exit 78', 'launchctl 78'],
  ['113', 'launchctl 113', 'exit 113'],
  ['126', 'exit 126', 'launchctl 126'],
  ['127', 'exit 127', 'launchctl 127'],
  ['137', 'exit 137', 'launchctl 137', 'wait-status SIGKILL'],
  ['200', 'exit 200'],
  ['256', 'wait-status 1'],
  ['19968', 'wait-status 78'],
  ['-9', 'exit SIGKILL'],
  ['-15', 'exit SIGTERM'],
  ['exit 1', 'exit 1'],
  ['exit code 78', 'exit 78'],
  ['error 5', 'launchctl 5', 'exit 5', 'wait-status SIGTRAP'],
  ['EX_CONFIG', 'exit 78'],
  ['ex_usage', 'exit 64'],
  ['SIGKILL', 'exit SIGKILL'],
  ['term', 'exit SIGTERM'],
  ['EIO', 'launchctl 5'],
  ['EINPROGRESS', 'launchctl 36'],
  ['OS_REASON_CODESIGNING', 'reason OS_REASON_CODESIGNING'],
  ['jetsam_reason_memory_highwater', 'reason JETSAM_REASON_MEMORY_HIGHWATER'],
  ['Bootstrap failed: 5: Input/output error', 'launchctl 5'],
  ['Bootstrap failed: 5: Input/output error\nTry re-running the command as root for richer errors.', 'launchctl 5'],
  ['Boot-out failed: 36: Operation now in progress', 'launchctl 36'],
  ['Load failed: 5: Input/output error', 'launchctl 5'],
  ['Could not kickstart service "org.example.a": 37: Operation already in progress', 'launchctl 37'],
  ['Could not find service "org.example.a" in domain for user gui: 501', 'launchctl 113'],
  ['Bad request.\nCould not find service "org.example.a" in domain for user gui: 501', 'launchctl 113'],
  ['Could not find domain for user gui: 501', 'launchctl 112'],
  ['/Users/user/Library/LaunchAgents/a.plist: service already bootstrapped', 'launchctl 37'],
  ['/Users/user/Library/LaunchAgents/a.plist: Path had bad ownership/permissions', 'launchctl 122'],
  ['Unrecognized target specifier.', 'launchctl 64'],
  ['Input/output error', 'launchctl 5'],
  ['5: Input/output error', 'launchctl 5'],
  ['service is disabled', 'launchctl 119'],
  ['last exit code = 78: EX_CONFIG', 'exit 78'],
  ['last terminating signal = Killed: 9', 'exit SIGKILL'],
  ['last exit reason = OS_REASON_DYLD', 'reason OS_REASON_DYLD'],
  ['"LastExitStatus" = 256;', 'wait-status 1'],
  ['78: EX_CONFIG', 'exit 78'],
  ['Killed: 9', 'exit SIGKILL'],
  ['Segmentation fault: 11', 'exit SIGSEGV'],
];

describe('a code that somebody met', () => {
  it.each(TABLE)('%s', (asked, ...readings) => {
    expect(shown(asked)).toEqual(readings);
    expect(shown(`  ${asked}\n`)).toEqual(readings);
  });

  it.each([
    ['EX_CONFG', 'unknown, near EX_CONFIG'],
    ['SIGKIL', 'unknown, near SIGKILL'],
    ['Input/output eror', 'unknown, near Input/output error'],
    ['', 'unknown'],
    ['nonsense and more of it', 'unknown'],
    ['99999', 'unknown'],
    ['300', 'unknown'],
    ['-99', 'unknown'],
    ['-0', 'unknown'],
    ['__proto__', 'unknown'],
    ['constructor', 'unknown'],
    ['78: Input/output error', 'unknown'],
  ])('%j is not known', (asked, expected) => {
    expect(shown(asked)).toBe(expected);
  });

  it('knows every code that launchctl has words for, by number, by words and as launchctl prints it', () => {
    for (const { code, text } of launchctlErrors) {
      expect(shown(`${code}`)).toContain(`launchctl ${code}`);
      if (code !== 0) expect(shown(`Bootstrap failed: ${code}: ${text}`)).toEqual([`launchctl ${code}`]);
    }
  });

  it('has something to say of every exit code and every signal, and a meaning for each', () => {
    for (let code = -31; code < 256; code++) {
      const answer = readAskedCode(`${code}`);
      if (code === 0) continue;
      expect(answer).toHaveProperty('readings');
      const own = 'readings' in answer ? answer.readings.filter(({ as }) => as === 'exit') : [];
      expect(own).toHaveLength(1);
      expect(own[0]?.meaning).not.toBe('');
    }
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (text) => {
        const answer = readAskedCode(text);
        return 'readings' in answer ? answer.readings.length > 0 : true;
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    'x'.repeat(1_000_000),
    '1'.repeat(4000),
    'last '.repeat(800),
    `"last${' x'.repeat(2000)} = 1`,
    ': '.repeat(2000),
    `5:${' '.repeat(4000)}`,
    'Could not find service "'.repeat(150),
  ])('answers hostile text quickly', (text) => {
    const start = processorTime();
    expect(readAskedCode(text)).not.toHaveProperty('readings');
    expect(processorTime() - start).toBeLessThan(1000);
  });
});
