#!/usr/bin/env python3
"""Times Maillage beside other engines, in one run, and prints how many times faster or slower it is.

    beside.py --bench EXECUTABLE [--peers FOLDER] [--passes 3] [--records N] [--out FILE]

Each pass goes through all engines once, so that a slow moment of the machine touches all of them; figures
are medians over the passes. Engines are the adapters of FOLDER, which are run with the Python of
MAILLAGE_BENCH_VENV over the records of MAILLAGE_BENCH_DATA; what is not there is said and left out. The
last line is one line of JSON. Exit code 1 when an answer is wrong or a target is missed.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

import writes
from country import Country

FRENCH = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "").startswith("fr")
TABLES = ("first", "unique", "collect")
# Absent cells: nulls with a cause, unknown values with a cause. The slower of the two is what counts.
ABSENCES = ("null", "unknown")


def say(french, english):
    print(french if FRENCH else english, flush=True)


def rate_of_all(rates):
    """Units a second over tables done one after the other."""
    return len(rates) / sum(1 / r for r in rates)


def per_table(found, key):
    return {t: found[t][key] for t in TABLES}


# An engine: adapter, and how a workload's rate is read from what it prints: a number, or one for each table.
# Rates are units a second on the clock where the adapter says them so, else of processor time on one thread.
PEERS = {
    "drools": ("p_drools.py", {"w1": lambda d: d["evals"]["wall_per_s"], "w2": lambda d: per_table(d, "per_s")}),
    "zen": ("p_zen.py", {"w1": lambda d: d["core_evals_per_s"], "w2": lambda d: per_table(d, "wall_per_s")}),
    "duckdb": (
        "p_duckdb.py",
        {"w1": lambda d: d["threads1"]["evals_per_s"], "w2": lambda d: per_table(d, "threads1_per_s")},
    ),
    "c": (None, {"w1": lambda d: d["wall_evals_per_s"], "w2": lambda d: per_table(d, "rowscan_dec_per_s")}),
}
# A workload: what Maillage's own figures make of it. Those of the country are in country.py.
OWN = {
    "w1": lambda f: min(f[f"w1.{a}.batch_wall"] for a in ABSENCES),
    "w2": lambda f: {t: min(f[f"w2.{a}.{t}_wall"] for a in ABSENCES) for t in TABLES},
}
# Figures that stand alone.
SINGLE = {
    "w1_cells_all_there_per_s": "w1.none.batch_wall",
    "w1_null_per_s": "w1.null.batch_wall",
    "w1_unknown_per_s": "w1.unknown.batch_wall",
    "w1_handed_over_per_s": "w1.null.handed_over_wall",
    "w1_one_by_one_per_s": "w1.null.scalar",
    "read_us": "read.all.us",
    "add_ns": "number.add.ns",
    "multiply_ns": "number.multiply.ns",
}
# At least so many times an engine's rate; at most so much.
TIMES = {("w1", "drools"): 2, ("w2", "drools"): 4}
AT_MOST = {"read_us": 50, "add_ns": 10, "multiply_ns": 10}


def last_json(text):
    lines = [line for line in text.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if lines else None


def run(command, folder=None):
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    found = last_json(done.stdout)
    if found is None or done.returncode != 0:
        return None, (done.stdout + done.stderr).strip()[-400:]
    if str(found.get("check", "ok")) != "ok" and not isinstance(found.get("check"), dict):
        return None, str(found)[:400]
    return found, ""


def commands(peers, python, data):
    """The command of each engine and workload that can be run; says what cannot."""
    found = {}
    for name, (adapter, workloads) in PEERS.items():
        if adapter is None:
            program, why = [f"{data}/bin/ref"], f"{data}/bin/ref"
            is_there = os.access(program[0], os.X_OK) and os.path.isfile(f"{data}/meta.json")
        else:
            program, why = [python, f"{peers}/peers/{adapter}"], adapter
            is_there = all(os.path.exists(p) for p in program) and os.path.isfile(f"{data}/meta.json")
        if not is_there:
            say(f"{name} : absent, laissé de côté ({why})", f"{name}: not there, left out ({why})")
            continue
        for workload in workloads:
            found[name, workload] = program + [workload] + ([data] if adapter is None else [])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", required=True)
    parser.add_argument("--country", help="the benchmark product that evaluates the country (W3, W4)")
    parser.add_argument("--daemon", help="the daemon's executable, to time writes on its socket")
    parser.add_argument("--peers", default="")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--out", help="a file for everything that was measured, as JSON")
    options = parser.parse_args()
    venv = os.environ.get("MAILLAGE_BENCH_VENV", "/tmp/bench-venv")
    data = os.environ.get("MAILLAGE_BENCH_DATA", "/tmp/maillage-bench")
    others = commands(options.peers, f"{venv}/bin/python", data)
    bench = [options.bench, "--json", "--records", str(options.records), "--data", data]
    own, rates, broken = [], {key: [] for key in others}, []
    country = None
    if options.country:
        country = Country(options.country, options.peers, f"{venv}/bin/python", data)
        if country.missing():
            say(f"W3 et W4 laissés de côté : il manque {country.missing()}", f"W3 and W4 left out: {country.missing()} not there")
            country = None
    for number in range(options.passes):
        say(
            f"passe {number + 1} sur {options.passes}, charge {os.getloadavg()[0]:.1f}",
            f"pass {number + 1} of {options.passes}, load {os.getloadavg()[0]:.1f}")
        figures, why = run(bench)
        if figures is None:
            print(why, file=sys.stderr)
            return 1
        own.append(figures)
        for key, command in others.items():
            if key in broken:
                continue
            found, why = run(command, f"{options.peers}/peers" if options.peers else None)
            if found is None:
                broken.append(key)
                say(f"{key[0]} {key[1]} a échoué : {why}", f"{key[0]} {key[1]} failed: {why}")
            else:
                rates[key].append(PEERS[key[0]][1][key[1]](found))
        if country:
            country.one_pass()
    if country:
        country.changed_thresholds()
    written = []
    for _ in range(options.passes if options.daemon else 0):
        written.append({})
        for place in writes.places(data):
            written[-1] |= writes.measure(options.daemon, place)
    figures = {name: statistics.median(f[name] for f in own) for name in own[0]}
    rates = {key: values for key, values in rates.items() if values}
    result, missed = summary(figures, rates, country, written)
    if options.out:
        with open(options.out, "w") as file:
            json.dump({"own": own, "others": {" ".join(k): v for k, v in rates.items()}, "result": result}, file, indent=1)
    print(json.dumps(result))
    return 1 if missed else 0


def median(values):
    """Of numbers, or of numbers by table."""
    if isinstance(values[0], dict):
        return {t: statistics.median(v[t] for v in values) for t in values[0]}
    return statistics.median(values)


def summary(figures, rates, country=None, written=()):
    """Prints the comparison. Returns it as one object, and whether a target is missed."""
    result, missed = {}, False

    def put(name, value):
        result[name] = float(f"{value:.4g}")

    def judge(text, value, is_met):
        nonlocal missed
        mark = "" if is_met is None else ("  ok" if is_met else "  MANQUÉ" if FRENCH else "  MISSED")
        missed = missed or is_met is False
        print(f"{text:48s} {value}{mark}")

    for workload, read in OWN.items():
        ours = read(figures)
        rows = ours if isinstance(ours, dict) else {"": ours}
        total = rate_of_all(list(rows.values()))
        put(f"{workload}_per_s", total)
        for row, value in rows.items():
            if row:
                put(f"{workload}_{row}_per_s", value)
            judge(f"{workload} {row}".strip() + " maillage", f"{value / 1e6:10.2f} M/s", None)
        for (name, of), values in rates.items():
            if of != workload:
                continue
            theirs = median(values)
            theirs = theirs if isinstance(theirs, dict) else {"": theirs}
            put(f"{workload}_{name}_per_s", rate_of_all(list(theirs.values())))
            wanted = TIMES.get((workload, name))
            for row, value in theirs.items():
                ratio = rows[row] / value
                if row:
                    put(f"{workload}_{row}_{name}_per_s", value)
                put("_".join(filter(None, (workload, row, "over", name))), ratio)
                judge(
                    f"{workload} {row}".strip() + f" {name}", f"{value / 1e6:10.2f} M/s   × {ratio:.1f}",
                    None if wanted is None else ratio >= wanted)
    for name, key in SINGLE.items():
        value = figures[key]
        put(name, value)
        limit = AT_MOST.get(name)
        shown = f"{value:10.1f}" if value < 1e5 else f"{value / 1e6:10.2f} M/s"
        judge(name, shown, None if limit is None else value <= limit)
    if country:
        found, lines = country.summary()
        for name, value in found.items():
            result[name] = value if isinstance(value, bool) else float(f"{value:.4g}")
        for line in lines:
            judge(*line)
        for what, bad in country.wrong:
            print(what, str(bad)[:400], file=sys.stderr)
    if written:
        for name in written[0]:
            put(name, median([w[name] for w in written]))
        for place, words in (("", "W4"), ("example_", "the example")):
            if f"{place}write_p99_us" not in result:
                say("écriture de W4 laissée de côté : il manque s1", "a write of W4 left out: s1 not there")
                continue
            write, commit = result[f"{place}write_p99_us"], result[f"{place}commit_p99_us"]
            put(f"{place}write_over_commit", write / commit)
            judge(f"write, durable answer and event, {words}, p99", f"{write:10.0f} µs", None)
            judge(
                "sqlite commit beside it, p99", f"{commit:10.0f} µs   × {write / commit:.1f}",
                write / commit < writes.TIMES_COMMIT)
        judge(
            f"write among {writes.Sites.number} sites, each pair judged, median",
            f"{result['sites_write_p50_us']:10.0f} µs", None)
    return result, missed


if __name__ == "__main__":
    sys.exit(main())
