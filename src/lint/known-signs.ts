/**
 * The signs of what rules about words look for. A piece more costs a look too many; one that is missing would hide
 * findings, so `test/lint/signs.test.ts` holds each sign against what it is a sign of.
 */
import { signOf } from './signs.ts';

/** Marks and words of templates: see `placeholder.ts`. */
export const PLACEHOLDER_SIGN = signOf([
  ...['@', '{', '%', '__', 'your', 'ge_m', 'ge-m', 'ngem', 'acem', 'ace_', 'ce-m', 't pa', 't us', 't re', 't in'],
  ...['rnam', 'r_na', 's/re', 'e/re', '/ lt', 'th/t'],
]);

/** Names of secrets, and how secrets begin: see `launchd/secrets.ts`. */
export const SECRET_SIGN = signOf([
  ...['@', 'toke', 'secr', 'assw', 'assp', 'cred', 'ikey', 'i_ke', 'i-ke', 'ekey', 'e_ke', 'e-ke', 'thor', '---b'],
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'b_pa', 'lpat', ' sk-', ' sk_', ' rk_', 'hsec', ' xox', 'xapp'],
  ...['akia', 'asia', 'aiza', 'npm_', 'pypi', ' hf_', 'op_v', ' sg.', '0:aa', ' eyj'],
]);

/** What a shell would expand: see `launchd/expansion.ts`. */
export const EXPANSION_SIGN = signOf(['$', '~']);

/**
 * Operators of shells, and patterns for file names: see `launchd/commands.ts`. `<` and `&` are written as references, which
 * end in `;`. A `>` needs none: it stands right behind a tag, or behind digits (`2>`) right behind one.
 */
export const SYNTAX_SIGN = signOf([';', '|', '$', '`', '*', '>>', '  0 ', ' 00 ', '000 ']);

/** Folders that macOS guards: see `launchd/privacy.ts`. */
export const GUARDED_SIGN = signOf(['/des', '/doc', '/dow', '/mob', '/clo', '/vol']);

/** Folders of version managers: see `launchd/interpreter-paths.ts`. */
export const UNSTABLE_SIGN = signOf([
  '/cel',
  '/nvm',
  '.nvm',
  '/fnm',
  '.fnm',
  '.vol',
  '.asd',
  '/mis',
  '.pye',
  '.rbe',
  '.nod',
]);

/** `--limit-max-requests`: see `launchd/recycling.ts`. */
export const RECYCLING_SIGN = signOf(['x-re']);

export const TMP_SIGN = signOf(['/tmp']);
export const SUDO_SIGN = signOf(['sudo']);
export const FSWATCH_SIGN = signOf(['fswa']);
export const DYLD_SIGN = signOf(['dyld']);
