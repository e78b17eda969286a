/**
 * `npm run test:launchd`: the scenario against the launchctl of this Mac. Elsewhere against the stand-in, and it says so.
 * Nothing but labels of a namespace of its own is touched, in a home of its own; both are gone at the end, however it
 * comes. The transcript goes to stdout and, with `--transcript <file>`, to a file.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { arch, release, userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { standInStage } from './on-stand-in.ts';
import { play } from './play.ts';
import { SCENARIO, SERVICES } from './scenario.ts';
import { Stage } from './stage.ts';

const LAUNCHCTL = '/bin/launchctl';
const COLUMNS = 80;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Place {
  readonly stage: Stage;
  end(): Promise<void>;
}

const { values } = parseArgs({ options: { transcript: { type: 'string' } } });
const isMac = process.platform === 'darwin';

async function main(): Promise<number> {
  const refusal = isMac ? refusalOnMac() : undefined;
  if (refusal) {
    process.stderr.write(`test:launchd: ${refusal}\n`);
    return 2;
  }
  const head = isMac ? launchdHead() : 'The stand-in for launchd (launchd semantics, not launchd): this is no Mac.';
  process.stderr.write(`test:launchd: ${head}\n`);
  const transcripts = [`# ${head}\n`];
  const failures: string[] = [];
  for (const [name, columns] of runs()) {
    if (failures.some((failure) => failure.endsWith('interrupted'))) break;
    process.stderr.write(`test:launchd: the scenario ${name}; it takes ${isMac ? 'some minutes' : 'a minute'}.\n`);
    const place = isMac ? macStage(columns) : await standInStage(0.1, columns);
    const played = await playAndEnd(place);
    transcripts.push(withoutUser(`# ${name}\n\n${played.transcript}`));
    if (values.transcript) writeFileSync(values.transcript, transcripts.join('\n'));
    failures.push(...played.failures.map((failure) => `${name}: ${failure}`));
  }
  process.stdout.write(transcripts.join('\n'));
  for (const failure of failures) process.stderr.write(`test:launchd: ${failure}\n`);
  process.stderr.write(
    `test:launchd: ${failures.length === 0 ? 'all as it must be' : `not as it must be: ${failures.length}`}.\n`,
  );
  return failures.length === 0 ? 0 : 1;
}

function runs(): readonly (readonly [string, number | undefined])[] {
  const inPipe = ['in a pipe', undefined] as const;
  if (spawnSync('python3', ['-c', 'import pty']).status === 0) return [inPipe, ['on a terminal', COLUMNS]];
  process.stderr.write('test:launchd: no python3 for a pseudo-terminal: in a pipe only.\n');
  return [inPipe];
}

/** Why it is not tried on this Mac. */
function refusalOnMac(): string | undefined {
  const { uid } = userInfo();
  if (uid === 0) return 'not as root: agents belong to a user, and a test has no business with the daemons of a Mac.';
  const { status } = spawnSync(LAUNCHCTL, ['print', `gui/${uid}`], { stdio: 'ignore' });
  if (status === 0) return undefined;
  return `uid ${uid} is not logged in at the desktop (launchctl print gui/${uid} exits ${status}); log in and try again.`;
}

function launchdHead(): string {
  const { stdout } = spawnSync('/usr/bin/sw_vers', ['-productVersion'], { encoding: 'utf8' });
  return `launchd of macOS ${stdout.trim()}, Darwin ${release()}, ${arch()}`;
}

/** A home below the temporary folder: no folder that macOS guards, and nothing that a later login would load. */
function macStage(columns: number | undefined): Place {
  const { uid } = userInfo();
  const namespace = `org.example.svc-test-${process.pid}`;
  const stage = new Stage({ namespace, uid, launchctl: LAUNCHCTL, env: {}, ...(columns !== undefined && { columns }) });
  return { stage, end: async () => bootOutAndRemove(stage) };
}

/** Without svc, which may be what failed. Each call names one label of the namespace. */
function bootOutAndRemove(stage: Stage): void {
  for (const service of SERVICES) {
    for (const verb of ['bootout', 'enable']) {
      spawnSync(LAUNCHCTL, [verb, stage.target(service)], { stdio: 'ignore', timeout: 60_000 });
    }
  }
  stage.remove();
}

/** Whatever comes in between, the stage is cleared: after a signal once the command at hand has ended. */
async function playAndEnd({ stage, end }: Place): ReturnType<typeof play> {
  const onSignal = (signal: NodeJS.Signals) => {
    process.stderr.write(`test:launchd: ${signal}: waiting for the command at hand, then clearing away.\n`);
    stage.interrupt();
  };
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    return await play(SCENARIO, stage);
  } finally {
    await end();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** The user's name and the paths of this user: a transcript may be published. */
function withoutUser(text: string): string {
  const { username, homedir, uid } = userInfo();
  if (uid === 0) return text;
  return text
    .replaceAll(homedir, '/Users/user')
    .replace(new RegExp(`\\b${username.replace(/\W/g, '\\$&')}\\b`, 'g'), 'user');
}

process.exitCode = await main();
