/** Paths for programs that know files by their place below a folder, as the root of a repository. */

/**
 * `path` as seen from `folder`, without `.` and `..`; undefined where it lies elsewhere. Links are not followed.
 * @param path as the user gave it, absolute or relative to `folder` @param folder absolute
 */
export function relativePath(path: string, folder: string): string | undefined {
  const base = stepsOf(folder);
  const steps = stepsOf(path.startsWith('/') ? path : `${folder}/${path}`);
  return steps.length > base.length && base.every((step, i) => step === steps[i])
    ? steps.slice(base.length).join('/')
    : undefined;
}

/** A URI reference for `path`: relative below `folder`, a `file:` URI elsewhere; percent-encoded UTF-8 (RFC 3986). */
export function fileUri(path: string, folder: string): string {
  const relative = relativePath(path, folder);
  if (relative !== undefined) return encoded(relative.split('/'));
  return `file:///${encoded(stepsOf(path.startsWith('/') ? path : `${folder}/${path}`))}`;
}

function stepsOf(path: string): string[] {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps;
}

/** What a URI has as it is; nearly every step. */
const PLAIN = /^[\w.-]*$/;

function encoded(steps: readonly string[]): string {
  // Half a surrogate pair has no UTF-8, and encodeURIComponent would throw.
  return steps
    .map((step) => (PLAIN.test(step) ? step : encodeURIComponent(step.replace(/\p{Surrogate}/gu, '\ufffd'))))
    .join('/');
}
