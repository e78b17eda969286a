/** JSON documents: every one carries `"version": 1`, fields are only ever added. */

/** `body` as a JSON document with its version first and a final newline. */
export function formatJson(body: object): string {
  return `${JSON.stringify({ version: 1, ...body }, null, 2)}\n`;
}
