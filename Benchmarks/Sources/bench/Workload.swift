/// The twelve conditions and the tables of 30 rows of the common workload, in FEEL.
enum Workload {
    static let conditions: [(kind: String, text: String)] = [
        ("compare", "fte >= 2.5"),
        ("range", "pop in [1000..5000)"),
        ("string ==", "domain = \"petite_enfance\""),
        ("string in", "zone in (\"rural\", \"montagne\")"),
        ("ratio", "budget / pop > 45.0"),
        ("ratio range", "fte * 1000.0 / pop between 0.3 and 1.8"),
        ("filter+count", "count(sites[open and dist <= 5.0]) >= 2"),
        ("some", "some s in sites satisfies s.kind = \"creche\" and s.cap >= 20"),
        ("every", "every s in sites satisfies s.dist < 15.0"),
        ("and/not/in", "mode in (\"regie\", \"syndicat\") and has_plan and not(zone = \"urbain\")"),
        ("list contains", "list contains(tags, \"mutualise\") or list contains(tags, \"intercommunal\")"),
        ("arith ratio", "(budget - 30.0 * pop) / budget >= 0.25 and fte > 1.0"),
    ]

    /// How many of the first 100,000 records meet each condition, by the C reference of the workload.
    static let expected = [24851, 32521, 8392, 67957, 63227, 62938, 34629, 37825, 60615, 24559, 32377, 33490]

    /// A rule of ten terms, for the time it takes to be read.
    static let tenTerms =
        """
        pop >= 1000 and pop < 50000 and fte > 2.5 and domain = "eau" and zone in ("rural", "montagne") \
        and budget / pop > 45 and not(mode = "regie") and has_plan and count(sites) >= 2 \
        and (budget - 30 * pop) / budget >= 0.25
        """

    struct Row {
        var cells: [String]
        var score: Int
    }

    static let inputs = ["domain", "pop", "fte", "zone", "ratio"]
    private static let social = ["petite_enfance", "jeunesse", "action_sociale", "culture"]
    private static let networks = ["voirie", "dechets", "eau", "assainissement"]

    private static func among(_ texts: [String]) -> String {
        texts.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private static func notAmong(_ texts: [String]) -> String { "not(\(among(texts)))" }

    /// Half-open: the lower end belongs to it.
    private static func interval(_ lower: String?, _ upper: String?) -> String {
        switch (lower, upper) {
        case (let lower?, let upper?): "[\(lower)..\(upper))"
        case (let lower?, nil): ">= \(lower)"
        case (nil, let upper?): "< \(upper)"
        case (nil, nil): "-"
        }
    }

    /// 30 rows of which exactly one matches a record.
    static var unique: [Row] {
        var rows: [Row] = []
        func add(domain: String = "-", pop: String, fte: String = "-", zone: String = "-", ratio: String = "-") {
            rows.append(Row(cells: [domain, pop, fte, zone, ratio], score: rows.count * 7 % 23 + 1))
        }
        let zones = [among(["rural", "montagne"]), among(["periurbain", "urbain"])]
        for zone in zones {
            for fte in ["< 1.0", ">= 1.0"] {
                for ratio in ["< 40.0", ">= 40.0"] { add(pop: "< 1000", fte: fte, zone: zone, ratio: ratio) }
            }
        }
        for zone in zones {
            for fte in ["< 2.5", ">= 2.5"] {
                for domain in [among(social), notAmong(social)] {
                    add(domain: domain, pop: "[1000..5000)", fte: fte, zone: zone)
                }
            }
        }
        let cuts: [String?] = [nil, "15.0", "25.0", "35.0", "45.0", "60.0", "80.0", nil]
        for domain in [among(networks), notAmong(networks)] {
            for (lower, upper) in zip(cuts, cuts.dropFirst()) {
                add(domain: domain, pop: ">= 5000", ratio: interval(lower, upper))
            }
        }
        return rows
    }

    /// 30 rows that overlap, the last of which matches every record.
    static var first: [Row] {
        typealias Ends = (String?, String?)
        let pops: [Ends] = [
            (nil, "300"), ("300", "800"), ("800", "2000"), ("2000", "6000"), ("6000", nil), ("500", "5000"),
        ]
        let ftes: [Ends] = [(nil, "0.5"), ("0.5", "2.0"), ("2.0", "8.0"), ("8.0", nil)]
        let ratios: [Ends] = [(nil, "20.0"), ("20.0", "35.0"), ("35.0", "55.0"), ("55.0", nil), ("30.0", "70.0")]
        let zones = [["rural"], ["rural", "montagne"], ["urbain"], ["periurbain", "urbain"]]
        let domains = [
            social, networks, ["sport", "tourisme"], ["urbanisme", "numerique"], ["petite_enfance"],
            ["eau", "assainissement"],
        ]
        var rows: [Row] = (0..<29).map { i in
            let pop = pops[(i * 5 + 1) % 6]
            let fte = ftes[i * 3 % 4]
            let ratio = ratios[i * 2 % 5]
            return Row(
                cells: [
                    i % 2 == 0 ? among(domains[i / 2 % 6]) : "-",
                    i % 3 != 1 ? interval(pop.0, pop.1) : "-",
                    [0, 3].contains(i % 4) ? interval(fte.0, fte.1) : "-",
                    i % 3 != 2 ? among(zones[i * 7 % 4]) : "-",
                    [1, 2, 4].contains(i % 5) ? interval(ratio.0, ratio.1) : "-",
                ], score: i * 11 % 29 + 1)
        }
        rows.append(Row(cells: ["-", "-", "-", "-", "-"], score: 0))
        return rows
    }
}
