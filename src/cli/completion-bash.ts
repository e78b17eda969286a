/** Completion for bash, from 3.2 on (macOS has no later one): no mapfile, no associative arrays, compopt only where it is. */
import type { CompletedCommand, CompletedOption, Place } from './completion-words.ts';
import { keyNames, ruleIds, valueFlags } from './completion-words.ts';
import { LEVELS } from './lint-settings.ts';

/** The whole script. */
export function bashScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  const all = [...globals, ...commands.flatMap(({ options }) => options)];
  const names = commands.map(({ name }) => name).join(' ');
  return `# bash completion for svc. In ~/.bashrc: eval "$(svc completion bash)"

_svc_rules='${ruleIds().join(' ')}'
_svc_keys='${keyNames().join(' ')}'

# What begins with $cur of the words in $1.
_svc_words() { COMPREPLY=( $(compgen -W "$1" -- "$cur") ); }

# The word $1 as $plain: without its quotes and backslashes, ~/ worked out.
_svc_plain() {
  plain=\${1//\\\\/}
  plain=\${plain//\\"/}
  plain=\${plain//\\'/}
  case "$plain" in '~/'*) plain=$HOME/\${plain#'~/'} ;; esac
}

# The services of the file that -f names, else of the nearest one; nothing where that fails.
_svc_services() {
  if [ -n "$file" ]; then "$svc" -f "$file" completion --services 2>/dev/null
  else "$svc" completion --services 2>/dev/null; fi
}

# Names with blanks have to be quoted: by readline, which puts a slash behind folders too, or before bash 4 by hand.
_svc_files() {
  local IFS=$'\\n' n
  COMPREPLY=( $(compgen $1 -- "$cur") )
  compopt -o filenames 2>/dev/null && return
  case "$cur" in [\\"\\']*) return ;; esac
  for (( n = 0; n < \${#COMPREPLY[@]}; n++ )); do COMPREPLY[n]=$(printf %q "\${COMPREPLY[n]}"); done
}

# rule=level: the levels once only one rule is left, so that no space follows the id.
_svc_rule_level() {
  local ids id word
  case "$cur" in
    *=*) ids=\${cur%%=*} ;;
    *) ids=$(compgen -W "$_svc_rules" -- "$cur") ;;
  esac
  case "$ids" in
    *[[:space:]]*) COMPREPLY=( $ids ) ;;
    '') COMPREPLY=() ;;
    *) for word in ${LEVELS.join(' ')}; do id="$id $ids=$word"; done; _svc_words "$id" ;;
  esac
}

_svc() {
  local plain svc cur='' option='' file='' command='' count=0 i word skip='' glued joined=()
  # Words as they were typed: readline splits them at = too.
  for (( i = 0; i <= COMP_CWORD; i++ )); do
    word=\${COMP_WORDS[i]}
    if [ $i -gt 1 ] && { [ "$word" = '=' ] || [ "$glued" = '=' ]; }; then
      joined[\${#joined[@]} - 1]="\${joined[\${#joined[@]} - 1]}$word"
    else joined[\${#joined[@]}]=$word; fi
    glued=$word
  done
  cur=\${joined[\${#joined[@]} - 1]}
  for (( i = 1; i < \${#joined[@]} - 1; i++ )); do
    word=\${joined[i]}
    if [ -n "$skip" ]; then
      case "$skip" in -f|--file) file=$word ;; esac
      skip=''
      continue
    fi
    case "$word" in
      --file=*) file=\${word#*=} ;;
      ${valueFlags(all).join('|')}) skip=$word ;;
      -*) ;;
      *) if [ -z "$command" ]; then command=$word; else count=$(( count + 1 )); fi ;;
    esac
  done
  _svc_plain "\${COMP_WORDS[0]}"; svc=$plain
  _svc_plain "$file"; file=$plain
  option=$skip
  case "$cur" in
    --*=*) option=\${cur%%=*}; cur=\${cur#*=} ;;
  esac
  COMPREPLY=()
  if [ -n "$option" ]; then _svc_value "$command" "$option"
  else
    case "$cur" in
      -*) _svc_options "$command" ;;
      *) if [ -z "$command" ]; then _svc_words '${names}'; else _svc_argument "$command" "$count"; fi ;;
    esac
  fi
  # Only what stands behind the last = is a word to readline.
  case "$COMP_WORDBREAKS" in
    *=*)
      case "$cur" in
        *=*) for (( i = 0; i < \${#COMPREPLY[@]}; i++ )); do COMPREPLY[i]=\${COMPREPLY[i]#"\${cur%=*}="}; done ;;
      esac ;;
  esac
}

_svc_options() {
  case "$1" in
${commands.map(({ name, options }) => `    ${name}) _svc_words '${flagWords([...options, ...globals])}' ;;`).join('\n')}
    *) _svc_words '${flagWords(globals)}' ;;
  esac
}

_svc_value() {
  case "$1 $2" in
${[...valueCases('*', globals), ...commands.flatMap(({ name, options }) => valueCases(name, options))].join('\n')}
  esac
}

_svc_argument() {
  case "$1 $2" in
${commands.flatMap(argumentCases).join('\n')}
  esac
}

complete -F _svc svc
`;
}

function flagWords(options: readonly CompletedOption[]): string {
  return options.flatMap(({ short, long }) => [short, long].filter(Boolean)).join(' ');
}

function valueCases(command: string, options: readonly CompletedOption[]): string[] {
  return options.flatMap(({ short, long, value }) => {
    if (!value) return [];
    const patterns = [short, long].filter(Boolean).map((flag) => `${command === '*' ? '*' : command}' '${flag}`);
    return [`    ${patterns.join('|')}) ${actionOf(value)} ;;`];
  });
}

function argumentCases({ name, args, takesMany }: CompletedCommand): string[] {
  return args.map((place, i) => {
    const index = takesMany && i === args.length - 1 ? '*' : i;
    return `    ${name}' '${index}) ${actionOf(place)} ;;`;
  });
}

function actionOf(place: Place): string {
  switch (place.kind) {
    case 'words':
      return `_svc_words '${place.words.join(' ')}'`;
    case 'services':
      return '_svc_words "$(_svc_services)"';
    case 'rule-level':
      return '_svc_rule_level';
    case 'names':
      return '_svc_words "$_svc_rules $_svc_keys $(_svc_services)"; [ ${#COMPREPLY[@]} -gt 0 ] || _svc_files -f';
    case 'mixed':
      return '_svc_words "$(_svc_services)"; [ ${#COMPREPLY[@]} -gt 0 ] || _svc_files -f';
    case 'files':
      return '_svc_files -f';
    case 'folders':
      return '_svc_files -d';
    case 'nothing':
      return ':';
  }
}
