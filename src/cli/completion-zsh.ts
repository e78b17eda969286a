/** Completion for zsh, with its own completion system (compinit). */
import type { CompletedCommand, CompletedOption, Place } from './completion-words.ts';
import { keyNames, ruleIds } from './completion-words.ts';
import { LEVELS } from './lint-settings.ts';

/** The whole script: for `eval`, and as a file `_svc` in a folder of fpath. */
export function zshScript(commands: readonly CompletedCommand[], globals: readonly CompletedOption[]): string {
  return `#compdef svc
# zsh completion for svc. In ~/.zshrc behind compinit: eval "$(svc completion zsh)"

typeset -ga _svc_rules _svc_keys
_svc_rules=(${ruleIds().join(' ')})
_svc_keys=(${keyNames().join(' ')})

# The services of the file that -f names, else of the nearest one; nothing where that fails.
_svc_services() {
  local -a found file plain
  local i
  # The words without their quotes and backslashes.
  plain=("\${(@Q)_svc_line}")
  for (( i = 2; i < \${#_svc_line}; i++ )); do
    case $plain[i] in
      -f|--file) file=(-f \${plain[i+1]/#\\~\\//$HOME/}) ;;
      --file=*) file=(-f \${plain[i]#--file=}) ;;
    esac
  done
  found=(\${(f)"$(\${plain[1]/#\\~\\//$HOME/} $file completion --services 2>/dev/null)"})
  compadd "$@" -a found
}

_svc_rule_level() {
  if compset -P '*='; then compadd "$@" ${LEVELS.join(' ')}
  else compadd "$@" -S = -a _svc_rules; fi
}

_svc_names() {
  compadd "$@" -a _svc_rules
  compadd "$@" -a _svc_keys
  _svc_services "$@"
  _files
}

_svc_mixed() {
  _svc_services "$@"
  _files
}

_svc_commands() {
  local -a all
  all=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  _describe -t commands command all
}

_svc() {
  local curcontext="$curcontext" state line
  local -a _svc_line globals
  typeset -A opt_args
  _svc_line=("\${words[@]}")
  globals=(
${globals
  .flatMap((option) => optionSpecs(option))
  .map((spec) => `    ${spec}`)
  .join('\n')}
  )
  _arguments -C -A '-*' $globals '1: :_svc_commands' '*:: :->command' && return
  [[ $state = command ]] || return 1
  case $words[1] in
${commands.map((command) => `    ${command.name})\n      _arguments $globals ${specsOf(command).join(' \\\n        ')} ;;`).join('\n')}
  esac
}

# Loaded by the completion system as a file, it is called; by eval, it is made known.
if [[ $funcstack[1] = _svc ]]; then _svc "$@"; else compdef _svc svc; fi
`;
}

function specsOf({ options, args, takesMany }: CompletedCommand): string[] {
  const places = args.map((place, i) => {
    const index = takesMany && i === args.length - 1 ? '*' : i + 1;
    return quoted(`${index}: :${actionOf(place)}`);
  });
  const specs = [...options.flatMap((option) => optionSpecs(option)), ...places];
  return specs.length > 0 ? specs : [''];
}

/** `'(-o --output)'{-o,--output}'[folder to write to]: :_files'`, one for each spelling. */
function optionSpecs({ short, long, about, repeat, value }: CompletedOption): string[] {
  const flags = [short, long].filter((flag) => flag !== undefined);
  return flags.map((flag) => {
    const others = repeat ? '*' : `(${flags.join(' ')})`;
    // A value may stand behind a space or, of a long option, behind =.
    const takes = value === undefined ? '' : flag.startsWith('--') ? '=' : '+';
    const action = value === undefined ? '' : `: :${actionOf(value)}`;
    return quoted(`${others}${flag}${takes}[${about.replace(/[[\]\\]/g, '\\$&').replaceAll(':', '\\:')}]${action}`);
  });
}

function actionOf(place: Place): string {
  switch (place.kind) {
    case 'words':
      return `(${place.words.join(' ')})`;
    case 'services':
      return '_svc_services';
    case 'rule-level':
      return '_svc_rule_level';
    case 'names':
      return '_svc_names';
    case 'mixed':
      return '_svc_mixed';
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'nothing':
      return ' ';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
