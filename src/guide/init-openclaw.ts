/** `svc init --template openclaw`: the six services of this repository's own services.yaml; a test holds them together. */
import { yamlText } from './yaml-text.ts';

/** The text below the line for editors. */
export function openclawText({ namespace, node }: { readonly namespace: string; readonly node: string }): string {
  return `#
# The six services of an openclaw installation. Change the paths to yours, then: \`svc lint\`, \`svc run gateway\`, \`svc install\`.
version: 1
${`namespace: ${yamlText(namespace)}`.padEnd(33)} # the label of a service is <namespace>.<service>
domain: gui                       # gui: while logged in at the desktop; user: over ssh too; system: daemons of root
# home: /Users/user               # what ~ means. Left out: your home. Say it where others render this file (CI)
output: plists                    # where \`svc render\` writes, relative to this file
variables:
  root: ~/.openclaw
  node: ${yamlText(node.replaceAll('$', '$$$$'))}

defaults:                         # fields of every service; what a service says itself wins
  logs: \${root}/logs
  environment:
    PATH: /opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin

services:
  gateway:
    template: daemon
    description: Front door of the assistant
    command: ["\${node}", "\${home}/openclaw/dist/cli.js", gateway, start]
    environment: { NODE_ENV: production }
    drain: 25s                    # how long it needs to shut down; must fit in exitTimeout

  embedding-server:
    template: python-server
    command: ["\${root}/projects/knowledge-base/.venv/bin/python", "\${root}/projects/knowledge-base/embedding-server.py"]
    recycles: true                # leaves with exit 0 after 1,000 requests, on purpose
    keepAlive: true               # so it must come back after a clean exit too

  file-watcher:
    template: watcher
    command: ["\${root}/projects/file-watcher/watcher.sh"]

  emit-server:
    template: daemon
    command: ["\${node}", "\${root}/projects/emit-server/server.js"]
    environment: { NODE_ENV: production }

  daily-tasks:
    template: heartbeat
    command: ["\${root}/projects/heartbeat-tasks/daily-tasks.sh"]
    schedule: ["07:55", "22:00"]

  weekly-tasks:
    template: heartbeat
    command: ["\${root}/projects/heartbeat-tasks/weekly-tasks.sh"]
    schedule: sunday 03:00
`;
}
