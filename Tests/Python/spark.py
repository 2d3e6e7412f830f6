#!/usr/bin/env python3
"""The example under Spark gives the bytes of a single process, whatever the number of partitions.

    spark.py MAILLAGE [--count 12] [--seed 1]

Runs where PySpark is installed (PYSPARK_PYTHON, or this interpreter) beside a Java runtime; elsewhere says
that it did not, and ends with 0.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("maillage", type=pathlib.Path)
    arguments.add_argument("--count", type=int, default=12)
    arguments.add_argument("--seed", type=int, default=1)
    arguments = arguments.parse_args()
    python = os.environ.get("PYSPARK_PYTHON", sys.executable)
    has_spark = subprocess.run([python, "-c", "import pyspark"], capture_output=True).returncode == 0
    if not has_spark or not shutil.which("java"):
        print("Spark : non essayé, PySpark ou Java n'est pas installé / not tried, PySpark or Java is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        subprocess.run(
            [sys.executable, ROOT / "Tests/Python/random_territories.py",
             "--count", str(arguments.count), "--seed", str(arguments.seed), "--out", folder / "invented"],
            check=True, capture_output=True)
        lines = [str(path) for path in sorted((folder / "invented").iterdir())]
        lines.insert(1, '{"format": "territory/1", "territory": "essai", "at": "2026-06-15"}')
        lines.insert(5, '{"format": "territory/1"}')
        (folder / "territories.ndjson").write_text("".join(line + "\n" for line in lines))
        settings = os.environ | {
            "MAILLAGE": str(arguments.maillage.resolve()), "MAILLAGE_RULES": str(ROOT / "rules"),
            "MAILLAGE_POLICIES": str(ROOT / "policies"), "PYSPARK_PYTHON": python, "SPARK_LOCAL_IP": "127.0.0.1",
        }
        alone = subprocess.run(
            [arguments.maillage, "evaluate", "-"], stdin=open(folder / "territories.ndjson"), env=settings,
            capture_output=True)
        assert alone.returncode == 2, alone.stderr.decode()
        assert alone.stdout.count(b"\n") == len(lines)
        for partitions in (1, 3):
            out = folder / f"verdicts-{partitions}"
            run = subprocess.run(
                [python, ROOT / "examples/spark/evaluate.py", folder / "territories.ndjson", out, str(partitions)],
                env=settings, capture_output=True, text=True)
            assert run.returncode == 0, run.stderr[-4000:]
            parts = sorted(out.glob("part-*"))
            assert len(parts) >= partitions, parts
            assert b"".join(part.read_bytes() for part in parts) == alone.stdout, f"{partitions} partitions differ"
        print(f"Spark : {len(lines)} territoires, les mêmes octets / {len(lines)} territories, the same bytes")


if __name__ == "__main__":
    main()
