/** Rules whose findings the readers and the engine raise: what a file must be before a job can be seen in it. */
import type { Rule } from '../rule.ts';

const form = (rule: Omit<Rule, 'group'>): Rule => Object.assign(rule, { group: 'form' as const });

export const formRules: readonly Rule[] = [
  form({
    id: 'plist-syntax',
    level: 'error',
    fatal: true,
    summary: 'The file is not a property list.',
    docs: {
      why: 'launchd refuses the whole file (error 109 or a bare 5) and says no more. Apple’s reader is followed: what it takes is taken. Source: CFPropertyList.c of swift-corelibs-foundation.',
      bad: '<key>ProgramArguments</key>\n<array>\n  <string>a & b</string>\n</array>',
      good: '<key>ProgramArguments</key>\n<array>\n  <string>a &amp; b</string>\n</array>',
      fix: 'The finding says what to write at its place.',
      silence: 'It can not be silenced: launchd does not load the file.',
    },
  }),
  form({
    id: 'plist-limits',
    level: 'error',
    fatal: true,
    summary: 'The file is over a limit of size, depth or number, or made to exhaust its reader.',
    docs: {
      why: 'A job’s plist has a few kilobytes. Files that nest hundreds of levels, declare entities or refer to themselves are mistakes or attacks; svc stops reading them at its limits.',
      bad: '<!DOCTYPE plist [ <!ENTITY a "…"> ]>',
      good: '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
      fix: 'Write the text itself instead of an entity; flatten the nesting. --max-size raises the limit of size.',
      silence:
        'It can not be silenced: nothing else in the file is checked. A file over the limit of size is passed over with --rule plist-limits=off.',
    },
  }),
  form({
    id: 'duplicate-key',
    level: 'error',
    summary: 'One key stands twice in a dict.',
    docs: {
      why: 'A dict has one value for a key. Apple’s XML reader keeps the last one in silence, its binary reader the first, other tools do as they like: what you read may not be what runs. Source: CFPropertyList.c, CFBinaryPList.c.',
      bad: '<key>ThrottleInterval</key>\n<integer>10</integer>\n<key>ThrottleInterval</key>\n<integer>30</integer>',
      good: '<key>ThrottleInterval</key>\n<integer>30</integer>',
      fix: 'Keep one of them; in XML the last is the one that counted.',
      silence: 'Never.',
    },
  }),
  form({
    id: 'boolean-not-self-closed',
    level: 'error',
    summary: '<true></true> instead of <true/>.',
    docs: {
      why: 'plutil -lint passes it, but launchd on macOS 10.14 was seen to refuse the file as an invalid property list. Source: openradar-mirror issue 20918.',
      bad: '<key>RunAtLoad</key>\n<true></true>',
      good: '<key>RunAtLoad</key>\n<true/>',
      fix: 'Write <true/> or <false/>; the meaning stays.',
      silence: 'Never.',
    },
  }),
  form({
    id: 'xml-portability',
    level: 'info',
    summary: 'Apple’s reader takes this, other XML readers warn or refuse.',
    docs: {
      why: 'Double hyphens in a comment, text before the XML declaration, a missing declaration, DOCTYPE or version, Apple’s old DOCTYPE: launchd reads on, but xmllint, Python and others do not, or warn.',
      bad: '<!-- run -- once -->\n<key>RunAtLoad</key>\n<true/>',
      good: '<!-- run once -->\n<key>RunAtLoad</key>\n<true/>',
      fix: 'The finding says what to write.',
      silence: 'When only launchd ever reads the file.',
    },
  }),
  form({
    id: 'not-a-job',
    level: 'info',
    summary: 'A property list, but no launchd job.',
    docs: {
      why: 'Info.plist, preferences, entitlements: nothing else is checked in them. In LaunchAgents or LaunchDaemons it is a warning, since launchd tries to load whatever lies there.',
      bad: '<key>CFBundleName</key>\n<string>Example</string>',
      good: '<key>Label</key>\n<string>org.example.server</string>\n<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/server</string>\n</array>\n<key>RunAtLoad</key>\n<true/>',
      fix: 'Leave the file out of the check, or move it out of launchd’s folder.',
      silence: 'When the file lies there on purpose.',
    },
  }),
];
