/** The loop of plain elements and the rest of the reader say the same of the same text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/plist/decode.ts';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import { SEED, tries } from '../support/sample.ts';
import { mutated } from './read-xml-mutations.ts';
import { HEAD, plist, SAMPLES } from './read-xml-samples.ts';

const RUNS = tries(1500, 10_000);
const START = '<plist version="1.0">';
/** The usual head, and one of the same length that is read item by item. */
const USUAL = HEAD.slice(0, HEAD.indexOf(START));
const UNUSUAL = USUAL.replace('?>\n', '?> ');
/** With a `]]>` in the text the loop is not used; both comments are of one length. */
const PLAIN = '<!--xxx-->';
const CDATA_END = '<!--]]>-->';

const JOB = plist(`<dict>
	<key>Label</key>
	<string>com.example.one</string>
	<key>ProgramArguments</key>
	<array>
		<string>/bin/sh</string>
		<string>a &amp; b &lt;c&gt; &quot;d&quot; &apos;</string>
		<string></string>
	</array>
	<key>KeepAlive</key>
	<dict>
		<key>SuccessfulExit</key>
		<false/>
	</dict>
	<key>Nice</key>
	<integer>-5</integer>
	<key>RunAtLoad</key>
	<true/>
</dict>`);

/** Expects the same values and findings of the text behind either head. */
function expectSame(body: string, one: string, other: string): void {
  const { comments: _, ...quick } = readXmlPlist(one + body);
  const { comments: __, ...full } = readXmlPlist(other + body);
  expect(quick).toEqual(full);
}

describe('the loop of plain elements', () => {
  it.each([
    '<integer>0</integer>',
    '<integer>-0</integer>',
    '<integer>007</integer>',
    '<integer>-</integer>',
    '<integer></integer>',
    '<integer>1 </integer>',
    '<integer>0x1F</integer>',
    '<integer>999999999999999</integer>',
    '<integer>9007199254740993</integer>',
    '<integer>-18446744073709551616</integer>',
    '<integer>1</integer',
    '<string>a&amp;b&amp;c&amp;d&amp;e&amp;f&amp;g&amp;h</string>',
    '<string>&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;</string>',
    '<string>&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;</string>',
    '<string>&amp;&#x41;</string>',
    '<string>&amp</string>',
    '<string>&</string>',
    '<string>a',
    '<key>a</key>',
    '<true/>',
    '<false/ >',
    '<dict><key>a</key></dict>',
    '<dict><key>a</key><key>b</key><true/></dict>',
    '<dict><key>a</key><true/><true/></dict>',
    '<dict><key>a</key><true/><key>a</key><true/></dict>',
    '<dict><key>a&amp;b</key><true/><key></key><true/><key>a',
    '<dict><string>a</string></dict>',
    '<array><key>a</key></array>',
    '<array><dict></array></dict>',
    '<true/><true/>',
    // Characters whose last byte is that of a `<`, a space or a letter.
    '\u013ctrue/>',
    '\u0120<true/>',
    '<dict>\u013ckey>a</key><true/></dict>',
    '<dict><\u016bey>a</key><true/></dict>',
    '<string>\u013c/string>',
  ])('reads %s as the whole reader does', (value) => {
    for (const body of [`${START}${value}</plist>`, `${START}<array>${value}</array></plist>`]) {
      expectSame(body, PLAIN, CDATA_END);
    }
  });

  it('reads broken property lists as the whole reader does', () => {
    const bodies = [JOB, ...SAMPLES].filter((text) => text.startsWith(HEAD)).map((text) => text.slice(USUAL.length));
    expect(bodies.length).toBeGreaterThan(4);
    fc.assert(
      fc.property(mutated(bodies), (body) => {
        expectSame(body, PLAIN, CDATA_END);
        expectSame(body, USUAL, UNUSUAL);
      }),
      { seed: SEED + 7, numRuns: RUNS },
    );
  });

  it.each(['UTF-8', 'ISO-8859-1', 'US-ASCII', 'windows-1252', 'macintosh', 'Big5', 'Shift_JIS', 'EUC-JP', 'GB18030'])(
    'reads the same from bytes in %s as from their text',
    (encoding) => {
      const job = Buffer.from(JOB.replace('UTF-8', encoding), 'latin1');
      const body = job.indexOf('<dict>');
      const piece = fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
        // Two characters in two bytes, of which the second is a letter: Big5 has four of these.
        fc.constant(new Uint8Array([0x88, 0x62])),
        fc.constant(new Uint8Array([0xc3, 0xa9])),
      );
      let read = 0;
      const sample = fc.array(fc.tuple(fc.integer({ min: body, max: job.length }), piece), { maxLength: 3 });
      fc.assert(
        fc.property(sample, (inserted) => {
          let bytes = job;
          for (const [at, more] of inserted) bytes = Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
          const decoded = decodeText(bytes);
          if ('error' in decoded) return;
          read++;
          expect(readXmlPlist(decoded.text, undefined, bytes)).toEqual(readXmlPlist(decoded.text));
        }),
        { seed: SEED + 9, numRuns: tries(300, 5000) },
      );
      expect(read).toBeGreaterThan(20);
    },
  );

  it('finds the keys of a dict that come again, few or many', () => {
    const key = fc.tuple(fc.constantFrom('', 'a', 'Key', 'é'), fc.nat(60)).map(([name, n]) => name + n);
    fc.assert(
      fc.property(fc.array(key, { maxLength: 70 }), (keys) => {
        const text = plist(`<dict>${keys.map((each) => `<key>${each}</key><true/>`).join('')}</dict>`);
        const again = keys.filter((each, i) => keys.indexOf(each) < i).length;
        expect(readXmlPlist(text).notes.map((note) => note.code)).toEqual(Array(again).fill('repeated-key'));
      }),
      { seed: SEED + 8, numRuns: tries(200, 2000) },
    );
  });

  it('stops where values nest too deep', () => {
    const text = plist('<array><dict><key>a</key><array><true/></array></dict></array>');
    for (const maxDepth of [0, 1, 2, 3]) {
      const codes = readXmlPlist(text, { maxDepth }).errors.map((error) => error.code);
      expect(codes).toEqual(maxDepth < 2 ? ['too-deep'] : []);
    }
  });
});
