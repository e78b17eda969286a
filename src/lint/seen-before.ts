/** What a job shares with another one of the run by mistake: its label, its log files. */

import { quoted } from '../launchd/quoted.ts';
import type { NodeOf } from '../plist/node.ts';
import type { FileFindings, OtherText } from './file-findings.ts';
import type { Job } from './job.ts';
import type { LabelIndex } from './label-index.ts';
import { ruleOf } from './rules/index.ts';

/** A label with more characters names no file, so no other job has it by mistake. */
const MAX_LABEL = 1024;

/** Reports a label that another file of the run has too, unless that file is a copy of this one. */
export function reportDuplicate(job: Job, findings: FileFindings, labels: LabelIndex, bytes: Uint8Array): void {
  const node = job.ofKind('Label', 'string');
  if (!node) return;
  const label = node.value;
  if (label === '' || label.length > MAX_LABEL) return;
  const other = labels.add(label, job.file.path, findings.lineOf(node), digestOf(bytes));
  if (!other) return;
  const consequence = other.sameFolder
    ? 'launchd loads only one of the two and refuses the other (error 17).'
    : 'as an agent and a daemon both load, and commands easily reach the wrong one.';
  findings.add(ruleOf('label-duplicate'), job.at('Label'), {
    message: `${other.path}${other.line > 1 ? `:${other.line}` : ''} has the label ${quoted(label)} too; ${consequence}`,
    help: 'Give one of them another label and file name, or delete the one that is left over.',
  });
}

/** Reports log files that a job of another label seen before writes too. */
export function reportSharedLogs(job: Job, findings: FileFindings, labels: LabelIndex, text?: OtherText): void {
  const errors = job.ofKind('StandardErrorPath', 'string');
  const output = job.ofKind('StandardOutPath', 'string');
  // Both in one file is one log.
  if (errors && errors.value !== output?.value)
    reportSharedLog(job, 'StandardErrorPath', errors, findings, labels, text);
  if (output) reportSharedLog(job, 'StandardOutPath', output, findings, labels, text);
}

function reportSharedLog(
  job: Job,
  key: 'StandardErrorPath' | 'StandardOutPath',
  node: NodeOf<'string'>,
  findings: FileFindings,
  labels: LabelIndex,
  text: OtherText | undefined,
): void {
  const log = node.value;
  if (!log.startsWith('/') || log.startsWith('/dev/')) return;
  const label = job.text('Label') ?? job.file.path;
  const line = findings.lineOf(text ? text.placeOf(job.at(key)) : node);
  const other = labels.addLog(log, label, job.file.path, line);
  if (!other) return;
  const consequence = other.sameFolder
    ? 'the lines of both get mixed.'
    : 'and an agent can not write to the file that a daemon made.';
  const finding = {
    message: `${other.path}${other.line > 1 ? `:${other.line}` : ''} writes to ${quoted(log)} too; ${consequence}`,
    help: 'Give each job a file of its own.',
  };
  findings.add(ruleOf('log-shared'), job.at(key), finding, text);
}

/** Bytes of which all are looked at to tell copies apart; of a monster the head and the tail must do. */
const WHOLE = 1 << 20;
const PART = 1 << 16;

/** Tells copies of a file from other files: 53 bits of all its bytes and of their number; not for adversaries. */
function digestOf(bytes: Uint8Array): number {
  const { length } = bytes;
  const { imul } = Math;
  const end = length <= WHOLE ? length : PART;
  let low = 0x811c9dc5 ^ length;
  let high = 0x41c6ce57;
  // Eight bytes at a time, in two sums that need not wait for one another. Words begin at multiples of four only;
  // what does not is copied (the slice of a Buffer would be no copy).
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes.subarray(0, end));
  const count = (end >> 3) * 2;
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, count);
  for (let i = 0; i < count; i += 2) {
    low = imul(((low << 13) | (low >>> 19)) ^ words[i]!, 0x01000193);
    high = imul(((high << 13) | (high >>> 19)) ^ words[i + 1]!, 0x85ebca6b);
  }
  for (let i = count * 4; i < end; i++) low = imul(((low << 13) | (low >>> 19)) ^ bytes[i]!, 0x01000193);
  if (length > WHOLE) low ^= imul(digestOf(bytes.subarray(length - PART)), 0x01000193);
  return ((high ^ low) >>> 11) * 2 ** 32 + (low >>> 0);
}
