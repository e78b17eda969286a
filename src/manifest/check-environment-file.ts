/** What does not go together with an `environmentFile`. */
import type { Checked } from './checks.ts';

/** What else could start the program would pass the launcher by, and the program would go without the file. */
export function checkEnvironmentFile({ service, has, error }: Checked): void {
  const { fields, plist, launcher } = service;
  const path = fields.environmentFile;
  if (path === undefined) return;
  const refuse = (message: string, help: string) => error(['environmentFile'], 'schema', message, help);
  const inPlist = ['Program', 'ProgramArguments', 'BundleProgram'].find((key) => key in plist);
  const other = has('program') ? '`program`' : inPlist === undefined ? undefined : `\`plist: ${inPlist}\``;
  if (other !== undefined) {
    refuse(
      `${other} would start the program without its \`environmentFile\`.`,
      'Write the whole command under `command`.',
    );
  }
  if (has('rootDirectory')) {
    refuse('In a root folder of its own the job finds neither its launcher nor its `environmentFile`.', 'Remove one.');
  }
  if (path.endsWith('/') || path.includes('\n')) {
    refuse('This is no path of a file.', 'Write the path of the file, as in ~/.config/server.env.');
  }
  if (launcher === undefined) {
    refuse(
      'Without a home folder there is no place for its launcher.',
      'Write home: /Users/name, or call svc with --home.',
    );
  }
}
