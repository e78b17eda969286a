/** Real shells: what each of them offers for a line that somebody has typed so far. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPILE_CACHE, MAIN, REPO, svc } from './svc.ts';

export type ShellName = 'bash' | 'zsh' | 'fish';

/** Is the shell on this machine? */
export function hasShell(shell: ShellName): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

/** A shell that has loaded svc's script: one for many lines, since to begin takes zsh longer than to complete. */
export interface Completing {
  /** The words that it offers behind `line`, whose last word is the one under the cursor (empty behind a space). */
  offered(line: string, options?: { readonly cwd?: string }): Promise<string[]>;
  /** Ends it, and removes what it had. */
  end(): Promise<void>;
}

/** Milliseconds for an answer. */
const LIMIT = 25_000;
/** Behind each answer. */
const END = '(end)';

/** Starts a shell with the completion that svc prints for it. It has to be ended. */
export function completing(shell: ShellName): Completing {
  const { code, stdout: script, stderr: why } = svc(['completion', shell]);
  if (code !== 0) throw new Error(why);
  const folder = mkdtempSync(join(tmpdir(), 'svc-shell-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('svc'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(at('svc'), 0o755);
  writeFileSync(at('script'), script);
  const [program, ...args] = COMMANDS[shell](at('script'), at('answer'));
  const own = { HOME: folder, TERM: 'dumb', LC_ALL: 'C', NODE_COMPILE_CACHE: COMPILE_CACHE };
  const env = { ...own, PATH: `${folder}:${process.env.PATH}` };
  const child = spawn(program!, args, { env, stdio: 'pipe' });
  const said = { out: '', err: '' };
  child.stdout.on('data', (data) => (said.out += data));
  child.stderr.on('data', (data) => (said.err += data));
  return {
    offered: async (line, { cwd = REPO } = {}) => {
      said.out = '';
      const words = shell === 'bash' ? readlineWords(line) : [line];
      child.stdin.write([cwd, ...words, ...(shell === 'bash' ? [END] : [])].map((one) => `${one}\n`).join(''));
      await answered(child, said);
      if (shell !== 'zsh' && said.err !== '') throw new Error(said.err);
      return said.out
        .slice(0, said.out.indexOf(END))
        .split('\n')
        .map((one) => one.split('\t')[0]!)
        .filter(Boolean);
    },
    end: async () => {
      const ended = child.exitCode === null && once(child, 'close');
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until the shell has written the end of an answer. */
async function answered(child: ChildProcess, said: { readonly out: string; readonly err: string }): Promise<void> {
  const deadline = Date.now() + LIMIT;
  while (!said.out.includes(`${END}\n`)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`no answer, but: ${said.out}${said.err}`);
    await sleep(5);
  }
}

/** What reads from its input a folder and a line (bash: the words of it), and writes what is offered and {@link END}. */
const COMMANDS: Readonly<Record<ShellName, (script: string, answer: string) => readonly string[]>> = {
  bash: (script) => ['bash', '--norc', '-c', BASH, 'bash', script],
  fish: (script) => ['fish', '--no-config', '-c', `source ${script}\n${FISH}`],
  zsh: (script, answer) => ['zsh', '-f', '-c', ZSH, 'zsh', script, answer],
};

/** As readline splits a line: at blanks outside of quotes, and at each = into a word of its own. Quotes stay. */
function readlineWords(line: string): string[] {
  const words = line.match(/(?:\\.|"[^"]*"|'[^']*'|[^ ])+/g) ?? [];
  return [...words, ...(line.endsWith(' ') ? [''] : [])].flatMap((word) =>
    word === '' ? [''] : word.split(/(=)/).filter((part, i, all) => part !== '' || i === all.length - 1),
  );
}

/** Each line in a shell below this one, so that nothing of it meets the next. */
const BASH = `source "$1" || exit 1
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
while IFS= read -r where; do
  COMP_WORDS=()
  while IFS= read -r word && [ "$word" != '${END}' ]; do COMP_WORDS[\${#COMP_WORDS[@]}]=$word; done
  COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
  (
    cd "$where" || exit 1
    _svc svc "\${COMP_WORDS[COMP_CWORD]}" ''
    printf '%s\\n' "\${COMPREPLY[@]}"
  ) </dev/null
  echo '${END}'
done`;

const FISH = `while read -l where
  read -l line
  cd $where
  complete -C $line
  echo '${END}'
end`;

/** zsh completes on a terminal only, so it gets one (zpty), with a compadd that writes down what it is given. */
const INNER = `PROMPT=
autoload -Uz compinit; compinit -u -D
setopt no_auto_list
zstyle ':completion:*' insert-tab false
zstyle ':completion:*' matcher-list ''
bindkey '^I' complete-word
bindkey '^U' kill-whole-line
compadd() {
  if [[ "\${@[1,(i)(-|--)]}" == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  typeset -a __hits
  builtin compadd -O __hits "$@"
  print -rl -- "\${__hits[@]}" >> $ANSWER
  builtin compadd "$@"
}
finished() { print -r -- '${END}' >> $ANSWER; comppostfuncs=(finished) }
comppostfuncs=(finished)
`;

const ZSH = `zmodload zsh/zpty
script=$1 answer=$2
print -r -- "$(<<'INNER'
${INNER}INNER
)" > $answer.rc
zpty z "ANSWER=$answer zsh -f -i"
drained() { while zpty -r -t z out; do :; done; sleep 0.01 }
zpty -w z "source $answer.rc; source $script"
while IFS= read -r where && IFS= read -r line; do
  : > $answer
  zpty -w z "cd -q \${(q)where}; print ready > $answer.ready"
  for i in {1..2000}; do [[ -s $answer.ready ]] && break; drained; done
  rm $answer.ready
  zpty -w -n z "$line"$'\\t'
  for i in {1..2000}; do [[ "$(<$answer)" == *'${END}'* ]] && break; drained; done
  print -r -- "$(<$answer)"
  zpty -w -n z $'\\C-u'
done
zpty -d z`;
