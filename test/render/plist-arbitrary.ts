/** Values for `plist:`: every kind of plist value, with the YAML tags that say it. */
import fc from 'fast-check';
import { type CollectionTag, Document, type ScalarTag, visit } from 'yaml';
import { BLANK_LINES } from '../../src/adopt/write-yaml.ts';
import { INTEGER_MAX, INTEGER_MIN, integerOf, PlistReal, type PlistValue } from '../../src/plist/value.ts';
import { realText } from './plist-structure.ts';
import { hostileText, oddName, type Pair } from './text-arbitrary.ts';

/** A scalar that is written behind an explicit tag. */
export class Tagged {
  readonly tag: string;
  readonly text: string;
  constructor(tag: string, text: string) {
    this.tag = tag;
    this.text = text;
  }
}

const tagOf = (name: string): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  identify: (value) => value instanceof Tagged && value.tag === name,
  resolve: (text) => text,
  stringify: ({ value }) => (value as Tagged).text,
});

/** Prints services.yaml; `quoted` puts every text in double quotes, so that both styles are tried. */
export function printYaml(value: unknown, quoted: boolean): string {
  const document = new Document(value, {
    aliasDuplicateObjects: false,
    customTags: (tags: (ScalarTag | CollectionTag)[]) => [tagOf('float'), tagOf('timestamp'), tagOf('binary'), ...tags],
  } as never);
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && BLANK_LINES.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({
    lineWidth: 0,
    ...(quoted && { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' }),
  });
}

const real = fc
  .oneof(fc.constantFrom(1, 0.5, -2, 1e21, 1e-9, 1.1, -0), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value): Pair<PlistValue> => ({ written: new Tagged('float', realText(value)), meant: new PlistReal(value) }));
const integer = fc
  .oneof(
    fc.constantFrom(INTEGER_MIN, INTEGER_MAX, 2n ** 53n, 2n ** 63n, 0n),
    fc.bigInt({ min: INTEGER_MIN, max: INTEGER_MAX }),
  )
  .map((value): Pair<PlistValue> => ({ written: value, meant: integerOf(value) }));
const date = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((value): Pair<PlistValue> => {
    const whole = new Date(Math.floor(value.getTime() / 1000) * 1000);
    return { written: new Tagged('timestamp', whole.toISOString().replace('.000', '')), meant: whole };
  });
const data = fc.uint8Array({ maxLength: 40 }).map((bytes): Pair<PlistValue> => {
  return { written: new Tagged('binary', `"${Buffer.from(bytes).toString('base64')}"`), meant: bytes };
});
const text = hostileText.map((value): Pair<PlistValue> => ({ written: value, meant: value }));
const boolean = fc.boolean().map((value): Pair<PlistValue> => ({ written: value, meant: value }));

/** A map of pairs as a pair of maps. Keys that JavaScript orders by itself are fine: order is not compared. */
export function mapOf<T>(entries: readonly (readonly [string, Pair<T>])[]): Pair<Record<string, T>> {
  const fromEntries = <V>(pairs: (readonly [string, V])[]) => Object.fromEntries(pairs);
  return {
    written: fromEntries(entries.map(([key, { written }]) => [key, written] as const)),
    meant: fromEntries(entries.map(([key, { meant }]) => [key, meant] as const)),
  };
}

const { value } = fc.letrec<{ value: Pair<PlistValue> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    boolean,
    integer,
    real,
    date,
    data,
    fc.array(tie('value'), { maxLength: 4 }).map((items) => ({
      written: items.map(({ written }) => written),
      meant: items.map(({ meant }) => meant),
    })),
    fc
      .uniqueArray(fc.tuple(oddName, tie('value')), { maxLength: 4, selector: ([name]) => name })
      .map((entries) => mapOf<PlistValue>(entries)),
  ),
}));

/** Any plist value. */
export const plistValue: fc.Arbitrary<Pair<PlistValue>> = value;
