"""on-pty.py ROWS COLUMNS COMMAND...: runs COMMAND on a pseudo-terminal of that size and passes its bytes and exit code on.

Standard input is passed on too; when it ends, the command keeps its terminal. SIGINT and SIGTERM go to the command,
whose end is waited for.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

rows, columns, argv = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(argv[0], argv)
for name in (signal.SIGINT, signal.SIGTERM):
    signal.signal(name, lambda number, _frame: os.kill(pid, number))
sources = [terminal, 0]
while True:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:  # Linux says EIO when the last user of the terminal is gone; macOS gives an empty read.
            data = b""
        if source == terminal and not data:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
        if source == terminal:
            os.write(1, data)
        elif data:
            os.write(terminal, data)
        else:
            sources.remove(0)
