/** What `svc doctor` and `svc why` print: fits the terminal, says the same without colour, is harmless. */
import { describe, expect, it } from 'vitest';
import { readAskedCode } from '../../src/launchd/asked-code.ts';
import { type Examination, formatChecked, formatDoctor } from '../../src/report/checks.ts';
import { columnsOf } from '../../src/report/columns.ts';
import { formatReadings } from '../../src/report/why.ts';

const EXAMINATION: Examination = {
  services: [
    {
      service: 'gateway',
      label: 'org.example.gateway',
      checks: [
        {
          id: 'file-mode',
          state: 'found',
          cause: 'The property list has the mode 0664: its group may write it, and launchd refuses such a file.',
          proposal: ['chmod 0644 /Users/user/Library/LaunchAgents/org.example.gateway.plist'],
        },
        { id: 'unstable-path', state: 'found', cause: 'It goes with an upgrade.', proposal: [], confidence: 'low' },
        { id: 'label', state: 'ruled-out', cause: 'The Label is org.example.gateway.', proposal: ['never shown'] },
      ],
    },
    {
      service: 'backup',
      label: 'org.example.backup',
      checks: [{ id: 'label', state: 'unknown', cause: 'Not known.', proposal: [] }],
    },
  ],
  machine: [{ id: 'domain', state: 'ruled-out', cause: 'The domain gui/501 is there.', proposal: [] }],
};

describe('svc doctor', () => {
  it('shows what was found, and the counts of everything', () => {
    expect(formatDoctor(EXAMINATION, { color: false, width: 60, all: false })).toBe(
      `gateway (org.example.gateway): 2 found, 1 ruled out
  ! found      file-mode
      The property list has the mode 0664: its group may
      write it, and launchd refuses such a file.
      $ chmod 0644 /Users/user/Library/LaunchAgents/org.example.gateway.plist
  ! found      unstable-path, may do no harm
      It goes with an upgrade.

2 services and the machine: 2 found, 2 ruled out, 1 not known.
`,
    );
  });

  it('shows all of it when asked', () => {
    const text = formatDoctor(EXAMINATION, { color: false, width: 80, all: true });
    expect(text).toContain('  - ruled out  label\n      The Label is org.example.gateway.\n');
    expect(text).toContain(
      'backup (org.example.backup): nothing found, 1 not known\n  ? not known  label\n      Not known.\n',
    );
    expect(text).toContain('machine: nothing found, 1 ruled out\n');
    expect(text).not.toContain('never shown');
  });

  it('says the same in colour', () => {
    const plain = formatDoctor(EXAMINATION, { color: false, width: 80, all: true });
    const colored = formatDoctor(EXAMINATION, { color: true, width: 80, all: true });
    expect(colored).toContain('\u001b[31m');
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('lets nothing steer the terminal', () => {
    const evil = 'a\u001b[2J\u202eb\nc';
    const job = {
      service: evil,
      label: evil,
      checks: [{ id: 'label', state: 'found' as const, cause: evil, proposal: [evil] }],
    };
    const text = formatChecked({ ...job, more: [evil] }, { color: false, width: 80, all: true });
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text.split('\n')).toHaveLength(7);
  });
});

describe('svc why', () => {
  it.each([40, 60, 80, 120])('fits %d columns', (width) => {
    const answer = readAskedCode('78');
    const text = formatReadings('readings' in answer ? answer.readings : [], { color: false, width });
    const lines = text.split('\n').filter((line) => !line.startsWith('As '));
    expect(lines.length).toBeGreaterThan(10);
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(width);
  });
});
