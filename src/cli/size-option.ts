/** The option --max-size, which every command that reads files takes. */
import { printable } from '../launchd/printable.ts';

/** Largest plist to read unless --max-size says otherwise: 16 MiB. A job has a few kilobytes. */
export const LARGEST_PLIST = 16 * 1024 * 1024;

/** What is wrong with the value of --max-size; undefined when it is a number of bytes, or not given. */
export function sizeProblem(maxSize: string | undefined): string | undefined {
  if (maxSize === undefined || /^[1-9]\d{0,14}$/.test(maxSize)) return undefined;
  return `--max-size must be a number of bytes, not ${printable(JSON.stringify(maxSize))}.`;
}
