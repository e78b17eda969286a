/** `svc explain`: the page of a lint rule or of a key of launchd. */
import { explain } from '../guide/explain.ts';
import { formatPage } from '../report/guide-page.ts';
import { formatJson } from '../report/json.ts';
import { printable } from '../report/printable.ts';
import type { Run } from './command.ts';
import { ExitCode } from './exit-code.ts';

export const run: Run<object> = ([name = ''], { json }, io) => {
  const explained = explain(name);
  if ('problem' in explained) {
    io.err(`svc: ${printable(explained.problem)}\n`);
    return ExitCode.usage;
  }
  const { page } = explained;
  io.out(json ? formatJson(page) : formatPage(page, { color: io.color.out, width: io.width }));
  return ExitCode.ok;
};
