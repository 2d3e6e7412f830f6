#!/usr/bin/env python3
"""Holds sessions of `maillage feel` on a pseudo-terminal, as a person would, and checks what is shown.

    session.py MAILLAGE

Twice: with the line editor, where the machine has it, and without (TERM=dumb).
"""

import ctypes.util
import os
import pathlib
import pty
import re
import select
import signal
import sys
import tempfile
import time

PROMPT = "feel> "


class Session:
    """A program on a pseudo-terminal of its own."""

    def __init__(self, program, state, term, language="en_US.UTF-8"):
        environment = {
            "PATH": os.environ["PATH"], "HOME": state, "XDG_STATE_HOME": state, "TERM": term, "LC_ALL": language,
            "NO_COLOR": "1",
        }
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.execve(program, [program, "feel", "--today", "2026-06-15"], environment)
        self.shown = ""

    def until(self, text):
        """What is shown up to a text."""
        deadline = time.monotonic() + 60
        while text not in self.shown:
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            try:
                data = os.read(self.terminal, 65536) if ready else b""
            except OSError:
                data = b""
            if not data:
                raise AssertionError(f"{text!r} is not shown, but {self.shown!r}")
            self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r", "", data.decode("utf-8", "replace"))
        before, self.shown = self.shown.split(text, 1)
        return before

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def say(self, line):
        """What is shown after a line, up to the next prompt; the line's own echo comes first."""
        self.type(line + "\n")
        self.until("\n")
        return self.until(PROMPT).strip()

    def end(self, key=""):
        """The exit code.

        A key is pressed again while nothing happens: between two lines, the terminal eats it, or leaves a character
        in its place; the line is emptied first, since the end of input is one of an empty line.
        """
        deadline = time.monotonic() + 60
        pressed = 0
        while time.monotonic() < deadline:
            if key and time.monotonic() > pressed + 2:
                self.type("\x15" + key if pressed else key)
                pressed = time.monotonic()
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                os.close(self.terminal)
                return os.waitstatus_to_exitcode(status)
            try:
                if select.select([self.terminal], [], [], 0.05)[0]:
                    os.read(self.terminal, 65536)
            except OSError:
                pass
        os.kill(self.process, signal.SIGKILL)
        raise AssertionError("the session does not end")


def expect(shown, *texts):
    for text in texts:
        if text not in shown:
            raise AssertionError(f"{text!r} is not in {shown!r}")


def converse(program, state, term, edits):
    session = Session(program, state, term)
    expect(session.until(PROMPT), ":help")
    expect(session.say("1 + 2"), "3")
    expect(session.say(":help"), ":unknown", ":why", ":quit")
    # Variables: defined, compared, defined again.
    expect(session.say("rate = 4"), "4")
    expect(session.say("rate = 5"), "false")
    expect(session.say(":let rate = 5"), "5")
    expect(session.say("été = rate * 2"), "10")
    expect(session.say("été + 1"), "11")
    # What is not known, what is certain, what is missing.
    expect(session.say(":unknown age number [10..20]"), "unknown: [10..20]", "missing: age")
    expect(session.say("age + rate"), "unknown: [15..25]", "missing: age")
    expect(session.say("age > 9"), "true")
    expect(session.say(":vars"), "rate = 5", "age = unknown")
    expect(session.say(":why age > 15 or rate > 9"), "rate > 9 → false", "age > 15 → unknown")
    expect(session.say(":type age > 9"), "boolean")
    # What is wrong, and where.
    shown = session.say("1 + rat")
    expect(shown, "rat", "rate", "^^^")
    expect(session.say("1 / 0"), "null", "V111", "^^^^^")
    expect(session.say(":nonsense"), ":help")
    # A key that erases.
    session.type("40 + 3\x7f2\n")
    session.until("\n")
    expect(session.until(PROMPT), "42")
    session.type(":quit\n")
    if session.end() != 0:
        raise AssertionError("the session ends with an error")

    history = pathlib.Path(state, "maillage", "feel_history")
    lines = history.read_text(encoding="utf-8").splitlines()
    if lines[0] != "1 + 2" or "été + 1" not in lines or lines[-1] != ":quit":
        raise AssertionError(f"the history holds {lines}")
    if history.stat().st_mode & 0o777 != 0o600:
        raise AssertionError("others may read the history")

    # The next session, in French, remembers; the end of input ends it.
    session = Session(program, state, term, "fr_FR.UTF-8")
    expect(session.until(PROMPT), ":aide")
    expect(session.say(":aide"), ":inconnu", ":quitter")
    if edits:
        session.type("\x10\x10\x10\n")
        session.until("\n")
        expect(session.until(PROMPT), "42")
    if session.end("\x04") != 0:
        raise AssertionError("the end of input is an error")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    has_editor = ctypes.util.find_library("edit") is not None
    for term, edits in [("xterm", has_editor), ("dumb", False)]:
        with tempfile.TemporaryDirectory(prefix="maillage-") as state:
            converse(program, state, term, edits)
            print(f"session with TERM={term}: {'line editor and history' if edits else 'plain lines'}, as expected")


if __name__ == "__main__":
    main()
