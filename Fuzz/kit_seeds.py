"""Writes the expressions of the conformance kit as inputs of the fuzzer: a letter, then the text."""

import hashlib
import json
import pathlib
import sys

cases, folder = sys.argv[1:]
for line in open(cases, encoding="utf-8"):
    case = json.loads(line)
    if "expr" in case:
        text = b"e" + case["expr"].encode()
        if len(text) <= 400:
            pathlib.Path(folder, "e-" + hashlib.sha1(text).hexdigest()[:10]).write_bytes(text)
