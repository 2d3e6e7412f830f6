import Diagnostics
import FEEL
import Intake
import Packs
import Testing
import World

@testable import Engine

/// The repository's own rules, policies and example: what a user gets.
enum Repository {
    /// Without a slash at the end.
    static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// The date the example is evaluated at.
    static let date = CalendarDate(year: 2026, month: 6, day: 15)

    /// The pack of `rules/` and `policies/`, read and compiled once for all tests.
    static let pack: (Pack?, [Diagnostic]) = {
        let (files, unread) = PackFolders.read(rules: root + "/rules", policies: root + "/policies")
        guard let date else { return (nil, unread) }
        let (pack, diagnostics) = Pack.load(files, at: date)
        return (pack, unread + diagnostics)
    }()

    /// A territory's folder, with the diagnostics of its reading.
    static func territory(_ folder: String) throws -> (TerritoryDescription, [Diagnostic]) {
        let pack = try #require(Repository.pack.0)
        return TerritoryFolder.read(FolderReader.read(folder), vocabulary: pack.vocabulary)
    }

    static let example = root + "/examples/val-clair"
}

extension Evaluation {
    /// - Parameter base: The facts, evaluated at the example's date with the repository's pack.
    convenience init(_ base: FactBase) throws {
        let pack = try #require(Repository.pack.0)
        let date = try #require(Repository.date)
        self.init(pack: pack, snapshot: Snapshot(base: base, vocabulary: pack.vocabulary, date: date))
    }
}

extension Cell {
    /// `A1,B1`: the subject by its keys.
    var keys: String { subject.records.map(\.key).joined(separator: ",") }

    /// `chevauchement A1,B1`.
    var name: String { "\(rule) \(keys)" }
}

extension Value {
    /// A certain value, or `?`, as a test writes it.
    var shown: String {
        switch self {
        case .unknown: "?"
        case .boolean(let flag): String(flag)
        case .number(let number): number.description
        case .string(let text): text
        case .date(let date): date.description
        case .object(let object): object.identity
        case .null(nil): "null"
        case .null: "failure"
        case .list(let list):
            list.membership == nil ? "[" + list.items.map(\.shown).joined(separator: ", ") + "]" : "?"
        default: "…"
        }
    }
}
