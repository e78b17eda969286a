import { describe, expect, it } from 'vitest';
import { endsInBackground, readShellText } from '../../src/launchd/shell-text.ts';
import { processorTime } from '../support/processor-time.ts';

/** Commands in short: words between bars, `>` for a redirection, then the operator behind it. */
function inShort(text: string): string[] {
  return readShellText(text).commands.map(({ words, redirected, then }) =>
    [words.join('|'), redirected ? '>' : '', JSON.stringify(then).slice(1, -1)].filter(Boolean).join(' '),
  );
}

describe('commands', () => {
  it.each<[string, string[]]>([
    ['', []],
    [' \t\n', []],
    ['server', ['server']],
    ['server --port 80', ['server|--port|80']],
    ['a; b', ['a ;', 'b']],
    ['a;', ['a ;']],
    ['a && b || c', ['a &&', 'b ||', 'c']],
    ['a | b |& c', ['a |', 'b |&', 'c']],
    ['a|b&', ['a |', 'b &']],
    ['a & b', ['a &', 'b']],
    ['a\nb\n', ['a \\n', 'b \\n']],
    ['a \r\nb', ['a \\n', 'b']],
    ['a &&\nb', ['a &&', 'b']],
    ['\n\na', ['a']],
  ])('of %j', (text, commands) => {
    expect(inShort(text)).toEqual(commands);
  });
});

describe('words', () => {
  it.each<[string, string]>([
    ['a "c d" e', 'a|c d|e'],
    [`a 'b c'd"e f"`, 'a|b cde f'],
    ['a b\\ c', 'a|b c'],
    ['a \\;b', 'a|;b'],
    ['a \'b;c\' "d&&e"', 'a|b;c|d&&e'],
    ['a "b\\"c;" d', 'a|b\\"c;|d'],
    ['a \\\n b', 'a|b'],
    ['ab\\\ncd', 'abcd'],
    ['a ""', 'a|'],
    ['a \\', 'a|'],
    ['a $(b; c) d', 'a|$(b; c)|d'],
    ['a `b; c` d', 'a|`b; c`|d'],
    ['a ${X:-y; z} d', 'a|${X:-y; z}|d'],
    ['a "$(b "c;")" d', 'a|$(b "c;")|d'],
    ["a $(b ')') c", "a|$(b ')')|c"],
    ['a $(b ")") c', 'a|$(b ")")|c'],
    ['a $(b \\) ) c', 'a|$(b \\) )|c'],
    ['a $((1+(2))) b', 'a|$((1+(2)))|b'],
    ['a $X b', 'a|$X|b'],
    ['a#b', 'a#b'],
  ])('of %j', (text, words) => {
    expect(inShort(text)).toEqual([words]);
  });

  it.each<[string, string]>([
    ['A=1 b', 'b'],
    ['A=1 _B2+=2 c d=3', 'c|d=3'],
    ['1A=1 b', '1A=1|b'],
    ['! a', 'a'],
    ['time a', 'a'],
    ['# c\na', 'a'],
    ['a # b; c', 'a'],
  ])('without what stands before or behind the command: %j', (text, words) => {
    expect(inShort(text)).toEqual([words]);
  });

  it('knows no command in assignments alone', () => {
    expect(inShort('A=1 B=2')).toEqual([]);
    expect(inShort('A=1; b')).toEqual(['b']);
  });

  it.each(['a "b; c', "a 'b; c", 'a $(b; c', 'a `b; c', 'a ${b; c', 'a "$(b; c'])('end with the text: %j', (text) => {
    expect(readShellText(text).commands).toHaveLength(1);
  });
});

describe('redirections', () => {
  it.each<[string, string[]]>([
    ['a > f b', ['a|b >']],
    ['a >f 2>&1', ['a >']],
    ['a 2>/dev/null; b', ['a > ;', 'b']],
    ['a < f > g', ['a >']],
    ['a >> f', ['a >']],
    ['a >| f', ['a >']],
    ['a <> f', ['a >']],
    ['a &> f b', ['a|b >']],
    ['a &>> f', ['a >']],
    ['a <<< "b; c"; d', ['a > ;', 'd']],
    ['> f', [' >'.trim()]],
  ])('are no words: %j', (text, commands) => {
    expect(inShort(text)).toEqual(commands);
  });

  it.each<[string, string[]]>([
    ['a <<EOF\nb; c &\nEOF\nd', ['a > \\n', 'd']],
    ['a <<-EOF; d\n\tb\n\tEOF\nc', ['a > ;', 'd \\n', 'c']],
    ["a << 'E O'\nb\nE O\nc", ['a > \\n', 'c']],
    ['a <<X <<Y\nb\nX\nc\nY\nd', ['a > \\n', 'd']],
    ['a <<EOF\nb; c', ['a > \\n']],
    ['a <<EOF', ['a >']],
  ])('the text of a here-document is skipped: %j', (text, commands) => {
    expect(inShort(text)).toEqual(commands);
  });
});

describe('constructs', () => {
  it.each([
    'if a; then b; else c; fi',
    'for i in 1 2; do a $i; done',
    'while a; do b; done',
    'until a; do b; done',
    'case x in y) a;; esac',
    '{ a; b; }',
    '(a; b)',
    '[[ -f x ]] && a',
    '((x = 1)); a',
    'f() { a; }',
    'function f { a; }',
  ])('are noticed: %j', (text) => {
    expect(readShellText(text).compound).toBe(true);
  });

  it.each(['a if b', 'a "(b)"', 'a; b', '! a', 'time a', 'echo {', '# if a', "a '{ b; }'"])('%j holds none', (text) => {
    expect(readShellText(text).compound).toBe(false);
  });

  it('have commands of their own', () => {
    expect(inShort('if a; then nohup b; else c; fi').slice(0, 3)).toEqual(['a ;', 'nohup|b ;', 'c ;']);
    expect(inShort('while a; do b; done').slice(0, 2)).toEqual(['a ;', 'b ;']);
    expect(inShort('(a; b)')).toEqual(['a ;', 'b )']);
  });
});

describe('what stands in the head of a construct is no command', () => {
  it.each<[string, string[]]>([
    ['for i in 1 2; do a $i; done', ['a|$i ;', 'done']],
    ['for i in 1 2\ndo a; done', ['a ;', 'done']],
    ['for i do a; done', ['a ;', 'done']],
    ['for i; do a; done', ['a ;', 'done']],
    ['for ((i = 0; i < 3; i++)); do a; done', ['a ;', 'done']],
    ['select i in b c; do a; done', ['a ;', 'done']],
    ['function f { a; }; f', ['a ;', '} ;', 'f']],
    ['case $X in b) a;; c|d) e f;; (*) g;; esac; h', ['a ;;', 'e|f ;;', 'g ;;', 'esac ;', 'h']],
    ['case $X in\n  b)\n    a\n    ;;\n  c) d\nesac', ['a ;;', 'd \\n', 'esac']],
    ['case $X in b) case $Y in c) a;; esac;; d) e;; esac', ['a ;;', 'esac ;;', 'e ;;', 'esac']],
    ['case $X in esac; a', ['esac ;', 'a']],
    ['(( i > 8 )) && a', ['a']],
    ['(( $(date +%H) > 8 )) || a', ['a']],
    ['A=(b c); d', ['d']],
    ['A+=(b c) d', ['d']],
    ['declare -a A=(b c); d', ['declare|-a|A= ;', 'd']],
    ['((a; b) && (c))', ['a ;', 'b (', 'c )']],
  ])('%j', (text, commands) => {
    expect(inShort(text)).toEqual(commands);
  });
});

describe('endsInBackground', () => {
  it.each([
    'a &',
    'a &\n',
    'a & # why',
    'a b >f 2>&1 &',
    'a | b &',
    'a; b&',
    'nohup a &\n\n# end\n',
    '(a &)',
    '(a &) ;',
    '(a; b) &',
  ])('%j does', (text) => {
    expect(endsInBackground(readShellText(text))).toBe('last');
  });

  it.each([
    ...['a & echo x', 'a & echo $! >f', '{ a & }', '{ a & } >f', '{ a; b & }; exit 0', '(a &); echo x', 'a &\nexit'],
    ...['if a; then b & fi', 'case a in b) c & ;; esac', 'a & cd / && true'],
  ])('%j does, with a command before what is over at once', (text) => {
    expect(endsInBackground(readShellText(text))).toBe('earlier');
  });

  it.each([
    ...['a & echo x; b', 'a & echo x; wait', '{ a & }; wait', '{ a & b; }', 'a & exec b', 'wait; a', '(a & b)'],
    ...['while a; do b & done', 'a & while true; do sleep 1; done', 'a & tail -f f', 'a & echo x | cat', 'a & f'],
  ])('%j does not, as far as can be told', (text) => {
    expect(endsInBackground(readShellText(text))).toBeUndefined();
  });

  it.each(['', 'a', 'a & b', 'a & wait', 'a &\nwait $!', 'a && b', 'a 2>&1', 'a &> f', 'a "&"', 'a \\&', '# a &'])(
    '%j does not',
    (text) => {
      expect(endsInBackground(readShellText(text))).toBeUndefined();
    },
  );
});

it('is linear in the length of the text', () => {
  for (const part of ['a;', '(', '"$(', '`', '<<E\n', '${', "'", '\\', '&', '#']) {
    const text = part.repeat(100_000);
    const start = processorTime();
    readShellText(text);
    expect(processorTime() - start, part).toBeLessThan(1500);
  }
});
