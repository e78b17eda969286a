/** The real port and the guards against the stand-in for launchd, through its executable. */
import { expect, it, onTestFinished } from 'vitest';
import { checkDomain } from '../../src/deploy/guards.ts';
import { readEnvironment } from '../../src/system/environment.ts';
import { openLaunchctl } from '../../src/system/launchctl.ts';
import { type StandInOptions, startStandIn } from '../../src/testing/index.ts';

async function launchctlOf(options: StandInOptions) {
  const standIn = await startStandIn({ uid: 501, ...options });
  onTestFinished(() => standIn.stop());
  const { launchctl } = readEnvironment(standIn.env, { platform: 'linux', uid: 501 });
  expect(launchctl).toBe(standIn.launchctl);
  return openLaunchctl({ program: launchctl! });
}

it('a domain that is there is no reason to refuse, and a job in it can be asked for', async () => {
  const launchctl = await launchctlOf({});
  expect(await checkDomain(launchctl, { kind: 'gui', uid: 501 })).toBeUndefined();
  expect(await checkDomain(launchctl, { kind: 'system' })).toBeUndefined();
  expect(await launchctl(['print', 'gui/501/org.example.none'])).toMatchObject({ code: 113 });
});

it('without a desktop session the guard explains it', async () => {
  const launchctl = await launchctlOf({ domains: ['user/501', 'system'] });
  const refusal = await checkDomain(launchctl, { kind: 'gui', uid: 501 });
  expect(refusal?.cause).toBe(
    'There is no domain gui/501: uid 501 is not logged in at the desktop (launchctl answers 112, this session is Background).',
  );
  expect(await checkDomain(launchctl, { kind: 'user', uid: 501 })).toBeUndefined();
});

it('a stand-in that is gone is an answer, not an exception', async () => {
  const standIn = await startStandIn({ uid: 501 });
  const launchctl = openLaunchctl({ program: standIn.launchctl });
  await standIn.stop();
  const { code, failure } = await launchctl(['print', 'system']);
  expect([code, failure]).toEqual([undefined, expect.stringContaining('there is no such program')]);
});
