/** What a person sees of an install, a failed one and an uninstall, on a narrow terminal and in a pipe; wider ones: e2e.slow.test.ts. */
import { expect, it, onTestFinished } from 'vitest';
import { standInStage } from './on-stand-in.ts';
import { type Played, play } from './play.ts';
import type { Step } from './scenario.ts';
import { progressOf, screenOf } from './screen.ts';

const svc = (line: string, exit: number, ...says: readonly RegExp[]): Step => ({
  do: 'svc',
  args: line.split(' '),
  exit,
  says,
});

const STEPS: readonly Step[] = [
  svc('diff', 1, /^3 to install\.$/m),
  svc('install --dry-run', 0, /^Would do, in this order:$/m),
  svc('install', 0, /^installed +server .*running, pid \d+$/m, /^installed +report .*loaded, not running$/m),
  { do: 'declare', from: 'MODE: first', to: 'MODE: broken' },
  svc('install server', 3, /^rolled-back +server /m, /there is no mode "broken"/, /help: The old version runs on/),
  svc('--no-color stop server', 0, /^stopped +server /m),
  svc('uninstall --all', 0, /^removed +server /m, /^3 removed\.$/m),
];

/** Everything that svc wrote, after the checks that are made of every command. */
async function played(columns?: number): Promise<Played> {
  const { stage, end } = await standInStage(0.05, columns);
  onTestFinished(end);
  const result = await play(STEPS, stage);
  expect(result.failures, result.transcript).toEqual([]);
  return result;
}

it('fits a narrow terminal, and asks nothing', { timeout: 60_000 }, async () => {
  const { raw } = await played(40);
  const install = raw.get('svc install')!.stdout;
  expect(install).toContain('\u001b[32minstalled\u001b[39m');
  const progress = progressOf(install);
  expect(progress).toContain('loading server …');
  expect(progress).toContain('watching server, poller, report …');
  expect(progressOf(raw.get('svc install server')!.stdout)).toContain('putting the old version back server …');
  expect(screenOf(install)).not.toContain('…');
  expect(raw.get('svc --no-color stop server')!.stdout).not.toMatch(/\u001b\[\d+m/);
});

it('writes plain lines into a pipe', { timeout: 60_000 }, async () => {
  const { raw } = await played();
  expect([...raw.values()].map(({ stdout, stderr }) => stdout + stderr).join('')).not.toMatch(/[\u001b\r…]/);
  expect(raw.get('svc install')!.stderr).toBe(
    'svc: After a reboot launchd loads these jobs when this user logs in at the desktop, not before.\n',
  );
});

it('knows what a terminal shows', () => {
  const raw = '\r\u001b[2Kloading a …\r\u001b[2Kwatching a …\r\u001b[2K\u001b[32mdone\u001b[39m\r\n12345\rab\r\nend';
  expect(screenOf(raw)).toBe('done\nab345\nend');
  expect(progressOf(raw)).toEqual(['loading a …', 'watching a …']);
});
