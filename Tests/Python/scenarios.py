#!/usr/bin/env python3
"""Scenarios of invented territories, computed here without the engine, against what `maillage` prints.

    scenarios.py [--engine COMMAND] [--count N] [--seed S]

COMMAND is `maillage` (default), run with MAILLAGE_RULES and MAILLAGE_POLICIES. Numbers are exact fractions; formulas are typed by
hand from the domain reference (§2.2, §6 and §8.5 to §8.6), and nothing is read from rules/ or policies/, but the constraints of
the search that policies/scenarios.yaml declares, typed by hand too. Compared: costs, savings, payback, return, gain at equal
volume, drift, shares to the cent, changes, integration coefficient, sustainability of each payer, keys under a limit, every
perimeter, the status quo and less pooling that nobody stated, and what was promised beside each year's results.
"""

import argparse
import itertools
import json
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile
from fractions import Fraction as F

HORIZON = 6


def invented(random_, count):
    communes = {}
    for index in range(count):
        name = f"c{index}"
        communes[name] = {
            "population": random_.randint(50, 9000), "jeunes_11_17": random_.randint(5, 900),
            "potentiel_financier": random_.randint(500, 1500), "rrf": random_.randint(300_000, 6_000_000),
            "dette": random_.randint(0, 6_000_000)}
        communes[name]["epargne_brute"] = round(communes[name]["rrf"] * random_.uniform(0.03, 0.2))
    services = {
        name: {"charges_brutes": random_.randint(1000, 200_000), "recettes": random_.randint(0, 900), "etp": random_.choice([1, 1.5, 2, 3])}
        for name in communes if random_.random() < 0.7}
    minutes = {pair: random_.randint(4, 25) for pair in itertools.combinations(communes, 2)}
    willing = {name: random_.random() < 0.8 for name in communes}
    territory = {
        "rrf": random_.randint(2_000_000, 9_000_000), "dette": random_.randint(0, 9_000_000),
        "prelevements": random_.randint(1_000_000, 5_000_000), "prelevements_communes": random_.randint(1_000_000, 5_000_000),
        "ac_versee": random_.randint(0, 900_000), "dsc": random_.randint(0, 200_000)}
    territory["drf"] = round(territory["rrf"] * random_.uniform(0.85, 0.97))
    scenarios = {}
    for number in range(3):
        name = f"s{number}"
        members = sorted(random_.sample(sorted(communes), random_.randint(2, count)))
        first = random_.randint(0, 100)
        second = random_.randint(0, 100 - first)
        net = random_.randint(-50_000, 300_000) if number else random_.randint(10_000, 300_000)
        receipts = random_.randint(50_000, 90_000)
        scenarios[name] = {
            "forme": random_.choice(["service_commun", "entente", "transfert_competence"]),
            "charges_brutes": F(max(1, net + receipts) * 100 + random_.randint(0, 99), 100), "recettes": receipts,
            "reference_nette": random_.randint(0, 300_000), "heures": random_.randint(1000, 60_000),
            "heures_reference": random_.randint(1000, 60_000), "cout_initial": random_.randint(0, 50_000),
            "derive_annuelle": F(random_.randint(-5, 8), 100), "variation_ac": -random_.randint(0, 200_000),
            "poids": (F(first, 100), F(second, 100), F(100 - first - second, 100)),
            "usages": {member: random_.randint(0, 30_000) + 1 for member in members}}
        scenarios[name]["demarrage"] = random_.randint(2026, 2028)
        # By year: what was spent, what came in.
        scenarios[name]["resultats"] = {
            year: (random_.randint(10_000, 400_000), random_.randint(0, 90_000))
            for year in random_.sample(range(2026, 2032), random_.randint(0, 3))}
    return {"communes": communes, "services": services, "minutes": minutes, "willing": willing, "territory": territory,
            "scenarios": scenarios, "is_transferred": random_.random() < 0.5}


def decimal(number):
    return float(number) if isinstance(number, F) else number


def folder(world, path):
    records = {
        "territoire": [{"id": "T", "type": "CC", **world["territory"]}],
        "commune": [{"id": name, "territoire": "T", **c} for name, c in world["communes"].items()],
        "service": [{"id": f"sv_{name}", "commune": name, "domaine": "jeunesse", **s} for name, s in world["services"].items()],
        "projet": [{"id": "P", "territoire": "T", "domaine": "jeunesse", "objet": "accueil_jeunes"}],
        "avis": [{"projet": "P", "commune": name, "volonte_demarrer": yes} for name, yes in world["willing"].items()],
        "trajet": [{"de": a, "vers": b, "minutes": m} for (a, b), m in world["minutes"].items()],
        "scenario": [], "partie": [], "resultat_annuel": [], "recensement": [],
        "competence": [{"id": "K", "territoire": "T", "objet": "accueil_jeunes", "domaine": "jeunesse", "transfert": "complet"}]
        if world["is_transferred"] else []}
    counts = [("commune", {"territoire": "T"}, len(world["communes"])), ("projet", {"territoire": "T"}, 1),
              ("avis", {"projet": "P"}, len(world["willing"])), ("scenario", {"projet": "P"}, len(world["scenarios"])),
              ("competence", {"territoire": "T"}, int(world["is_transferred"]))]
    for name in world["communes"]:
        counts.append(("service", {"commune": name, "domaine": "jeunesse"}, int(name in world["services"])))
    for name, s in world["scenarios"].items():
        usage, people, wealth = s["poids"]
        records["scenario"].append(
            {"id": name, "projet": "P", "poids_usage": decimal(usage), "poids_population": decimal(people),
             "poids_potentiel": decimal(wealth), "charges_brutes": decimal(s["charges_brutes"]),
             "derive_annuelle": decimal(s["derive_annuelle"]), "modele": "service_commun_noyau",
             "date_demarrage": f"{s['demarrage']}-09-01",
             **{k: s[k] for k in ("forme", "recettes", "reference_nette", "heures", "heures_reference", "cout_initial", "variation_ac")}})
        records["partie"] += [{"scenario": name, "commune": c, "usage_prevu": u} for c, u in s["usages"].items()]
        counts.append(("partie", {"scenario": name}, len(s["usages"])))
        records["resultat_annuel"] += [
            {"scenario": name, "annee": year, "charges_brutes": gross, "recettes": receipts}
            for year, (gross, receipts) in s["resultats"].items()]
        counts.append(("resultat_annuel", {"scenario": name}, len(s["resultats"])))
    records["recensement"] = [
        {"id": f"r{i}", "genre": genre, **scope, "nombre": n} for i, (genre, scope, n) in enumerate(counts)]
    path.mkdir(parents=True)
    (path / "territory.yaml").write_text(
        json.dumps({"format": "territory/1", "territory": "T", "at": "2026-06-15", "records": records}), encoding="utf-8")


# What the reference says, typed by hand.

def level(value, healthy, limit):
    return 0 if value <= healthy else 1 if value <= limit else 2


def today(world, commune):
    service = world["services"].get(commune)
    return F(service["charges_brutes"] - service["recettes"]) if service else F(0)


def alone(world, s):
    """Each member's part of the total under usage, population and financial potential alone."""
    members = sorted(s["usages"])
    people = {c: world["communes"][c]["population"] for c in members}
    wealth = {c: people[c] * world["communes"][c]["potentiel_financier"] for c in members}
    return {c: (F(s["usages"][c], sum(s["usages"].values())), F(people[c], sum(people.values())),
                F(wealth[c], sum(wealth.values()))) for c in members}


def to_the_cent(amounts, populations):
    cents = {c: a * 100 // 1 for c, a in amounts.items()}
    missing = round(sum(amounts.values()) * 100) - sum(cents.values())
    order = sorted(amounts, key=lambda c: (-(amounts[c] * 100 % 1), -populations[c], c))
    for c in order[:int(missing)]:
        cents[c] += 1
    return {c: F(int(v), 100) for c, v in cents.items()}


def expected(world):
    values = {}
    t = world["territory"]
    levies = F(t["prelevements"] + t["prelevements_communes"])
    for name, s in world["scenarios"].items():
        net = s["charges_brutes"] - s["recettes"]
        saving = s["reference_nette"] - net
        is_transfer = s["forme"] == "transfert_competence"
        values["charges_nettes_prevues", f"scenario/{name}"] = net
        values["economie", f"scenario/{name}"] = saving
        values["cout_horaire_net", f"scenario/{name}"] = net / s["heures"]
        values["gain_a_volume_egal", f"scenario/{name}"] = (
            F(s["reference_nette"], s["heures_reference"]) - net / s["heures"]) * s["heures"]
        values["annees_retour", f"scenario/{name}"] = s["cout_initial"] / saving if saving > 0 else None
        values["rendement", f"scenario/{name}"] = (
            (HORIZON * saving - s["cout_initial"]) / s["cout_initial"] if s["cout_initial"] else None)
        values["cout_du_mandat", f"scenario/{name}"] = HORIZON * net + s["cout_initial"]
        values["cout_net_derive", f"scenario/{name}"] = net * (1 + s["derive_annuelle"]) ** HORIZON
        lowered = s["reference_nette"] if is_transfer else net
        values["cif_par_imputation", f"scenario/{name}"] = (
            t["prelevements"] - t["ac_versee"] + lowered - F(t["dsc"], 2)) / levies
        values["cif_par_remboursement", f"scenario/{name}"] = (
            None if is_transfer else (t["prelevements"] - t["ac_versee"] - F(t["dsc"], 2)) / levies)
        rrf = t["rrf"] + (s["recettes"] if is_transfer else 0)
        drf = t["drf"] + (s["charges_brutes"] + s["variation_ac"] if is_transfer else 0)
        saved = F(rrf) - drf
        values["epargne_epci_apres", f"scenario/{name}"] = saved
        values["taux_epargne_epci_apres", f"scenario/{name}"] = saved / rrf
        levels = [max(level(-saved, -F(10, 100) * rrf, -F(7, 100) * rrf), level(F(t["dette"]), 10 * saved, 12 * saved))]
        parts = alone(world, s)
        shares = {c: net * sum(w * p for w, p in zip(s["poids"], parts[c])) for c in parts}
        cents = to_the_cent(shares, {c: world["communes"][c]["population"] for c in parts})
        assert sum(cents.values()) == net, (name, cents, net)
        rises = [F(0)]
        for c in parts:
            subject, commune = f"partie/{name}|{c}", world["communes"][c]
            borne = today(world, c) if is_transfer else cents[c]
            change = borne - today(world, c)
            saved = commune["epargne_brute"] - change
            extra = change / (commune["potentiel_financier"] * commune["population"]) if change > 0 else F(0)
            values["contribution_arrondie", subject] = cents[c]
            values["variation_charge", subject] = change
            values["taux_epargne_commune_apres", subject] = saved / commune["rrf"]
            values["annees_dette_commune_apres", subject] = commune["dette"] / saved if saved > 0 else None
            values["part_surcout_commune", subject] = extra
            worst = max(level(-saved, -F(10, 100) * commune["rrf"], -F(7, 100) * commune["rrf"]),
                        level(F(commune["dette"]), 10 * saved, 12 * saved), level(extra, F(1, 100), F(3, 100)))
            values["niveau_fiscal_commune", subject] = worst
            levels.append(worst)
            rises.append(change)
        values["plus_forte_hausse", f"scenario/{name}"] = max(rises)
        values["niveau_fiscal_scenario", f"scenario/{name}"] = max(levels)
    return values


def fitting_keys(world, s, limit):
    net = s["charges_brutes"] - s["recettes"]
    parts = alone(world, s)
    found = 0
    for usage in range(21):
        for people in range(21 - usage):
            weights = (F(usage, 20), F(people, 20), F(20 - usage - people, 20))
            losses = [net * sum(w * p for w, p in zip(weights, parts[c])) - today(world, c) for c in parts]
            found += all(loss <= limit for loss in losses)
    return found


def without_a_choice(world):
    """Figures of the status quo, and of less pooling: the same where nothing was transferred, else not known."""
    gross = sum(s["charges_brutes"] for s in world["services"].values())
    net = gross - sum(s["recettes"] for s in world["services"].values())
    known = {"charges_brutes": gross, "charges_nettes_prevues": net, "economie": 0, "cout_initial": 0,
             "cout_du_mandat": HORIZON * net, "plus_forte_hausse": 0}
    return {"statu_quo": known, "moins_mutualise": None if world["is_transferred"] else known}


def outcomes(s):
    """By year: what was promised of the net cost, what was measured, and whether the promise was kept."""
    net = s["charges_brutes"] - s["recettes"]
    told = {}
    for year, (gross, receipts) in s["resultats"].items():
        promised = net * (1 + s["derive_annuelle"]) ** max(0, year - s["demarrage"])
        measured = F(gross - receipts)
        told[year] = (promised, measured, "kept" if measured <= promised else "missed")
    return told


def viable_perimeters(world):
    """Willing, sound, two at least, three full-time equivalents, linked within a quarter of an hour."""
    communes = [c for c, yes in world["willing"].items()
                if yes and world["communes"][c]["epargne_brute"] * 100 >= 7 * world["communes"][c]["rrf"]]
    viable = set()
    for size in range(2, len(communes) + 1):
        for group in itertools.combinations(communes, size):
            if sum(F(str(world["services"][c]["etp"])) for c in group if c in world["services"]) < 3:
                continue
            reached, todo = {group[0]}, [group[0]]
            while todo:
                here = todo.pop()
                for other in set(group) - reached:
                    if world["minutes"].get((here, other), world["minutes"].get((other, here))) <= 15:
                        reached.add(other)
                        todo.append(other)
            if len(reached) == size:
                viable.add(frozenset(group))
    return viable


def near(text, number):
    return abs(float(text) - float(number)) <= 1e-9 * max(1, abs(float(number)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", default="maillage")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    engine = shlex.split(options.engine)
    random_ = random.Random(options.seed)
    compared, errors = 0, []

    def ask(*arguments):
        return json.loads(subprocess.run([*engine, *arguments, "-o", "json"], check=True, capture_output=True).stdout)

    with tempfile.TemporaryDirectory() as work:
        for number in range(options.count):
            world = invented(random_, random_.randint(3, 7))
            path = pathlib.Path(work) / f"territory-{number}"
            folder(world, path)
            printed = {(v["rule"], v["subject"][0]): v for v in ask("evaluate", str(path))["values"]}
            for key, value in expected(world).items():
                compared += 1
                found = printed.get(key)
                if found is None or not found["certain"]:
                    errors.append(f"{number}: {key} is not certain")
                elif (found["value"] is None) != (value is None) or value is not None and not near(found["value"], value):
                    errors.append(f"{number}: {key}: {found['value']}, expected {value and float(value)}")
            for name, s in world["scenarios"].items():
                limit = random_.randint(0, 40_000)
                reply = ask("keys", name, "--max-loss", str(limit), "--offline", str(path))["records"][0]
                compared += 1
                if reply["fitting"] != fitting_keys(world, s, limit):
                    errors.append(f"{number}: keys of {name} under {limit}: {reply['fitting']}")
            reply = ask("compare", "--offline", str(path))
            figures = {(f["figure"], c["record"]): c for f in reply["figures"] for c in f["cells"]}
            for name, known in without_a_choice(world).items():
                record = f"scenario/P~{name}"
                if not any(r["record"] == record and r["derived"] for r in reply["records"]):
                    errors.append(f"{number}: {record} is not derived")
                net = figures["charges_nettes_prevues", record]
                if known is None:
                    compared += 1
                    if net["certain"]:
                        errors.append(f"{number}: {record} costs {net['value']} although nobody knows")
                    continue
                for figure, value in known.items():
                    if (figure, record) not in figures:
                        continue
                    compared += 1
                    cell = figures[figure, record]
                    if not cell["certain"] or not near(cell["value"], value):
                        errors.append(f"{number}: {figure} of {record}: {cell}, expected {value}")
            for name, s in world["scenarios"].items():
                reply = ask("benefits", name, "--offline", str(path))["records"]
                years = {int(y["year"]): y["measures"] for r in reply for y in r["years"]}
                if set(years) != set(s["resultats"]):
                    errors.append(f"{number}: years {set(years)} of {name}, expected {set(s['resultats'])}")
                for year, (promised, measured, outcome) in outcomes(s).items():
                    compared += 1
                    told = next(m for m in years.get(year, [{"measure": "cout_net"}]) if m["measure"] == "cout_net")
                    if told.get("outcome") != outcome or not near(told["promised"]["value"], promised) \
                            or not near(told["measured"]["value"], measured):
                        errors.append(f"{number}: {name} in {year}: {told}, expected {promised}, {measured}, {outcome}")
            reply = ask("perimeters", "--offline", str(path))
            viable = viable_perimeters(world)
            minimal = {group for group in viable if not any(other < group for other in viable)}
            told = {frozenset(c.split("/")[1] for c in group) for group in reply["minimal"]}
            compared += 2
            if reply["viable"] != len(viable) or reply["possible"] != 0:
                errors.append(f"{number}: {reply['viable']} perimeters, expected {len(viable)}")
            if told != minimal and len(minimal) <= 50:
                errors.append(f"{number}: smallest perimeters {told}, expected {minimal}")
    for error in errors[:20]:
        print(error, file=sys.stderr)
    print(f"scenarios: seed {options.seed}, {options.count} territories, {compared} comparisons, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
