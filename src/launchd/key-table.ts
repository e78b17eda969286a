/** The key registry as a page for people: docs/keys.md. */
import { type KeyRow, launchdKeys } from './keys.ts';
import { sources } from './sources.ts';

/** The whole page, with a final newline. It is generated; a test says when the committed one is stale. */
export function keyTableText(): string {
  const documented = launchdKeys().filter(
    ({ status }) => status === 'current' || status === 'deprecated' || status === 'no-op',
  );
  const others = launchdKeys().filter((row) => !documented.includes(row) && !row.container);
  const ids = new Set<string>(launchdKeys().flatMap((row) => row.sources));
  const used = Object.entries(sources)
    .filter(([id]) => ids.has(id))
    .map(([id, text]) => `- **${id}**: ${escaped(text)}`);
  return [
    '# Keys of launchd.plist',
    '',
    'Generated from the key registry (`src/launchd/keys.ts`) by `npm run generate`; edit a row there, not this page.',
    '',
    '| key | type | field in services.yaml | what it does | source |',
    '|---|---|---|---|---|',
    ...documented.map(line),
    '',
    '## Internal, removed and read-only keys',
    '',
    'Known so that the linter can name them; services.yaml has no fields for them.',
    '',
    '| key | type | status | source |',
    '|---|---|---|---|',
    ...others.map(
      ({ key, types, status, sources: from }) =>
        `| \`${key}\` | ${escaped(types.join(' or '))} | ${status} | ${from.join(', ')} |`,
    ),
    '',
    '## Sources',
    '',
    ...used,
    '',
  ].join('\n');
}

function line(row: KeyRow): string {
  const notes = [
    row.values && `One of ${row.values.join(', ')}.`,
    row.min !== undefined && row.max !== undefined && `From ${row.min} to ${row.max}.`,
    row.unit === 's' && 'In seconds.',
    row.default !== undefined && `Default: ${row.default}.`,
    row.scope !== 'both' && `In ${row.scope}s only.`,
    row.status !== 'current' && `**${row.status}**${row.insteadUse ? `: use ${row.insteadUse}` : ''}.`,
    row.confidence !== 'high' && `Confidence: ${row.confidence}.`,
  ].filter(Boolean);
  const about = [escaped(row.about), ...notes].join(' ');
  const field = row.field ? `\`${row.field.name}\`` : '';
  return `| \`${row.key}\` | ${escaped(row.types.join(' or '))} | ${field} | ${about} | ${row.sources.join(', ')} |`;
}

function escaped(text: string): string {
  return text.replace(/[|<>*]/g, (character) => `\\${character}`);
}
