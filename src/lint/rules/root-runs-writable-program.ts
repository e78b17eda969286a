import { modeText } from '../../launchd/masks.ts';
import { quoted } from '../../launchd/quoted.ts';
import { type HostFacts, type HostPath, hostPathOf, hostProgramOf } from '../host-facts.ts';
import type { Rule } from '../rule.ts';

/** wheel, and admin of macOS: its members may become root anyway, and /Applications is theirs to write. */
const ROOT_GROUPS: ReadonlySet<number> = new Set([0, 80]);

export const rootRunsWritableProgram: Rule = {
  id: 'root-runs-writable-program',
  group: 'security',
  level: 'error',
  summary: 'With `--host`: root runs a program that others may write or replace.',
  docs: {
    why: "A daemon without UserName runs as root. Whoever may write its program, or a folder above it, puts another in its place and is root at the next start. Homebrew, for one, gives its folders to the user who installed it. Write permission for the groups wheel and admin is not counted, nor a folder with the sticky bit whose entry is root's.",
    bad: '<!-- ls -l: user admin -rwxr-xr-x server -->\n<key>Program</key>\n<string>/opt/homebrew/bin/server</string>',
    good: '<!-- ls -l: root wheel -rwxr-xr-x server -->\n<key>Program</key>\n<string>/Library/PrivilegedHelperTools/server</string>',
    fix: 'Put the program in a folder that belongs to root (/Library/PrivilegedHelperTools, /usr/local/libexec), or run the job as a user of its own with UserName.',
    silence: 'When only one person, who is root anyway, has an account on the machine.',
  },
  needs: { host: true },
  check(job, report) {
    const user = job.text('UserName');
    const program = hostProgramOf(job);
    if (!job.host || job.scope !== 'daemon' || (user !== undefined && user !== 'root') || program === undefined) return;
    const found = hostPathOf(job, program);
    if (found === undefined || found === 'missing') return;
    const open = openPartOf(program, job.host);
    if (open === undefined) return;
    const where = open.path === program ? quoted(program) : `${quoted(open.path)}, on the way to ${quoted(program)},`;
    report(job.atProgram, {
      message: `Root runs this program, and ${where} ${open.why}: whoever may write there becomes root.`,
      help: 'Put the program where only root may write, or set UserName.',
    });
  },
};

/** The first part of the way to a program that others than root may change: the program, the folders, behind links too. */
function openPartOf(program: string, host: HostFacts): { path: string; why: string } | undefined {
  const real = host.realPath(program);
  for (const way of real === undefined || real === program ? [program] : [program, real]) {
    let below: HostPath | undefined;
    for (let path = way; path !== ''; path = path === '/' ? '' : path.slice(0, path.lastIndexOf('/')) || '/') {
      const part = host.stat(path);
      if (part === undefined || part === 'missing') break;
      const why = openness(part, below);
      if (why !== undefined) return { path, why };
      below = part;
    }
  }
  return undefined;
}

function openness({ uid, gid, mode }: HostPath, below: HostPath | undefined): string | undefined {
  if (uid !== 0) return `belongs to user ${uid}`;
  // In a sticky folder nobody but its owner takes an entry away.
  if ((mode & 0o1000) !== 0 && below?.uid === 0) return undefined;
  if ((mode & 0o002) !== 0) return `may be written by everybody (mode ${modeText(mode)})`;
  return (mode & 0o020) !== 0 && !ROOT_GROUPS.has(gid)
    ? `may be written by group ${gid} (mode ${modeText(mode)})`
    : undefined;
}
