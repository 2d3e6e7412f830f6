import Testing

/// The domain is data: the code knows kinds, attributes and rules, and none of their names.
@Suite struct DomainWordTests {
    /// Beginnings of words, without accents, in lower case.
    static let words = [
        "commune", "communal", "intercommunal", "epci", "jeunesse", "mutualis", "equipement", "service_commun",
        "convention", "besoin", "creche", "mairie", "recouvrement", "chevauchement", "carence", "syndicat", "petr",
        "banatic", "insee", "taux_occupation", "heures_utilisees", "etp", "val_clair", "val-clair", "clect",
        "elu_porteur",
        "plus_value", "sous_utilisation", "postes_fractionnes", "usage_sans_accord", "potentiel_financier", "epargne",
    ]

    /// Words that have to be there, and why.
    static let exceptions: [(path: String, word: String, reason: String)] = [
        ("Sources/Console/ReadingCommands.swift", "recouvrement", "the French name of the verb 'overlaps'"),
        ("Sources/Console/LineEditor.swift", "convention", "how Swift writes the type of a function of C"),
    ]

    /// Code, strings and comments alike.
    @Test func nothingIsNamedAfterTheDomain() {
        for file in SourceFiles.all {
            for (word, line) in Self.found(in: file.text) {
                let isException = Self.exceptions.contains { $0.path == file.path && $0.word == word }
                #expect(isException, "\(file.path):\(line): \(word)")
            }
        }
    }

    @Test(
        arguments: [
            ("let communeCount = 3", ["commune"]), ("/// `équipements`", ["equipement"]), ("\"EPCI\"", ["epci"]),
            ("let serviceCommun = a_commune", ["commune"]), ("communication, step, petrol", ["petr"]),
            ("completes, steps, TUE-TP", []), ("theCommunes", ["commune"]), ("incommunal", []),
        ])
    func words(_ text: String, _ expected: [String]) {
        #expect(Self.found(in: text).map(\.word) == expected)
    }

    /// The domain's words in a text, each at the beginning of a word or of a part of a name, with its
    /// line.
    private static func found(in text: String) -> [(word: String, line: Int)] {
        let (bytes, starts) = folded(text)
        var found: [(word: String, line: Int)] = []
        var line = 1
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            guard starts[index], let candidates = byFirst[bytes[index]] else { continue }
            for word in candidates where bytes[index...].starts(with: word.utf8) { found.append((word, line)) }
        }
        return found
    }

    private static let byFirst = Dictionary(grouping: words) { $0.utf8.first ?? 0 }

    /// A byte a character, in lower case and without accents; and where words and parts of names
    /// (`aWord`, `a_word`) begin.
    private static func folded(_ text: String) -> (bytes: [UInt8], starts: [Bool]) {
        var bytes: [UInt8] = []
        var starts: [Bool] = []
        // Of the character before: a letter or a digit; a small letter.
        var (isInside, isSmall) = (false, false)
        for scalar in text.unicodeScalars {
            let byte: UInt8 =
                switch scalar {
                case "A"..."Z": UInt8(scalar.value + 32)
                case "\u{0}"..."\u{7F}": UInt8(scalar.value)
                case "é", "è", "ê", "ë", "É", "È", "Ê": UInt8(ascii: "e")
                case "à", "â", "À", "Â": UInt8(ascii: "a")
                case "î", "ï", "Î": UInt8(ascii: "i")
                case "ô", "Ô": UInt8(ascii: "o")
                case "û", "ù", "ü": UInt8(ascii: "u")
                case "ç", "Ç": UInt8(ascii: "c")
                default: UInt8(ascii: "?")
                }
            let isCapital = ("A"..."Z").contains(scalar)
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            let isDigit = ("0"..."9").contains(scalar)
            bytes.append(byte)
            starts.append(isLetter && (!isInside || (isCapital && isSmall)))
            isInside = isLetter || isDigit
            isSmall = isLetter && !isCapital
        }
        return (bytes, starts)
    }
}
