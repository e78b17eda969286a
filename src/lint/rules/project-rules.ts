/** Rules of a project: those of services.yaml, which its reader raises, and the one on silencers. */
import type { Rule } from '../rule.ts';

const project = (rule: Omit<Rule, 'group' | 'check'>): Rule => Object.assign(rule, { group: 'project' as const });

export const projectRules: readonly Rule[] = [
  project({
    id: 'schema',
    level: 'error',
    summary: 'services.yaml says something its grammar does not know.',
    docs: {
      why: 'A field that is misspelt, of the wrong type or missing would otherwise be left out in silence, and the job would run differently from what the file says. So would an unknown variable or template, and two services with one label would become one file. Nothing is rendered or checked further until it is mended.',
      bad: 'services:\n  server:\n    comand: [/usr/local/bin/server]',
      good: 'services:\n  server:\n    command: [/usr/local/bin/server]\n    runAtLoad: true',
      fix: 'The finding says what is known at its place. Keys of launchd that have no field go under plist:.',
      silence:
        'Its errors can not be silenced: nothing can be rendered from the file. A warning can, such as the one on a folder of templates that is made later.',
    },
  }),
  project({
    id: 'drain-exceeds-exit-timeout',
    level: 'error',
    fatal: true,
    summary: 'The time a service needs to shut down does not fit in its exit time-out.',
    docs: {
      why: 'launchd sends SIGKILL when ExitTimeOut is over: a service that is still draining then loses what it was about to finish. drain and 5 seconds to spare must fit in exitTimeout; without an exitTimeout recent macOS was seen to kill after 5 seconds. Source: launchd.plist(5), reports cited in the key table.',
      bad: 'command: [/usr/local/bin/server]\ndrain: 30s\nexitTimeout: 30s',
      good: 'command: [/usr/local/bin/server]\ndrain: 30s\nexitTimeout: 40s',
      fix: 'Raise exitTimeout to drain and 5 seconds or more, or let the service drain faster.',
      silence: 'It can not be silenced: nothing is rendered. Write the drain that really fits.',
    },
  }),
  project({
    id: 'schedule-required',
    level: 'error',
    fatal: true,
    summary: 'The template of a service needs a schedule, and there is none.',
    docs: {
      why: 'A template such as heartbeat starts its program by the clock alone: without schedule or every, nothing ever would.',
      bad: 'template: heartbeat\ncommand: [/usr/local/bin/report]',
      good: 'template: heartbeat\ncommand: [/usr/local/bin/report]\nschedule: "07:55"',
      fix: 'Write schedule: "07:55", or every: 15m; or take another template.',
      silence: 'It can not be silenced: nothing is rendered.',
    },
  }),
  project({
    id: 'unused-suppression',
    level: 'warning',
    summary: 'A silencer that silences nothing.',
    docs: {
      why: 'A silencer that outlives its finding hides the next one of that kind. One without a reason, or with the id of no rule, silences nothing and only looks as if it did.',
      bad: '<!-- svc-disable-next-line exit-timeout-zero: it must finish -->\n<key>ExitTimeOut</key>\n<integer>30</integer>',
      good: '<!-- svc-disable-next-line exit-timeout-zero: it must finish, whatever it takes -->\n<key>ExitTimeOut</key>\n<integer>0</integer>',
      fix: 'Remove it; or write svc-disable-next-line rule-id: reason on the line right above the finding.',
      silence: 'Set the level of unused-suppression instead, for files that are also checked by other versions of svc.',
    },
  }),
];
