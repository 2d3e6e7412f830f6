"""Reads a territory folder (territory.yaml, one CSV a kind, projects/*.yaml) as plain records.

A cell is a string, NOTHING (not stated) or NOT_APPLICABLE. Nothing here knows a rule.
"""

import csv
import pathlib

import yaml

NOTHING = None
NOT_APPLICABLE = "\0not applicable"
WITHHELD = {"", "nsp", "refus", "a_verifier"}

PLURALS = {
    "territoire": "territoires", "commune": "communes", "service": "services", "equipement": "equipements",
    "competence": "competences", "exercice": "exercices", "accord": "accords", "document": "documents",
    "rencontre": "rencontres", "recensement": "recensements", "projet": "projets", "avis": "avis",
    "participation": "participations", "trajet": "trajets", "creneau_commun": "creneaux_communs",
}
KEYS = {"avis": ("projet", "commune"), "trajet": ("de", "vers"), "creneau_commun": ("de", "vers")}


def cell(value):
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "oui" if value else "non"
    text = str(value).strip()
    if text in WITHHELD:
        return NOTHING
    if text == "sans_objet":
        return NOT_APPLICABLE
    return {"true": "oui", "false": "non"}.get(text, text)


class Folder:
    def __init__(self, path):
        path = pathlib.Path(path)
        # Every scalar as it is written, so that numbers keep their digits.
        with open(path / "territory.yaml", encoding="utf-8") as file:
            head = yaml.load(file, Loader=yaml.BaseLoader)
        self.territory = head["territory"]
        self.at = head["at"]
        self.records = {kind: [] for kind in PLURALS}
        documents = [head.get("records") or {}]
        for project in sorted(path.glob("projects/*.yaml")):
            with open(project, encoding="utf-8") as file:
                documents.append((yaml.load(file, Loader=yaml.BaseLoader) or {}).get("records") or {})
        for document in documents:
            for kind, rows in document.items():
                for row in rows:
                    self.add(kind, row)
        for kind, plural in PLURALS.items():
            table = path / f"{plural}.csv"
            if table.exists():
                with open(table, encoding="utf-8", newline="") as file:
                    for row in csv.DictReader(file):
                        self.add(kind, row)

    def add(self, kind, row):
        record = {name: cell(value) for name, value in row.items() if name}
        key = [record.get(name) for name in KEYS.get(kind, ("id",))]
        if any(part is NOTHING for part in key):
            return
        record["_id"] = f"{kind}/{'|'.join(key)}"
        # A record stated in two places is one record.
        for other in self.records[kind]:
            if other["_id"] == record["_id"]:
                other.update({k: v for k, v in record.items() if v is not NOTHING})
                return
        self.records[kind].append(record)
