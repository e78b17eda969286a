/** SARIF 2.1.0 (OASIS), for code scanning and viewers: the rules first, then results as they come. */
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import type { LintedFile } from '../lint/engine.ts';
import type { Rule } from '../lint/rule.ts';
import { ruleUrl } from '../lint/rule-url.ts';
import { rules } from '../lint/rules/index.ts';
import { jsonText } from './json.ts';
import { fenced, inMarkdown } from './markdown.ts';
import { fileUri } from './relative-path.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

const INDEX = new Map(rules.map(({ id }, i) => [id, i]));

/** The document up to its first result. @param version of svc */
export function sarifHead(version: string): string {
  const driver = { name: 'svc', version, semanticVersion: version, rules: rules.map(descriptorOf) };
  return (
    `{"$schema":${JSON.stringify(SCHEMA)},"version":"2.1.0","runs":[{"tool":{"driver":${JSON.stringify(driver)}},` +
    '"columnKind":"utf16CodeUnits","newlineSequences":["\\r\\n","\\n","\\r"],"results":['
  );
}

/** What closes the document after its last result. */
export const SARIF_TAIL = '\n]}]}\n';

/**
 * The results of one file, each one line of JSON, silenced ones included and marked so.
 * @param folder the working folder, absolute: files below it are named relative to it
 */
export function sarifResults({ diagnostics, sources }: LintedFile, folder: string): string[] {
  const seen = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const print = fingerprint(diagnostic);
    const nth = (seen.get(print) ?? 0) + 1;
    seen.set(print, nth);
    return jsonText(resultOf(diagnostic, sources.has(diagnostic.file), folder, `${print}:${nth}`));
  });
}

/** A field that is undefined is none in JSON. */
function resultOf(diagnostic: Diagnostic, hasText: boolean, folder: string, fingerprint: string): object {
  const { rule, severity, message, help, file, key, suppressed, justification, fixable } = diagnostic;
  const { line, column, endLine, endColumn } = diagnostic;
  return {
    ruleId: rule,
    ruleIndex: INDEX.get(rule),
    level: LEVELS[severity],
    message: { text: withoutLinks(help ? `${message} ${help}` : message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(file, folder) },
          // A binary file, or one that was not read, has no lines.
          region: hasText ? { startLine: line, startColumn: column, endLine, endColumn } : undefined,
        },
        logicalLocations: key === undefined ? undefined : [{ fullyQualifiedName: key }],
      },
    ],
    // On every result or on none (section 3.27.23); empty means: not silenced.
    suppressions: suppressed ? [{ kind: 'inSource', justification }] : [],
    properties: fixable ? { fixable } : undefined,
    partialFingerprints: { 'svcFinding/v1': fingerprint },
  };
}

/** `[text](target)` is a link in SARIF (section 3.11.6); a text out of somebody's plist must not become one. */
function withoutLinks(text: string): string {
  return text.replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

function descriptorOf(rule: Rule): object {
  const { id, level, summary, docs, group } = rule;
  const url = ruleUrl(id);
  return {
    id,
    // An absolute URI or nothing (section 3.49.12).
    ...(URL.canParse(url) && { helpUri: url }),
    shortDescription: { text: summary },
    fullDescription: { text: docs.why },
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    defaultConfiguration: { level: LEVELS[level] },
    properties: { tags: ['launchd', group] },
  };
}

function helpText({ docs }: Rule): string {
  const { why, bad, good, fix, silence } = docs;
  return `${why}\n\nBad:\n${bad}\n\nGood:\n${good}\n\nHow to fix it: ${fix}\n\nWhen to silence it: ${silence}\n`;
}

function helpMarkdown({ docs }: Rule): string {
  return [
    inMarkdown(docs.why),
    `**Bad**\n\n${fenced(docs.bad)}`,
    `**Good**\n\n${fenced(docs.good)}`,
    `**How to fix it:** ${inMarkdown(docs.fix)}`,
    `**When to silence it:** ${inMarkdown(docs.silence)}\n`,
  ].join('\n\n');
}

/**
 * What stays of a finding when lines are put in above it: rule, key path and message. Not the text of the file, since
 * that may be a secret, and a hash of a short one can be guessed.
 */
function fingerprint({ rule, key, message }: Diagnostic): string {
  const withoutPlaces = message.replace(/:\d+\b/g, '').replace(/\b(line|column) \d+/g, '$1');
  return hash64(`${rule}\0${key ?? ''}\0${withoutPlaces}`);
}

/** 64 bits in hexadecimal, from two multiplicative hashes mixed at the end; tells texts apart, not for adversaries. */
function hash64(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
