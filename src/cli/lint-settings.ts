/** Levels of rules, from the options and from the services.yaml of the project. */
import { nearest } from '../launchd/nearest.ts';
import { printable } from '../launchd/printable.ts';
import { rules } from '../lint/rules/index.ts';
import type { LintSettings } from '../lint/settings.ts';
import type { Domain, RuleLevel } from '../manifest/types.ts';
import { isProblem, readBytes } from '../system/files.ts';
import type { GlobalOptions, Io } from './io.ts';
import { nearestManifest } from './nearest-manifest.ts';

export interface LintSettingsOptions extends GlobalOptions {
  readonly preset?: string;
  readonly rule?: readonly string[];
  readonly domain?: string;
  readonly host?: boolean;
}

/** What the options of the linter take; completion offers the same. */
export const PRESETS = ['recommended', 'strict'];
export const DOMAINS = ['gui', 'user', 'system'];
export const LEVELS = ['off', 'info', 'warning', 'error'];

/** The settings, or what is wrong with the options. */
export async function lintSettings(options: LintSettingsOptions, io: Io): Promise<LintSettings | string> {
  const { preset, domain } = options;
  if (preset !== undefined && !PRESETS.includes(preset))
    return `unknown preset ${printable(JSON.stringify(preset))}; known: ${PRESETS.join(', ')}.`;
  if (domain !== undefined && !DOMAINS.includes(domain))
    return `unknown domain ${printable(JSON.stringify(domain))}; known: ${DOMAINS.join(', ')}.`;
  const levels = new Map<string, RuleLevel>();
  for (const said of options.rule ?? []) {
    const [, id = '', level = ''] = /^([^=]*)=(.*)$/s.exec(said) ?? [];
    const problem = ruleProblem(said, id, level);
    if (problem !== undefined) return problem;
    levels.set(id, level as RuleLevel);
  }
  const settings: LintSettings = {
    ...(preset && { preset: preset as 'recommended' | 'strict' }),
    levels,
    ...(domain && { domain: domain as Domain }),
    ...(options.host && { host: (await import('../system/host.ts')).readHost() }),
  };
  return await withProject(settings, options, io);
}

function ruleProblem(said: string, id: string, level: string): string | undefined {
  if (!rules.some((rule) => rule.id === id)) {
    const near = nearest(
      id,
      rules.map((rule) => rule.id),
    );
    return `--rule ${printable(said)}: ${id === '' ? 'write --rule id=level' : `there is no rule ${printable(JSON.stringify(id))}`}${near ? `; did you mean ${near}?` : '.'}`;
  }
  return LEVELS.includes(level)
    ? undefined
    : `--rule ${printable(said)}: the level must be one of ${LEVELS.join(', ')}.`;
}

/** Puts the `lint:` section of the project's services.yaml under the options. */
async function withProject(
  settings: LintSettings,
  options: LintSettingsOptions,
  io: Io,
): Promise<LintSettings | string> {
  const file = options.file ?? nearestManifest();
  if (file === undefined) return settings;
  const bytes = readBytes(file, MANIFEST_BYTES);
  if (isProblem(bytes)) {
    // A file that was named must be there; one that merely lies above is nobody's slip.
    return options.file === undefined ? settings : `${printable(file)} can not be used: ${bytes.message}.`;
  }
  // Most runs meet no such section, and then YAML need not be loaded.
  if (!/(?:^|[\n{,\uFEFF])[^\S\n\uFEFF]*["']?lint["']?\s*:/.test(new TextDecoder().decode(bytes))) return settings;
  const [{ loadManifestBytes }, { withManifestLevels }] = await Promise.all([
    import('../project/load-manifest.ts'),
    import('../lint/settings.ts'),
  ]);
  const { lint } = loadManifestBytes(file, bytes);
  if (!lint) io.note(`svc: ${printable(file)} has errors, so its \`lint:\` section is not used.\n`);
  return withManifestLevels(settings, lint);
}

/** As in project/load-manifest.ts, which is not loaded for this. */
const MANIFEST_BYTES = 2 * 1024 * 1024;
