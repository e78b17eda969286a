/** The launcher: a POSIX sh script that reads an `environmentFile` and then becomes the command. */
import { FILE_PROBLEMS, SHELL_PREFIXES, SHELL_VARIABLES } from '../launchd/environment-file.ts';

/** As long as launchd's own programs need it to be: everybody may read and run it, it holds no secret. */
export const LAUNCHER_MODE = 0o755;

/** By this svc knows a launcher of its own. */
const MARK = '#!/bin/sh\n# svc launcher:';

export function isLauncher(text: string): boolean {
  return text.startsWith(MARK);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/**
 * Called as `<launcher> <environment file> <command> [argument…]`; the same text for every service. What it refuses
 * ends with 78 (EX_CONFIG, as launchd's own failures of set-up) and one line on stderr, without a word of the file.
 *
 * It stays the same process: what launchd signals is the program. Neither eval nor `.` ever sees the file. Values go
 * from `read` to `export`, never through the arguments of another program, where ps would show them, nor through a
 * here-document, which some shells keep in a file. Long values are split by IFS and put together in pieces: patterns
 * and one append a character take minutes for 100 KB. Letters are written out since ranges depend on the locale. The
 * owner of each folder counts besides its mode: whoever owns it can open it again. dash, bash 3.2 and busybox run it.
 */
export const LAUNCHER_TEXT = String.raw`${MARK} reads an environment file, then becomes the command.
# Written by svc install, which writes it anew: do not edit.
# usage: launcher <environment file> <command> [argument...]
set -f
# In bytes: in another locale a byte that is no character would take the end of its line with it.
svc__locale=${'${LC_ALL-}'} svc__has_locale=${'${LC_ALL+yes}'}
LC_ALL=C

svc__fail() {
  printf '%s\n' "svc: ${'${0##*/}'}: $svc__file: $1" >&2
  exit 78
}

svc__fail_at() {
  svc__fail "line $1: $2"
}

# Mode and owner of what is at $1 itself.
svc__look() {
  svc__facts=$(/bin/ls -ldn "$1" 2>/dev/null) || return 1
  IFS=' '
  set -- $svc__facts
  svc__mode=$1 svc__owner=$3
}

# Every folder down to $1 must be safe from others.
svc__folders() {
  svc__rest=$1/ svc__at=
  while [ -n "$svc__rest" ]; do
    svc__at=${'${svc__at%/}'}/${'${svc__rest%%/*}'} svc__rest=${'${svc__rest#*/}'}
    svc__look "$svc__at" || svc__fail "the folder $svc__at is not there"
    case $svc__owner in
      0 | "$svc__uid") ;;
      *) svc__fail "the folder $svc__at belongs to uid $svc__owner" ;;
    esac
    case $svc__mode in
      l* | d????????[tT]*) ;;
      d????w* | d???????w*) svc__fail "others may write the folder $svc__at" ;;
    esac
  done
}

# $1 without the blanks before it, as svc__t.
svc__trim() {
  svc__t=${'${1%%[!$svc__blank]*}'}
  svc__t=${'${1#"$svc__t"}'}
}

# The value $1 that has no quotes, as svc__value.
svc__unquoted() {
  svc__value=$1
  case $1 in
    *[$svc__blank]'#'*)
      svc__value='' svc__between=''
      IFS='#'
      set -- $1.
      for svc__field do
        svc__value=$svc__value$svc__between$svc__field svc__between='#'
        case $svc__field in *[$svc__blank]) break ;; esac
      done
      ;;
  esac
  svc__trim "$svc__value"
  svc__value=$svc__t
  while case $svc__value in *[$svc__blank]) : ;; *) false ;; esac do
    svc__value=${'${svc__value%?}'}
  done
}

# Appends $1 to the value, in pieces.
svc__add() {
  svc__piece=$svc__piece$1
  [ ${'${#svc__piece}'} -lt 4096 ] || svc__flush
}

svc__flush() {
  svc__value=$svc__value$svc__piece svc__piece=''
}

# Text $1 up to the closing quote: is it there? $2: something comes after this text.
svc__close() {
  case $1 in
    *"$svc__quote"*) ;;
    *) svc__add "$1" && return 1 ;;
  esac
  svc__more=$2
  IFS=$svc__quote
  set -- $1.
  svc__add "$1"
  svc__after=$2
  if [ $# -eq 2 ]; then svc__after=${'${2%.}'}; else svc__more=more; fi
  svc__trim "$svc__after"
  case $svc__t in
    '') [ -z "$svc__more" ] && return 0 ;;
    '#'*) [ "$svc__t" != "$svc__after" ] && return 0 ;;
  esac
  svc__fail_at "$svc__n" '${FILE_PROBLEMS.afterQuote}'
}

# The same for double quotes, where \" and \\ stand for " and \.
svc__close_double() {
  case $1 in
    *\\*) ;;
    *) svc__close "$1" '' && return 0 || return 1 ;;
  esac
  IFS='\'
  set -- $1.
  svc__left=$# svc__escaped=''
  for svc__field do
    svc__left=$((svc__left - 1))
    [ "$svc__left" -gt 0 ] || svc__field=${'${svc__field%.}'}
    case $svc__escaped,$svc__left,$svc__field in
      yes,0,) svc__add '\' ;;
      yes,*,) svc__add '\' && svc__escaped='' && continue ;;
      yes,*,\"*) svc__add '"' && svc__field=${'${svc__field#?}'} ;;
      yes,*) svc__add '\' ;;
    esac
    svc__escaped=yes
    [ "$svc__left" -gt 0 ] && svc__more=more || svc__more=''
    svc__close "$svc__field" "$svc__more" && return 0
  done
  return 1
}

svc__check_name() {
  case $1 in
    '' | [${DIGITS}]* | *[!${LETTERS}${DIGITS}_]*)
      svc__fail_at "$svc__n" '${FILE_PROBLEMS.name}' ;;
    DYLD_*)
      svc__fail_at "$svc__n" '${FILE_PROBLEMS.dyld}' ;;
    ${[...SHELL_VARIABLES, ...SHELL_PREFIXES.map((prefix) => `${prefix}*`)].join(' | ')})
      svc__fail_at "$svc__n" '${FILE_PROBLEMS.reserved}' ;;
  esac
  case $svc__names in
    *" $1 "*) svc__fail_at "$svc__n" '${FILE_PROBLEMS.twice}' ;;
  esac
  svc__names="$svc__names$1 "
}

svc__file=$1
case $# in
  0 | 1) svc__fail 'no command is given' ;;
esac
shift

svc__uid=$(/usr/bin/id -u) || svc__fail 'id(1) does not say who reads it'
svc__folder=${'${svc__file%/*}'}
svc__real=$(cd -P "$svc__folder/" 2>/dev/null && pwd -P) || svc__fail 'its folder is not there, or not to be opened'
svc__folders "$svc__folder"
[ "$svc__real" = "$svc__folder" ] || svc__folders "${'${svc__real%/}'}"
svc__look "$svc__file" || svc__fail 'there is no such file'
case $svc__mode in
  -rw-------* | -r--------*) ;;
  l*) svc__fail 'it is a symbolic link' ;;
  -*) svc__fail 'its mode is neither 0600 nor 0400' ;;
  *) svc__fail 'it is no regular file' ;;
esac
[ "$svc__owner" = "$svc__uid" ] || svc__fail "it belongs to uid $svc__owner, and the job runs as uid $svc__uid"
( : <"$svc__file" ) 2>/dev/null || svc__fail 'it can not be read'
svc__bad=$(/usr/bin/env LC_ALL=C /usr/bin/tr -d '\011\012\015\040-\176\200-\377' <"$svc__file" | /usr/bin/wc -c)
case $svc__bad in
  *[123456789]*) svc__fail '${FILE_PROBLEMS.control}' ;;
esac

svc__blank=$(printf ' \t\r.')
svc__blank=${'${svc__blank%.}'}
svc__newline='
'
svc__names=' ' svc__n=0 svc__quote='' svc__piece=''

# The arguments: NAME=VALUE of the file, then --, then the command.
set -- -- "$@"
while IFS= read -r svc__line || [ -n "$svc__line" ]; do
  svc__n=$((svc__n + 1))
  if [ -n "$svc__quote" ]; then
    svc__add "$svc__newline"
  else
    svc__trim "$svc__line"
    case $svc__t in
      '' | '#'*) continue ;;
      *=*) ;;
      *) svc__fail_at "$svc__n" '${FILE_PROBLEMS.noEquals}' ;;
    esac
    svc__name=${'${svc__t%%=*}'}
    svc__line=${'${svc__t#*=}'}
    svc__check_name "$svc__name"
    svc__trim "$svc__line"
    case $svc__t in
      \"*) svc__quote='"' ;;
      "'"*) svc__quote="'" ;;
      *)
        svc__unquoted "$svc__line"
        set -- "$svc__name=$svc__value" "$@"
        continue
        ;;
    esac
    svc__begin=$svc__n svc__value='' svc__line=${'${svc__t#?}'}
  fi
  case $svc__quote in
    '"') svc__close_double "$svc__line" || continue ;;
    *) svc__close "$svc__line" '' || continue ;;
  esac
  svc__flush
  svc__quote=''
  set -- "$svc__name=$svc__value" "$@"
done <"$svc__file"
[ -z "$svc__quote" ] || svc__fail_at "$svc__begin" '${FILE_PROBLEMS.open}'

{
  LC_ALL=$svc__locale
  [ -n "$svc__has_locale" ] || unset LC_ALL
} 2>/dev/null
# From here on no variable of this script: those of the file may have any name.
while [ "$1" != -- ]; do
  export "$1" 2>/dev/null || exit 78
  shift
done
shift
exec "$@"
`;
