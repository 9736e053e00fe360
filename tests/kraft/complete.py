# SPDX-License-Identifier: BSD-3-Clause
# Types into an interactive shell on a terminal of its own, presses the tabulator, and prints what the line became.
# Usage: complete.py SHELL SETUP LINE...; SETUP is a command that the shell runs first. One line of output per LINE.
import os, pty, re, select, sys, time

shell, setup, lines = sys.argv[1], sys.argv[2], sys.argv[3:]
arguments = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}[shell]
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM="dumb", PS1="", HISTFILE="", COLUMNS="500", LINES="50")
    os.execvp(arguments[0], arguments)

seen = b""


def wait_for(pattern):
    """Reads until the pattern is there; what matched, and takes it and all before it away."""
    global seen
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = re.search(pattern, seen)
        if found:
            seen = seen[found.end():]
            return found
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                break
    sys.exit(f"{shell}: no answer to {pattern!r}; seen: {seen!r}")


os.write(terminal, (setup + "; echo READY$((1 + 1))\r").encode())
wait_for(rb"READY2")
for number, line in enumerate(lines):
    # Keys are taken one after the other: to the line's start (^A), which becomes an argument of printf.
    os.write(terminal, line.encode() + b"\t\x01printf '<%s:%s>\\n' " + str(number + 10).encode() + b" \"\x05\"\r")
    print(wait_for(rb"<%d:([^>\n]*)>" % (number + 10)).group(1).decode().rstrip())
os.write(terminal, b"exit\r")
os.close(terminal)
os.waitpid(pid, 0)
