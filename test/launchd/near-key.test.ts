/** What an unknown key may mean: the linter and `svc explain` say the same. */
import { expect, it } from 'vitest';
import { explain } from '../../src/guide/explain.ts';
import { launchdKeys } from '../../src/launchd/keys.ts';
import { lintPlist } from '../../src/lint/engine.ts';
import { LabelIndex } from '../../src/lint/label-index.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/settings.ts';
import { HEAD, TAIL } from '../plist/read-xml-samples.ts';

/** What lint says may be meant by a key of a job. */
function meantByLint(name: string): string | undefined {
  const text = `${HEAD}<dict><key>Label</key><string>a</string><key>${name}</key><integer>5</integer></dict>${TAIL}`;
  const bytes = new TextEncoder().encode(text);
  const { diagnostics } = lintPlist('a.plist', bytes, DEFAULT_SETTINGS, new LabelIndex());
  const { help = '' } = diagnostics.find(({ rule, key }) => rule === 'unknown-key' && key === name) ?? {};
  return /^(?:Did you mean|Write) (\w+)/.exec(help)?.[1];
}

function saidByExplain(name: string): string {
  const explained = explain(name);
  if ('problem' in explained) return explained.problem;
  return explained.page.kind === 'key' ? explained.page.key : '';
}

const UNITS = ['Seconds', 'Secs', 'Sec', 'Minutes', 'InSeconds', 'Ms'];
const NUMBERS = launchdKeys().filter(
  ({ path, types, status }) => path.length === 1 && types.includes('integer') && status === 'current',
);

it.each(['TimeoutSeconds', 'TimeOutSecs', 'WorkingDirectry', 'RunAtLoda', 'KeepAliv', 'ThrottleIntervul'])(
  '%s',
  (name) => {
    const meant = meantByLint(name);
    expect(meant).toBeDefined();
    expect(saidByExplain(name)).toContain(meant);
  },
);

it.each(NUMBERS.map(({ key }) => key))('%s with a unit', (key) => {
  for (const unit of UNITS) {
    const meant = meantByLint(key + unit);
    expect(meant, key + unit).toBe(key);
    expect(saidByExplain(key + unit), key + unit).toContain(key);
  }
});
