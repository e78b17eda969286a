/** The names of the system's errors, those that Node does not know included. */

/**
 * The system's name for an error (ENOENT, EACCES …); undefined for what is none of the system's. Node has no name for
 * some that file systems answer (EDQUOT; ESTALE of a server; EDEADLK of a file that iCloud has not brought), and says
 * "Unknown system error -69".
 */
export function systemCodeOf(error: unknown): string | undefined {
  const { code, errno, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  if (typeof errno !== 'number' || typeof syscall !== 'string') return undefined;
  const names = Object.entries(process.getBuiltinModule('node:os').constants.errno);
  return names.find(([, number]) => number === -errno)?.[0] ?? 'UNKNOWN';
}
