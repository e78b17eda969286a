/** The topics of test/cases/peers-lint.yaml in our terms: which rule, at which level, and what prose comes to. */
import { expect } from 'vitest';
import type { Answer } from '../cli/lint-jobs.ts';

export type Finding = Answer['diagnostics'][number] & { readonly key?: string; readonly help?: string };

/** A property list that was linted: its findings, and the text that was checked. */
export interface LintRun {
  readonly id: string;
  readonly value?: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** Topics whose rule has another id here. */
export const RULE_OF: Readonly<Record<string, string>> = {
  'bool-not-self-closed': 'boolean-not-self-closed',
  'exit-timeout-infinite': 'exit-timeout-zero',
  'keepalive-on-timed-job': 'keepalive-with-schedule',
  'launch-only-once-with-keepalive': 'keepalive-with-launch-once',
  'shell-string-command': 'shell-wrapper-without-exec',
  'tcc-protected-path': 'privacy-protected-path',
  'unexpanded-path': 'no-expansion',
  'unknown-key-near-miss': 'unknown-key',
  'username-ignored-in-agent': 'daemon-only-key',
};

/** Topics whose rule svc does not have yet. */
export const LATER: Readonly<Record<string, string>> = {};

/** Where our level is another, or the rule of one of several values: what we hold, and why. */
export const DECIDED: Readonly<Record<string, { readonly severity: Finding['severity']; readonly why: string }>> = {
  'hm-15-exit-zero': { severity: 'error', why: 'launchd waits for ever, and a shutdown with it' },
  'ks-04-user-in-agent': { severity: 'error', why: 'launchd drops the key: the job runs as somebody else' },
  'li-04-bool-element': { severity: 'error', why: 'launchd was seen to refuse the whole file' },
};

/** What a case says besides that belongs to another part of svc than the findings. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  'li-01-plural': 'that --fix writes the right key comes with --fix',
  'li-04-bool-element': 'that --fix rewrites it comes with --fix',
};

/** Folders of cases that do not name theirs, where the rule asks for one. */
export const FOLDER_OF: Readonly<Record<string, string>> = {
  // `pm2 startup` writes its file there.
  'li-02-pm2': '~/Library/LaunchAgents',
};

type Check = (run: LintRun) => void;

const foundBy = (run: LintRun, rule: string) => run.findings.filter((finding) => finding.rule === rule);
const keysOf = (run: LintRun, rule: string) => foundBy(run, rule).map(({ key }) => key);

/** Fixed paths that are said in place of those of version managers: Homebrew's of that version, or of none. */
const FIXED_PATH: Readonly<Record<string, string>> = {
  '/Users/x/.nvm/versions/node/v22.1.0/bin/node': '/opt/homebrew/opt/node@22/bin/node',
  '/Users/x/.volta/bin/node': '/opt/homebrew/opt/node/bin/node',
  '/Users/x/.asdf/shims/node': '/opt/homebrew/opt/node/bin/node',
  '/Users/x/Library/Application Support/fnm/node-versions/v20/installation/bin/node':
    '/opt/homebrew/opt/node@20/bin/node',
  // A formula's own folder is surely there: no other version is named.
  '/opt/homebrew/Cellar/node/22.1.0/bin/node': '/opt/homebrew/opt/node/bin/node',
};

/** Checks by hand: what a case says in words, and where its findings stand. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'oc-16-version-manager': (run) => {
    const [{ help, key } = { help: '' }, ...more] = foundBy(run, 'unstable-interpreter-path');
    expect(more).toEqual([]);
    expect(key).toBe('ProgramArguments.0');
    const program = JSON.parse(run.value!) as string;
    expect(help).toContain(FIXED_PATH[program]);
    if (!program.includes('/Cellar/')) expect(help).toContain('/usr/local/bin');
  },
  'ks-04-user-in-agent': (run) => expect(keysOf(run, 'daemon-only-key')).toEqual(['UserName']),
  'sc-15-two-dicts-bare': (run) => {
    // After that of the job and the one that is the value of the key.
    const line = run.text.split('\n').flatMap((text, i) => (text.includes('<dict>') ? [i + 1] : []))[2];
    const [finding, ...more] = run.findings;
    expect(more, 'one finding for one cause').toEqual([]);
    expect(finding).toMatchObject({ line, message: expect.stringMatching(/"StartCalendarInterval".*second/) });
  },
  'li-01-plural': (run) => {
    expect(foundBy(run, 'unknown-key')).toMatchObject([
      { key: 'StartCalendarIntervals', help: 'Write StartCalendarInterval.' },
    ]);
  },
  'li-02-pm2': (run) => {
    // The shell runs one command and then leaves for it, or not: told, not warned of. pm2 itself goes into the background.
    expect(foundBy(run, 'shell-wrapper-without-exec')).toMatchObject([{ severity: 'info' }]);
    expect(foundBy(run, 'daemonizing-program')).toMatchObject([{ severity: 'error', key: 'ProgramArguments.2' }]);
  },
  'li-04-bool-element': (run) => {
    const [found] = foundBy(run, 'boolean-not-self-closed');
    expect(found).toMatchObject({
      message: expect.stringMatching(/read by plutil, but launchd/),
      help: 'Write <true/>.',
    });
  },
  // TimeoutSeconds alone is a guess, and stays a warning; RestartSec is systemd's, and its meaning is known: an error.
  'li-06-folklore': (run) => {
    const [restart, timeout] = ['RestartSec', 'TimeoutSeconds'].map((name) =>
      foundBy(run, 'unknown-key').filter(({ key }) => key === name),
    );
    expect(restart).toMatchObject([{ severity: 'error', help: expect.stringContaining('ThrottleInterval') }]);
    expect(timeout).toMatchObject([{ severity: 'warning', help: expect.stringContaining('ExitTimeOut') }]);
  },
  'li-09-shell-kv': (run) => {
    expect(keysOf(run, 'no-expansion').sort()).toEqual(['ProgramArguments.0', 'StandardOutPath', 'WorkingDirectory']);
  },
  'li-10-tcc': (run) => {
    expect(keysOf(run, 'privacy-protected-path').sort()).toEqual(['ProgramArguments.1', 'WorkingDirectory']);
  },
  'oc-15-secret-lint': (run) => {
    expect(run.text).toContain('abcdef0123456789abcdef');
    expect(JSON.stringify(run.findings)).not.toContain('abcdef0123456789');
  },
  'li-12-limits': (run) => expect(keysOf(run, 'wrong-type')).toEqual(['SoftResourceLimits']),
};

/** An empty array of arguments is there, and wrong: a rule of its own says so, in the place of the expected one. */
export function ruleOfTopic(topic: string, run: LintRun): string {
  const isEmptyArray = run.id === 'li-08-no-program' && run.text.includes('ProgramArguments');
  return isEmptyArray ? 'program-arguments-invalid' : (RULE_OF[topic] ?? topic);
}
