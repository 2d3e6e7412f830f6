#!/usr/bin/env python3
"""Computes values, findings, decisions and readiness of a territory folder, without the engine.

Thresholds and rules are typed by hand from the domain reference; nothing is read from rules/ or
policies/. Numbers are exact fractions. What is not stated stays unknown: a list that no census
closes is open, a missing number is anything in its range.

    independent.py FOLDER            canonical JSON on standard output
"""

import json
import math
import sys
from fractions import Fraction

from intervals import (
    INFINITY, ONE, ZERO, Bounds, at_most, below, both, choose, either, largest, negation, smallest)
from territory_folder import NOT_APPLICABLE, NOTHING, Folder

RANGES = {
    "places": (1, 5000), "age_min": (0, 120), "age_max": (0, 120), "heures_semaine": (Fraction(1, 2), 168),
    "semaines_an": (1, 53), "heures_utilisees": (0, 10_000_000), "etp": (Fraction(1, 100), 1000),
    "etp_qualifies": (0, 1000), "charges_brutes": (0, 10**9), "recettes": (0, 10**9),
    "population": (1, 3_000_000), "jeunes_11_17": (0, 500_000), "enfants_3_10": (0, 500_000),
    "enfants_0_2": (0, 200_000), "potentiel_financier": (1, 100_000), "rrf": (1, 10**10), "drf": (0, 10**10),
    "epargne_brute": (-10**9, 10**9), "dette": (0, 10**10), "charge_supplementaire": (-10**8, 10**8),
    "potentiel_financier_total": (1, 10**10), "minutes": (0, 600), "heures": (0, 168),
}
OVERLAPS = ("chevauchement_competence", "chevauchement_equipement", "chevauchement_public", "chevauchement_horaires")


def minutes(n):
    return Bounds.of(n)


def number(record, name):
    value = record.get(name)
    if value is NOTHING or value is NOT_APPLICABLE:
        return Bounds(*(Fraction(end) for end in RANGES[name]))
    return Bounds.of(value)


def known(record, name):
    """True, or None: what is not stated is never certainly absent."""
    return None if record.get(name) is NOTHING else True


def same(left, right):
    if left is NOTHING or right is NOTHING:
        return None
    return left == right


def flag(record, name):
    value = record.get(name)
    return None if value is NOTHING else value == "oui"


class Members:
    """Records that are certainly, or possibly, in a list, and whether others may be."""

    def __init__(self, certain=(), possible=(), open=False):
        self.certain, self.possible, self.open = list(certain), list(possible), open

    @property
    def all(self):
        return self.certain + self.possible

    @property
    def closed(self):
        return not self.open and not self.possible

    def some(self, test):
        verdicts = [test(r) for r in self.certain]
        verdicts += [None if test(r) is not False else False for r in self.possible]
        return either(*verdicts, None if self.open else False)

    def every(self, test):
        return negation(self.some(lambda r: negation(test(r))))

    def count(self, test=lambda r: True):
        verdicts = [test(r) for r in self.certain]
        low = sum(v is True for v in verdicts)
        high = sum(v is not False for v in verdicts) + sum(test(r) is not False for r in self.possible)
        return Bounds(Fraction(low), INFINITY if self.open else Fraction(high))

    def sum(self, amount, high=INFINITY):
        total = ZERO
        for r in self.certain:
            total += amount(r)
        for r in self.possible:
            total += amount(r).hull(ZERO)
        return total + Bounds(Fraction(0), high) if self.open else total

    def only(self, test):
        certain = [r for r in self.certain if test(r) is True]
        possible = [r for r in self.certain if test(r) is None] + [r for r in self.possible if test(r) is not False]
        return Members(certain, possible, self.open)


class World:
    def __init__(self, folder):
        self.folder = folder
        self.records = folder.records
        self.index = {r["_id"]: r for rows in folder.records.values() for r in rows}
        self.own = folder.territory
        self.territory = self.index.get(f"territoire/{self.own}", {"_id": f"territoire/{self.own}"})
        pairs = {}
        for kind, value in (("trajet", "minutes"), ("creneau_commun", "heures")):
            for row in self.records[kind]:
                for ends in ((row["de"], row["vers"]), (row["vers"], row["de"])):
                    pairs[(kind, *ends)] = number(row, value)
        self.pairs = pairs

    # Lists -------------------------------------------------------------------------------------

    def census(self, genre, **scope):
        """The number of records that a census states, or None."""
        counts = [
            row["nombre"] for row in self.records["recensement"]
            if row.get("genre") == genre and row.get("nombre") is not NOTHING
            and all(row.get(name) == value for name, value in scope.items())
        ]
        return max(int(Fraction(c)) for c in counts) if counts else None

    def close(self, members, count):
        if count is None or len(members.certain) < count:
            members.open = True
        elif len(members.certain) > count:
            members.possible += members.certain
            members.certain = []
        return members

    def children(self, kind, parent, key):
        certain = [r for r in self.records[kind] if r.get(parent) == key]
        possible = [r for r in self.records[kind] if r.get(parent) is NOTHING]
        return self.close(Members(certain, possible), self.census(kind, **{parent: key}))

    def in_domain(self, kind, commune, domain):
        """The records of a commune in a domain, closed by the census of that commune and domain."""
        rows = [r for r in self.records[kind] if r.get("commune") in (NOTHING, commune)]
        certain = [r for r in rows if r.get("commune") == commune and r.get("domaine") == domain]
        possible = [r for r in rows if r not in certain and r.get("domaine") in (NOTHING, domain)]
        return self.close(Members(certain, possible), self.census(kind, commune=commune, domaine=domain))

    def communes(self, territory=None):
        return self.children("commune", "territoire", territory or self.own)

    def all_communes(self):
        rows = self.records["territoire"]
        territories = self.close(Members(rows), self.census("territoire"))
        merged = Members(open=territories.open)
        for territory in territories.all:
            part = self.communes(territory["id"])
            (merged.certain if territory in territories.certain else merged.possible).extend(part.certain)
            merged.possible += [r for r in part.possible if r not in merged.possible]
            merged.open |= part.open
        return merged

    def across(self, kind, communes, domain):
        merged = Members(open=communes.open)
        for commune in communes.all:
            part = self.in_domain(kind, commune["id"], domain)
            (merged.certain if commune in communes.certain else merged.possible).extend(part.certain)
            merged.possible += [r for r in part.possible if r not in merged.possible]
            merged.open |= part.open
        merged.possible = [r for r in merged.possible if r not in merged.certain]
        return merged

    def of_project(self, kind, project):
        return self.children(kind, "projet", project["id"])

    def of_territory(self, kind):
        return self.children(kind, "territoire", self.own)

    # Measures ----------------------------------------------------------------------------------

    def commune_of(self, record):
        key = record.get("commune")
        return self.index.get(f"commune/{key}") if key is not NOTHING else None

    def position(self, record):
        if record is None or any(record.get(n) in (NOTHING, NOT_APPLICABLE) for n in ("latitude", "longitude")):
            return None
        radius = {"adresse": 0.0, "rue": 0.3, "commune": 3.0}.get(record.get("precision_position"))
        if radius is None:
            return None
        return float(record["latitude"]), float(record["longitude"]), radius

    def travel(self, left, right):
        """Minutes between two communes or sites: measured, else bounds from positions, else the range."""
        for a in self.ends(left):
            for b in self.ends(right):
                if ("trajet", a, b) in self.pairs:
                    return self.pairs[("trajet", a, b)]
        places = self.position(left), self.position(right)
        if None in places:
            return Bounds(Fraction(0), Fraction(600))
        distance = great_circle(places[0], places[1])
        slack = places[0][2] + places[1][2]
        return Bounds(
            Fraction(max(0.0, distance - slack)) * 60 / 90, min(Fraction(600), Fraction(distance + slack) * Fraction(8, 5) * 60 / 25))

    def ends(self, record):
        if record["_id"].startswith("commune/"):
            return [record["id"]]
        key = record.get("commune")
        return [] if key is NOTHING else [key]

    def common_hours(self, left, right):
        return self.pairs.get(("creneau_commun", left["id"], right["id"]), Bounds(Fraction(0), Fraction(168)))

    def access(self, commune, site):
        at_home = same(site.get("commune"), commune["id"])
        return choose(at_home, lambda: ZERO, lambda: self.travel(commune, site))


def great_circle(a, b):
    south, north = math.radians(a[0]), math.radians(b[0])
    across = math.radians(b[1] - a[1])
    h = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(across / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def audience(commune, domain):
    if domain is NOTHING:
        return Bounds(Fraction(0), Fraction(3_000_000))
    names = {"jeunesse": "jeunes_11_17", "enfance": "enfants_3_10", "petite_enfance": "enfants_0_2"}
    return number(commune, names.get(domain, "population"))


def longest_access(domain):
    if domain is NOTHING:
        return Bounds(Fraction(10), Fraction(15))
    return minutes(10) if domain == "jeunesse" else minutes(15)


def capacity(site):
    return number(site, "places") * number(site, "heures_semaine") * number(site, "semaines_an")


def occupancy(site):
    return number(site, "heures_utilisees") / capacity(site)


def net_cost(service):
    return number(service, "charges_brutes") - number(service, "recettes")


def common_ages(a, b):
    shared = smallest([number(a, "age_max"), number(b, "age_max")]) - largest(
        [number(a, "age_min"), number(b, "age_min")]) + ONE
    return largest([ZERO, shared])


def audience_overlap(a, b):
    ages = [number(r, "age_max") - number(r, "age_min") + ONE for r in (a, b)]
    return common_ages(a, b) / largest([ONE, ages[0] + ages[1] - common_ages(a, b)])


class Evaluation:
    def __init__(self, world):
        self.world = world
        self.values, self.findings, self.decisions, self.gates = [], [], [], {}

    # Values ------------------------------------------------------------------------------------

    def value(self, rule, record, amount):
        entry = {"rule": rule, "subject": [record["_id"]], "value": None, "certain": amount is None}
        if amount is not None and amount.certain:
            entry.update(value=amount.low, certain=True)
        elif amount is not None and not amount.null:
            entry["bounds"] = [None if abs(e) == INFINITY else e for e in (amount.low, amount.high)]
        self.values.append(entry)

    def compute_values(self):
        world = self.world
        for site in world.records["equipement"]:
            self.value("capacite_horaire", site, capacity(site))
            self.value("taux_occupation", site, occupancy(site))
        for service in world.records["service"]:
            self.value("charges_nettes", service, net_cost(service))
            self.value("part_qualifiee", service, number(service, "etp_qualifies") / number(service, "etp"))
            commune, domain = world.commune_of(service), service.get("domaine")
            if commune is None or domain is NOTHING:
                continue
            services = world.in_domain("service", commune["id"], domain)
            hours = world.in_domain("equipement", commune["id"], domain).sum(lambda r: number(r, "heures_utilisees"))
            if not (hours.certain and hours.low == 0):
                self.value("cout_horaire_brut", service, services.sum(lambda r: number(r, "charges_brutes")) / hours)
            people = audience(commune, domain)
            if not (people.certain and people.low == 0):
                self.value("cout_par_jeune", service, services.sum(net_cost, INFINITY) / people)
        for project in world.of_territory("projet").all:
            self.project_values(project)

    def totals(self, project):
        world, domain = self.world, project.get("domaine")
        communes = world.communes()
        sites = world.across("equipement", communes, domain)
        services = world.across("service", communes, domain)
        net = services.sum(net_cost)
        if services.open:
            net = Bounds(-INFINITY, INFINITY)
        return {
            "public_total": communes.sum(lambda c: audience(c, domain)),
            "capacite_totale": sites.sum(capacity),
            "heures_totales": sites.sum(lambda r: number(r, "heures_utilisees")),
            "etp_total": services.sum(lambda r: number(r, "etp")),
            "qualifies": services.sum(lambda r: number(r, "etp_qualifies")),
            "charges_brutes_totales": services.sum(lambda r: number(r, "charges_brutes")),
            "charges_nettes_totales": net,
        }

    def project_values(self, project):
        if project.get("domaine") is NOTHING:
            return
        totals = self.totals(project)
        for name in ("public_total", "capacite_totale", "heures_totales", "etp_total", "charges_brutes_totales",
                     "charges_nettes_totales"):
            self.value(name, project, totals[name])
        for name, top, bottom in (
            ("taux_occupation_moyen", "heures_totales", "capacite_totale"),
            ("part_qualifiee_moyenne", "qualifies", "etp_total"),
            ("cout_horaire_brut_moyen", "charges_brutes_totales", "heures_totales"),
            ("cout_par_jeune_moyen", "charges_nettes_totales", "public_total"),
        ):
            zero = totals[bottom].certain and totals[bottom].low == 0
            self.value(name, project, None if zero else totals[top] / totals[bottom])

    # Findings ----------------------------------------------------------------------------------

    def finding(self, rule, records, verdict, gravity=None, absorbed_by=(), domain=None, communes=()):
        self.findings.append({
            "rule": rule, "subject": [r["_id"] for r in records], "verdict": word(verdict),
            "gravity": gravity if verdict in (True, None) else None, "absorbed_by": list(absorbed_by),
            "_domain": domain, "_communes": list(communes)})

    def pairs(self, kind):
        """Unordered pairs of one domain, at least one of them of the territory's own."""
        own = {c["id"] for c in self.world.communes().all}
        rows = sorted(self.world.records[kind], key=lambda r: r["_id"])
        for position, a in enumerate(rows):
            for b in rows[position + 1:]:
                if same(a.get("domaine"), b.get("domaine")) is False:
                    continue
                keys = [a.get("commune"), b.get("commune")]
                if any(k in own for k in keys) or NOTHING in keys:
                    doubtful = same(a.get("domaine"), b.get("domaine")) is None or not any(k in own for k in keys)
                    yield a, b, doubtful

    def compute_findings(self):
        world = self.world
        for a, b, doubtful in self.pairs("equipement"):
            self.facility_pair(a, b, doubtful)
        own = {c["id"] for c in world.communes().all}
        for site in world.records["equipement"]:
            if site.get("commune") in own or site.get("commune") is NOTHING:
                verdict = below(occupancy(site), Bounds.of(Fraction(1, 2)))
                self.finding("sous_utilisation", [site], self.doubt(site, verdict), "moyenne",
                             domain=site.get("domaine"), communes=[site.get("commune")])
        for a, b, doubtful in self.pairs("service"):
            posts = number(a, "etp"), number(b, "etp")
            verdict = both(below(posts[0], ONE), below(posts[1], ONE), at_most(posts[0] + posts[1], ONE),
                           at_most(world.travel(a, b), minutes(15)))
            verdict = None if doubtful else verdict
            self.finding("postes_fractionnes", [a, b], verdict, "moyenne", domain=a.get("domaine"),
                         communes=[a.get("commune"), b.get("commune")])
        for service in world.records["service"]:
            if service.get("commune") in own or service.get("commune") is NOTHING:
                share = number(service, "etp_qualifies") / number(service, "etp")
                self.finding("qualification_insuffisante", [service],
                             self.doubt(service, below(share, Bounds.of(Fraction(1, 2)))), "moyenne",
                             domain=service.get("domaine"), communes=[service.get("commune")])
        for competence in world.of_territory("competence").all:
            for exercice in world.of_territory("exercice").all:
                verdict = both(
                    same(exercice.get("niveau"), "communal"), same(competence.get("transfert"), "complet"),
                    same(exercice.get("domaine"), competence.get("domaine")),
                    same(exercice.get("objet"), competence.get("objet")), flag(exercice, "moyens_engages"))
                if NOTHING in (competence.get("territoire"), exercice.get("territoire")):
                    verdict = None
                self.finding("chevauchement_competence", [competence, exercice], verdict, "critique",
                             domain=competence.get("domaine"), communes=[exercice.get("commune")])
        for project in world.of_territory("projet").all:
            for commune in world.communes().all:
                self.gaps(project, commune)

    def doubt(self, record, verdict):
        return None if record.get("commune") is NOTHING else verdict

    def facility_pair(self, a, b, doubtful):
        time, ages = self.world.travel(a, b), audience_overlap(a, b)
        hours = self.world.common_hours(a, b) / smallest([number(a, "heures_semaine"), number(b, "heures_semaine")])
        half, room = Bounds.of(Fraction(1, 2)), Bounds.of(Fraction(7, 10))
        near = at_most(time, minutes(15))
        public, slots = at_most(half, ages), at_most(half, hours)
        full = both(near, public, slots, at_most(occupancy(a), room), at_most(occupancy(b), room))
        verdicts = [full, both(near, public), both(near, slots)]
        if doubtful:
            verdicts = [None] * 3
        strong = at_most(time, minutes(10))
        gravity = None if strong is None else ("haute" if strong else "moyenne")
        more = {"domain": a.get("domaine"), "communes": [a.get("commune"), b.get("commune")]}
        absorbed = ["chevauchement_equipement"] if verdicts[0] is True else []
        self.finding("chevauchement_equipement", [a, b], verdicts[0], gravity, **more)
        for rule, verdict in (("chevauchement_public", verdicts[1]), ("chevauchement_horaires", verdicts[2])):
            self.finding(rule, [a, b], verdict, "info", absorbed if verdict is True else [], **more)

    def gaps(self, project, commune):
        world, domain = self.world, project.get("domaine")
        if domain is NOTHING:
            for rule in ("carence", "usage_sans_accord"):
                self.finding(rule, [project, commune], None, None, domain=domain, communes=[commune["id"]])
            return
        sites = world.across("equipement", world.all_communes(), domain)
        people = audience(commune, domain)
        out_of_reach = sites.every(lambda e: below(longest_access(domain), world.access(commune, e)))
        applies = below(ZERO, people)
        verdict = "not_applicable" if applies is False else both(applies, out_of_reach)
        if commune.get("territoire") is NOTHING:
            verdict = None
        severe = below(Bounds.of(Fraction(1, 20)) * self.totals(project)["public_total"], people)
        gravity = None if severe is None else ("haute" if severe else "moyenne")
        self.finding("carence", [project, commune], verdict, gravity, domain=domain, communes=[commune["id"]])
        verdict = both(
            at_most(world.in_domain("equipement", commune["id"], domain).count(), ZERO),
            at_most(world.in_domain("accord", commune["id"], domain).count(), ZERO),
            sites.some(lambda e: at_most(world.travel(commune, e), minutes(10))))
        if commune.get("territoire") is NOTHING:
            verdict = None
        self.finding("usage_sans_accord", [project, commune], verdict, "info", domain=domain, communes=[commune["id"]])

    # Decisions ---------------------------------------------------------------------------------

    def decision(self, rule, records, verdict, value=None):
        entry = {"rule": rule, "subject": [r["_id"] for r in records], "verdict": word(verdict), "value": None}
        if value is not None and value.certain and verdict != "not_applicable":
            entry["value"] = value.low
        self.decisions.append(entry)

    def compute_decisions(self):
        world = self.world
        communes = world.all_communes()
        for a, b, doubtful in self.pairs("equipement"):
            near = at_most(world.travel(a, b), minutes(10))
            for x, y in ((a, b), (b, a)):
                load = (number(x, "heures_utilisees") + number(y, "heures_utilisees")) / capacity(x)
                fits = at_most(load, Bounds.of(Fraction(85, 100)))
                verdict = both(fits, communes.every(lambda c: self.keeps_access(c, y)))
                verdict = "not_applicable" if near is False and not doubtful else (
                    None if doubtful else both(near, verdict) if near is True or verdict is not False else None)
                self.decision("absorption_possible", [x, y], verdict, load)
        for project in world.of_territory("projet").all:
            self.vehicles(project)
            for payer in world.of_project("participation", project).all:
                self.payer(payer)

    def keeps_access(self, commune, site):
        domain = site.get("domaine")
        if domain is NOTHING:
            return None
        limit = longest_access(domain)
        sites = self.world.across("equipement", self.world.all_communes(), domain)
        return either(
            below(limit, self.world.access(commune, site)),
            sites.some(lambda e: both(e["id"] != site["id"], at_most(self.world.access(commune, e), limit))))

    def vehicles(self, project):
        world = self.world
        positions = world.of_project("avis", project)
        willing = positions.count(lambda v: flag(v, "volonte_demarrer"))

        def member(position):
            commune = world.commune_of(position)
            return None if commune is None else same(commune.get("territoire"), world.own)

        members = positions.count(lambda v: both(flag(v, "volonte_demarrer"), member(v)))
        competences = world.of_territory("competence")
        subject = project.get("objet")

        def held(extent):
            return competences.some(lambda k: both(
                same(k.get("objet"), subject), True if extent is None else same(k.get("transfert"), extent)))

        kind = world.territory.get("type")
        own_taxes = None if kind is NOTHING else kind in ("CC", "CA", "CU", "METROPOLE")
        two, one = Bounds.of(2), ONE
        entente = both(at_most(two, willing), negation(held("complet")))
        service = both(own_taxes, at_most(one, members), negation(held(None)))
        self.decision("entente", [project], entente, willing)
        self.decision("service_commun", [project], service, members)
        self.decision("mad_service_ascendante", [project], both(at_most(one, members), held("partiel")), members)
        self.gates[project["_id"]] = {
            "communes_volontaires": word(at_most(two, willing)),
            "elu_porteur": word(negation(same(project.get("elu_porteur"), "aucun"))),
            "forme_juridique": word(either(entente, service)),
        }

    def payer(self, payer):
        world = self.world
        is_commune = same(payer.get("payeur"), "commune")
        commune = world.commune_of(payer) or {}

        def of(name, otherwise):
            return choose(is_commune, lambda: number(commune, name), otherwise)

        body = world.territory
        revenue = of("rrf", lambda: number(body, "rrf"))
        debt = of("dette", lambda: number(body, "dette"))
        savings = of("epargne_brute", lambda: number(body, "rrf") - number(body, "drf"))
        extra = number(payer, "charge_supplementaire")
        wealth = choose(
            is_commune, lambda: number(commune, "potentiel_financier") * number(commune, "population"),
            lambda: number(body, "potentiel_financier_total"))
        after = savings - extra
        share = choose(at_most(extra, ZERO), lambda: ZERO, lambda: extra / wealth)
        percent = lambda n: Bounds.of(Fraction(n, 100))

        def level(good, watch):
            return choose(good, lambda: ZERO, lambda: choose(watch, lambda: ONE, lambda: Bounds.of(2)))

        levels = [
            level(at_most(percent(10) * revenue, after), at_most(percent(7) * revenue, after)),
            level(at_most(debt, Bounds.of(10) * after), at_most(debt, Bounds.of(12) * after)),
            level(at_most(share, percent(1)), at_most(share, percent(3))),
        ]
        years = debt / after if after.low > 0 else None
        worst = largest(levels)
        payer["_level"] = worst
        self.value("taux_epargne_apres", payer, after / revenue)
        if years is not None:
            self.value("annees_dette_apres", payer, years)
        self.value("part_surcout", payer, share)
        self.value("niveau_fiscal", payer, worst)
        doubt = payer.get("projet") is NOTHING
        for rule, amount, value in (
            ("epargne_brute_saine", levels[0], after / revenue), ("dette_soutenable", levels[1], years),
            ("surcout_leger", levels[2], share)):
            self.decision(rule, [payer], None if doubt else at_most(amount, ZERO), value)
        self.decision("payeur_soutenable", [payer], None if doubt else below(worst, Bounds.of(2)), worst)

    # Readiness ---------------------------------------------------------------------------------

    def compute_assessment(self, project):
        world, domain = self.world, project.get("domaine")
        communes = world.communes()
        score = {}

        def yes_no(condition):
            return choose(condition, lambda: ONE, lambda: ZERO)

        about = [f for f in self.findings if same(f["_domain"], domain) is not False and f["verdict"] in ("yes", "unknown")]
        # Rows that nobody stated may hold findings too.
        hidden = self.hidden(domain)

        def touched(commune):
            certain = [f for f in about if f["verdict"] == "yes" and f["_domain"] is not NOTHING]
            if any(commune["id"] in f["_communes"] for f in certain):
                return True
            return None if hidden or any(commune["id"] in f["_communes"] or NOTHING in f["_communes"] for f in about) else False

        total = communes.count()
        concerned = communes.count(touched)
        score["besoin_mutualiser_domaine"] = yes_no(below(total, concerned * Bounds.of(2)))
        overlaps = [f for f in about if f["rule"] in OVERLAPS]
        certain = [f for f in overlaps if f["verdict"] == "yes" and f["_domain"] is not NOTHING]
        settled = len(certain) == len(overlaps) and not hidden
        unknown = Bounds(Fraction(0), Fraction(1))
        score["superposition_existe"] = ONE if certain or settled else unknown
        # Which kinds there are is settled when what is doubtful adds none.
        kinds = {f["rule"] for f in overlaps} == {f["rule"] for f in certain}
        score["superposition_nature"] = ONE if kinds and not hidden else unknown
        scale = project.get("bonne_echelle")
        score["bonne_echelle"] = unknown if scale is NOTHING else Bounds.of(
            {"adaptee": 1, "partielle": Fraction(1, 2)}.get(scale, 0))
        documents = world.of_territory("document")

        def named(kind):
            def test(document):
                domains = document.get("domaines")
                inside = None if NOTHING in (domains, domain) else domain in domains.split(";")
                return both(same(document.get("type"), kind), inside)
            return yes_no(documents.some(test))

        score["lien_projet_territoire"] = named("projet_territoire")
        score["lien_pacte_financier_fiscal"] = named("pacte_financier_fiscal")
        names = {"jeunesse": "jeunes_11_17", "enfance": "enfants_3_10", "petite_enfance": "enfants_0_2"}
        counted = communes.count(lambda c: None if domain is NOTHING else known(c, names.get(domain, "population")))
        score["besoins_territoires"] = share(counted, total)
        totals = self.totals(project)
        score["allocation_budgetaire"] = yes_no(below(ZERO, totals["charges_brutes_totales"]))
        payers = world.of_project("participation", project)
        score["fiscalite_soutenable"] = self.taxation(payers)
        staffed = communes.count(
            lambda c: world.in_domain("service", c["id"], domain).every(lambda s: known(s, "etp")))
        score["agents_nombre"] = share(staffed, total)
        sites = world.across("equipement", communes, domain)
        score["equipements_localisation"] = yes_no(sites.every(lambda e: both(
            known(e, "latitude"), known(e, "longitude"), negation(same(e.get("precision_position"), "commune")))))
        hours, gross = totals["heures_totales"], totals["charges_brutes_totales"]
        services = world.across("service", communes, domain)
        if hours.certain and hours.low == 0:
            score["cout_service"] = ZERO
        else:
            established = True if hours.certain and gross.certain else None
            score["cout_service"] = yes_no(both(established, services.every(lambda s: same(s.get("nature_cout"), "complet"))))
        met = world.of_territory("rencontre").only(lambda r: same(r.get("acteur"), "departement"))
        dated = met.some(lambda r: both(same(r.get("niveau"), "entretien"), known(r, "date_rencontre")))
        score["departement_rencontre"] = choose(dated, lambda: ONE, lambda: choose(
            below(ZERO, met.count()), lambda: Bounds.of(Fraction(1, 2)), lambda: ZERO))
        sponsor = project.get("elu_porteur")
        score["elu_porteur"] = unknown if sponsor is NOTHING else yes_no(sponsor != "aucun")
        score["service_mixte_techniciens"] = yes_no(flag(project, "service_mixte_techniciens"))
        positions = world.of_project("avis", project)
        favourable = communes.count(
            lambda c: positions.some(lambda v: both(same(v.get("commune"), c["id"]), flag(v, "plus_value"))))
        score["plus_value_programmes"] = share(favourable, total)
        return self.readiness(project, score)

    def hidden(self, domain):
        """Whether a list on which findings rest may hold more than is stated."""
        world = self.world
        communes = world.all_communes()
        lists = [world.across("equipement", communes, domain), world.across("service", communes, domain),
                 world.of_territory("competence"), world.of_territory("exercice"), world.of_territory("projet")]
        return any(l.open for l in lists)

    def taxation(self, payers):
        levels = [p["_level"] for p in payers.all]
        if not levels:
            return Bounds(Fraction(0), Fraction(1))
        low = max([p["_level"].low for p in payers.certain], default=0)
        high = Fraction(2) if payers.open else max(l.high for l in levels)
        grade = {0: Fraction(1), 1: Fraction(1, 2), 2: Fraction(0)}
        return Bounds(grade[int(high)], grade[int(low)])

    def readiness(self, project, score):
        groups = {
            "besoins": ("besoin_mutualiser_domaine", "superposition_existe", "superposition_nature"),
            "contenu": ("bonne_echelle", "lien_projet_territoire", "besoins_territoires"),
            "budget": ("allocation_budgetaire", "fiscalite_soutenable", "lien_pacte_financier_fiscal"),
            "diagnostic": ("agents_nombre", "equipements_localisation", "cout_service", "departement_rencontre"),
            "portage": ("elu_porteur", "service_mixte_techniciens"),
            "plus_value": ("plus_value_programmes",),
        }
        mean = lambda names: [sum(getattr(score[n], end) for n in names) / Fraction(len(names)) for end in ("low", "high")]
        low, high = mean(list(score))
        bands = [band(low), band(high)]
        complete = sum(s.high - s.low < 1 for s in score.values())
        return {
            "id": "preparation", "subject": project["_id"], "lower": low, "upper": high,
            "completeness": Fraction(complete, len(score)),
            "band": bands[0] if bands[0] == bands[1] else None,
            "groups": {g: mean(names) for g, names in groups.items()},
            "questions": {n: [s.low, s.high] for n, s in sorted(score.items())},
            "gates": self.gates[project["_id"]],
        }

    def result(self):
        self.compute_values()
        self.compute_findings()
        self.compute_decisions()
        assessments = [self.compute_assessment(p) for p in self.world.of_territory("projet").all]
        order = lambda e: (e["rule"], e["subject"])
        findings = [{k: v for k, v in f.items() if k[0] != "_"} for f in sorted(self.findings, key=order)]
        return {
            "territory": self.world.own, "at": self.world.folder.at, "values": sorted(self.values, key=order),
            "findings": findings, "decisions": sorted(self.decisions, key=order), "assessments": assessments,
        }


def share(part, whole):
    if whole.certain and part.high != INFINITY:
        return Bounds(part.low / whole.low, min(Fraction(1), part.high / whole.low)) if whole.low else Bounds(Fraction(0), Fraction(1))
    return Bounds(Fraction(0), Fraction(1))


def band(mean):
    return "pret" if mean >= Fraction(3, 4) else "a_consolider" if mean >= Fraction(1, 2) else "pas_pret"


def word(verdict):
    return {True: "yes", False: "no", None: "unknown"}.get(verdict, verdict)


def plain(value):
    """Fractions as JSON numbers: exact where decimals are, else to 17 digits."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def evaluate(path):
    return plain(Evaluation(World(Folder(path))).result())


if __name__ == "__main__":
    json.dump(evaluate(sys.argv[1]), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
    print()
