import type { Rule } from '../rule.ts';

/** Raised by the engine, which alone sees more than one file. */
export const labelDuplicate: Rule = {
  id: 'label-duplicate',
  group: 'identity',
  level: 'warning',
  strict: true,
  summary: 'Two jobs for one launchd folder have one label.',
  docs: {
    why: 'A label names one job in its domain: of two files in one folder the second is not loaded (error 17 or 37). As an agent and a daemon both load, and each command then needs the right domain to reach the one that is meant; a service installed twice that way was reported to restart in a storm. Source: launchd-842 core.c, launchctl error codes, openclaw issue 97178. Looked at are files of one run that lie in one folder, or in LaunchAgents and LaunchDaemons side by side; copies of one file and templates are left alone.',
    bad: '<!-- in server.plist and in org.example.server.plist -->\n<key>Label</key>\n<string>org.example.server</string>',
    good: '<!-- in org.example.server.plist only -->\n<key>Label</key>\n<string>org.example.server</string>',
    fix: 'Give one of them another label and file name, or delete the one that is left over.',
    silence: 'When only one of the two files is ever installed.',
  },
};
