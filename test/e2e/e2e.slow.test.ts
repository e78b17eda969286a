/** The whole scenario against the stand-in for launchd, as a person would live it: in a pipe and on a terminal. */
import { it } from 'vitest';
import { standInStage } from './on-stand-in.ts';
import { play } from './play.ts';
import { SCENARIO } from './scenario.ts';

it.concurrent.for([
  // Both days at once: much of them is waiting.
  ['in a pipe', undefined],
  ['on a terminal', 80],
] as const)('goes through a day %s', { timeout: 300_000 }, async ([_name, columns], { expect, onTestFinished }) => {
  const { stage, end } = await standInStage(0.05, columns);
  onTestFinished(end);
  const { failures, transcript } = await play(SCENARIO, stage);
  expect(failures, transcript).toEqual([]);
  // Nothing of this run is left in what may be published.
  for (const name of [stage.folder, stage.home, stage.options.namespace]) expect(transcript).not.toContain(name);
  expect(transcript.match(/^\[exit \d\d?\d?\]$/gm)?.length).toBeGreaterThan(30);
});
