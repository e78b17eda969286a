/** Texts for the tests of the XML reader, and short ways to ask about what it found. */
import type { PlistNode, SyntaxFinding } from '../../src/plist/node.ts';
import { plainValueOf } from '../../src/plist/node.ts';
import { readXmlPlist } from '../../src/plist/read-xml.ts';
import type { PlistValue } from '../../src/plist/value.ts';

export const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n';
export const TAIL = '\n</plist>\n';

/** A whole property list around one value, which may be anything. */
export function plist(value: string): string {
  return HEAD + value + TAIL;
}

/** Findings as pairs of code and the text they point at. */
export function pointed(text: string, findings: readonly SyntaxFinding[]): [string, string][] {
  return findings.map(({ code, start, end }) => [code, text.slice(start, end)]);
}

/** The errors of a property list around `value`, as code and text. */
export function errorsOf(value: string): [string, string][] {
  const text = plist(value);
  return pointed(text, readXmlPlist(text).errors);
}

/** The notes of a property list around `value`, as code and text. */
export function notesOf(value: string): [string, string][] {
  const text = plist(value);
  return pointed(text, readXmlPlist(text).notes);
}

/** The message and help of the only error in a property list around `value`. */
export function messageOf(value: string): string {
  const { errors } = readXmlPlist(plist(value));
  if (errors.length !== 1) throw new Error(`${errors.length} errors: ${errors.map((error) => error.code).join(', ')}`);
  return `${errors[0]!.message} ${errors[0]!.help}`;
}

/** The plain value of a property list, errors or not. */
export function readValue(value: string): PlistValue | undefined {
  const { root } = readXmlPlist(plist(value));
  return root && plainValueOf(root);
}

/** All nodes of a tree, parents before children. */
export function allNodes(root: PlistNode): PlistNode[] {
  const nodes = [root];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    if (node.kind === 'array') nodes.push(...node.items);
    if (node.kind === 'dict') nodes.push(...node.entries.map((entry) => entry.value));
  }
  return nodes;
}

const JOB = `<dict>
	<key>Label</key>
	<string>com.example.backup</string>
	<key>ProgramArguments</key>
	<array>
		<string>/bin/sh</string>
		<string>-c</string>
		<string>test -d /tmp &amp;&amp; echo &quot;caf&#233;&quot; &gt; /dev/null</string>
	</array>
	<!-- twice a day -->
	<key>StartCalendarInterval</key>
	<array>
		<dict><key>Hour</key><integer>6</integer></dict>
		<dict><key>Hour</key><integer>18</integer><key>Minute</key><integer>30</integer></dict>
	</array>
	<key>KeepAlive</key>
	<dict>
		<key>SuccessfulExit</key>
		<false/>
	</dict>
	<key>RunAtLoad</key>
	<true/>
	<key>ExitTimeOut</key>
	<integer>30</integer>
</dict>`;

const EVERY_KIND = `<array>
	<string/>
	<string></string>
	<string><![CDATA[a < b && c]]> and &lt;more&gt; &apos;text&apos;</string>
	<integer>-0x1F</integer>
	<integer>18446744073709551615</integer>
	<integer> +7</integer>
	<real>1.5e3</real>
	<real>-infinity</real>
	<date>2024-02-29T23:59:59Z</date>
	<data>
		aGVsbG8g
		d29ybGQ=
	</data>
	<true/>
	<false />
	<array/>
	<dict/>
	<dict><key/><string>empty key</string></dict>
</array>`;

const PROLOG = `<?xml version='1.0'?>
<?target some data?>
<!-- before -->
<!DOCTYPE plist [
	<!-- inside -->
	<!ELEMENT plist ANY>
	%entities;
	<?pi?>
]>
<plist version='1.0'><!-- -->
	<dict><?pi?><key>A</key><!----><string>b</string></dict>
</plist>
<!-- after -->
`;

/** Well-formed property lists that between them use everything the format has. */
export const SAMPLES: readonly string[] = [
  plist(JOB),
  plist(JOB).replaceAll('\n', '\r\n'),
  plist(EVERY_KIND),
  PROLOG,
  '<plist version="1.0"><string>only this</string></plist>',
  '<dict><key>no</key><string>plist element</string></dict>',
  plist('<string>名前 🚀 naïve</string>'),
  plist('<plist><array><plist><integer>1</integer></plist><key>k</key></array></plist>'),
  plist('<dict><key>a</key><integer>1</integer><key>a</key><integer>2</integer></dict>'),
  plist('<array><true></true><false ></false ><string\n>x</string\t></array>'),
];
