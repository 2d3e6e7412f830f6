"""The country of the common workload (W3), and one fact that changes in it (W4), beside other engines.

Every answer is held against the C reference's check sums, at each scale; then two thresholds are changed, in a copy of
the pack and in a copy of the reference, and the answers held against each other again. A figure is what one evaluation,
or one change, takes: lower is better, unlike the rates of W1 and W2.
"""
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile

PACK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "territories")
SCALES = (1, 10, 100)
# The same two thresholds where each says them: a rule's `when`, and the reference's own rule.
CHANGED = (("competence.n_serv >= 5", "n_serv >= 5", "5", "7"), ("competence.fte >= 500", "fte >= 500", "500", "650"))
# What is wanted: times DuckDB's time, at most Drools' p99 at a tenth, at most ten times a tenth, MiB.
TIMES_DUCKDB, TIMES_LINEAR, MEMORY = 2.5, 1.2, 1024


def last_json(command, folder=None):
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise RuntimeError((done.stdout + done.stderr).strip()[-400:])
    return json.loads(lines[-1])


def differences(ours, theirs):
    """The check sums that are not the reference's."""
    return {k: (v, theirs.get(k)) for k, v in ours.items() if v != theirs.get(k)}


class Country:
    """Runs of one machine, in turn; `program` is the benchmark product of this package."""

    def __init__(self, program, peers, python, data):
        self.program, self.peers, self.python, self.data = program, peers, python, data
        self.reference = f"{data}/bin/ref"
        self.own = {}
        self.others = {}
        self.wrong = []

    def missing(self):
        """What is not there, in words; empty when the country can be evaluated."""
        needed = [self.program, self.reference] + [f"{self.data}/s{s}/facility.csv" for s in SCALES]
        return ", ".join(os.path.basename(os.path.dirname(n)) + "/" + os.path.basename(n) for n in needed if not os.path.exists(n))

    def maillage(self, scale, *more, pack=PACK):
        return last_json([self.program, "--pack", pack, "--data", self.data, "--scale", str(scale), *more])

    def check(self, what, ours, reference):
        bad = differences(ours["check"], reference["check"])
        if bad:
            self.wrong.append((what, bad))

    def one_pass(self):
        """Every engine once."""
        for scale in SCALES:
            ours = self.maillage(scale)
            reference = last_json([self.reference, "w3", self.data, str(scale)])
            self.check(f"w3 {scale} %", ours, reference)
            self.note(self.own, f"w3_{scale}_s", ours["w3_s"])
            self.note(self.own, f"rss_{scale}_mib", ours["rss_mib"])
            if scale == 100:
                self.note(self.others, "w3_c_s", reference["eval_s"])
                self.note(self.own, "w3_load_s", ours["load_s"])
            # One thread gives what two give.
            if scale == 10:
                alone = self.maillage(scale, "--jobs", "1")
                self.check("w3 10 %, one thread", alone, reference)
                self.note(self.own, "w3_10_one_thread_s", alone["w3_s"])
        for scale in (10, 100):
            ours = self.maillage(scale, "--repeat", "1", "--updates", "yes")
            reference = last_json([self.reference, "w4", self.data, str(scale)])
            self.check(f"w4 {scale} %", ours, reference)
            for part in ("p50", "p99"):
                self.note(self.own, f"w4_{scale}_{part}_us", ours[f"w4_{part}_us"])
                self.note(self.others, f"w4_{scale}_c_{part}_us", reference[f"{part}_us"])
        self.peer("p_duckdb.py", ("w3", "100"), lambda d: {"w3_duckdb_s": d["eval"]["wall_s"]})
        self.peer(
            "p_drools.py", ("w4", "10"),
            lambda d: {f"w4_drools_{p}_us": d["latency"][f"{p}_us"] for p in ("p50", "p99")})

    @staticmethod
    def note(figures, name, value):
        figures.setdefault(name, []).append(value)

    def peer(self, adapter, arguments, read):
        path = f"{self.peers}/peers/{adapter}"
        if not (os.path.exists(path) and os.path.exists(self.python)):
            return
        try:
            found = last_json([self.python, path, *arguments], os.path.dirname(path))
            if found.get("check") not in (None, "ok") and not str(found["check"]).startswith("ok"):
                raise RuntimeError(str(found)[:400])
            for name, value in read(found).items():
                self.note(self.others, name, value)
        except (RuntimeError, KeyError) as error:
            print(f"{adapter} {' '.join(arguments)}: {error}", flush=True)

    def changed_thresholds(self, scale=10):
        """Two thresholds are changed in both; whether the sums move, and stay equal."""
        with tempfile.TemporaryDirectory(prefix="maillage-bench-") as folder:
            pack = shutil.copytree(PACK, f"{folder}/pack")
            shutil.copytree(f"{self.peers}/ref", f"{folder}/bench/ref")
            shutil.copy(f"{self.peers}/rules.py", f"{folder}/bench/rules.py")
            for ours, theirs, old, new in CHANGED:
                replace_once(f"{pack}/rules.yaml", ours, ours.replace(old, new))
                replace_once(f"{folder}/bench/rules.py", theirs, theirs.replace(old, new))
            subprocess.run(["sh", "build.sh", f"{folder}/bin"], cwd=f"{folder}/bench/ref", check=True, capture_output=True)
            changed = self.maillage(scale, "--repeat", "1", pack=pack)
            reference = last_json([f"{folder}/bin/ref", "w3", self.data, str(scale)])
            self.check(f"w3 {scale} %, thresholds changed", changed, reference)
            before = self.maillage(scale, "--repeat", "1")
            if not differences(changed["check"], before["check"]):
                self.wrong.append(("changed thresholds change nothing", {}))

    def summary(self):
        """Figures by name, and lines to print: text, value, whether as wanted (None: nothing is wanted)."""
        own = {name: statistics.median(values) for name, values in self.own.items()}
        others = {name: statistics.median(values) for name, values in self.others.items()}
        result = {
            "w3_s": own["w3_100_s"], "w3_duckdb_s": others.get("w3_duckdb_s"), "w3_c_s": others["w3_c_s"],
            "w3_10_s": own["w3_10_s"], "w3_1_s": own["w3_1_s"], "w3_load_s": own["w3_load_s"],
            "w3_checks_equal": not self.wrong, "w4_p50_us": own["w4_100_p50_us"], "w4_p99_us": own["w4_100_p99_us"],
            "w4_10_p99_us": own["w4_10_p99_us"], "w4_drools_p50_us": others.get("w4_drools_p50_us"),
            "w4_drools_p99_us": others.get("w4_drools_p99_us"), "w4_c_p99_us": others["w4_100_c_p99_us"],
            "rss_mib": own["rss_100_mib"],
        }
        lines = [(f"w3 maillage, {s} %", f"{own[f'w3_{s}_s']:10.4f} s", None) for s in SCALES]
        lines.append(("w3 c, 100 %", f"{others['w3_c_s']:10.4f} s", None))
        if "w3_duckdb_s" in others:
            ratio = others["w3_duckdb_s"] / own["w3_100_s"]
            result["w3_over_duckdb"] = ratio
            lines.append(("w3 duckdb, 100 %", f"{others['w3_duckdb_s']:10.4f} s   × {ratio:.1f}", ratio >= TIMES_DUCKDB))
        growth = own["w3_100_s"] / own["w3_10_s"] / 10
        result["w3_growth"] = growth
        lines.append(("w3 100 % over ten times 10 %", f"{growth:10.2f}", growth <= TIMES_LINEAR))
        lines.append(("w3 memory, MiB", f"{own['rss_100_mib']:10.0f}", own["rss_100_mib"] <= MEMORY))
        lines.append(("w3, w4 sums equal to the reference's", str(not self.wrong), not self.wrong))
        lines.append(("w4 maillage, 100 %, p50", f"{own['w4_100_p50_us']:10.1f} µs", None))
        wanted = own["w4_100_p99_us"] <= others["w4_drools_p99_us"] if "w4_drools_p99_us" in others else None
        lines.append(("w4 maillage, 100 %, p99", f"{own['w4_100_p99_us']:10.1f} µs", wanted))
        for name in ("w4_drools_p50_us", "w4_drools_p99_us"):
            if name in others:
                lines.append((name.replace("_us", "").replace("_", " ") + ", 10 %", f"{others[name]:10.1f} µs", None))
        lines.append(("w4 c, 100 %, p99", f"{others['w4_100_c_p99_us']:10.1f} µs", None))
        return {k: v for k, v in result.items() if v is not None}, lines


def replace_once(path, old, new):
    with open(path) as file:
        text = file.read()
    found = len(re.findall(re.escape(old) + r"(?!\d)", text))
    if found != 1:
        raise RuntimeError(f"{os.path.basename(path)}: « {old} » stands {found} times")
    with open(path, "w") as file:
        file.write(re.sub(re.escape(old) + r"(?!\d)", lambda _: new, text))
