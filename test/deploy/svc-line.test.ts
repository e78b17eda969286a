import { expect, it } from 'vitest';
import { svcLine } from '../../src/deploy/svc-line.ts';

const system = { domain: { kind: 'system' } } as const;

it('names the services.yaml that svc was called with', () => {
  expect(svcLine({}, 'start', 'a')).toBe('svc start a');
  expect(svcLine({ named: 'my services.yaml' }, 'start', 'a')).toBe("svc start a -f 'my services.yaml'");
});

it('says sudo where only root may, and nowhere else', () => {
  for (const verb of ['install', 'uninstall', 'start', 'stop', 'restart', 'enable', 'disable', 'logs']) {
    expect(svcLine(system, verb, 'a')).toBe(`sudo svc ${verb} a`);
    expect(svcLine({ domain: { kind: 'gui', uid: 501 } }, verb, 'a')).toBe(`svc ${verb} a`);
  }
  for (const verb of ['status', 'diff', 'doctor', 'why', 'lint', 'explain'])
    expect(svcLine(system, verb)).toBe(`svc ${verb}`);
});
