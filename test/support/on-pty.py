"""on-pty.py ROWS COLS COMMAND...: runs COMMAND on a pseudo-terminal of that size; stdin and stdout are passed through."""
import fcntl, os, pty, select, struct, sys, termios

rows, cols, argv = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    os.execvp(argv[0], argv)
watched = [terminal, 0]
while True:
    for ready in select.select(watched, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:  # Linux says EIO when the last user of the terminal is gone; macOS gives an empty read
            data = b""
        if ready == terminal and not data:
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
        if ready == terminal:
            os.write(1, data)
        elif data:
            os.write(terminal, data)
        else:
            watched.remove(0)
