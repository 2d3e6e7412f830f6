#!/usr/bin/env python3
"""What a daemon costs when nothing happens, and whether anything grows when much does.

    endurance.py MAILLAGED [--requests N] [--reloads N] [--idle SECONDS] [--clients N] [--loris SECONDS] [--bounds]

Starts its own daemon on the example. In turn: the processor's time over a quiet minute; memory over mixed requests and
reloads, each reload with a choice changed and changed back; clients that connect and say nothing, that say half a
request, that shut their side and read nothing, that send a byte a second. Prints a JSON object a measure; with
`--bounds`, exits 1 where one is beyond: 0.1 % of a processor, 64 MiB resident before load, a tenth more memory after
the last half of the requests and of the reloads than after the first, an answer to others within a second.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
READS = [
    "/v1/status", "/v1/verdicts?verdict=yes", "/v1/overlaps", "/v1/readiness", "/v1/alerts", "/v1/rules",
    "/v1/values?limit=20", "/v1/territories", "/v1/journal?limit=5", "/v1/query?expression=count(territoire.projets)",
    "/v1/nowhere", "/v1/verdicts?limit=x", "/metrics", "/v1/transitions?limit=5",
]


class Daemon:
    def __init__(self, program, *options):
        self.work = tempfile.mkdtemp(prefix="maillage-endurance-")
        os.mkdir(f"{self.work}/state", 0o700)
        for name in ("rules", "policies", "examples/val-clair"):
            shutil.copytree(f"{ROOT}/{name}", f"{self.work}/{os.path.basename(name)}")
        self.path = f"{self.work}/s.sock"
        # Readiness after each reload, as systemd is told it.
        self.notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notices.bind(f"{self.work}/notify")
        self.notices.settimeout(300)
        self.log = open(f"{self.work}/log", "w")
        self.process = subprocess.Popen(
            [program, "--rules", f"{self.work}/rules", "--policies", f"{self.work}/policies", "--territory",
             f"{self.work}/val-clair", "--state", f"{self.work}/state", "--socket", self.path, "--log", "warning",
             *options],
            stderr=self.log, env={**os.environ, "NOTIFY_SOCKET": f"{self.work}/notify"})
        self.ready()

    def ready(self):
        while b"READY=1" not in self.notices.recv(4096):
            pass

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    def processor(self):
        """Seconds, of threads that ended too; to a hundredth."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def dial(self, patience=60):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(patience)
        client.connect(self.path)
        return client

    def dial_in_turn(self, patience=60):
        """Once there is room in the queue: clients that left may still be counted in it."""
        end = time.monotonic() + patience
        while True:
            try:
                return self.dial(patience)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def ask(self, client, target, body=None):
        head = f"{'GET' if body is None else 'POST'} {target} HTTP/1.1\r\nHost: x\r\n"
        if body is not None:
            head += f"Content-Length: {len(body)}\r\n"
        client.sendall(head.encode() + b"\r\n" + (body or b""))
        data = b""
        while b"\r\n\r\n" not in data:
            part = client.recv(1 << 16)
            if not part:
                raise ConnectionError(f"closed: {target}")
            data += part
        top, _, rest = data.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in top.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(rest) < length:
            rest += client.recv(1 << 18)
        return int(top[9:12]), rest

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        shutil.rmtree(self.work, ignore_errors=True)
        return code


class Report:
    def __init__(self):
        self.failed = False

    def __call__(self, measure, within=True, **figures):
        self.failed |= not within
        print(json.dumps({"measure": measure, "within": within, **figures}), flush=True)


def idle(daemon, report, seconds, resident):
    time.sleep(min(5, seconds))
    before, start = daemon.processor(), time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - start
    share = (daemon.processor() - before) / took
    report("idle", share < 0.001 and daemon.memory() < resident, seconds=round(took), processor_percent=round(100 * share, 4),
           resident_mib=round(daemon.memory(), 1))


def requests(daemon, report, count):
    client, sizes, errors = daemon.dial(), [], 0
    start = time.monotonic()
    for number in range(count):
        if number % 500 == 499:
            fact = {"record": "equipement/A1", "attribute": "places", "value": 30 + number // 500 % 40}
            status, _ = daemon.ask(client, "/v1/answers", json.dumps({"reason": "e", "facts": [fact]}).encode())
            errors += status != 200
        else:
            status, _ = daemon.ask(client, READS[number % len(READS)])
            errors += status >= 500
        if (number + 1) % max(1, count // 10) == 0:
            sizes.append(round(daemon.memory(), 1))
        if number % 97 == 0:
            client.close()
            client = daemon.dial()
    client.close()
    report("requests", errors == 0 and sizes[-1] < 1.1 * max(sizes[: len(sizes) // 2]), count=count, errors=errors,
           seconds=round(time.monotonic() - start), resident_mib_each_tenth=sizes)


def reloads(daemon, report, count):
    policy = f"{daemon.work}/policies/preparation.yaml"
    with open(policy) as file:
        text = file.read()
    sizes, start = [], time.monotonic()
    for number in range(count):
        with open(policy + ".new", "w") as file:
            file.write(text + ("# changed\n" if number % 2 == 0 else ""))
        os.rename(policy + ".new", policy)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.ready()
        if (number + 1) % max(1, count // 10) == 0:
            sizes.append(round(daemon.memory(), 1))
    status, body = daemon.ask(daemon.dial(), "/v1/status")
    report("reloads", status == 200 and sizes[-1] < 1.1 * max(sizes[: len(sizes) // 2]), count=count,
           seconds=round(time.monotonic() - start), resident_mib_each_tenth=sizes)


def answers_others(daemon):
    """Seconds until another client is answered; None where it is not."""
    start = time.monotonic()
    try:
        client = daemon.dial(10)
        status, _ = daemon.ask(client, "/v1/status")
        client.close()
        return round(time.monotonic() - start, 4) if status == 200 else None
    except OSError:
        return None


def crowd(program, report, count):
    """So many clients that say nothing, under limits raised for them; then what they leave behind."""
    daemon = Daemon(program, "--max-connections", str(count * 2))
    before, descriptors = daemon.memory(), daemon.descriptors()
    clients = [daemon.dial_in_turn() for _ in range(count)]
    for client in clients[::2]:
        client.sendall(b"GET /v1/status HTTP/1.1\r\nHo")
    waited = answers_others(daemon)
    held = daemon.memory()
    for number, client in enumerate(clients):
        if number % 3 == 0:
            client.shutdown(socket.SHUT_WR)
        else:
            client.close()
    left = None
    for _ in range(300):
        left = daemon.descriptors()
        if left <= descriptors + 2:
            break
        time.sleep(0.1)
    for client in clients:
        client.close()
    report("silent clients", waited is not None and waited < 1 and left <= descriptors + 2, clients=count,
           others_answered_within_s=waited, resident_mib=[round(before, 1), round(held, 1)],
           kib_a_client=round((held - before) * 1024 / count, 1), descriptors=[descriptors, left])
    daemon.stop()


def default_limits(daemon, report, count):
    """So many clients of one account against the limits as they are: who is over is closed, and nobody falls."""
    clients, refused = [], 0
    for _ in range(count):
        client = socket.socket(socket.AF_UNIX)
        client.setblocking(False)
        try:
            client.connect(daemon.path)
            clients.append(client)
        except BlockingIOError:
            refused += 1
            client.close()
            if refused % 50 == 0:
                time.sleep(0.01)
    time.sleep(1)
    held = daemon.descriptors()
    for client in clients:
        client.close()
    waited = None
    for _ in range(50):
        waited = answers_others(daemon)
        if waited is not None:
            break
        time.sleep(0.1)
    report("silent clients, default limits", waited is not None and held < 400, tried=count, queue_full=refused,
           descriptors_then=held, answered_after=waited)


def loris(daemon, report, seconds, count=150):
    """Heads that come a byte a second."""
    clients = [daemon.dial_in_turn() for _ in range(count)]
    head = b"GET /v1/status HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 4000
    slowest, cut, start = 0, 0, time.monotonic()
    for at in range(int(seconds)):
        alive = []
        for client in clients:
            try:
                client.sendall(head[at:at + 1])
                alive.append(client)
            except OSError:
                cut += 1
                client.close()
        clients = alive
        waited = answers_others(daemon)
        slowest = max(slowest, 99 if waited is None else waited)
        time.sleep(max(0, start + at + 1 - time.monotonic()))
    for client in clients:
        client.close()
    report("a byte a second", slowest < 1 and (seconds < 62 or cut == count), clients=count, seconds=seconds, cut=cut,
           others_answered_within_s=slowest)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("maillaged")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--reloads", type=int, default=1000)
    parser.add_argument("--idle", type=float, default=60)
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--loris", type=float, default=70)
    parser.add_argument("--resident", type=float, default=64, help="MiB before any load")
    parser.add_argument("--bounds", action="store_true")
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    report = Report()
    daemon = Daemon(options.maillaged)
    try:
        report("start", daemon.memory() < options.resident, resident_mib=round(daemon.memory(), 1))
        if options.idle:
            idle(daemon, report, options.idle, options.resident)
        if options.requests:
            requests(daemon, report, options.requests)
        if options.reloads:
            reloads(daemon, report, options.reloads)
        if options.clients:
            default_limits(daemon, report, options.clients)
        if options.loris:
            loris(daemon, report, options.loris)
        _, body = daemon.ask(daemon.dial(), "/v1/verify")
        report("store", b'"sound":true' in body, resident_mib=round(daemon.memory(), 1))
    finally:
        report("stop", daemon.stop() == 0)
    if options.clients:
        crowd(options.maillaged, report, options.clients)
    sys.exit(1 if report.failed and options.bounds else 0)


if __name__ == "__main__":
    main()
