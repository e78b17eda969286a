/**
 * Programs that put themselves into the background: launchd takes the exit of the process it started for the end of
 * the job. What each does by default and which option keeps it in the foreground is common knowledge of these programs,
 * not checked against every version of them.
 */
import { baseName, familyOf } from './commands.ts';

interface Daemonizer {
  /** Matches arguments (joined by spaces) with which it leaves; absent: it leaves unless told to stay. */
  readonly leaves?: RegExp;
  /** Matches arguments with which it stays, or with which it is no server at all. */
  readonly stays?: RegExp;
  /** Matches arguments that name a configuration file, which may tell it to stay. */
  readonly config?: RegExp;
  /** What to write instead. */
  readonly help: string;
  /** Starting something elsewhere is what it is for, so a job that ends then may be meant so. */
  readonly session?: true;
  /** Another program keeps what it starts, which is no part of the job: only what starts it again after that is wrong. */
  readonly elsewhere?: true;
  /** Stays where its standard input is a socket, as with inetdCompatibility. */
  readonly inetd?: true;
}

/** -f among the options of ssh itself: what stands behind the host is the remote command's. */
const SSH_LEAVES =
  /^(?:-M\s+\d+\s+|-[46AaCGgKkMNnqsTtVvXxYy]+\s+|-[BbcDEeFIiJLlmOoPpQRSWw]\s*\S+\s+)*-[46AaCGgKkMNnqsTtVvXxYy]*f/;

/** Options of `docker run` before the image, as far as it is known which of them take a value. */
const RUN_OPTIONS =
  '(?:(?:-[it]+|--(?:rm|init|privileged|tty|interactive)|--[a-z-]+=\\S+|(?:-[ehmpuvw]|--(?:name|network|restart|publish|volume|env|env-file|user|workdir|platform))\\s+\\S+)\\s+)*';
const UP_DETACHED = '(?:\\S+\\s)*?up\\s(?:\\S+\\s)*?(?:-d|--detach)(?:\\s|$)';
/** Containers that are left to their engine. */
const DOCKER_LEAVES = new RegExp(
  `^compose\\s${UP_DETACHED}|^(?:container\\s+)?run\\s+${RUN_OPTIONS}(?:-[it]*d[it]*|--detach)(?:\\s|$)`,
);
const DOCKER_HELP = 'Remove -d; or remove KeepAlive, and let the restart policy of the containers bring them back.';

// biome-ignore format: one row a program
const PROGRAMS: ReadonlyMap<string, Daemonizer> = new Map<string, Daemonizer>([
  ['nginx', { stays: /daemon\s+off\s*;|(?:^|\s)-[sqtTvVh?]/, config: /(?:^|\s)-c/, help: 'Add the arguments -g and "daemon off;".' }],
  ['redis-server', { leaves: /--daemonize\s+yes(?:\s|$)/, help: 'Write --daemonize no.' }],
  ['valkey-server', { leaves: /--daemonize\s+yes(?:\s|$)/, help: 'Write --daemonize no.' }],
  ['gunicorn', { leaves: /(?:^|\s)(?:-D|--daemon)(?:\s|$)/, help: 'Remove -D and --daemon.' }],
  ['unicorn', { leaves: /(?:^|\s)(?:-D|--daemonize)(?:\s|$)/, help: 'Remove -D.' }],
  ['celery', { leaves: /(?:^|\s)(?:multi\s+(?:re)?start|--detach)(?:\s|$)/, help: 'Start celery worker without --detach.' }],
  ['uwsgi', { leaves: /(?:^|\s)(?:-d|--daemonize2?)(?:[\s=]|$)/, help: 'Remove --daemonize.' }],
  ['sshd', { stays: /(?:^|\s)-[A-Za-z]*[DditTGV]/, help: 'Add -D.' }],
  ['screen', { leaves: /^(?:-[cehpsStT]\s+\S+\s+|-[AaDlLmnOqRrUvwx]+\s+)*-[A-Za-z]*d/, stays: /(?:^|\s)-(?:ls|list|wipe)/, session: true, help: 'Start the program itself; without screen launchd watches it, and StandardOutPath keeps its output (screen -D -m stays).' }],
  ['tmux', { leaves: /(?:^|\s)new(?:-session)?\s(?:\S+\s)*?-[A-Za-z]*d/, session: true, help: 'Start the program itself; without tmux launchd watches it, and StandardOutPath keeps its output.' }],
  ['httpd', { stays: /-D\s*(?:FOREGROUND|NO_DETACH)|(?:^|\s)-[XtSvVlLMh]|-k\s+(?:stop|restart|graceful)/, help: 'Add -DFOREGROUND.' }],
  ['apachectl', { leaves: /(?:^|\s)start(?:\s|$)/, help: 'Start httpd with -DFOREGROUND.' }],
  ['php-fpm', { stays: /(?:^|\s)(?:-F|--nodaemonize|-[tivmh])/, config: /(?:^|\s)(?:-y|--fpm-config)/, help: 'Add --nodaemonize.' }],
  ['dnsmasq', { stays: /(?:^|\s)(?:-[A-Za-z]*[kd]|--keep-in-foreground|--no-daemon|--test|--version|-v)(?:\s|$)/, config: /(?:^|\s)(?:-C|--conf-file)/, help: 'Add --keep-in-foreground.' }],
  ['transmission-daemon', { stays: /(?:^|\s)(?:-f|--foreground|-d|--dump-settings|-V|-h)(?:\s|$)/, help: 'Add --foreground.' }],
  ['mongod', { leaves: /(?:^|\s)--fork(?:\s|$)/, help: 'Remove --fork.' }],
  ['mysqld', { leaves: /(?:^|\s)(?:-D|--daemonize)(?:\s|$)/, help: 'Remove --daemonize.' }],
  ['mysql.server', { leaves: /(?:^|\s)(?:re)?start(?:\s|$)/, help: 'Start mysqld or mysqld_safe itself.' }],
  ['pg_ctl', { leaves: /(?:^|\s)(?:re)?start(?:\s|$)/, help: 'Start postgres -D <folder> itself.' }],
  ['memcached', { leaves: /(?:^|\s)(?:-[A-Za-z]*d|--daemon(?:\s|$))/, help: 'Remove -d.' }],
  ['mosquitto', { leaves: /(?:^|\s)(?:-d|--daemon)(?:\s|$)/, help: 'Remove -d.' }],
  ['supervisord', { stays: /(?:^|\s)(?:-n|--nodaemon|-v|--version)(?:\s|$)/, config: /(?:^|\s)(?:-c|--configuration)/, help: 'Add --nodaemon.' }],
  ['haproxy', { leaves: /(?:^|\s)-D(?:\s|$)/, help: 'Remove -D.' }],
  ['privoxy', { stays: /(?:^|\s)--(?:no-daemon|version|help|config-test)(?:\s|$)/, help: 'Add --no-daemon.' }],
  ['lighttpd', { stays: /(?:^|\s)-(?:D|t|tt|p|v|V|h|1)(?:\s|$)/, help: 'Add -D.' }],
  ['smartd', { stays: /(?:^|\s)(?:-n|--no-fork|-d|--debug|-q|--quit)/, help: 'Add --no-fork.' }],
  ['rsync', { leaves: /(?:^|\s)--daemon(?:\s|$)/, stays: /--no-detach/, inetd: true, help: 'Add --no-detach.' }],
  ['openvpn', { leaves: /(?:^|\s)--daemon(?:\s|$)/, help: 'Remove --daemon.' }],
  ['emacs', { leaves: /(?:^|\s)--(?:bg-)?daemon(?:[\s=]|$)/, help: 'Write --fg-daemon.' }],
  ['Emacs', { leaves: /(?:^|\s)--(?:bg-)?daemon(?:[\s=]|$)/, help: 'Write --fg-daemon.' }],
  ['ssh', { leaves: SSH_LEAVES, help: 'Remove -f; -N keeps a tunnel open without a command.' }],
  ['autossh', { leaves: SSH_LEAVES, help: 'Remove -f.' }],
  ['pm2', { leaves: /(?:^|\s)(?:start|restart|reload|resurrect|startOrRestart|startOrReload)(?:\s|$)/, stays: /--no-daemon/, help: 'Start the program itself, or use pm2-runtime; launchd does the work of pm2.' }],
  ['forever', { leaves: /(?:^|\s)(?:re)?start(?:\s|$)/, help: 'Start the program itself; launchd restarts it with KeepAlive.' }],
  ['caddy', { leaves: /^start(?:\s|$)/, help: 'Write caddy run.' }],
  ['mailcatcher', { stays: /(?:^|\s)(?:-f|--foreground|--version|-h|--help)(?:\s|$)/, help: 'Add --foreground.' }],
  ['unbound', { stays: /(?:^|\s)-[A-Za-z]*[dVh]/, config: /(?:^|\s)-c/, help: 'Add -d.' }],
  ['named', { stays: /(?:^|\s)-[A-Za-z0-9]*[fgvVh](?:\s|$)/, help: 'Add -f.' }],
  ['mpd', { stays: /(?:^|\s)--(?:no-daemon|kill|version|help)(?:\s|$)|(?:^|\s)-[Vh]/, help: 'Add --no-daemon.' }],
  ['sshfs', { stays: /(?:^|\s)(?:-f|-d|-V|-h|--version|--help|-o\s*(?:\S*,)?debug(?:,\S*)?)(?:\s|$)/, help: 'Add -f.' }],
  ['rclone', { leaves: /(?:^|\s)--daemon(?:=true)?(?:\s|$)/, help: 'Remove --daemon.' }],
  ['svnserve', { leaves: /(?:^|\s)(?:-d|--daemon)(?:\s|$)/, stays: /(?:^|\s)--foreground(?:\s|$)/, help: 'Add --foreground.' }],
  ['gpg-agent', { leaves: /(?:^|\s)--daemon(?:\s|$)/, stays: /(?:^|\s)--(?:no-detach|supervised)(?:\s|$)/, help: 'Remove the job: gpg starts the agent when it needs one.' }],
  ['colima', { leaves: /^start(?:\s|$)/, stays: /(?:^|\s)(?:-f|--foreground|-h|--help)(?:\s|$)/, elsewhere: true, help: 'Add --foreground.' }],
  ['docker', { leaves: DOCKER_LEAVES, elsewhere: true, help: DOCKER_HELP }],
  ['docker-compose', { leaves: new RegExp(`^${UP_DETACHED}`), elsewhere: true, help: DOCKER_HELP }],
  ['sleepwatcher', { leaves: /(?:^|\s)(?:-[A-Za-z]*d|--daemon)(?:\s|$)/, help: 'Remove -d.' }],
]);

/** Characters of a command that are looked at; options stand well before. */
const MAX_LENGTH = 4000;

export interface Daemonizing {
  /** Name of the program. */
  readonly program: string;
  /** What to write instead, one sentence. */
  readonly help: string;
  /** Its configuration file may tell it to stay. */
  readonly maybe: boolean;
  /** It starts a session apart from the job, as screen and tmux do. */
  readonly session: boolean;
  /** What it starts is kept by another program, and no part of the job. */
  readonly elsewhere: boolean;
  /** It stays as the child of an inetd. */
  readonly inetd: boolean;
}

/**
 * Does this command leave for the background?
 * @param words the program (a path or name) and its arguments
 */
export function daemonizing(words: readonly string[]): Daemonizing | undefined {
  const [path] = words;
  if (path === undefined) return undefined;
  const row = rowOf(path);
  if (!row) return undefined;
  const given = words.slice(1).join(' ').slice(0, MAX_LENGTH);
  if (row.stays?.test(given) || (row.leaves && !row.leaves.test(given))) return undefined;
  return {
    program: baseName(path),
    help: row.help,
    maybe: row.config?.test(given) ?? false,
    session: row.session ?? false,
    elsewhere: row.elsewhere ?? false,
    inetd: row.inetd ?? false,
  };
}

/** Is it known of this program (a path or name) when it leaves for the background? */
export function isKnownToDaemonize(path: string): boolean {
  return rowOf(path) !== undefined;
}

function rowOf(path: string): Daemonizer | undefined {
  return PROGRAMS.get(baseName(path)) ?? PROGRAMS.get(familyOf(path));
}
