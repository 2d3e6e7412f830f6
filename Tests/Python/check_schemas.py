#!/usr/bin/env python3
"""Validates every YAML file of rules/, policies/, examples/ and imports/ against schemas/.

Also checks what a schema cannot say: ids are unique in the pack, names that rules refer to exist
(kinds, groups, code lists, attributes of `settled_by`, absorbing rules, questions in scope,
overridden parameters), and the attributes of example records and imports are in the vocabulary.
"""

import csv
import json
import pathlib
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Loader(yaml.SafeLoader):
    """Dates stay as they are written."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, test) for tag, test in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def no_duplicates(loader, node, deep=False):
    names = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = {str(n) for n in names if names.count(n) > 1}
    if twice:
        raise yaml.constructor.ConstructorError(None, None, f"written twice: {', '.join(sorted(twice))}", node.start_mark)
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


Loader.add_constructor("tag:yaml.org,2002:map", no_duplicates)


def schema_of(path, content):
    name = {"vocabulary/1": "vocabulary", "rules/1": "rules", "policy/1": "policy", "import/1": "import",
            "territory/1": "territory", "rules-test/1": "rules-test", "survivors/1": "survivors",
            "alerts/1": "alerts", "calendar/1": "calendar", "channels/1": "channels",
            "studies/1": "studies", "access/1": "access"}.get(content.get("format"))
    if name is None and "examples" in path.parts:
        name = "territory"
    return name


class Check:
    def __init__(self):
        self.errors = []
        self.files = {}
        self.kinds, self.codes, self.measures = {}, {}, {}

    def error(self, path, message):
        self.errors.append(f"{path.relative_to(ROOT)}: {message}")

    def run(self):
        schemas = {}
        for path in sorted((ROOT / "schemas").glob("*.schema.json")):
            schema = json.loads(path.read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            schemas[path.name.split(".")[0]] = jsonschema.Draft202012Validator(
                schema, format_checker=jsonschema.FormatChecker())
        for folder in ("rules", "policies", "examples", "imports"):
            for path in sorted((ROOT / folder).rglob("*.y*ml")):
                try:
                    content = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
                except yaml.YAMLError as error:
                    self.error(path, error)
                    continue
                name = schema_of(path, content or {})
                if name is None:
                    self.error(path, "no known format")
                    continue
                for error in schemas[name].iter_errors(content):
                    self.error(path, f"{'.'.join(map(str, error.absolute_path)) or 'file'}: {error.message}")
                self.files[path] = content
        self.check_names()
        return self.errors

    def check_names(self):
        of = lambda format: [(p, c) for p, c in self.files.items() if c.get("format") == format]
        for path, content in of("vocabulary/1"):
            for block, into in (("kinds", self.kinds), ("codes", self.codes), ("measures", self.measures)):
                for name, value in (content.get(block) or {}).items():
                    if name in into:
                        self.error(path, f"'{name}' is declared twice")
                    into[name] = value
        for path, content in of("vocabulary/1"):
            for name, kind in (content.get("kinds") or {}).items():
                self.check_kind(path, name, kind)
        ids, groups, parameters, questions, answers = {}, {}, set(), {}, {}
        for path, content in of("rules/1"):
            groups.update(content.get("groups") or {})
            for group, members in (content.get("parameters") or {}).items():
                parameters |= {f"{group}.{name}" for name in members}
            for block in ("values", "findings", "decisions", "criteria", "questions"):
                for name, rule in (content.get(block) or {}).items():
                    if name in ids:
                        self.error(path, f"'{name}' is declared twice")
                    ids[name] = (block, rule)
                    if block == "questions":
                        questions[name] = rule
                        if "answer" in rule:
                            answers.setdefault(rule["for"], {})[name] = rule["answer"]
        for path, content in of("rules/1"):
            for block in ("values", "findings", "decisions", "criteria", "questions"):
                for name, rule in (content.get(block) or {}).items():
                    self.check_rule(path, name, rule, ids, groups)
        for path, content in of("policy/1"):
            for name in content.get("overrides") or {}:
                if name not in parameters:
                    self.error(path, f"'{name}' is no parameter")
            for name, assessment in (content.get("assessments") or {}).items():
                for question in assessment["scope"]:
                    if question not in questions:
                        self.error(path, f"{name}: '{question}' is no question")
                    elif "score" not in questions[question]:
                        self.error(path, f"{name}: '{question}' has no score")
                for group in assessment["groups"]:
                    if group not in groups:
                        self.error(path, f"{name}: '{group}' is no group")
        for path, content in of("import/1"):
            self.check_import(path, content)
        for path, content in self.files.items():
            if "examples" in path.parts:
                for kind, rows in (content.get("records") or {}).items():
                    for row in rows:
                        self.check_record(path, kind, row, answers)
        for path in sorted((ROOT / "examples").rglob("*.csv")):
            # Tables as publishers give them: mappings read them, not the reader of territories.
            if "open-data" in path.parts:
                continue
            self.check_table(path, answers)

    def check_kind(self, path, name, kind):
        attributes = self.attributes(name)
        for attribute in kind["key"] + [kind.get("display") or kind["key"][0]]:
            if attribute not in attributes:
                self.error(path, f"{name}: '{attribute}' is no attribute")
        if kind.get("belongs_to", name) not in self.kinds:
            self.error(path, f"{name}: '{kind['belongs_to']}' is no kind")
        for attribute, declared in kind["attributes"].items():
            if declared.get("list", next(iter(self.codes))) not in self.codes:
                self.error(path, f"{name}.{attribute}: '{declared['list']}' is no code list")
            if declared.get("kind", name) not in self.kinds:
                self.error(path, f"{name}.{attribute}: '{declared['kind']}' is no kind")
        for attribute in kind.get("census_by", []):
            if attribute not in self.kinds["recensement"]["attributes"]:
                self.error(path, f"{name}: a census has no '{attribute}'")

    def attributes(self, kind):
        declared = dict(self.kinds[kind]["attributes"])
        parent = self.kinds[kind].get("belongs_to")
        if parent:
            declared.setdefault(parent, {"type": "reference", "kind": parent})
        return declared

    def check_rule(self, path, name, rule, ids, groups):
        for kind in [rule.get("for"), rule.get("pair"), rule.get("ordered_pair"), *(rule.get("of") or {}).values()]:
            if kind is not None and kind not in self.kinds:
                self.error(path, f"{name}: '{kind}' is no kind")
        if rule.get("group", None) is not None and rule["group"] not in groups:
            self.error(path, f"{name}: '{rule['group']}' is no group")
        for other in rule.get("absorbed_by") or []:
            if ids.get(other, ("",))[0] != "findings":
                self.error(path, f"{name}: '{other}' is no finding")
        for settling in rule.get("settled_by", []):
            kind, attribute = settling.split(".")
            if kind not in self.kinds or attribute not in self.attributes(kind):
                self.error(path, f"{name}: '{settling}' is no attribute")

    def check_import(self, path, content):
        attributes = self.attributes(content["kind"]) if content["kind"] in self.kinds else {}
        for block in ("key", "columns", "codes"):
            for name in content.get(block) or {}:
                if name not in attributes:
                    self.error(path, f"'{name}' is no attribute of '{content['kind']}'")
        if set(content.get("key") or {}) != set(self.kinds[content["kind"]]["key"]):
            self.error(path, "the key is not the kind's")
        for name, cells in (content.get("codes") or {}).items():
            codes = self.codes.get(attributes.get(name, {}).get("list"), {"oui": 0, "non": 0})
            for code in cells.values():
                if code and code not in codes and code != "sans_objet":
                    self.error(path, f"{name}: '{code}' is no code")

    def check_record(self, path, kind, row, answers):
        if kind not in self.kinds:
            return self.error(path, f"'{kind}' is no kind")
        declared = self.attributes(kind) | answers.get(kind, {})
        for name, value in row.items():
            if name in ("valid_from", "valid_to", "source"):
                continue
            if name not in declared:
                self.error(path, f"'{kind}' has no attribute '{name}'")
                continue
            self.check_value(path, f"{kind}.{name}", declared[name], value)

    def check_value(self, path, where, declared, value):
        text = "" if value is None else str(value)
        if text in ("", "nsp", "refus", "a_verifier", "sans_objet"):
            return
        if declared["type"] in ("code", "codes", "choice"):
            codes = declared["options"] if declared["type"] == "choice" else self.codes[declared["list"]]
            for code in text.split(";"):
                if code not in codes:
                    self.error(path, f"{where}: '{code}' is no code")
        elif declared["type"] == "boolean" and text not in ("oui", "non", "true", "false", "True", "False"):
            self.error(path, f"{where}: '{text}' is neither oui nor non")
        elif declared["type"] == "number":
            low, high = (float(end or sign + "inf") for end, sign in zip(declared["range"][1:-1].split(".."), "-+"))
            try:
                if not low <= float(text) <= high:
                    self.error(path, f"{where}: {text} is out of {declared['range']}")
            except ValueError:
                self.error(path, f"{where}: '{text}' is no number")

    def check_table(self, path, answers):
        kind = next((k for k, v in self.kinds.items() if v["plural"] == path.stem), None)
        if kind is None:
            return self.error(path, "no kind has this plural")
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self.check_record(path, kind, row, answers)


if __name__ == "__main__":
    check = Check()
    errors = check.run()
    for error in errors:
        print(error)
    print(f"{len(check.files)} files, {len(errors)} errors")
    sys.exit(1 if errors else 0)
