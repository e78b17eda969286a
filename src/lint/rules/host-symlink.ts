import { hostFileOf } from '../host-facts.ts';
import type { Rule } from '../rule.ts';

export const hostSymlink: Rule = {
  id: 'host-symlink',
  group: 'this machine',
  level: 'warning',
  summary: 'With `--host`: the file is a symbolic link.',
  docs: {
    why: 'Links in launchd folders are a known trouble spot: owner and mode of what they point to must be right too, and the job is gone when that moves. Tools that used links (nix-darwin, home-manager) copy the file today. Source: reports.',
    bad: '<!-- ls -l: org.example.server.plist -> /Users/user/server/org.example.server.plist -->\n<key>Label</key>\n<string>org.example.server</string>',
    good: '<!-- ls -l: -rw-r--r-- org.example.server.plist -->\n<key>Label</key>\n<string>org.example.server</string>',
    fix: 'Put a copy of the file in its place, mode 0644.',
    silence: 'When the tool that makes the link also checks that the job is loaded.',
  },
  needs: { host: true },
  check(job, report) {
    if (!hostFileOf(job)?.isSymlink) return;
    const message =
      'The file is a symbolic link: launchd was reported to refuse such files, depending on what they point to.';
    report(job.root, { message, help: 'Put a copy of the file in its place.' });
  },
};
