/** Real shells: what each of them offers for a line that somebody has typed so far. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith, MAIN, REPO, svc } from './svc.ts';

export type ShellName = 'bash' | 'zsh' | 'fish';

/** Is the shell on this machine? */
export function hasShell(shell: ShellName): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

export interface Completing {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The words that `shell` offers behind `line`, whose last word is the one under the cursor (empty behind a space). */
export function completions(shell: ShellName, line: string, { cwd = REPO, env = {} }: Completing = {}): string[] {
  const { code, stdout: script, stderr: why } = svc(['completion', shell]);
  if (code !== 0) throw new Error(why);
  const folder = folderWith({ 'bin/svc': `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`, script });
  chmodSync(join(folder, 'bin/svc'), 0o755);
  const answer = join(folder, 'answer');
  writeFileSync(answer, '');
  const [program, ...args] = COMMANDS[shell](join(folder, 'script'), line, answer);
  const { stdout, stderr, error } = spawnSync(program!, args, {
    cwd,
    encoding: 'utf8',
    env: { HOME: folder, TERM: 'dumb', LC_ALL: 'C', ...env, PATH: `${folder}/bin:${process.env.PATH}` },
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  if (error) throw error;
  if (shell !== 'zsh' && stderr !== '') throw new Error(stderr);
  const said = shell === 'zsh' ? readFileSync(answer, 'utf8') : stdout;
  return said
    .split('\n')
    .map((one) => one.split('\t')[0]!)
    .filter(Boolean);
}

type Line = (script: string, line: string, answer: string) => readonly string[];

const COMMANDS: Readonly<Record<ShellName, Line>> = {
  bash: (script, line) => ['bash', '--norc', '-c', BASH, 'bash', script, ...readlineWords(line)],
  fish: (script, line) => ['fish', '--no-config', '-c', `source ${script}; complete -C ${JSON.stringify(line)}`],
  zsh: (script, line, answer) => ['zsh', '-f', '-c', ZSH, 'zsh', script, line, answer],
};

/** As readline splits a line: at blanks, and at each = into a word of its own. */
function readlineWords(line: string): string[] {
  return line
    .split(' ')
    .flatMap((word) =>
      word === '' ? [''] : word.split(/(=)/).filter((part, i, all) => part !== '' || i === all.length - 1),
    );
}

const BASH = `script=$1; shift
source "$script" || exit 1
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
_svc svc "\${COMP_WORDS[COMP_CWORD]}" ''
printf '%s\\n' "\${COMPREPLY[@]}"`;

/** zsh completes on a terminal only, so it gets one (zpty), with a compadd that writes down what it is given. */
const INNER = `PROMPT=
autoload -Uz compinit; compinit -u -D
zstyle ':completion:*' insert-tab false
zstyle ':completion:*' matcher-list ''
bindkey '^I' complete-word
compadd() {
  if [[ "\${@[1,(i)(-|--)]}" == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  typeset -a __hits
  builtin compadd -O __hits "$@"
  print -rl -- "\${__hits[@]}" >> $ANSWER
  builtin compadd "$@"
}
finished() { print -r -- '(end)' >> $ANSWER; exit }
comppostfuncs=(finished)
`;

const ZSH = `zmodload zsh/zpty
script=$1 line=$2 answer=$3
print -r -- "$(<<'END'
${INNER}END
)" > $answer.rc
zpty z "ANSWER=$answer zsh -f -i"
zpty -w z "source $answer.rc; source $script; print ready > $answer.ready"
for i in {1..1000}; do [[ -s $answer.ready ]] && break; sleep 0.01; done
zpty -w -n z "$line"$'\\t'
for i in {1..2000}; do [[ "$(<$answer)" == *'(end)'* ]] && break; zpty -r -t z out; sleep 0.01; done
text="$(<$answer)"
[[ $text == *'(end)'* ]] || print -u2 'zsh did not answer'
print -r -- "\${text%%'(end)'*}" > $answer
zpty -d z`;
