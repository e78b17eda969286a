import { describe, expect, it } from 'vitest';
import { daemonizing } from '../../src/launchd/daemonizing.ts';
import { leastTime } from '../support/processor-time.ts';

/** Words of a command written as a line; a `+` is a space within a word. */
const wordsOf = (line: string) => line.split(' ').map((word) => word.replaceAll('+', ' '));

describe('programs that stay in the foreground when told to', () => {
  it.each<[leaves: string, stays: string, help: RegExp]>([
    ['nginx', 'nginx -g daemon+off;', /daemon off;/],
    ['sshd', 'sshd -D', /-D/],
    ['sshd -f /etc/ssh/other', 'sshd -De -f /etc/ssh/other', /-D/],
    ['httpd', 'httpd -DFOREGROUND', /-DFOREGROUND/],
    ['httpd -k start', 'httpd -D FOREGROUND -k start', /-DFOREGROUND/],
    ['php-fpm', 'php-fpm --nodaemonize', /--nodaemonize/],
    ['php-fpm8.2', 'php-fpm8.2 -F', /--nodaemonize/],
    ['dnsmasq', 'dnsmasq --keep-in-foreground', /--keep-in-foreground/],
    ['dnsmasq -p 53', 'dnsmasq -k -p 53', /--keep-in-foreground/],
    ['transmission-daemon', 'transmission-daemon -f', /--foreground/],
    ['supervisord', 'supervisord -n', /--nodaemon/],
    ['privoxy /etc/privoxy', 'privoxy --no-daemon /etc/privoxy', /--no-daemon/],
    ['lighttpd -f /etc/l', 'lighttpd -D -f /etc/l', /-D/],
    ['smartd', 'smartd --no-fork', /--no-fork/],
    ['mailcatcher', 'mailcatcher --foreground', /--foreground/],
    ['rsync --daemon', 'rsync --daemon --no-detach', /--no-detach/],
    ['pm2 start app.js', 'pm2 start app.js --no-daemon', /pm2-runtime/],
    ['unbound', 'unbound -d -c /etc/unbound.conf', /-d/],
    ['unbound -vv', 'unbound -dv', /-d/],
    ['named -c /etc/named.conf', 'named -f -c /etc/named.conf', /-f/],
    ['mpd /x/mpd.conf', 'mpd --no-daemon /x/mpd.conf', /--no-daemon/],
    ['sshfs host:/srv /mnt -o reconnect', 'sshfs -f host:/srv /mnt', /-f/],
    ['svnserve -d -r /srv', 'svnserve -d --foreground -r /srv', /--foreground/],
    ['gpg-agent --daemon', 'gpg-agent --daemon --no-detach', /gpg/],
    ['colima start', 'colima start -f', /--foreground/],
    ['screen -dmS x server', 'screen -D -m server', /StandardOutPath/],
  ])('%s leaves, %s stays', (leaves, stays, help) => {
    expect(daemonizing(wordsOf(leaves))?.help).toMatch(help);
    expect(daemonizing(wordsOf(stays))).toBeUndefined();
  });
});

describe('programs that leave only when told to', () => {
  it.each<[stays: string, leaves: string]>([
    ['redis-server', 'redis-server --daemonize yes'],
    ['redis-server --daemonize no', 'redis-server /etc/r.conf --daemonize yes --port 1'],
    ['valkey-server', 'valkey-server --daemonize yes'],
    ['gunicorn app:app', 'gunicorn -D app:app'],
    ['gunicorn --daemonic app', 'gunicorn app:app --daemon'],
    ['unicorn', 'unicorn -D'],
    ['celery worker', 'celery multi start w1'],
    ['celery -A app worker', 'celery -A app worker --detach'],
    ['uwsgi --ini x', 'uwsgi --ini x --daemonize=/var/log/u'],
    ['tmux attach', 'tmux new-session -d -s x server'],
    ['tmux new -s x', 'tmux new -s x -d'],
    ['apachectl -D FOREGROUND', 'apachectl start'],
    ['mongod --config /x', 'mongod --fork --config /x'],
    ['mysqld', 'mysqld --daemonize'],
    ['mysql.server status', 'mysql.server start'],
    ['pg_ctl status', 'pg_ctl -D /data start'],
    ['memcached -m 64', 'memcached -m 64 -d'],
    ['mosquitto -v', 'mosquitto -d'],
    ['haproxy -f /x', 'haproxy -D -f /x'],
    ['rsync -a x y', 'rsync --daemon'],
    ['openvpn --config x', 'openvpn --config x --daemon'],
    ['emacs --fg-daemon', 'emacs --daemon'],
    ['emacs --fg-daemon=work', 'emacs --bg-daemon=work'],
    ['Emacs --fg-daemon', 'Emacs --daemon'],
    ['rclone mount a: /mnt', 'rclone mount a: /mnt --daemon --vfs-cache-mode full'],
    ['docker run --rm nginx -d', 'docker run -d nginx'],
    ['docker run --name x -p 80:80 nginx', 'docker run --name x -it -p 80:80 --restart=always -dit nginx'],
    ['docker compose up', 'docker compose -f /srv/c.yml up -d'],
    ['docker run x compose up -d', 'docker container run --detach x'],
    ['docker-compose logs -f', 'docker-compose -f /srv/c.yml up --detach'],
    ['ssh -N -L 80:localhost:80 host', 'ssh -fN host'],
    ['ssh -o ControlPath=f host', 'ssh -N -f host'],
    ['ssh user@host.example tail -f /var/log/x.log', 'ssh -f user@host.example x'],
    ['screen -D -m /usr/local/bin/prog -d', 'screen -dmS x prog'],
    ['autossh -M 0 -N host', 'autossh -M 0 -f host'],
    ['pm2 logs', 'pm2 resurrect'],
    ['forever server.js', 'forever start server.js'],
    ['caddy run', 'caddy start'],
    ['sleepwatcher -V -s /x', 'sleepwatcher -d -V -s /x'],
  ])('%s stays, %s leaves', (stays, leaves) => {
    expect(daemonizing(wordsOf(stays))).toBeUndefined();
    expect(daemonizing(wordsOf(leaves))).toMatchObject({ maybe: false, program: leaves.split(' ')[0] });
  });
});

describe('runs that are no server', () => {
  it.each([
    ...['nginx -t', 'nginx -s reload', 'nginx -V', 'httpd -t', 'httpd -k stop', 'php-fpm -t', 'dnsmasq --test'],
    ...['transmission-daemon --dump-settings', 'supervisord --version', 'privoxy --version', 'lighttpd -tt -f /x'],
    ...['unbound -V', 'named -V', 'mpd --kill', 'sshfs --version', 'svnserve -i', 'colima stop', 'docker ps'],
    ...['smartd -q onecheck', 'screen -ls', 'mailcatcher --version'],
  ])('%s', (line) => {
    expect(daemonizing(wordsOf(line))).toBeUndefined();
  });
});

describe('what is said of a program', () => {
  it('goes by the name, whatever its folder', () => {
    expect(daemonizing(['/opt/homebrew/opt/nginx/bin/nginx'])).toMatchObject({ program: 'nginx' });
  });

  it.each(['nginx -c /x', 'php-fpm -y /x', 'dnsmasq -C /x', 'dnsmasq --conf-file=/x', 'supervisord -c /x'])(
    '%s: the configuration may tell it to stay',
    (line) => {
      expect(daemonizing(wordsOf(line))).toMatchObject({ maybe: true });
    },
  );

  it('screen and tmux start a session, which may be what is wanted', () => {
    expect(daemonizing(wordsOf('screen -dm x'))).toMatchObject({ session: true });
    expect(daemonizing(wordsOf('tmux new-session -d'))).toMatchObject({ session: true });
    expect(daemonizing(['nginx'])).toMatchObject({ session: false });
  });

  it('is nothing when it is not known', () => {
    for (const words of [[], [''], ['server', '--daemon'], ['/usr/bin/true'], ['postgres', '-D', '/data']])
      expect(daemonizing(words)).toBeUndefined();
  });

  it('costs nothing, however long the command is', () => {
    const look = () => {
      for (const name of [
        'nginx',
        'tmux',
        'ssh',
        'screen',
        'dnsmasq',
        'celery',
        'uwsgi',
        'docker',
        'docker-compose',
        'sshfs',
      ])
        for (const part of ['-a', '-i ', 'compose ', 'up ', 'run ', 'new ', '-', ' ', 'multi '])
          daemonizing([name, ...Array<string>(1000).fill(part.repeat(200))]);
    };
    expect(leastTime(look, 1500)).toBeLessThan(1500);
  });
});
