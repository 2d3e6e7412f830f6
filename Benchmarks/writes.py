"""From a write on the socket to its durable answer, and to the event of what it changed, beside SQLite's own commit.

A daemon of the release build serves one territory, in a folder of its own: one of the common workload, whose services'
FTE change as in W4; the example, one equipment's hours taking two values in turn; or one of many sites, whose hours
become known. Each time the answer and the event are timed. Between two of them, SQLite alone commits one row with
`synchronous=FULL` in the same folder: both meet the same disk, in the same minutes.
"""
import array
import csv
import http.client
import json
import os
import select
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# How many times SQLite's own commit a write may take, at p99.
TIMES_COMMIT = 3
SOURCE = "mesure"


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=120)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)

    def read(self, path):
        self.request("GET", path)
        return json.loads(self.getresponse().read())


class Writer:
    """Writes facts and reads events in one thread, with as little of its own as Python allows: what is timed is the daemon."""

    def __init__(self, path):
        self.writes, self.events = (socket.socket(socket.AF_UNIX) for _ in range(2))
        for end in (self.writes, self.events):
            end.settimeout(120)
            end.connect(path)
        self.events.sendall(b"GET /v1/events HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\n\r\n")
        if b" 200 " not in self.events.recv(1 << 16):
            raise RuntimeError("no stream of events")
        self.waiting = select.poll()
        for end in (self.writes, self.events):
            self.waiting.register(end, select.POLLIN)

    def write(self, facts):
        """Seconds until the answer, and until the event too; the body as it was sent."""
        body = json.dumps({"source": SOURCE, "facts": facts}).encode()
        request = b"POST /v1/changes HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        answer = told = b""
        answered = happened = None
        start = time.perf_counter()
        self.writes.sendall(request)
        while answered is None or happened is None:
            for end, _ in self.waiting.poll(60_000) or self.silent(answer, told):
                if end == self.writes.fileno():
                    answer += self.writes.recv(1 << 20)
                    if self.is_whole(answer):
                        answered = time.perf_counter() - start
                else:
                    told += self.events.recv(1 << 20)
                    if b'"kind":"change"' in told and told.endswith(b"\r\n"):
                        happened = time.perf_counter() - start
        return answered, max(answered, happened), body

    @staticmethod
    def is_whole(answer):
        head, mark, body = answer.partition(b"\r\n\r\n")
        if not mark:
            return False
        if not head.startswith(b"HTTP/1.1 2"):
            raise RuntimeError(answer.decode()[:600])
        return len(body) == int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])

    @staticmethod
    def silent(answer, told):
        raise RuntimeError(f"a minute of silence: {answer!r}, {told!r}")

    def close(self):
        self.writes.close()
        self.events.close()


def quantile(values, q):
    return sorted(values)[min(int(len(values) * q), len(values) - 1)]


class Example:
    """Val-Clair: a change of one equipment's hours, which runs some twenty cells."""

    name = "example_"
    count = 400

    def begin(self, writer):
        pass

    def lay(self, folder):
        """The folders of rules, policies and territory."""
        shutil.copytree(f"{ROOT}/examples/val-clair", f"{folder}/territory")
        return f"{ROOT}/rules", f"{ROOT}/policies", f"{folder}/territory"

    def fact(self, number):
        value = 26000 if number % 2 else 11000
        return {"record": "equipement/A1", "attribute": "heures_utilisees", "value": value}

    def check(self, connection):
        pass


class Sites:
    """As many sites of one domain as a real territory has, of which their places alone are known: each pair is judged."""

    name = "sites_"
    number = 96
    count = 100

    def begin(self, writer):
        pass

    def lay(self, folder):
        os.mkdir(f"{folder}/territory")
        with open(f"{folder}/territory/territory.yaml", "w") as file:
            json.dump({
                "format": "territory/1", "territory": "sites", "at": "2026-06-15",
                "records": {
                    "territoire": [{"id": "sites", "nom": "Sites", "type": "CC"}],
                    "recensement": [{
                        "id": "R1", "genre": "commune", "territoire": "sites", "nombre": 27,
                        "date_recensement": "2026-01-01"}]},
            }, file)
        place = ["latitude", "longitude", "precision_position"]
        # Some thirty kilometres, in steps that look like chance and are the same each time.
        spots = [(48.2 + number * 137 % 300 / 1000, -0.9 + number * 211 % 400 / 1000) for number in range(self.number)]
        with open(f"{folder}/territory/communes.csv", "w") as file:
            table = csv.writer(file)
            table.writerow(["id", "nom", "territoire", "population", *place])
            table.writerows([f"C{i}", f"C{i}", "sites", 700, *spots[i], "adresse"] for i in range(27))
        with open(f"{folder}/territory/equipements.csv", "w") as file:
            table = csv.writer(file)
            table.writerow(["id", "nom", "commune", "domaine", "type", *place])
            table.writerows(
                [f"S{i}", f"S{i}", f"C{i % 27}", "sport", "installation_sportive", *spots[i], "commune"]
                for i in range(self.number))
        return f"{ROOT}/rules", f"{ROOT}/policies", f"{folder}/territory"

    def fact(self, number):
        return {"record": f"equipement/S{number % 3}", "attribute": "heures_utilisees", "value": 1000 + number}

    def check(self, connection):
        pass


class Common:
    """The territory of median population in the common workload's smallest scale, its services' FTE changing as W4 has it."""

    name = ""
    count = 400

    def __init__(self, data):
        self.folder = f"{data}/s1"
        territories = sorted(self.rows("epci"), key=lambda row: int(row["pop"]))
        self.territory = territories[len(territories) // 2]
        self.key = self.territory["id"]
        self.domains = self.mapped("service")[1]["domaine"]
        communes = {row["id"] for row in self.rows("commune") if row["epci"] == self.key}
        services = list(self.rows("service"))
        self.services = {row["id"]: row for row in services if row["com"] in communes}
        changed = zip(self.column("update.srv"), self.column("update.fte"))
        self.updates = [
            (services[row]["id"], fte) for row, fte in changed if services[row]["id"] in self.services
        ]

    @staticmethod
    def is_there(data):
        return os.path.exists(f"{data}/s1/update.srv.i32")

    def rows(self, table):
        with open(f"{self.folder}/{table}.csv") as file:
            yield from csv.DictReader(file)

    def column(self, name):
        values = array.array("i")
        with open(f"{self.folder}/{name}.i32", "rb") as file:
            values.frombytes(file.read())
        return values

    def mapped(self, table):
        """What a mapping says of a table: attributes by column, and words by attribute and number."""
        with open(f"{ROOT}/Benchmarks/territories/{table}.import.yaml") as file:
            mapping = yaml.safe_load(file)
        return mapping["columns"], mapping.get("codes", {})

    def lay(self, folder):
        for name in ("rules", "policies", "territory"):
            os.mkdir(f"{folder}/{name}")
        for name in ("vocabulary", "aggregates", "rules"):
            shutil.copy(f"{ROOT}/Benchmarks/territories/{name}.yaml", f"{folder}/rules")
        communes = [row["id"] for row in self.rows("commune") if row["epci"] == self.key]
        counts = [["commune", self.key, "", len(communes)]]
        for table, plural, kind, column in (
            ("commune", "communes", None, "epci"), ("service", "services", "service", "com"),
            ("facility", "equipements", "equipement", "com"),
        ):
            attributes, codes = self.mapped(table)
            kept = [row for row in self.rows(table) if row[column] in ([self.key] if kind is None else communes)]
            with open(f"{folder}/territory/{plural}.csv", "w") as file:
                writer = csv.writer(file)
                attributes = {name: source for name, source in attributes.items() if name != "etp"}
                writer.writerow(["id", *attributes])
                for row in kept:
                    words = ((name, row[source]) for name, source in attributes.items())
                    writer.writerow([row["id"], *(codes.get(name, {}).get(word, word) for name, word in words)])
            if kind:
                number = Counter(row["com"] for row in kept)
                counts += [[kind, "", commune, number[commune]] for commune in communes]
        domains = sorted(set(self.domains.values()))
        counts.append(["competence", self.key, "", len(domains)])
        with open(f"{folder}/territory/competences.csv", "w") as file:
            csv.writer(file).writerows([["territoire", "domaine"], *([self.key, domain] for domain in domains)])
        with open(f"{folder}/territory/recensements.csv", "w") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "genre", "territoire", "commune", "nombre"])
            writer.writerows([f"r{number}", *count] for number, count in enumerate(counts))
        with open(f"{folder}/territory/territory.yaml", "w") as file:
            json.dump({
                "format": "territory/1", "territory": self.key, "at": "2026-06-15",
                "records": {"territoire": [{
                    "id": self.key, "nombre_communes": int(self.territory["n_com"]),
                    "population": int(self.territory["pop"]), "potentiel": int(self.territory["pot"])}]},
            }, file)
        return f"{folder}/rules", f"{folder}/policies", f"{folder}/territory"

    def begin(self, writer):
        """One source states every FTE, first and last: two that disagree would leave the sums unknown."""
        facts = [
            {"record": f"service/{service}", "attribute": "etp", "value": int(row["fte"])}
            for service, row in self.services.items()
        ]
        writer.write(facts)

    def fact(self, number):
        service, fte = self.updates[number % len(self.updates)]
        self.services[service]["fte"] = fte
        return {"record": f"service/{service}", "attribute": "etp", "value": fte}

    def check(self, connection):
        """The sums served are those of what was written, source by source: what was written last counts."""
        expected = Counter()
        for row in self.services.values():
            expected[f"competence/{self.key}|{self.domains[row['domain']]}"] += int(row["fte"])
        served = {
            cell["subject"][0]: int(cell["value"]) for cell in connection.read("/v1/values?rule=fte")["values"]
        }
        wrong = {name: (served[name], expected[name]) for name in served if served[name] != expected[name]}
        if wrong or len(served) != len(set(self.domains.values())):
            raise RuntimeError(f"served, expected: {wrong}")


def measure(daemon, place, count=None, warm=40):
    """Microseconds: of answers, of events, and of SQLite's commits; p50 and p99."""
    count = count or place.count
    answers, events, commits = [], [], []
    with tempfile.TemporaryDirectory(prefix="maillage-writes-") as folder:
        rules, policies, territory = place.lay(folder)
        path = f"{folder}/s.sock"
        process = subprocess.Popen(
            [daemon, "--socket", path, "--state", f"{folder}/state", "--rules", rules, "--policies", policies,
             "--territory", territory],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 120
            while True:
                try:
                    connection = Connection(path)
                    connection.read("/v1/status")
                    break
                except OSError:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.05)
            writer = Writer(path)
            place.begin(writer)
            database = sqlite3.connect(f"{folder}/alone.sqlite", isolation_level=None)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("CREATE TABLE fact(id INTEGER PRIMARY KEY, value TEXT) STRICT")
            for number in range(warm + count):
                answered, told, body = writer.write([place.fact(number)])
                commit = time.perf_counter()
                database.execute("INSERT INTO fact(value) VALUES (?)", (body.decode(),))
                committed = time.perf_counter()
                if number >= warm:
                    answers.append(answered * 1e6)
                    events.append(told * 1e6)
                    commits.append((committed - commit) * 1e6)
            writer.close()
            place.check(connection)
        finally:
            process.terminate()
            process.wait(60)
    return {
        f"{place.name}{name}_{part}_us": quantile(values, q)
        for name, values in (("write", events), ("answer", answers), ("commit", commits))
        for part, q in (("p50", 0.5), ("p99", 0.99))
    }


def places(data):
    """The example, a territory of many pairs, and the common workload where its tables are."""
    return [Example(), Sites()] + ([Common(data)] if Common.is_there(data) else [])


if __name__ == "__main__":
    import sys

    found = {}
    for place in places(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("MAILLAGE_BENCH_DATA", "")):
        found |= measure(sys.argv[1], place)
    print(json.dumps(found))
