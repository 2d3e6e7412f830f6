#!/usr/bin/env python3
"""Compares the engine with the independent computation, on one or many territory folders.

    compare.py [--engine COMMAND] [--strict] [--results FILE] FOLDER…

COMMAND prints the JSON of `maillage evaluate FOLDER -o json` for the folder given as its last
argument (default: `maillage evaluate -o json`). With --results, FILE already holds one such JSON
document a line, in the order of the folders (`-` for standard input), and no command is run.

Two certain results that differ are an error: a verdict, a gravity, an absorption, a value, a score.
So is a bound of the readiness that excludes what the other computation holds certain. Where one of
the two says unknown and the other knows, precision differs: that is counted, and an error only with
--strict or on a folder without a missing cell (whose name does not end in `-missing`).
"""

import argparse
import json
import pathlib
import shlex
import subprocess
import sys

from independent import evaluate

TOLERANCE = 1e-9


def near(a, b):
    return abs(float(a) - float(b)) <= TOLERANCE * max(1.0, abs(float(a)), abs(float(b)))


def equal(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        return near(a, b)
    return a == b


class Comparison:
    def __init__(self, folder, engine):
        self.folder, self.engine = folder, engine
        self.ours = evaluate(folder)
        self.errors, self.precision = [], []
        self.compared = 0

    def error(self, message):
        self.errors.append(f"{self.folder}: {message}")

    def differs(self, message):
        self.precision.append(f"{self.folder}: {message}")

    def run(self):
        for name in ("territory", "at"):
            if self.engine[name] != self.ours[name]:
                self.error(f"{name}: {self.engine[name]}, expected {self.ours[name]}")
        self.values()
        self.verdicts()
        self.readiness()
        return self

    def values(self):
        engine = {(v["rule"], *v["subject"]): v for v in self.engine["values"]}
        for ours in self.ours["values"]:
            key = (ours["rule"], *ours["subject"])
            theirs = engine.get(key)
            if theirs is None:
                continue  # A neighbour's record, or an absent list: the engine gives its own only.
            self.compared += 1
            known = theirs.get("certain", False)
            if known and ours["certain"]:
                if not equal(theirs["value"], ours["value"]):
                    self.error(f"value {' '.join(key)}: {theirs['value']}, expected {ours['value']}")
            elif known != ours["certain"]:
                self.differs(f"value {' '.join(key)}: engine {'knows' if known else 'does not'}")

    def verdicts(self):
        engine = {(v["rule"], *v["subject"]): v for v in self.engine["verdicts"]}
        seen = set()
        for ours in self.ours["findings"] + self.ours["decisions"]:
            key = (ours["rule"], *ours["subject"])
            seen.add(key)
            theirs = engine.get(key, {"verdict": "not_applicable"})
            self.compared += 1
            self.verdict(" ".join(key), theirs, ours)
        rules = {k[0] for k in seen}
        findings = {f["rule"] for f in self.ours["findings"]}
        for key in engine:
            # What may be no subject and is no finding is none either way.
            certain = ("yes",) if key[0] in findings else ("yes", "no")
            if key not in seen and key[0] in rules and engine[key]["verdict"] in certain:
                self.error(f"{' '.join(key)}: {engine[key]['verdict']}, expected no cell")

    def verdict(self, name, theirs, ours):
        words = theirs["verdict"], ours["verdict"]
        if words[0] != words[1]:
            if "unknown" in words:
                self.differs(f"{name}: engine {words[0]}, independent {words[1]}")
            else:
                self.error(f"{name}: {words[0]}, expected {words[1]}")
            return
        if words[0] != "yes":
            return
        if "gravity" in ours and theirs.get("gravity") != ours["gravity"]:
            message = f"{name}: gravity {theirs.get('gravity')}, expected {ours['gravity']}"
            (self.differs if None in (theirs.get("gravity"), ours["gravity"]) else self.error)(message)
        if "absorbed_by" in ours and sorted(theirs.get("absorbed_by") or []) != sorted(ours["absorbed_by"]):
            self.error(f"{name}: absorbed by {theirs.get('absorbed_by')}, expected {ours['absorbed_by']}")
        if ours.get("value") is not None and theirs.get("certain") and not equal(theirs.get("value"), ours["value"]):
            self.error(f"{name}: value {theirs.get('value')}, expected {ours['value']}")

    def readiness(self):
        engine = {a["subject"]: a for a in self.engine["assessments"] if a["assessment"] == "preparation"}
        for ours in self.ours["assessments"]:
            theirs = engine.get(ours["subject"])
            if theirs is None:
                self.error(f"readiness {ours['subject']}: absent")
                continue
            self.compared += 1
            self.interval(f"readiness {ours['subject']}", ends(theirs["mean"]), [ours["lower"], ours["upper"]])
            for group in theirs["groups"]:
                self.interval(f"group {group['group']}", ends(group["mean"]), ours["groups"][group["group"]])
            for score in theirs["scores"]:
                if score["score"] is not None:
                    self.interval(f"score {score['question']}", ends(score["score"]), ours["questions"][score["question"]])
            for gate in theirs["gates"]:
                words = gate["verdict"], ours["gates"][gate["gate"]]
                if words[0] != words[1]:
                    (self.differs if "unknown" in words else self.error)(f"gate {gate['gate']}: {words[0]}, expected {words[1]}")
            if not near(theirs["completeness"], ours["completeness"]):
                self.differs(f"completeness {theirs['completeness']}, independent {ours['completeness']}")

    def interval(self, name, theirs, ours):
        if near(theirs[0], ours[0]) and near(theirs[1], ours[1]):
            return
        message = f"{name}: {theirs}, expected {ours}"
        # Two sound intervals hold the same truth, so they meet.
        meet = theirs[0] <= ours[1] + TOLERANCE and ours[0] <= theirs[1] + TOLERANCE
        certain = near(*theirs) and near(*ours)
        (self.differs if meet and not certain else self.error)(message)


def ends(interval):
    return [interval["lower"], interval["upper"]]


def results(arguments, folders):
    if arguments.results:
        file = sys.stdin if arguments.results == "-" else open(arguments.results, encoding="utf-8")
        yield from (json.loads(line) for line in file if line.strip())
        return
    # One process for all of them: a line of JSON a territory, in the same order.
    command = shlex.split(arguments.engine)
    paths = [str(folder) for folder in folders]
    with subprocess.Popen(command + paths, stdout=subprocess.PIPE, text=True) as engine:
        if len(paths) == 1:
            yield json.load(engine.stdout)
        else:
            yield from (json.loads(line) for line in engine.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--engine", default="maillage evaluate -o json")
    parser.add_argument("--results")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    errors, precision, compared = [], [], 0
    answers = results(arguments, arguments.folders)
    for folder in arguments.folders:
        answer = next(answers, None)
        if answer is None:
            sys.exit(f"{folder}: no result of the engine")
        comparison = Comparison(folder, answer).run()
        compared += comparison.compared
        errors += comparison.errors
        if arguments.strict or not folder.name.endswith("-missing"):
            errors += comparison.precision
        else:
            precision += comparison.precision
    for error in errors[:200]:
        print(error)
    if arguments.verbose:
        print("\n".join(precision))
    print(f"{len(arguments.folders)} folders, {compared} results compared, {len(errors)} errors, "
          f"{len(precision)} differences of precision")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
