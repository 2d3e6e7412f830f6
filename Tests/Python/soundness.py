#!/usr/bin/env python3
"""Deletes, one at a time, every cell and every row of a territory folder and compares the results.

    soundness.py [--engine COMMAND | --batch COMMAND] FOLDER…

Missing data never becomes a verdict: against the whole folder, a verdict may only move to unknown
(or its subject disappear), a certain value may only become uncertain, an interval may only widen.
COMMAND prints the JSON of `maillage evaluate FOLDER -o json`: with --engine for the folder given as
its last argument, with --batch for each folder named on a line of its standard input, one JSON a line.
`--engine independent` checks the independent computation itself.
"""

import argparse
import csv
import json
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

TOLERANCE = 1e-9


def mutations(folder):
    """(What was deleted, file name, new text)."""
    for path in sorted(folder.glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        for number in range(1, len(rows)):
            yield f"{path.name} row {number}", path.name, written(rows[:number] + rows[number + 1:])
            for column, cell in enumerate(rows[number]):
                if cell:
                    changed = [list(row) for row in rows]
                    changed[number][column] = ""
                    yield f"{path.name} row {number} '{rows[0][column]}' ({cell})", path.name, written(changed)
        yield f"{path.name}", path.name, None
    for path in sorted(folder.rglob("*.yaml")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines):
            # An attribute on a line of its own; keys, lists and the head stay.
            if line.startswith("      ") and ": " in line and not line.strip().startswith(("-", "#")):
                yield (f"{path.name} line {number + 1} ({line.strip()})", str(path.relative_to(folder)),
                       "\n".join(lines[:number] + lines[number + 1:]))


def written(rows):
    return "\n".join(",".join(quoted(cell) for cell in row) for row in rows) + "\n"


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\n') else cell


def evaluations(arguments, folders):
    if arguments.engine == "independent":
        from independent import evaluate
        for folder in folders:
            yield as_engine(evaluate(folder))
    elif arguments.batch:
        # The whole list first: an engine that answers as it reads would block on a full pipe.
        text = "".join(f"{folder}\n" for folder in folders)
        with tempfile.TemporaryFile("w+") as names:
            names.write(text)
            names.seek(0)
            with subprocess.Popen(shlex.split(arguments.batch), stdin=names, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True) as engine:
                for line in engine.stdout:
                    yield json.loads(line)
    else:
        for folder in folders:
            done = subprocess.run(shlex.split(arguments.engine) + [str(folder)], capture_output=True, text=True)
            yield json.loads(done.stdout)


def as_engine(result):
    """The independent result in the engine's shape."""
    return {
        "values": result["values"], "verdicts": result["findings"] + result["decisions"],
        "assessments": [{
            "subject": a["subject"], "mean": {"lower": a["lower"], "upper": a["upper"]}, "band": a["band"],
            "verdict": None, "gates": [{"gate": g, "verdict": v} for g, v in a["gates"].items()],
            "scores": [{"question": q, "score": {"lower": s[0], "upper": s[1]}} for q, s in a["questions"].items()],
        } for a in result["assessments"]],
    }


def flips(before, after):
    key = lambda cell: (cell["rule"], *cell["subject"])
    cells = {key(v): v for v in after["verdicts"]}
    for old in before["verdicts"]:
        new = cells.get(key(old))
        if new is None or old["verdict"] == "unknown":
            continue
        if new["verdict"] not in (old["verdict"], "unknown"):
            yield f"{' '.join(key(old))}: {old['verdict']} became {new['verdict']}"
        elif new["verdict"] == old["verdict"] == "yes" and old.get("gravity"):
            if new.get("gravity") not in (old["gravity"], None):
                yield f"{' '.join(key(old))}: gravity {old['gravity']} became {new['gravity']}"
    old_keys = {key(v) for v in before["verdicts"]}
    for new in after["verdicts"]:
        if key(new) not in old_keys and new["verdict"] == "yes":
            yield f"{' '.join(key(new))}: appeared as yes"
    values = {key(v): v for v in after["values"]}
    for old in before["values"]:
        new = values.get(key(old))
        if new is None or not new.get("certain"):
            continue
        if not old.get("certain"):
            yield f"value {' '.join(key(old))}: uncertain became {new['value']}"
        elif not same(old["value"], new["value"]):
            yield f"value {' '.join(key(old))}: {old['value']} became {new['value']}"
    yield from readiness(before, after)


def readiness(before, after):
    projects = {a["subject"]: a for a in after["assessments"]}
    for old in before["assessments"]:
        new = projects.get(old["subject"])
        if new is None:
            continue
        yield from narrowed("readiness", old["mean"], new["mean"])
        scores = {s["question"]: s["score"] for s in new["scores"]}
        for score in old["scores"]:
            if score["score"] is not None and scores.get(score["question"]) is not None:
                yield from narrowed(score["question"], score["score"], scores[score["question"]])
        if new["band"] not in (old["band"], None):
            yield f"band {old['band']} became {new['band']}"
        gates = {g["gate"]: g["verdict"] for g in new["gates"]}
        for gate in old["gates"]:
            if gate["verdict"] != "unknown" and gates[gate["gate"]] not in (gate["verdict"], "unknown"):
                yield f"gate {gate['gate']}: {gate['verdict']} became {gates[gate['gate']]}"


def narrowed(name, old, new):
    if new["lower"] > old["lower"] + TOLERANCE or new["upper"] < old["upper"] - TOLERANCE:
        yield f"{name}: [{old['lower']}, {old['upper']}] became [{new['lower']}, {new['upper']}]"


def same(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= TOLERANCE * max(1, abs(a), abs(b))
    return a == b


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--engine", default="maillage evaluate -o json")
    parser.add_argument("--batch")
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    errors, tried = [], 0
    for folder in arguments.folders:
        with tempfile.TemporaryDirectory() as scratch:
            names, copies = [], [folder]
            for number, (what, file, text) in enumerate(mutations(folder)):
                copy = pathlib.Path(scratch) / str(number)
                shutil.copytree(folder, copy)
                if text is None:
                    (copy / file).unlink()
                else:
                    (copy / file).write_text(text, encoding="utf-8")
                names.append(what)
                copies.append(copy)
            results = evaluations(arguments, copies)
            before = next(results)
            for what, after in zip(names, results, strict=True):
                tried += 1
                errors += [f"{folder.name}: without {what}: {flip}" for flip in flips(before, after)]
    for error in errors[:200]:
        print(error)
    print(f"{tried} deletions, {len(errors)} unsound results")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
