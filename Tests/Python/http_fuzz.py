#!/usr/bin/env python3
"""Makes up requests for a living daemon, over its socket, and asks that nothing moves it.

    http_fuzz.py SOCKET PID [--seconds N | --cases N] [--seed S] [--only CASE] [--rss MIB] [--keep FOLDER]

A case is made of the seed and its number alone: `--seed S --only CASE` sends it again. Cases are valid requests with
their bytes disturbed, requests of a grammar that is wrong on purpose, expressions, JSON, YAML and tables made up, and
bodies that are too large. Of each answer it asks: no status of 500 or above; a refusal is the error envelope with a
code; it comes within 25 seconds; nothing of the machine's files is in it. Of the daemon, every hundred cases: it lives,
answers, and stays under its bounds of memory and descriptors. At the end its store must verify.

Exits 1 when something was found; each finding is printed, and its bytes are kept in FOLDER.
"""

import argparse
import json
import os
import random
import socket
import sys
import time
from urllib.parse import quote

FACT = {"record": "equipement/A1", "attribute": "places", "value": 41}
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9))
TEXTS = [
    "", "0", "-1", "1e999999999", "9" * 400, "true", "null", "\x00", "a\x00b", "é", "\U0001F600", "\ufeff", "\u202e",
    "../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "%00", "%2e%2e%2f", "..\\..", "' OR 1=1 --",
    "equipement/A1", "commune/A", "val_clair", "jeunesse", "2026-02-30", "2026-01-01", "99999999-01-01", "now",
    "{{7*7}}", "$(id)", "`id`", "\r\nX: y", "a" * 5000, "\ud800",
]
EXPRESSIONS = [
    "1 + 1", "count(territoire.projets)", "some p in territoire.projets satisfies p.nom = \"x\"",
    "for i in 1..10 return i * i", "sum(for i in 1..100000 return i)", "substring(\"abc\", 2)", "today",
    "date(\"2026-01-01\") + duration(\"P1Y\")", "matches(\"aaaaaaaaaaaaaaaaaaaaaaaa!\", \"(a+)+$\")",
    "replace(\"abc\", \"b\", \"$0$0\")", "{a: 1, b: a + 1}.b", "[1,2,3][item > 1]", "if true then 1 else 2",
    "function(x) x + 1", "string join([\"a\"], \"b\")", "2 ** 100000", "1/0", "-(-(-1))", "\"\\u0000\"",
    "equipements[domaine = \"jeunesse\"]", "sort([3,1,2], function(a,b) a < b)", "null = null", "[1..5]", "@\"PT1H\"",
]
QUERIES = [
    "SELECT 1", "SELECT * FROM v_journal", "SELECT * FROM v_facts LIMIT 5", "DELETE FROM journal", "PRAGMA user_version",
    "ATTACH '/tmp/x' AS x", "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t) SELECT count(*) FROM t",
    "SELECT randomblob(1000000000)", "SELECT zeroblob(2000000000)", "SELECT load_extension('x')", "VACUUM", ";",
    "SELECT hex(randomblob(100000000))", "SELECT group_concat(body) FROM v_journal, v_facts, v_transitions",
]
METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "G\x00ET", "PRI"]


class Made:
    """Requests, each from a source of chance of its own."""

    def __init__(self, document):
        self.reads = []
        self.writes = []
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if path == "/v1/events":
                    continue
                names = [parameter["name"] for parameter in operation.get("parameters", [])]
                (self.reads if method == "get" else self.writes).append((path, names))

    def case(self, chance, number):
        fixed = self.fixed()
        if number < len(fixed):
            return fixed[number]
        kind = chance.choices(
            [self.read, self.write, self.disturbed, self.grammar, self.pipelined, self.chunked, self.large],
            [30, 20, 25, 15, 5, 5, 0.15])[0]
        return kind(chance)

    def fixed(self):
        """What each run begins with: the largest, the deepest, the known tricks."""
        def post(path, body):
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            return f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data

        head = "POST /v1/imports HTTP/1.1\r\nHost: x\r\n"
        files = [BOMB, "a: &a [*a]", "[" * 100000, "a: \x00", "- " * 100000, "!!binary x", "a" * (1 << 20)]
        return [
            (f"{head}Content-Length: {1 << 30}\r\n\r\n".encode(), b"[" + b" " * 65535, 1 << 14),
            (f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), b"10000\r\n" + b" " * 65536 + b"\r\n", 1 << 14),
            *[post("/v1/imports", {"files": [{"name": "territoire.yaml", "text": text}]}) for text in files],
            *[post("/v1/plan", {"files": [{"name": "r.yaml", "text": text}]}) for text in files],
            *[post("/v1/imports", {"mapping": {"name": "m", "text": text}, "table": {"name": "t", "text": text}})
              for text in files],
            *[post("/v1/imports", {"files": [{"name": name, "text": "format: territory/1"}]})
              for name in ("../../../etc/passwd", "/etc/passwd", "a\x00b.yaml", "", "a" * 5000, "C:\\x", "..")],
            post("/v1/answers", b"[" * 1000000), post("/v1/answers", b'{"facts":' * 100000),
            post("/v1/answers", {"facts": [{"record": "equipement/" + "A" * 100000, "attribute": "places", "value": 1}]}),
            post("/v1/answers", {"facts": [dict(FACT, value="9" * 100000)], "reason": "\x00"}),
            b"GET /v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /v1/status\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /v1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01" + b"\x00" * 200,
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x00" * 100000, b"\n" * 100000, b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 50000,
        ]

    # Well-formed requests.

    def value(self, chance, name):
        if name == "expression" and chance.random() < 0.8:
            return self.expression(chance)
        if name == "query" and chance.random() < 0.8:
            return chance.choice(QUERIES)
        if name == "suppose":
            return json.dumps(self.json(chance) if chance.random() < 0.5 else [FACT])
        if name in ("limit", "cursor", "after") and chance.random() < 0.7:
            return str(chance.choice([0, 1, 5, 10000, -1, 2**63, 2**64]))
        if chance.random() < 0.1:
            return "".join(chr(chance.choice([chance.randrange(128), chance.randrange(0x20000)])) for _ in range(9))
        return chance.choice(TEXTS)

    def expression(self, chance):
        text = chance.choice(EXPRESSIONS)
        for _ in range(chance.randrange(4)):
            other = chance.choice(EXPRESSIONS)
            text = chance.choice([
                f"({text}) + ({other})", f"[{text}, {other}]", f"if {text} then {other} else null", f"not({text})",
                f"{{a: {text}}}", f"count([{text}])", f"({text}) in ({other})", text[: chance.randrange(1, 60)],
                f"for x in [{text}] return {other}", f"string({text})",
            ])
        if chance.random() < 0.03:
            text = chance.choice(["(", "[", "-", "not(", "{a:", "if true then "]) * chance.choice([10, 500, 20000])
        return text[:16000]

    def target(self, chance):
        path, names = chance.choice(self.reads)
        asked = [name for name in names if chance.random() < 0.3]
        if chance.random() < 0.05:
            asked.append(chance.choice(["x", "limit", "territory"]))
        pairs = [f"{name}={quote(self.value(chance, name).encode('utf-8', 'surrogatepass'))}" for name in asked]
        return path + ("?" + "&".join(pairs) if pairs else "")

    def read(self, chance):
        method = "HEAD" if chance.random() < 0.05 else "GET"
        return f"{method} {self.target(chance)} HTTP/1.1\r\nHost: x\r\n\r\n".encode("utf-8", "surrogatepass")

    def json(self, chance, depth=0):
        roll = chance.random()
        if depth > 4 or roll < 0.4:
            return chance.choice(TEXTS + [0, -1, 1.5, 10**30, True, False, None])
        if roll < 0.7:
            return [self.json(chance, depth + 1) for _ in range(chance.randrange(4))]
        names = ["facts", "records", "record", "attribute", "value", "reason", "territory", "source", "files", "name",
                 "text", "valid_from", "valid_to", "id", "until", "kind", "mapping", "table", "x"]
        return {chance.choice(names): self.json(chance, depth + 1) for _ in range(chance.randrange(5))}

    def text(self, chance):
        return chance.choice([
            BOMB, "a: " * 3000, "- " * 5000, "[" * 20000, "{" * 20000, "&a [*a]", "!!python/object:os.system x",
            "format: territory/1\nterritory: x\n", "id;nom\n1;\x00\n", '"' * 1001, "id,id\n1,2\n", "a,b\n" * 2000,
            "\ufeffid,nom\r\nA1,x\r\n", "? " * 4000, "--- a\n--- b\n", "x: |\n" + " " * 3000 + "y", "a: \x07",
        ])

    def body(self, chance, path):
        name = path.rsplit("/", 1)[1]
        fact = dict(FACT, value=chance.randrange(1, 80))
        valid = {
            "answers": {"reason": "fuzz", "facts": [fact]}, "changes": {"reason": "fuzz", "facts": [fact]},
            "records": {"kind": "rencontre", "record": {}},
            "imports": {"files": [{"name": chance.choice(["territoire.yaml", "../x.yaml", "/etc/passwd", "a\x00.csv"]),
                                   "text": self.text(chance)}]},
            "arbitrations": {"record": "equipement/A1", "attribute": "places", "source": "x", "reason": "fuzz"},
            "erasures": {"record": "equipement/nowhere", "reason": "fuzz"}, "milestone": {"name": chance.choice(TEXTS)},
            "plan": {"files": [{"name": "x.yaml", "text": self.text(chance)}]},
            "silence": {"alert": "x", "until": "2027-01-01", "reason": "fuzz"}, "acknowledge": {"id": "x"},
            "test": {"audience": "x"},
        }.get(name, {})
        if name == "imports" and chance.random() < 0.4:
            valid = {"mapping": {"name": "m.yaml", "text": self.text(chance)},
                     "table": {"name": "t.csv", "text": self.text(chance)}}
        roll = chance.random()
        if roll < 0.4:
            return json.dumps(valid).encode()
        if roll < 0.7:
            for _ in range(chance.randrange(1, 3)):
                valid[chance.choice(list(valid) or ["x"])] = self.json(chance)
            return json.dumps(valid).encode()
        if roll < 0.85:
            return json.dumps(self.json(chance)).encode()
        return chance.choice([
            b"", b"{", b"[" * 50000, b'{"a":' * 20000, b"nul", b"\xff\xfe", b'"\\ud800"', b"1" * 100000,
            b"1e" + b"9" * 50, b'{"a":1,"a":2}', b"\x00" * 64, b"\xef\xbb\xbf{}", b'"' + b"\\u0000" * 5000 + b'"',
        ])

    def write(self, chance):
        path, _ = chance.choice(self.writes)
        body = self.body(chance, path)
        if chance.random() < 0.2:
            body = self.noise(chance, body)
        expect = "Expect: 100-continue\r\n" if chance.random() < 0.05 else ""
        return f"POST {path} HTTP/1.1\r\nHost: x\r\n{expect}Content-Length: {len(body)}\r\n\r\n".encode() + body

    # Requests that are wrong.

    def noise(self, chance, data):
        data = bytearray(data)
        for _ in range(chance.choice([1, 1, 2, 4, 16])):
            at = chance.randrange(len(data) + 1)
            roll = chance.random()
            if roll < 0.3 and at < len(data):
                data[at] = chance.randrange(256)
            elif roll < 0.5:
                data[at:at] = bytes(chance.choice([[0], [13, 10], [255], [37, 48], [34], [32], [58]]))
            elif roll < 0.7:
                del data[at:at + chance.randrange(1, 20)]
            elif roll < 0.85:
                data[at:at] = data[at:at + chance.randrange(1, 200)]
            else:
                del data[at:]
        return bytes(data)

    def disturbed(self, chance):
        return self.noise(chance, (self.read if chance.random() < 0.6 else self.write)(chance))

    def grammar(self, chance):
        path = chance.choice([
            self.target(chance), "*", "", "/", "//v1//status", "/v1/../etc/passwd", "/v1/status/", "/v1/%73tatus",
            "http://x/v1/status", "/v1/status#x", "/v1/status?", "/v1/status?&&&", "/v1/status?=", "/v1/verdicts?rule=%",
            "/v1/verdicts?rule=%zz", "/" + "a" * chance.choice([100, 70000]), "/v1/verdicts?" + "a=b&" * 3000,
            "/v1/\x00", "/v1/stat us", "\u00e9",
        ])
        fields = [chance.choice([
            "Host: x", "Host:", "Host: x\r\nHost: y", "Content-Length: 5", "Content-Length: -1", "Content-Length: 1e3",
            "Content-Length: 99999999999999999999", "Content-Length: 5\r\nContent-Length: 6",
            "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, chunked",
            "Connection: close", "Connection: upgrade\r\nUpgrade: h2c", "Upgrade: websocket", "Expect: 100-continue",
            "Expect: x", "Last-Event-ID: -1", "Accept: text/event-stream", ": x", "X", " X: folded", "X: \x00",
            "X: " + "b" * chance.choice([10, 20000, 70000]), "A: b\r\n" * 120 + "C: d", "Range: bytes=0-1",
            "Accept-Encoding: gzip", "Content-Type: text/plain", "Cookie: a=b", "If-None-Match: *",
        ]) for _ in range(chance.randrange(5))]
        line = f"{chance.choice(METHODS)} {path} {chance.choice(['HTTP/1.1'] * 6 + ['HTTP/1.0', 'HTTP/9.9', 'HTTP/2.0', ''])}"
        end = chance.choice(["\r\n", "\r\n", "\r\n", "\n", "\r"])
        tail = chance.choice(["", "", "hello", "0\r\n\r\n"])
        return (end.join([line, *fields, "", ""]) + tail).encode("utf-8", "surrogatepass")

    def pipelined(self, chance):
        return b"".join(self.read(chance) for _ in range(chance.randrange(2, 12)))

    def chunked(self, chance):
        body = self.body(chance, chance.choice(self.writes)[0])
        parts = b""
        while body:
            size = chance.randrange(1, 5000)
            stated = chance.choice(["%x" % len(body[:size])] * 30 + ["zz", "-1", "ffffffffffffffffff", "0x5", ""])
            parts += stated.encode() + chance.choice([b"", b"", b";x=y"]) + b"\r\n" + body[:size] + b"\r\n"
            body = body[size:]
        path = chance.choice(self.writes)[0]
        return f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + parts + b"0\r\n\r\n"

    def large(self, chance):
        """A gibibyte, stated or in pieces: sent by `send`, not held here."""
        head = "POST /v1/imports HTTP/1.1\r\nHost: x\r\n"
        if chance.random() < 0.5:
            return (f"{head}Content-Length: {1 << 30}\r\n\r\n".encode(), b"[" + b" " * 65535, 1 << 14)
        return (f"{head}Transfer-Encoding: chunked\r\n\r\n".encode(), b"10000\r\n" + b" " * 65536 + b"\r\n", 1 << 14)


class Answer(Exception):
    """What is wrong with an answer."""


def exchange(path, request, patience=25):
    """Sends, says that no more comes, reads all there is to read."""
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(patience)
    client.connect(path)
    received = bytearray()
    try:
        if isinstance(request, tuple):
            head, piece, count = request
            client.sendall(head)
            for _ in range(count):
                client.sendall(piece)
        else:
            client.sendall(request)
        client.shutdown(socket.SHUT_WR)
    except (BrokenPipeError, ConnectionResetError, OSError) as error:
        if isinstance(error, TimeoutError):
            raise Answer("does not read") from None
    try:
        while data := client.recv(1 << 18):
            received += data
            if len(received) > 1 << 30:
                raise Answer("an answer without end")
    except TimeoutError:
        raise Answer(f"no end within {patience} s; so far {bytes(received[:200])!r}") from None
    except ConnectionResetError:
        pass
    finally:
        client.close()
    return bytes(received)


def examine(received):
    """Each answer of a connection, in turn."""
    statuses = []
    if b"root:x:0:" in received:
        raise Answer("a file of the machine")
    while received:
        if not received.startswith(b"HTTP/1.1 "):
            raise Answer(f"no status line: {received[:100]!r}")
        head, mark, rest = received.partition(b"\r\n\r\n")
        if not mark:
            raise Answer(f"half a head: {head[:300]!r}")
        status = int(head[9:12])
        statuses.append(status)
        if status == 100:
            received = rest
            continue
        fields = {}
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            fields[name.lower()] = value.strip()
        if status >= 500:
            raise Answer(f"status {status}: {rest[:600]!r}")
        length = int(fields.get(b"content-length", 0))
        body, received = rest[:length], rest[length:]
        if body.startswith(b"HTTP/1.1 "):
            # The answer to HEAD has no body: what follows is the next answer.
            received = body + received
            continue
        if len(body) < length:
            # None at all is the answer to HEAD.
            if body:
                raise Answer(f"{len(body)} bytes of {length}: {body[:200]!r}")
            return statuses
        if body and fields.get(b"content-type", b"").startswith(b"application/json"):
            try:
                value = json.loads(body)
            except ValueError as error:
                raise Answer(f"not JSON: {error}: {body[:200]!r}") from None
            if status >= 400 and not value.get("error", {}).get("code"):
                raise Answer(f"a refusal without a code: {body[:200]!r}")
        elif status >= 400 and body:
            raise Answer(f"a refusal that is no JSON: {body[:200]!r}")
    return statuses


def figures(pid):
    with open(f"/proc/{pid}/status") as file:
        size = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
    return size / 1024, len(os.listdir(f"/proc/{pid}/fd"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("socket")
    parser.add_argument("pid", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--cases", type=int)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1 << 32)))
    parser.add_argument("--only", type=int)
    parser.add_argument("--rss", type=float, default=400, help="MiB that the daemon may hold")
    parser.add_argument("--keep", default="/tmp")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)

    ask = b"GET /v1/openapi HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    made = Made(json.loads(exchange(options.socket, ask).partition(b"\r\n\r\n")[2]))
    start = time.monotonic()
    number, found, most, slowest = 0, 0, 0, (0, 0)
    counts = {}
    numbers = iter([options.only]) if options.only is not None else iter(range(1 << 60))
    for number in numbers:
        if options.cases is not None and number >= options.cases:
            break
        if options.seconds is not None and time.monotonic() - start > options.seconds:
            break
        request = made.case(random.Random(f"{options.seed}-{number}"), number)
        begin = time.monotonic()
        try:
            try:
                for status in examine(exchange(options.socket, request)) or [0]:
                    counts[status] = counts.get(status, 0) + 1
            except OSError as error:
                raise Answer(f"the daemon cannot be reached: {error}") from None
            if number % 100 == 0:
                size, open_files = figures(options.pid)
                most = max(most, size)
                if size > options.rss:
                    raise Answer(f"{size:.0f} MiB resident")
                if open_files > 200:
                    raise Answer(f"{open_files} descriptors")
                state = exchange(options.socket, ask.replace(b"openapi", b"status"))
                if not state.startswith(b"HTTP/1.1 200"):
                    raise Answer(f"no longer well: {state[:200]!r}")
        except Answer as problem:
            found += 1
            name = f"{options.keep}/http-fuzz-{options.seed}-{number}"
            with open(name, "wb") as file:
                file.write(request[0] if isinstance(request, tuple) else request)
            print(f"case {number} ({name}): {problem}", flush=True)
            if not os.path.exists(f"/proc/{options.pid}") or found >= 20:
                sys.exit(1)
        took = time.monotonic() - begin
        slowest = max(slowest, (took, number))
    verified = exchange(options.socket, ask.replace(b"openapi", b"verify"))
    if b'"sound":true' not in verified:
        found += 1
        print(f"the store does not verify: {verified[-400:]!r}")
    print(
        f"{number} cases in {time.monotonic() - start:.0f} s, {found} findings; statuses "
        f"{dict(sorted(counts.items()))} (0: closed without a word); at most {most:.0f} MiB resident, "
        f"now {figures(options.pid)[0]:.0f}; slowest {slowest[0]:.2f} s (case {slowest[1]})")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
