#!/usr/bin/env python3
"""The daemon under load, and nginx serving the same bytes from a file, in one run on one machine.

    beside_nginx.py LOAD MAILLAGED [--seconds N] [--clients N] [--writes N]

LOAD is the built client (load.c); both servers listen on a Unix socket. Three measures: one reading route beside
nginx with one worker, which gives the ratio of processor time a request; the same for a large answer; and the
clients mixing reads while facts are written, which gives latencies. Prints one JSON object a measure.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MIX = [
    "/v1/status", "/v1/verdicts?verdict=yes", "/v1/overlaps", "/v1/readiness", "/v1/alerts", "/v1/rules",
    "/v1/values?limit=20", "/v1/territories",
]


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path, timeout=60):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def get(path, target):
    connection = Connection(path)
    connection.request("GET", target)
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    if reply.status != 200:
        raise SystemExit(f"{target}: {reply.status} {body[:200]!r}")
    return body


def processor_seconds(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def measure(load, path, pids, clients, seconds, targets):
    before = processor_seconds(pids)
    out = subprocess.run([load, path, str(clients), str(seconds), *targets], capture_output=True, check=True)
    figures = json.loads(out.stdout)
    figures["microseconds_of_processor_a_request"] = round(
        (processor_seconds(pids) - before) * 1e6 / max(1, figures["requests"]), 2)
    return figures


def wait_for(path, process):
    for _ in range(3000):
        if process.poll() is not None:
            raise SystemExit(f"ended: {process.args[0]}")
        try:
            probe = socket.socket(socket.AF_UNIX)
            probe.connect(path)
            probe.close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"nobody at {path}")


def start_nginx(work, bodies):
    """One worker, the files of `bodies` by name, no access log: what an administrator would tune."""
    for name, body in bodies.items():
        with open(f"{work}/{name}", "wb") as file:
            file.write(body)
    with open(f"{work}/nginx.conf", "w") as file:
        file.write(
            f"worker_processes 1;\npid {work}/nginx.pid;\nerror_log {work}/nginx.log;\ndaemon off;\n"
            f"{'user root;' if os.geteuid() == 0 else ''}\n"
            "events { worker_connections 1024; }\n"
            "http {\n  access_log off; sendfile on; keepalive_requests 1000000000; keepalive_timeout 300s;\n"
            f"  client_body_temp_path {work}/t1; proxy_temp_path {work}/t2; fastcgi_temp_path {work}/t3;\n"
            f"  uwsgi_temp_path {work}/t4; scgi_temp_path {work}/t5;\n"
            f"  server {{ listen unix:{work}/n.sock; root {work}; default_type application/json; }}\n}}\n")
    process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", f"{work}/nginx.conf", "-p", work])
    wait_for(f"{work}/n.sock", process)
    with open(f"/proc/{process.pid}/task/{process.pid}/children") as file:
        workers = [int(pid) for pid in file.read().split()]
    return process, workers


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("load")
    parser.add_argument("maillaged")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--writes", type=float, default=2, help="facts written a second, in the third measure")
    options = parser.parse_args()

    work = tempfile.mkdtemp(prefix="maillage-load-")
    os.chmod(work, 0o755)
    os.mkdir(f"{work}/state", 0o700)
    path = f"{work}/s.sock"
    log = open(f"{work}/log", "w")
    processes = []
    failed = False
    try:
        daemon = subprocess.Popen(
            [options.maillaged, "--rules", f"{ROOT}/rules", "--policies", f"{ROOT}/policies", "--territory",
             f"{ROOT}/examples/val-clair", "--state", f"{work}/state", "--socket", path, "--log", "notice"],
            stderr=log)
        processes.append(daemon)
        wait_for(path, daemon)
        bodies = {"status": get(path, "/v1/status"), "evaluation": get(path, "/v1/evaluation")}
        targets = {"status": "/v1/status", "evaluation": "/v1/evaluation"}
        nginx = None
        if shutil.which("nginx") or os.path.exists("/usr/sbin/nginx"):
            nginx, workers = start_nginx(work, bodies)
            processes.append(nginx)
        else:
            print("nginx is not installed: nothing to compare with", file=sys.stderr)
        for name, body in bodies.items():
            ours = measure(options.load, path, [daemon.pid], options.clients, options.seconds, [targets[name]])
            result = {"measure": targets[name], "body_bytes": len(body), "maillaged": ours}
            if nginx:
                theirs = measure(
                    options.load, f"{work}/n.sock", workers, options.clients, options.seconds, [f"/{name}"])
                result["nginx"] = theirs
                result["share_of_nginx"] = round(
                    theirs["microseconds_of_processor_a_request"] / ours["microseconds_of_processor_a_request"], 3)
            failed |= ours["errors"] > 0
            print(json.dumps(result), flush=True)

        ending = threading.Event()
        written = {"writes": 0, "failures": 0}

        def write():
            connection = Connection(path)
            while not ending.wait(1 / options.writes):
                fact = {"record": "equipement/A1", "attribute": "places", "value": 30 + written["writes"] % 40}
                connection.request(
                    "POST", "/v1/answers", json.dumps({"reason": "load", "facts": [fact]}),
                    {"Content-Type": "application/json"})
                reply = connection.getresponse()
                reply.read()
                written["writes" if reply.status == 200 else "failures"] += 1

        writer = threading.Thread(target=write)
        writer.start()
        mixed = measure(options.load, path, [daemon.pid], options.clients, options.seconds, MIX)
        ending.set()
        writer.join()
        failed |= mixed["errors"] > 0 or written["failures"] > 0
        print(json.dumps({"measure": "mixed", "routes": MIX, **written, "maillaged": mixed}), flush=True)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
