#!/usr/bin/env python3
"""Writes invented territories in the format of a territory folder, valid for the vocabulary.

    random_territories.py --seed N --count K --out DIR [--missing SHARE]

Each folder has 2 to 8 communes, 0 to 3 facilities a commune, 1 or 2 communes beyond the border,
censuses, a project. About SHARE of them (0.5) lack a few cells, rows or censuses; their names end in
`-missing`. The same seed gives the same bytes. Travel times always lie within what the distance of
the positions allows (90 km/h straight, 25 km/h with a detour of 1.6), so nothing contradicts itself.
"""

import argparse
import csv
import math
import pathlib
import random

HEADERS = {
    "communes": "id nom territoire population jeunes_11_17 enfants_3_10 potentiel_financier rrf epargne_brute dette "
                "latitude longitude precision_position",
    "services": "id nom commune domaine etp etp_qualifies charges_brutes recettes nature_cout",
    "equipements": "id nom commune domaine type places age_min age_max heures_semaine semaines_an heures_utilisees "
                   "latitude longitude precision_position",
    "trajets": "de vers minutes",
    "creneaux_communs": "de vers heures",
    "competences": "id libelle territoire objet domaine transfert",
    "exercices": "id territoire niveau commune objet domaine moyens_engages",
    "accords": "id commune domaine hote",
    "documents": "id territoire type date_adoption domaines",
    "rencontres": "id territoire acteur niveau date_rencontre",
    "avis": "projet commune volonte_demarrer plus_value",
    "participations": "id projet payeur commune charge_supplementaire",
    "recensements": "id genre territoire commune domaine projet nombre date_recensement source_recensement",
}
KEYS = {"trajets": 2, "creneaux_communs": 2, "avis": 2}
OBJECTS = ("accueil_jeunes", "sejours_ete_11_17", "accueil_loisirs")


def kilometres(a, b):
    south, north = math.radians(a[0]), math.radians(b[0])
    h = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


class Territory:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.rows = {name: [] for name in HEADERS}
        self.place = {}
        self.domain = self.dice.choice(("jeunesse", "jeunesse", "jeunesse", "enfance"))
        self.build()

    def add(self, name, *cells):
        self.rows[name].append(["" if c is None else str(c) for c in cells])

    def build(self):
        dice = self.dice
        own = [f"C{i}" for i in range(1, dice.randint(2, 8) + 1)]
        beyond = [f"V{i}" for i in range(1, dice.randint(1, 2) + 1)]
        for commune in own + beyond:
            self.commune(commune, "ici" if commune in own else "voisin")
        for i, a in enumerate(own + beyond):
            for b in (own + beyond)[i + 1:]:
                self.trip(a, b)
        sites, services = {}, {}
        for commune in own + beyond:
            sites[commune] = [self.site(commune, i) for i in range(dice.choice((0, 0, 1, 1, 1, 2, 3)))]
            services[commune] = [self.service(commune)] if sites[commune] or dice.random() < 0.1 else []
        hours = {s[0]: s[1] for rows in sites.values() for s in rows}
        everyone = sorted(hours)
        for i, a in enumerate(everyone):
            for b in everyone[i + 1:]:
                if dice.random() < 0.8:
                    self.add("creneaux_communs", a, b, dice.randint(0, int(min(hours[a], hours[b]))))
        self.law(own)
        self.project(own, beyond)
        self.census(own, beyond, sites, services)

    def commune(self, name, territory):
        dice = self.dice
        self.place[name] = (round(47.5 + dice.uniform(0, 0.25), 4), round(0.2 + dice.uniform(0, 0.35), 4))
        people = dice.randint(100, 6000)
        revenue = people * dice.randint(600, 1300)
        self.add("communes", name, f"Commune {name}", territory, people, dice.choice((0, people // 11, people // 12)),
                 people // 9, dice.randint(500, 1300), revenue, round(revenue * dice.uniform(-0.02, 0.2)),
                 round(revenue * dice.uniform(0, 1.6)), *self.place[name], dice.choice(("adresse", "adresse", "rue", "commune")))

    def trip(self, a, b):
        if self.dice.random() < 0.12:
            return
        distance = kilometres(self.place[a], self.place[b])
        low, high = distance / 1.5, distance * 3.84
        # Sites lie within a few hundred metres of their commune's place.
        low, high = (distance + 0.8) / 1.5, max((distance - 0.8) * 3.84, low)
        minutes = round(distance * self.dice.uniform(0.9, 1.8))
        if low <= minutes <= high:
            self.add("trajets", a, b, minutes)

    def site(self, commune, number):
        dice = self.dice
        key = f"{commune}E{number + 1}"
        lat, lon = self.place[commune]
        places, week, weeks = dice.randint(8, 60), dice.choice((4, 6, 8, 10.5, 16, 20, 35)), dice.choice((36, 44, 50))
        use = round(places * week * weeks * dice.choice((0.2, 0.35, 0.5, 0.7, 0.85, 1.0, dice.uniform(0.1, 1.1))))
        first = dice.choice((3, 6, 11, 11, 14))
        self.add("equipements", key, f"Site {key}", commune, dice.choice((self.domain,) * 5 + ("sport",)),
                 dice.choice(("maison_jeunes", "accueil_loisirs")), places, first, dice.randint(first, 17), week, weeks, use,
                 round(lat + dice.uniform(-0.002, 0.002), 4), round(lon + dice.uniform(-0.002, 0.002), 4),
                 dice.choice(("adresse", "adresse", "adresse", "rue", "commune")))
        return key, week

    def service(self, commune):
        dice = self.dice
        posts = dice.choice((0.3, 0.5, 0.5, 0.8, 1, 1.5, 3))
        gross = dice.randint(5, 200) * 1000
        self.add("services", f"S{commune}", f"Service {commune}", commune, self.domain, posts,
                 round(posts * dice.choice((0, 0.4, 0.5, 1)), 2), gross, round(gross * dice.uniform(0, 0.6)),
                 dice.choice(("complet", "complet", "complet", "direct")))
        return f"S{commune}"

    def law(self, own):
        dice = self.dice
        for i in range(dice.randint(0, 2)):
            self.add("competences", f"K{i + 1}", f"Compétence {i + 1}", "ici", dice.choice(OBJECTS),
                     dice.choice((self.domain, self.domain, "culture")), dice.choice(("complet", "complet", "partiel")))
        for i in range(dice.randint(0, 4)):
            level = dice.choice(("communal", "communal", "intercommunal"))
            self.add("exercices", f"X{i + 1}", "ici", level, dice.choice(own) if level == "communal" else "sans_objet",
                     dice.choice(OBJECTS), self.domain, dice.choice(("oui", "oui", "non")))
        for i in range(dice.randint(0, 2)):
            self.add("documents", f"D{i + 1}", "ici", dice.choice(("projet_territoire", "pacte_financier_fiscal", "contrat_ville")),
                     "2023-04-01", ";".join(sorted(dice.sample(("jeunesse", "enfance", "sport", "culture"), 2))))
        for i in range(dice.randint(0, 2)):
            self.add("rencontres", f"R{i + 1}", "ici", dice.choice(("departement", "caf_organisme")),
                     dice.choice(("contact", "entretien")), "2026-01-15")

    def project(self, own, beyond):
        dice = self.dice
        for commune in own:
            if dice.random() < 0.3:
                self.add("accords", f"ACC{commune}", commune, self.domain, dice.choice(own + beyond))
            self.add("avis", "projet_1", commune, dice.choice(("oui", "oui", "non")), dice.choice(("oui", "oui", "non")))
            if dice.random() < 0.7:
                self.add("participations", f"P{commune}", "projet_1", "commune", commune, round(dice.uniform(-20000, 30000), 2))
        self.add("participations", "PEPCI", "projet_1", "intercommunalite", "sans_objet", dice.choice((0, -5000, 12000)))

    def census(self, own, beyond, sites, services):
        number = iter(range(1, 10_000))

        def count(genre, value, territory="", commune="", domain="", project=""):
            self.add("recensements", f"N{next(number):03d}", genre, territory, commune, domain, project, value, "2026-05-31", "Enquête")

        count("territoire", 2)
        count("commune", len(own), "ici")
        count("commune", len(beyond), "voisin")
        for genre in ("competence", "exercice", "document", "rencontre"):
            count(genre, len(self.rows[f"{genre}s"]), "ici")
        count("projet", 1, "ici")
        count("avis", len(self.rows["avis"]), project="projet_1")
        count("participation", len(self.rows["participations"]), project="projet_1")
        for commune in own + beyond:
            mine = [row for row in self.rows["equipements"] if row[2] == commune]
            for domain in (self.domain, "sport"):
                count("equipement", sum(row[3] == domain for row in mine), commune=commune, domain=domain)
            count("service", len(services[commune]), commune=commune, domain=self.domain)
            count("accord", sum(row[1] == commune for row in self.rows["accords"]), commune=commune, domain=self.domain)

    def forget(self):
        """Some cells, rows or censuses go."""
        dice = self.dice
        for _ in range(dice.randint(1, 6)):
            name = dice.choice([n for n, rows in self.rows.items() if rows])
            rows = self.rows[name]
            if dice.random() < 0.25:
                rows.pop(dice.randrange(len(rows)))
                continue
            row = dice.choice(rows)
            column = dice.randrange(KEYS.get(name, 1), len(row))
            row[column] = dice.choice(("", "", "nsp"))

    def write(self, folder):
        dice = self.dice
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.rows.items():
            with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(HEADERS[name].split())
                writer.writerows(rows)
        revenue = dice.randint(2, 9) * 1_000_000
        folder.joinpath("territory.yaml").write_text(f"""format: territory/1
territory: ici
at: 2026-06-15
records:
  territoire:
    - id: ici
      nom: Territoire inventé
      type: {dice.choice(("CC", "CC", "CA", "PETR"))}
      rrf: {revenue}
      drf: {round(revenue * dice.uniform(0.82, 1.01))}
      dette: {round(revenue * dice.uniform(0, 1.5))}
      potentiel_financier_total: {revenue * 2}
    - id: voisin
      nom: Voisin inventé
      type: CC
""", encoding="utf-8")
        answers = ""
        if dice.random() < 0.7:
            answers += f"      bonne_echelle: {dice.choice(('adaptee', 'partielle', 'inadaptee'))}\n"
        if dice.random() < 0.8:
            answers += f"      elu_porteur: {dice.choice(('vice_president', 'elu_communal', 'aucun'))}\n"
        if dice.random() < 0.5:
            answers += f"      service_mixte_techniciens: {dice.choice(('oui', 'non'))}\n"
        (folder / "projects").mkdir(exist_ok=True)
        folder.joinpath("projects/projet_1.yaml").write_text(f"""records:
  projet:
    - id: projet_1
      territoire: ici
      nom: Projet inventé
      domaine: {self.domain}
      objet: {dice.choice(OBJECTS)}
{answers}""", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--missing", type=float, default=0.5)
    arguments = parser.parse_args()
    for number in range(arguments.count):
        territory = Territory(f"{arguments.seed}/{number}")
        lacks = territory.dice.random() < arguments.missing
        if lacks:
            territory.forget()
        folder = arguments.out / f"t{arguments.seed}-{number:03d}{'-missing' if lacks else ''}"
        territory.write(folder)
        print(folder)


if __name__ == "__main__":
    main()
