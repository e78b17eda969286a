/**
 * The path of what lies below a folder, with one slash between them: `/x` in the folder `/`, where a home may be too.
 * @param folder absolute, without slashes at its end
 * @param below without a slash at its begin
 */
export function inFolder(folder: string, below: string): string {
  return `${folder === '/' ? '' : folder}/${below}`;
}
