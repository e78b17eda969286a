import type { Rule } from '../rule.ts';

/** Where a program that speaks XPC has its messages from. */
const XPC_KEYS = ['MachServices', 'LaunchEvents', 'PerJobMachServices', 'RemoteServices', 'Datastores'];
/** Keys that promise such messages. */
const EXIT_KEYS = ['EnableTransactions', 'EnablePressuredExit'];

export const transactionsWithoutXpc: Rule = {
  id: 'transactions-without-xpc',
  group: 'life cycle',
  level: 'warning',
  summary: 'EnableTransactions or EnablePressuredExit in a job without XPC.',
  docs: {
    why: 'With EnableTransactions the program promises to mark its work with XPC transactions, and while none is open launchd may send SIGKILL without SIGTERM. Node, Python, shells and most servers open none: they lose their graceful shutdown. EnablePressuredExit implies it. Apple’s own jobs are left alone. Source: launchd.plist(5).',
    bad: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/node</string>\n  <string>/srv/app/server.js</string>\n</array>\n<key>EnableTransactions</key>\n<true/>',
    good: '<key>ProgramArguments</key>\n<array>\n  <string>/usr/local/bin/node</string>\n  <string>/srv/app/server.js</string>\n</array>\n<key>ExitTimeOut</key>\n<integer>30</integer>',
    fix: 'Remove the key; ExitTimeOut gives the program time to shut down.',
    silence: 'When the program opens transactions itself, with xpc_transaction_begin(3).',
  },
  needs: { keys: EXIT_KEYS },
  check(job, report) {
    const key = EXIT_KEYS.find((name) => job.isTrue(name));
    if (key === undefined || job.isApple || XPC_KEYS.some((name) => job.has(name))) return;
    report(job.at(key), {
      message: `${key} lets launchd kill the program without warning (SIGKILL, no SIGTERM) while it has no XPC transaction open, and this job has no MachServices or LaunchEvents to open one for.`,
      help: 'Remove it, unless the program calls xpc_transaction_begin(3).',
    });
  },
};
