/** Completion for fish, from 3.0 on. */
import type { CompletedCommand, CompletedOption, Place } from './completion-words.ts';
import { keyNames, ruleIds, valueFlags } from './completion-words.ts';
import { LEVELS } from './lint-settings.ts';

/** What the lines of completion ask of the words that are there. */
const QUESTIONS = `# Is $argv[1] the command, and (where they are named) $argv[2] of its arguments there?
function __svc_at
    set -l words (__svc_words)
    test (count $words) -gt 0; or return 1
    test "$words[1]" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test (count $words) -eq (math $argv[2] + 1)
end

function __svc_no_command
    test (count (__svc_words)) -eq 0
end

# The services of the file that -f names, else of the nearest one; nothing where that fails.
function __svc_services
    set -l words (commandline -opc)
    set -l file
    for i in (seq 2 (count $words))
        switch $words[$i]
            case -f --file
                set file -f (string replace -r '^~/' "$HOME/" -- $words[(math $i + 1)])
            case '--file=*'
                set file -f (string replace -r '^--file=' '' -- $words[$i])
        end
    end
    set -l svc (string replace -r '^~/' "$HOME/" -- $words[1])
    $svc $file completion --services 2>/dev/null
end
`;

/** The whole script. */
export function fishScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const all = [...globals, ...commands.flatMap(({ options }) => options)];
  return `# fish completion for svc. svc completion fish > ~/.config/fish/completions/svc.fish

set -g __svc_rules ${ruleIds().join(' ')}
set -g __svc_keys ${keyNames().join(' ')}

# The words before the cursor that are no options and no values of options: the command, then its arguments.
function __svc_words
    set -l skip
    for word in (commandline -opc)[2..-1]
        if set -q skip[1]
            set -e skip
            continue
        end
        switch $word
            case ${valueFlags(all).join(' ')}
                set skip yes
            case '-*'
            case '*'
                echo -- $word
        end
    end
end

${QUESTIONS}
function __svc_rule_levels
    for rule in $__svc_rules
        printf '%s\\n' ${LEVELS.map((level) => `$rule=${level}`).join(' ')}
    end
end

complete -c svc -f
${globals.map((option) => optionLine(option, '')).join('\n')}
${commands.map((command) => commandLines(command).join('\n')).join('\n')}
`;
}

function commandLines({ name, summary, options, args, takesMany }: CompletedCommand): string[] {
  return [
    `complete -c svc -n __svc_no_command -a ${name} -d ${quoted(summary)}`,
    ...options.map((option) => optionLine(option, ` -n '__svc_at ${name}'`)),
    ...args.flatMap((place, i) => {
      const index = takesMany && i === args.length - 1 ? '' : ` ${i}`;
      return argumentLines(place).map((line) => `complete -c svc -n '__svc_at ${name}${index}' ${line}`);
    }),
  ];
}

function optionLine({ short, long, about, value }: CompletedOption, condition: string): string {
  const flags = `${short ? ` -s ${short.slice(1)}` : ''}${long ? ` -l ${long.slice(2)}` : ''}`;
  return `complete -c svc${condition}${flags}${value ? valueWords(value) : ''} -d ${quoted(about)}`;
}

function valueWords(place: Place): string {
  const words = wordsOf(place);
  if (words === undefined) return place.kind === 'nothing' ? ' -x' : ' -r -F';
  return place.kind === 'mixed' || place.kind === 'names' ? ` -r -F -a ${words}` : ` -x -a ${words}`;
}

function argumentLines(place: Place): string[] {
  const words = wordsOf(place);
  const hasFiles =
    place.kind === 'files' || place.kind === 'folders' || place.kind === 'mixed' || place.kind === 'names';
  return [...(hasFiles ? ['-F'] : []), ...(words === undefined ? [] : [`-a ${words}`])];
}

/** What is offered apart from files, as fish expands it when asked; undefined: nothing. */
function wordsOf(place: Place): string | undefined {
  switch (place.kind) {
    case 'words':
      return `'${place.words.join(' ')}'`;
    case 'services':
    case 'mixed':
      return "'(__svc_services)'";
    case 'rule-level':
      return "'(__svc_rule_levels)'";
    case 'names':
      return "'$__svc_rules $__svc_keys (__svc_services)'";
    case 'folders':
      return "'(__fish_complete_directories)'";
    case 'files':
    case 'nothing':
      return undefined;
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
