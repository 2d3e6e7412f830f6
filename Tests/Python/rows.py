#!/usr/bin/env python3
"""Loads a long table, killed at random moments: nothing is lost, nothing is there twice, and the chain holds.

    rows.py MAILLAGED [--rows N] [--kills N] [--piece BYTES] [--seed N]      a table made up
    rows.py MAILLAGED --data FOLDER [--kills N]                              tables of the common workload, timed first

What the store holds in the end is compared, row by row, with the table as Python reads it; then the store is exported
and made again from the export, which verifies the journal's chain and every row's hash.
"""

import argparse
import csv
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACK = ROOT / "Benchmarks" / "territories"


def made_up(folder, rows, random):
    """Territories, their communes, and a table of equipment."""
    with open(folder / "epci.csv", "w") as file:
        file.write("id,dept,n_com,pop,pot\n" + "".join(f"{n},1,4,1000,500\n" for n in range(20)))
    with open(folder / "commune.csv", "w") as file:
        file.write("id,epci,pop,x,y,zone\n" + "".join(f"{n},{n // 4},900,{n},{n},1\n" for n in range(80)))
    with open(folder / "facility.csv", "w") as file:
        file.write("id,com,type,x,y,cap,year,use\n")
        for number in range(rows):
            cells = [number, random.randrange(80), random.randrange(180), random.randrange(900000),
                     random.randrange(900000), random.randrange(200), 1950 + random.randrange(75), random.randrange(101)]
            file.write(",".join(map(str, cells)) + "\n")


def command(args, data, state, kind):
    piece = ["--piece", str(args.piece)] if args.piece else []
    return [args.maillaged, "load", PACK / f"{kind}.import.yaml", data / f"{kind}.csv", "--rules", args.rules,
            "--state", state, "--lang", "en", *piece]


def load(args, data, state, kind):
    done = subprocess.run(command(args, data, state, kind), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"load {kind}: {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def compare(data, state):
    """The rows of the store against those of the table."""
    with open(data / "facility.csv", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        wanted = {cells[0]: (number, cells) for number, cells in enumerate(rows, 2)}
    with open(data / "commune.csv", newline="") as file:
        territory = {row["id"]: row["epci"] for row in csv.DictReader(file)}
    store = sqlite3.connect(f"file:{state}/maillage.sqlite?mode=ro", uri=True)
    imports = store.execute("SELECT id, attributes, state FROM row_import WHERE kind = 'equipement'").fetchall()
    assert len(imports) == 1 and imports[0][2] == "done", imports
    at = {name: place + 2 for place, name in enumerate(json.loads(imports[0][1]))}
    left = dict(wanted)
    blocks = store.execute(
        "SELECT territory, count, body FROM row_block WHERE import = ? ORDER BY id", (imports[0][0],))
    for where, count, body in blocks:
        rows = json.loads(body)
        assert len(rows) == count, (where, count)
        for row in rows:
            number, cells = left.pop(row[1], (None, None))
            assert cells, f"twice, or unknown: {row}"
            assert row[0] == number and territory[cells[1]] == where, (row, number, where)
            found = [row[at[name]] for name in ("id", "commune", "genre_equipement", "x", "y", "places", "annee", "occupation")]
            given = [cells[0], cells[1], cells[2]] + [int(cell) for cell in cells[3:]]
            assert found == given, (found, given)
    assert not left, f"{len(left)} rows lost"
    entries = store.execute("SELECT territory FROM journal WHERE source = 'import:facility'").fetchall()
    assert len(entries) == len(set(entries)), "an entry twice"
    return len(wanted)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("maillaged")
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=20000)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--piece", type=int)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args()
    print(f"seed {args.seed}")
    numbers = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        args.rules = folder / "rules"
        args.rules.mkdir()
        for name in ("vocabulary", "rules", "aggregates"):
            (args.rules / f"{name}.yaml").write_bytes((PACK / f"{name}.yaml").read_bytes())
        data = args.data
        if not data:
            data = folder / "data"
            data.mkdir()
            made_up(data, args.rows, numbers)
        whole = folder / "whole"
        for kind in ("epci", "commune"):
            load(args, data, whole, kind)
        start = time.monotonic()
        usage = os.times()
        load(args, data, whole, "facility")
        seconds = time.monotonic() - start
        cpu = sum(os.times()[2:4]) - sum(usage[2:4])
        rows = compare(data, whole)
        print(f"{rows} rows in {seconds:.2f} s, {rows / seconds:.0f} a second, {cpu:.2f} s of CPU, "
              f"{os.path.getsize(whole / 'maillage.sqlite') >> 20} MiB")
        state = folder / "killed"
        for kind in ("epci", "commune"):
            load(args, data, state, kind)
        kills = whole_again = 0
        while kills < args.kills:
            process = subprocess.Popen(
                command(args, data, state, "facility"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(numbers.uniform(0.1, 0.8) * seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
                continue
            # It came to its end: what it made is compared, and another one begins.
            compare(data, state)
            whole_again += 1
            if whole_again > 10 * args.kills:
                sys.exit("no run is long enough to be killed")
            shutil.rmtree(state)
            for kind in ("epci", "commune"):
                load(args, data, state, kind)
        told = load(args, data, state, "facility")
        compare(data, state)
        for each in (whole, state):
            for verb, where in (("export", each / "out"), ("restore", each / "out")):
                target = folder / f"again-{each.name}"
                target.mkdir(exist_ok=True)
                at = target if verb == "restore" else each
                subprocess.run([args.maillaged, verb, where, "--state", at], check=True, stdout=subprocess.DEVNULL)
        print(f"{kills} times killed, then: {told.strip().splitlines()[-1]}; whole, once, and the chain holds")


main()
