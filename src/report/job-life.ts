/** The life of a job, as `svc explain <service|plist>` tells it: for a person, and as JSON. */
import kleur from 'kleur';
import { printable } from '../launchd/printable.ts';
import { type JobLife, type LifeDomain, TOPICS, type Topic } from '../status/job-life.ts';
import type { PageSetting } from './guide-page.ts';
import { wrapped } from './wrap.ts';

/** A job and where it comes from. */
export interface ToldJob {
  /** In services.yaml. */
  readonly service?: string;
  readonly label?: string;
  readonly description?: string;
  /** Path of the property list or of services.yaml. */
  readonly source: string;
  readonly domain: LifeDomain;
  /** Absent where the file names none that launchd would take. */
  readonly program?: string;
  readonly life: JobLife;
}

const HEADINGS: Readonly<Record<Topic, string>> = {
  starts: 'When it starts',
  restarts: 'When it is started again',
  stops: 'How it is stopped',
  'clean-exit': 'After a clean exit',
  failure: 'After a failure',
  crash: 'After a crash',
  kill: 'After a kill',
  sleep: 'Sleep',
  logout: 'Logout',
  reboot: 'Reboot',
};

const KINDS: Readonly<Record<LifeDomain, string>> = {
  gui: 'an agent of the desktop',
  user: 'an agent that needs no desktop',
  agent: 'an agent',
  system: 'a daemon',
  unknown: 'an agent or a daemon, the file does not tell',
};

const INDENT = '  ';
/** Text that is wider is hard to read. */
const WIDEST = 120;

/** The contract of docs/cli.md without its version. */
export function jobLifeJson({ service, label, description, source, domain, program, life }: ToldJob): object {
  return {
    kind: 'job',
    ...(service !== undefined && { service }),
    ...(label !== undefined && { label }),
    ...(description !== undefined && { description }),
    source,
    domain,
    ...(program !== undefined && { program }),
    topics: TOPICS.map((topic) => ({ topic, sentences: life.topics[topic] })),
    notes: life.notes,
  };
}

/** A section a topic; behind each sentence, in brackets, the keys that say so. */
export function formatJobLife(job: ToldJob, { color, width: columns }: PageSetting): string {
  kleur.enabled = color;
  const width = Math.min(columns, WIDEST);
  const { service, label, description, program, domain, life } = job;
  const name = label ?? 'a job without a label';
  const title = service === undefined ? name : `${service} (${name})`;
  const about = `${printable(title)}: ${KINDS[domain]}${program === undefined ? '' : `, runs ${printable(program)}`}.`;
  const paragraph = (text: string) => wrapped(text, width - INDENT.length).map((line) => INDENT + line);
  const lines = [
    ...wrapped(about, width).map((line) => kleur.bold(line)),
    ...(description === undefined ? [] : wrapped(printable(description), width)),
    ...TOPICS.flatMap((topic) => [
      '',
      kleur.bold(HEADINGS[topic]),
      ...life.topics[topic].flatMap(({ text, keys }) =>
        paragraph(`${printable(text)}${keys.length > 0 ? ` [${keys.join(', ')}]` : ''}`),
      ),
    ]),
    ...(life.notes.length > 0
      ? ['', kleur.bold('Notes'), ...life.notes.flatMap((note) => paragraph(printable(note)))]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
