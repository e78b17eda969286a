/** Where the job's standard streams come from and go to. */
import { keyTable } from './row.ts';

// biome-ignore format: one row a key
export const logKeys = keyTable({ group: 'logs', types: ['string'], default: '/dev/null' }, [
  { key: 'StandardInPath', field: { name: 'stdin', form: 'path' }, sources: ['MAN26', 'SRC842'],
    about: 'File that becomes standard input.' },
  { key: 'StandardOutPath', field: { name: 'logs', form: 'log-path' }, sources: ['MAN26', 'SRC842', 'LRG298', 'BEACON', 'OC909'],
    about: 'File that standard output is appended to, made when it is missing and never rotated; if it cannot be opened, the job does not start.' },
  { key: 'StandardErrorPath', sources: ['MAN26', 'SRC842', 'LRG298'],
    about: 'File that standard error is written to, under the same rules as StandardOutPath.' },
]);
