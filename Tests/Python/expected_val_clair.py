#!/usr/bin/env python3
"""Checks that the independent computation gives the worked example of the domain reference (§8)."""

import pathlib
import sys

from independent import evaluate

HERE = pathlib.Path(__file__).resolve().parent
YES = {
    ("chevauchement_equipement", "A1", "B1"): ("haute", []),
    ("chevauchement_equipement", "B1", "C1"): ("haute", []),
    ("chevauchement_equipement", "C1", "F1"): ("haute", []),
    ("chevauchement_equipement", "A1", "C1"): ("moyenne", []),
    ("chevauchement_public", "A1", "F1"): ("info", []),
    ("chevauchement_competence", "K1", "X2"): ("critique", []),
    ("sous_utilisation", "B1"): ("moyenne", []),
    ("sous_utilisation", "C1"): ("moyenne", []),
    ("postes_fractionnes", "SC", "SF"): ("moyenne", []),
    ("carence", "jeunesse", "E"): ("moyenne", []),
    ("usage_sans_accord", "jeunesse", "D"): ("info", []),
    ("qualification_insuffisante", "SC"): ("moyenne", []),
}
for rule in ("chevauchement_public", "chevauchement_horaires"):
    for pair in (("A1", "B1"), ("B1", "C1"), ("C1", "F1"), ("A1", "C1")):
        YES[(rule, *pair)] = ("info", ["chevauchement_equipement"])
ABSORPTIONS = {
    ("A1", "B1"): ("no", 0.866), ("B1", "A1"): ("no", 34640 / 19200), ("B1", "C1"): ("yes", 10880 / 19200),
    ("C1", "B1"): ("no", 1.70), ("C1", "F1"): ("yes", 0.6875), ("F1", "C1"): ("no", 4400 / 3600),
}
VALUES = {
    ("capacite_horaire", "A1"): 40000, ("capacite_horaire", "B1"): 19200, ("capacite_horaire", "C1"): 6400,
    ("capacite_horaire", "F1"): 3600, ("capacite_totale", "jeunesse"): 65600, ("taux_occupation", "A1"): 0.65,
    ("taux_occupation", "B1"): 0.45, ("taux_occupation", "C1"): 0.35, ("taux_occupation", "F1"): 0.60,
    ("taux_occupation_moyen", "jeunesse"): 36880 / 65600, ("charges_nettes", "SA"): 105000,
    ("charges_nettes", "SB"): 54000, ("charges_nettes", "SC"): 17600, ("charges_nettes", "SF"): 15000,
    ("charges_nettes_totales", "jeunesse"): 176600, ("cout_horaire_brut", "SA"): 5.77,
    ("cout_horaire_brut", "SB"): 8.33, ("cout_horaire_brut", "SC"): 9.82, ("cout_horaire_brut", "SF"): 9.26,
    ("cout_horaire_brut_moyen", "jeunesse"): 6.62, ("cout_par_jeune", "SA"): 233.33,
    ("cout_par_jeune", "SB"): 240.00, ("cout_par_jeune", "SC"): 130.37, ("cout_par_jeune", "SF"): 166.67,
    ("cout_par_jeune_moyen", "jeunesse"): 196.22, ("part_qualifiee", "SA"): 2 / 3, ("part_qualifiee", "SB"): 2 / 3,
    ("part_qualifiee", "SC"): 0, ("part_qualifiee", "SF"): 1, ("part_qualifiee_moyenne", "jeunesse"): 0.6,
    ("taux_epargne_apres", "PA"): 0.1218, ("taux_epargne_apres", "PB"): 0.0951, ("taux_epargne_apres", "PC"): 0.1182,
    ("taux_epargne_apres", "PD"): 0.1065, ("taux_epargne_apres", "PCC"): 0.10, ("annees_dette_apres", "PA"): 5.97,
    ("annees_dette_apres", "PB"): 8.49, ("annees_dette_apres", "PC"): 5.01, ("annees_dette_apres", "PD"): 4.40,
    ("part_surcout", "PC"): 0.0021, ("part_surcout", "PD"): 0.0211,
}
QUESTIONS = {
    "besoin_mutualiser_domaine": (1, 1), "superposition_existe": (1, 1), "superposition_nature": (1, 1),
    "bonne_echelle": (0.5, 0.5), "lien_projet_territoire": (1, 1), "besoins_territoires": (1, 1),
    "allocation_budgetaire": (1, 1), "fiscalite_soutenable": (0.5, 0.5), "lien_pacte_financier_fiscal": (0, 0),
    "agents_nombre": (1, 1), "equipements_localisation": (1, 1), "cout_service": (1, 1),
    "departement_rencontre": (0.5, 0.5), "elu_porteur": (1, 1), "service_mixte_techniciens": (0, 1),
    "plus_value_programmes": (0.8, 1),
}


def short(subject):
    return tuple(part.split("/", 1)[1] for part in subject)


def decimals(number):
    text = repr(float(number))
    return len(text.split(".")[1]) if "." in text and "e" not in text else 12


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else HERE.parent.parent / "examples" / "val-clair"
    result = evaluate(folder)
    errors = []

    def check(what, got, want):
        if got != want:
            errors.append(f"{what}: {got!r}, expected {want!r}")

    found = {(f["rule"], *short(f["subject"])): (f["gravity"], f["absorbed_by"])
             for f in result["findings"] if f["verdict"] == "yes"}
    check("findings", found, YES)
    check("unknown findings", [f for f in result["findings"] if f["verdict"] == "unknown"], [])
    absorptions = {short(d["subject"]): d for d in result["decisions"]
                   if d["rule"] == "absorption_possible" and d["verdict"] != "not_applicable"}
    check("absorptions", {k: d["verdict"] for k, d in absorptions.items()}, {k: v[0] for k, v in ABSORPTIONS.items()})
    for pair, (_, value) in ABSORPTIONS.items():
        check(f"absorption {pair}", round(absorptions[pair]["value"], 9), round(value, 9))
    forms = {d["rule"]: d["verdict"] for d in result["decisions"] if len(d["subject"]) == 1 and d["subject"][0] == "projet/jeunesse"}
    check("forms", forms, {"entente": "yes", "service_commun": "yes", "mad_service_ascendante": "no"})
    values = {(v["rule"], *short(v["subject"])): v["value"] for v in result["values"]}
    for key, want in VALUES.items():
        places = min(decimals(want), 9)
        check(f"value {key}", round(values[key], places), round(want, places))
    [readiness] = result["assessments"]
    check("questions", {n: tuple(s) for n, s in readiness["questions"].items()}, QUESTIONS)
    check("interval", (readiness["lower"], readiness["upper"]), (0.76875, 0.84375))
    check("completeness", readiness["completeness"], 0.9375)
    check("groups", {g: round(s[0], 4) for g, s in readiness["groups"].items()}, {
        "besoins": 1, "contenu": 0.8333, "budget": 0.5, "diagnostic": 0.875, "portage": 0.5, "plus_value": 0.8})
    check("band", readiness["band"], "pret")
    check("gates", set(readiness["gates"].values()), {"yes"})
    for error in errors:
        print(error)
    print(f"{len(errors)} differences from the worked example")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
