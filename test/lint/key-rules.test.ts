/** The rules about keys where a fixture cannot show it: jobs of Apple, templates, services.yaml, hostile files. */
import { describe, expect, it } from 'vitest';
import { maskMeantBy, maskOfText, modeMeantBy, octal } from '../../src/launchd/masks.ts';
import { lintPlist } from '../../src/lint/engine.ts';
import { Job } from '../../src/lint/job.ts';
import { keysOf } from '../../src/lint/key-walk.ts';
import { LabelIndex } from '../../src/lint/label-index.ts';
import { nodeOf } from '../../src/lint/node-of.ts';
import { ruleOf, rules } from '../../src/lint/rules/index.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import type { PlistDict } from '../../src/plist/value.ts';
import { writePlist } from '../../src/plist/write.ts';
import { processorTime } from '../support/processor-time.ts';

const PROGRAM = { ProgramArguments: ['/usr/local/bin/server'], RunAtLoad: true };

function jobOf(dict: PlistDict, origin: 'xml' | 'manifest' = 'xml'): Job {
  return new Job(nodeOf({ Label: 'org.example.server', ...PROGRAM, ...dict }), { path: 'job.plist', origin });
}

/** `level rule path` of every finding the rules about keys have. */
function found(job: Job): string[] {
  const lines: string[] = [];
  for (const rule of rules.filter(({ group }) => group === 'keys')) {
    rule.check!(job, ({ path }, { severity }) => lines.push(`${severity ?? rule.level} ${rule.id} ${path.join('.')}`));
  }
  return lines;
}

describe('in a job of Apple', () => {
  const label = 'com.apple.example';

  it('internal keys, values and private keys of old systems are as they should be', () => {
    const dict = {
      Label: label,
      POSIXSpawnType: 'App',
      PosixSpawnType: 'App',
      ProcessType: 'Driver',
      JetsamProperties: { JetsamMemoryLimit: 8000 },
      BeginTransactionAtShutdown: true,
      MachServices: { [label]: { HostSpecialPort: 13 } },
    };
    expect(found(jobOf(dict))).toEqual([]);
    expect(found(jobOf({ ...dict, Label: 'org.example.server' }))).toEqual([
      'warning inert-key BeginTransactionAtShutdown',
      'info internal-key POSIXSpawnType',
      'info internal-key PosixSpawnType',
      'info internal-key ProcessType',
      'info internal-key JetsamProperties',
      `info internal-key MachServices.${label}.HostSpecialPort`,
    ]);
  });

  it('an unknown key is no more than a note, a misspelt one an error', () => {
    const dict = { Label: label, SomethingNew: true, StandardErrPath: '/dev/null' };
    expect(found(jobOf(dict))).toEqual(['info unknown-key SomethingNew', 'error unknown-key StandardErrPath']);
  });
});

describe('the walk', () => {
  it('goes over a job once, in its order, of a repeated key the one that counts', () => {
    const xml = (body: string) => `<plist version="1.0"><dict><key>Label</key><string>a</string>${body}</dict></plist>`;
    const text = xml('<key>Nice</key><string>1</string><key>Nice</key><integer>1</integer>');
    const { diagnostics } = lintPlist('a.plist', new TextEncoder().encode(text), DEFAULT_SETTINGS, new LabelIndex());
    expect(diagnostics.map(({ rule }) => rule)).not.toContain('wrong-type');
    const job = jobOf({ KeepAlive: { SuccessfulExit: false } });
    expect(keysOf(job)).toBe(keysOf(job));
    expect(keysOf(job).map(({ path }) => path.join('.'))).toEqual([
      'Label',
      'ProgramArguments',
      'RunAtLoad',
      'KeepAlive',
      'KeepAlive.SuccessfulExit',
    ]);
  });

  it('gives the names of Object.prototype no meaning', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const dict = Object.fromEntries(names.map((name) => [name, true]));
    expect(found(jobOf(dict))).toEqual(names.map((name) => `warning unknown-key ${name}`));
    expect(found(jobOf({ RunAtLoad: 'constructor' }))).toEqual(['error wrong-type RunAtLoad']);
  });

  it('stays quick on thousands of unknown names', () => {
    const dict = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`ThrottleIntervl${i}`, i]));
    const job = jobOf(dict);
    const start = processorTime();
    expect(found(job)).toHaveLength(5_000);
    expect(processorTime() - start).toBeLessThan(2_000);
  });
});

describe('in a template', () => {
  it('a name or value with a placeholder is not judged', () => {
    const dict = { Label: 'a', ...PROGRAM, '{{ extra }}': 'b', ThrottleInterval: '{{ throttle }}', Nice: '1' };
    const bytes = new TextEncoder().encode(writePlist(dict));
    const { diagnostics } = lintPlist('a.plist', bytes, DEFAULT_SETTINGS, new LabelIndex());
    const ours = diagnostics.filter(({ rule }) => ruleOf(rule).group === 'keys');
    expect(ours.map(({ rule, key }) => `${rule} ${key}`)).toEqual(['wrong-type Nice']);
  });
});

describe('in services.yaml', () => {
  it('kinds are written as YAML, and an octal umask that came out as 22 is meant', () => {
    const job = jobOf({ ThrottleInterval: '30', RunAtLoad: 1, Umask: 0o26 }, 'manifest');
    const help: (string | undefined)[] = [];
    ruleOf('wrong-type').check!(job, (_spot, finding) => help.push(finding.help));
    expect(help).toEqual(['Write true.', 'Write 30.']);
    expect(found(job).filter((line) => line.includes('umask'))).toEqual([]);
  });
});

describe('masks', () => {
  it('are told from decimal integers with the same digits', () => {
    expect([22, 27, 77, 26, 777].map(maskMeantBy)).toEqual([0o22, 0o27, 0o77, 0o26, 0o777]);
    expect([0, 2, 7, 18, 23, 31, 54, 55, 63, 127, 255, 511].map(maskMeantBy)).toEqual(Array(12).fill(undefined));
    expect([600, 666, 777].map(modeMeantBy)).toEqual([0o600, 0o666, 0o777]);
    expect([384, 416, 420, 432, 438, 448, 493, 504, 511].map(modeMeantBy)).toEqual(Array(9).fill(undefined));
  });

  it('are written in octal, and read as strtoul does', () => {
    expect([0, 2, 18, 63, 384].map(octal)).toEqual(['000', '002', '022', '077', '0600']);
    expect(['022', '0x12', '18', '0'].map(maskOfText)).toEqual([18, 18, 18, 0]);
    expect(['', '08', 'rwx', '22 ', '-1'].map(maskOfText)).toEqual(Array(5).fill(undefined));
  });
});
