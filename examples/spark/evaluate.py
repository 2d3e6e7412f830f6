#!/usr/bin/env python3
"""Evaluates many territories under Spark: each partition runs one `maillage evaluate -`, which reads its rules once.

    spark-submit examples/spark/evaluate.py TERRITORIES VERDICTS [PARTITIONS]

TERRITORIES is a text file, or a folder of them: a line is the path of a territory folder that every
executor can read, or a territory whole as an object of JSON. VERDICTS is a new folder: the answers,
a line each, in the order of TERRITORIES. The executable is MAILLAGE (default: maillage, found on the
PATH); its rules are MAILLAGE_RULES and MAILLAGE_POLICIES, as everywhere.
"""

import os
import shlex
import sys

from pyspark import SparkContext


def evaluate(context, territories, partitions=None):
    """The answers to the territories, in their order, as an RDD of lines.

    A territory that cannot be read is a line too, with its diagnostics: the filter then ends with 2, and
    that alone fails no task.
    """
    filter = f'{shlex.quote(os.environ.get("MAILLAGE", "maillage"))} evaluate - --jobs 1'
    settings = {name: value for name, value in os.environ.items() if name.startswith("MAILLAGE") or name == "PATH"}
    return context.textFile(territories, partitions).pipe(filter, env=settings)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    context = SparkContext(appName="maillage")
    evaluate(context, sys.argv[1], int(sys.argv[3]) if len(sys.argv) == 4 else None).saveAsTextFile(sys.argv[2])
