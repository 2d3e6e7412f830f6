#!/usr/bin/env python3
"""Scores an engine on the conformance kit of DMN, from outside: it is given the kit's lines as they stand.

    conformance.py [--engine COMMAND] [--ledger FILE] [--score FILE] [--failures] KIT

KIT holds `cases.jsonl` and `models.jsonl`. COMMAND reads the cases on standard input and answers each with a line
of JSON, `{"id", "value"}`, with `error` beside a null that an error made (default: `maillage feel --batch`);
`--models KIT/models.jsonl` and `--today` are added to it.

Prints a line a folder and the totals. A test case passes when all its results do. Fails (exit 1) on a case that
fails and is not in the ledger, on one that is there and passes or does not exist, on an expected error that the
engine does not tell, on one that it tells of a value, and on totals that are not those of the score file.
"""

import argparse
import decimal
import json
import pathlib
import re
import shlex
import subprocess
import sys

decimal.getcontext().prec = 60
CLOSE = decimal.Decimal("1e-8")


def zone(text):
    """A zone's name, or its distance from UTC in seconds; None without one."""
    if not text:
        return None
    if text == "Z":
        return 0
    if text.startswith("@"):
        return text
    sign = -1 if text[0] == "-" else 1
    parts = [int(part) for part in text[1:].split(":")] + [0, 0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])


def clock(text):
    hour, minute, second, where = re.fullmatch(r"(\d\d):(\d\d):(\d\d(?:\.\d+)?)(.*)", text).groups()
    return (int(hour) * 60 + int(minute)) * 60 + decimal.Decimal(second), zone(where)


def duration(text):
    """Months, and seconds."""
    pattern = r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
    sign, *parts = re.fullmatch(pattern, text).groups()
    years, months, days, hours, minutes, seconds = [decimal.Decimal(part or 0) for part in parts]
    factor = -1 if sign else 1
    return factor * (12 * years + months), factor * (((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def plain(kind, text):
    """What two values of a type have in common when they are the same."""
    if kind == "date and time":
        day, _, rest = text.partition("T")
        return (day, clock(rest)) if rest else (day, None)
    if kind == "time":
        return clock(text)
    if kind in ("days and time duration", "years and months duration"):
        return duration(text)
    return text


def equal(given, expected):
    """As the published runners compare: numbers to 1e-8, lists in order, contexts in any order, the rest by value."""
    if given["t"] != expected["t"]:
        return False
    kind = given["t"]
    if kind == "null":
        return True
    a, b = given["v"], expected["v"]
    if kind == "number":
        return abs(decimal.Decimal(a) - decimal.Decimal(b)) < CLOSE
    if kind == "list":
        return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b))
    if kind == "context":
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    return a == b or (isinstance(a, str) and plain(kind, a) == plain(kind, b))


class Outcome:
    def __init__(self, case, answer):
        self.folder = case["folder"]
        self.test = f"{case['folder']}/{case['suite']}/{case['case']}"
        self.expected = case["expected"]
        self.given = answer["value"]
        self.passes = equal(self.given, self.expected)
        self.is_null = self.expected["t"] == "null"
        self.wants_error = case.get("errorResult", False)
        self.tells_error = answer.get("error") is not None

    def said(self):
        show = lambda value: json.dumps(value, ensure_ascii=False)
        return f"{self.test}: {show(self.given)}, not {show(self.expected)}"


def line(title, outcomes):
    tests = {o.test for o in outcomes}
    failing = {o.test for o in outcomes if not o.passes}
    values = [o for o in outcomes if not o.is_null]
    errors = [o for o in outcomes if o.wants_error]
    return (
        f"{title}: {len(tests) - len(failing)} of {len(tests)} test cases; "
        f"{sum(o.passes for o in outcomes)} of {len(outcomes)} results, "
        f"{sum(o.passes for o in values)} of {len(values)} that are not null; "
        f"{sum(o.passes and o.tells_error for o in errors)} of {len(errors)} errors"
    )


def read_ledger(path):
    reasons = {}
    for text in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if text and not text.startswith("#"):
            test, _, reason = text.partition(" ")
            reasons[test] = reason.strip()
    return reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kit", type=pathlib.Path)
    parser.add_argument("--engine", default="maillage feel --batch")
    parser.add_argument("--ledger")
    parser.add_argument("--score")
    parser.add_argument("--failures", action="store_true", help="show every result that is not as expected")
    options = parser.parse_args()

    cases = [json.loads(text) for text in (options.kit / "cases.jsonl").open(encoding="utf-8")]
    command = shlex.split(options.engine) + ["--models", str(options.kit / "models.jsonl"), "--today", "2026-01-02"]
    with (options.kit / "cases.jsonl").open("rb") as lines:
        run = subprocess.run(command, stdin=lines, stdout=subprocess.PIPE)
    if run.returncode != 0:
        sys.exit(f"{command[0]} ended with {run.returncode}")
    answers = [json.loads(text) for text in run.stdout.decode().splitlines()]
    if [answer["id"] for answer in answers] != [case["id"] for case in cases]:
        sys.exit(f"{len(answers)} answers to {len(cases)} cases, or in another order")
    outcomes = [Outcome(case, answer) for case, answer in zip(cases, answers)]

    folders = list(dict.fromkeys(o.folder for o in outcomes))
    for folder in folders:
        print(line(folder, [o for o in outcomes if o.folder == folder]))
    total = line("total", outcomes)
    print(total)

    faults = []
    failing = {}
    for outcome in outcomes:
        if not outcome.passes:
            failing.setdefault(outcome.test, outcome)
            if options.failures:
                print(outcome.said(), file=sys.stderr)
        if outcome.wants_error and not outcome.tells_error:
            faults.append(f"{outcome.test} gives a null without the error that made it")
        if outcome.tells_error and not outcome.is_null and outcome.passes:
            faults.append(f"{outcome.test} tells an error beside a value")
    if options.ledger:
        ledger = read_ledger(options.ledger)
        tests = {o.test for o in outcomes}
        faults += [outcome.said() for test, outcome in failing.items() if test not in ledger]
        faults += [
            f"{test} is in the ledger, but {'passes' if test in tests else 'not in the kit'}"
            for test in ledger
            if test not in failing
        ]
        faults += [f"{test} is in the ledger without a reason" for test, reason in ledger.items() if not reason]
    if options.score:
        wanted = pathlib.Path(options.score).read_text(encoding="utf-8").strip()
        if total != wanted:
            faults.append(f"the score is not the one that is kept:\n  {total}\n  {wanted}")
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
