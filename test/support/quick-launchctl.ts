/** The `launchctl` executable of a stand-in, in Perl: node takes ten times as long to begin, and svc calls it often. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StandIn } from '../../src/testing/index.ts';
import { WHOLE } from './sample.ts';

const PERL = '/usr/bin/perl';

/**
 * What a program under test needs in its environment, as `standIn.env`, with an executable that starts quickly. It says
 * the same as `src/testing/client.ts`, which is tested by itself and taken where there is no Perl, and with SVC_WHOLE=1.
 */
export function quickEnv({ env, launchctl }: StandIn): Readonly<Record<string, string>> {
  if (WHOLE || !existsSync(PERL)) return env;
  const folder = dirname(launchctl);
  const quick = join(folder, 'quick');
  writeFileSync(quick, `#!${PERL}\nmy $path = '${join(folder, 's')}';\n${CLIENT}`, { mode: 0o700 });
  return { ...env, SVC_LAUNCHCTL: quick };
}

/**
 * One line of JSON there, one back: src/testing/protocol.ts. Perl's modules take longer to load than all of it to run, so
 * on Linux what two of them would tell is written down: AF_UNIX and SOCK_STREAM, both 1, and the form of an address.
 */
const CLIENT = String.raw`
sub quoted {
  my ($text) = @_;
  $text =~ s/([\x00-\x1f"\\])/sprintf('\\u%04x', ord $1)/ge;
  return qq("$text");
}
sub utf8 {
  my ($text) = pack('U', shift);
  utf8::encode($text);
  return $text;
}
my %short = (n => "\n", t => "\t", r => "\r", b => "\b", f => "\f");
sub unquoted {
  my ($text) = @_;
  $text =~ s/\\u(d[89ab]..)\\u(d[c-f]..)/utf8(0x10000 + ((hex($1) & 0x3ff) << 10) + (hex($2) & 0x3ff))/gei;
  $text =~ s/\\(?:u(....)|(.))/defined $1 ? utf8(hex $1) : $short{$2} || $2/ge;
  return $text;
}
my ($family, $stream, $address, $from);
if ($^O eq 'linux' && -d '/proc/self/cwd/') {
  ($family, $stream, $address) = (1, 1, pack('S a108', 1, $path));
  $from = readlink '/proc/self/cwd';
} else {
  require Socket;
  require POSIX;
  ($family, $stream, $address) = (Socket::PF_UNIX(), Socket::SOCK_STREAM(), Socket::pack_sockaddr_un($path));
  $from = POSIX::getcwd() || '/';
}
my $tty = -t STDOUT ? 'true' : 'false';
my $answer = '';
socket(my $socket, $family, $stream, 0) or die;
if (connect($socket, $address)) {
  my $line = '{"argv":[' . join(',', map { quoted($_) } @ARGV) . qq(],"isTty":$tty,"cwd":) . quoted($from) . "}\n";
  while (length $line) {
    my $sent = syswrite $socket, $line;
    last unless $sent;
    substr($line, 0, $sent) = '';
  }
  1 while sysread $socket, $answer, 65536, length $answer;
}
my ($code) = $answer =~ /^\{"code":(\d+),/;
if (!defined $code || $answer !~ /\n\z/) {
  print STDERR "launchctl: the launchd stand-in of launchd-svc does not answer; it is not running any more.\n";
  exit 255;
}
my %said = $answer =~ /[,{]"(stdout|stderr|signal)":"((?:[^"\\]|\\.)*)"/g;
$| = 1;
print STDERR unquoted($said{stderr});
print unquoted($said{stdout});
$said{signal} =~ s/^SIG// and kill $said{signal}, $$;
exit $code;
`;
