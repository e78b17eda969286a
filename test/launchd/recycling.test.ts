import { describe, expect, it } from 'vitest';
import { leavesToRecycle } from '../../src/launchd/recycling.ts';

const none = new Map<string, string>();

describe('leavesToRecycle', () => {
  it.each([
    [['/usr/local/bin/uvicorn', 'app:api', '--limit-max-requests', '1000']],
    [['/usr/local/bin/python3', '-m', 'uvicorn', 'app:api', '--limit-max-requests=1000', '--workers=1']],
    [['/usr/local/bin/uv', 'run', 'uvicorn', 'app:api', '--limit-max-requests', '1000']],
    [['/bin/sh', '-c', 'cd /srv && exec uvicorn app:api --limit-max-requests 1000']],
  ])('%j does', (args) => {
    expect(leavesToRecycle(args, none)).toBe(true);
  });

  it.each([
    [['/usr/local/bin/uvicorn', 'app:api']],
    [['/usr/local/bin/uvicorn', 'app:api', '--limit-max-requests', '0']],
    [['/usr/local/bin/uvicorn', 'app:api', '--limit-max-requests']],
    [['/usr/local/bin/uvicorn', 'app:api', '--limit-max-requests', '1000', '--workers', '4']],
    [['/usr/local/bin/uvicorn', 'app:api', '--limit-max-requests', '1000', '--reload']],
    [['/usr/local/bin/server', '--limit-max-requests', '1000']],
    [[]],
  ])('%j does not', (args) => {
    expect(leavesToRecycle(args, none)).toBe(false);
  });

  it('heeds WEB_CONCURRENCY unless --workers is said', () => {
    const args = ['/usr/local/bin/uvicorn', 'app:api', '--limit-max-requests', '1000'];
    const four = new Map([['WEB_CONCURRENCY', '4']]);
    expect(leavesToRecycle(args, four)).toBe(false);
    expect(leavesToRecycle([...args, '--workers', '1'], four)).toBe(true);
  });
});
