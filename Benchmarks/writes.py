"""From a write on the socket to its durable answer, and to the event of what it changed, beside SQLite's own commit.

A daemon of the release build is started on a copy of the example territory, in a folder of its own. One fact takes two
values in turn; each time the answer and the event are timed. Between two of them, SQLite alone commits one row with
`synchronous=FULL` in the same folder: both meet the same disk, in the same minutes.
"""
import http.client
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORD, ATTRIBUTE = "equipement/A1", "heures_utilisees"
# How many times SQLite's own commit a write may take, at p99.
TIMES_COMMIT = 3


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=120)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def quantile(values, q):
    return sorted(values)[min(int(len(values) * q), len(values) - 1)]


class Events(threading.Thread):
    """Notes when each change is told: the monotonic time at which its line was read."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.connection = Connection(path)
        self.connection.request("GET", "/v1/events", headers={"Accept": "application/x-ndjson"})
        self.response = self.connection.getresponse()
        self.told = threading.Condition()
        self.times = []

    def run(self):
        try:
            for line in self.response:
                if json.loads(line).get("kind") == "change":
                    with self.told:
                        self.times.append(time.perf_counter())
                        self.told.notify()
        except (OSError, ValueError, AttributeError):
            pass

    def wait(self, count):
        with self.told:
            if not self.told.wait_for(lambda: len(self.times) >= count, timeout=60):
                raise RuntimeError(f"{len(self.times)} changes told of {count} written")
            return self.times[count - 1]


def measure(daemon, count=400, warm=40):
    """Microseconds: of answers, of events, and of SQLite's commits; p50 and p99."""
    answers, events, commits = [], [], []
    with tempfile.TemporaryDirectory(prefix="maillage-writes-") as folder:
        shutil.copytree(f"{ROOT}/examples/val-clair", f"{folder}/territory")
        path = f"{folder}/s.sock"
        process = subprocess.Popen(
            [daemon, "--socket", path, "--state", f"{folder}/state", "--rules", f"{ROOT}/rules",
             "--policies", f"{ROOT}/policies", "--territory", f"{folder}/territory"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 120
            while True:
                try:
                    connection = Connection(path)
                    connection.request("GET", "/v1/status")
                    connection.getresponse().read()
                    break
                except OSError:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.05)
            told = Events(path)
            told.start()
            database = sqlite3.connect(f"{folder}/alone.sqlite", isolation_level=None)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("CREATE TABLE fact(id INTEGER PRIMARY KEY, value TEXT) STRICT")
            for number in range(warm + count):
                value = 26000 if number % 2 else 11000
                body = json.dumps(
                    {"source": "mesure", "facts": [{"record": RECORD, "attribute": ATTRIBUTE, "value": value}]})
                start = time.perf_counter()
                connection.request("POST", "/v1/changes", body, {"Content-Type": "application/json"})
                response = connection.getresponse()
                text = response.read()
                answered = time.perf_counter()
                if response.status >= 300:
                    raise RuntimeError(text.decode()[:400])
                event = told.wait(number + 1)
                commit = time.perf_counter()
                database.execute("INSERT INTO fact(value) VALUES (?)", (body,))
                committed = time.perf_counter()
                if number >= warm:
                    answers.append((answered - start) * 1e6)
                    events.append((max(event, answered) - start) * 1e6)
                    commits.append((committed - commit) * 1e6)
        finally:
            process.terminate()
            process.wait(60)
    return {
        f"{name}_{part}_us": quantile(values, q)
        for name, values in (("write", events), ("answer", answers), ("commit", commits))
        for part, q in (("p50", 0.5), ("p99", 0.99))
    }


if __name__ == "__main__":
    import sys
    print(json.dumps(measure(sys.argv[1])))
