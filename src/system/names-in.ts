/** What stands in a folder, where it does not matter why nothing can be seen. */
import * as fs from 'node:fs';

/** Names in a folder as the system lists them; none where it can not be read. `listFolder` says why instead. */
export function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
