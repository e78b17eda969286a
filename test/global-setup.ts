/** Tests use svc through the door its users use: the built program. It is built once, before the first test. */
import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';

export function setup({ config }: TestProject): void {
  // Coverage finds the way back to the sources by maps.
  const env = { ...process.env, SVC_MAPS: config.coverage.enabled ? '1' : '' };
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit', env });
}
