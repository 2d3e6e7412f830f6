public import Diagnostics
public import FEEL
import HashTreeCollections

/// How facts stated under an earlier vocabulary are told in the words of today's.
///
/// Facts stay in the journal as they were stated; they are migrated each time they are read, one source at a
/// time, so that the same journal can be read under any pack. What cannot be told in today's words is not
/// stated: it is asked again, with what was said before.
public struct Migration: Sendable {
    public enum Change: Sendable {
        /// Attributes of a kind that are no longer declared, in the order of the expressions' variables, and what
        /// each declared one is made of: renamed, split, merged, in another unit.
        case attributes(kind: String, from: [Attribute], to: [Target])
        /// Codes of a list that are no longer declared, and those that took their place.
        case codes(list: String, [String: String])
    }

    public struct Target: Sendable {
        public var attribute: String
        /// Of the former attributes' values.
        public let value: CompiledExpression
        /// The former attributes that it is made of.
        let reads: Set<String>

        public init(attribute: String, value: CompiledExpression) {
            self.attribute = attribute
            self.value = value
            var reads: Set<String> = []
            value.tree.visit { part in if case .name(let name) = part.kind { reads.insert(name) } }
            self.reads = reads
        }
    }

    /// A statement that found no words today.
    public struct Leftover: Hashable, Sendable {
        public var migration: String
        /// As it was stated.
        public var fact: Fact
        /// The attribute that lacks a value for it.
        public var attribute: String

        public init(migration: String, fact: Fact, attribute: String) {
            self.migration = migration
            self.fact = fact
            self.attribute = attribute
        }
    }

    public var id: String
    public var reason: Localized
    public var date: CalendarDate
    public var change: Change
    public var location: Location

    public init(id: String, reason: Localized, date: CalendarDate, change: Change, location: Location) {
        self.id = id
        self.reason = reason
        self.date = date
        self.change = change
        self.location = location
    }
}

extension Vocabulary {
    /// A territory's facts in the words of this vocabulary: each migration in its order, over what those before it
    /// gave.
    public func migrated(_ base: FactBase) -> (base: FactBase, counts: [String: Int], leftovers: [Migration.Leftover]) {
        guard !migrations.isEmpty else { return (base, [:], []) }
        var work = MigrationWork(vocabulary: self, records: base.records)
        for (position, migration) in migrations.enumerated() {
            work.apply(migration, later: migrations[(position + 1)...])
        }
        return (
            FactBase(territory: base.territory, records: work.records), work.counts,
            work.leftovers.sorted {
                ($0.fact.record, $0.attribute, $0.fact.attribute, $0.fact.source)
                    < ($1.fact.record, $1.attribute, $1.fact.attribute, $1.fact.source)
            }
        )
    }

    /// The names under which facts of an attribute may have been stated, itself first.
    public func formerNames(of attribute: String, kind: String) -> [String] {
        var names = [attribute]
        for migration in migrations.reversed() {
            guard case .attributes(kind, let from, let to) = migration.change,
                to.contains(where: { names.contains($0.attribute) })
            else { continue }
            names += from.map(\.name).filter { !names.contains($0) }
        }
        return names
    }

    /// An attribute as this vocabulary declares it, or as a later migration says that it was.
    func attribute(_ name: String, of kind: String, or later: ArraySlice<Migration>) -> Attribute? {
        if let declared = kinds[kind]?.attribute(name) { return declared }
        for migration in later {
            if case .attributes(kind, let from, _) = migration.change,
                let former = from.first(where: { $0.name == name })
            {
                return former
            }
        }
        return nil
    }

    /// An attribute that a source may still state: declared, or as the migrations say that it was.
    public func readable(_ name: String, of kind: String) -> Attribute? {
        attribute(name, of: kind, or: migrations[...])
    }

    /// Whether a code is one of a list, or was one: a migration tells it in today's.
    public func wasCode(_ code: String, of list: String) -> Bool {
        migrations.contains { migration in
            if case .codes(list, let codes) = migration.change { codes[code] != nil } else { false }
        }
    }

    /// A value as a source would state it; nil where the attribute cannot hold it.
    public func stated(_ value: Value, as attribute: Attribute) -> FactValue? {
        func known(_ code: String, _ list: String) -> Bool { codeLists[list]?.contains(code) ?? false }
        switch (attribute.type, value) {
        case (.number, .number(let number)): return attribute.range?.holds(number) ?? true ? .number(number) : nil
        case (.boolean, .boolean(let flag)): return .boolean(flag)
        case (.date, .date(let date)): return .date(date)
        case (.text, .string(let text)), (.reference, .string(let text)): return text.isEmpty ? nil : .text(text)
        case (.code(let list), .string(let text)): return known(text, list) ? .text(text) : nil
        case (.codes(let list), .list(let values)):
            let codes = values.items.compactMap { if case .string(let code) = $0 { code } else { nil } }
            guard value.isCertain, codes.count == values.items.count, codes.allSatisfy({ known($0, list) }) else {
                return nil
            }
            return .codes(codes)
        default: return nil
        }
    }
}

/// Facts under way from one vocabulary to another.
private struct MigrationWork {
    let vocabulary: Vocabulary
    var records: TreeDictionary<RecordID, FactBase.Statements>
    /// Statements told in other words, by migration.
    var counts: [String: Int] = [:]
    var leftovers: [Migration.Leftover] = []

    mutating func apply(_ migration: Migration, later: ArraySlice<Migration>) {
        switch migration.change {
        case .attributes(let kind, let from, let to):
            let former = Set(from.map(\.name))
            for (id, statements) in records where id.kind == kind && !former.isDisjoint(with: statements.keys) {
                move(id, statements, migration, from, to, later)
            }
        case .codes(let list, let codes):
            for (id, statements) in records { recode(id, statements, migration, list, codes, later) }
        }
    }

    private mutating func move(
        _ id: RecordID, _ statements: FactBase.Statements, _ migration: Migration, _ from: [Attribute],
        _ to: [Migration.Target], _ later: ArraySlice<Migration>
    ) {
        var result = statements
        for attribute in from { result[attribute.name] = nil }
        let sources = Set(from.flatMap { statements[$0.name] ?? [] }.map(\.source))
        for source in sources.sorted() {
            let facts = from.map { attribute in statements[attribute.name]?.first { $0.source == source } }
            for target in to {
                // A source that already speaks today's words has said all it has to say.
                if statements[target.attribute]?.contains(where: { $0.source == source }) == true { continue }
                if let fact = told(id, facts, target, from, migration, later) {
                    result[target.attribute, default: []].append(fact)
                    result[target.attribute]?.sort { $0.source < $1.source }
                    counts[migration.id, default: 0] += 1
                } else if source != Arbitration.source {
                    // An arbitration weighed values that are no longer these: it is open again.
                    leftovers += facts.compactMap(\.self).map {
                        Migration.Leftover(migration: migration.id, fact: $0, attribute: target.attribute)
                    }
                }
            }
        }
        records[id] = result.isEmpty ? nil : result
    }

    /// One source's word for an attribute, from all that it said before; nil where it did not say it all, or where
    /// the attribute cannot hold what comes of it.
    private func told(
        _ id: RecordID, _ facts: [Fact?], _ target: Migration.Target, _ from: [Attribute], _ migration: Migration,
        _ later: ArraySlice<Migration>
    ) -> Fact? {
        let used = zip(from, facts).filter { target.reads.contains($0.0.name) }
        let stated = used.compactMap(\.1)
        guard stated.count == used.count, let first = stated.first,
            let attribute = vocabulary.attribute(target.attribute, of: id.kind, or: later)
        else { return nil }
        let start = stated.compactMap(\.validFrom).max()
        let end = stated.compactMap(\.validTo).min()
        if let start, let end, start > end { return nil }
        var value: FactValue?
        if let withheld = stated.first(where: \.value.isWithheld) {
            value = withheld.value
        } else if stated.contains(where: { $0.value == .notApplicable }) {
            let isAll = stated.allSatisfy { $0.value == .notApplicable }
            value = isAll && attribute.mayNotApply ? .notApplicable : nil
        } else {
            let result = target.value.evaluate(facts.map { $0?.value.plain ?? .null })
            value = vocabulary.stated(result, as: attribute)
        }
        // What an arbitration weighed is told apart by its values: where these change, it counts no more.
        guard let value, first.source != Arbitration.source || value == first.value else { return nil }
        return Fact(
            record: id, attribute: target.attribute, value: value, source: first.source, validFrom: start, validTo: end,
            origin: first.origin
        ).learnt(on: stated.compactMap(\.answeredOn).min())
    }

    private mutating func recode(
        _ id: RecordID, _ statements: FactBase.Statements, _ migration: Migration, _ list: String,
        _ codes: [String: String], _ later: ArraySlice<Migration>
    ) {
        for (name, facts) in statements {
            guard let type = vocabulary.attribute(name, of: id.kind, or: later)?.type,
                type == .code(list: list) || type == .codes(list: list)
            else { continue }
            let recoded = facts.map { fact in
                var fact = fact
                switch fact.value {
                case .text(let code): fact.value = .text(codes[code] ?? code)
                case .codes(let several):
                    var seen: Set<String> = []
                    fact.value = .codes(several.map { codes[$0] ?? $0 }.filter { seen.insert($0).inserted })
                default: break
                }
                return fact
            }
            guard recoded != facts else { continue }
            records[id]?[name] = recoded
            counts[migration.id, default: 0] += zip(facts, recoded).count { $0 != $1 }
        }
    }
}

extension FactValue {
    fileprivate var isWithheld: Bool { if case .withheld = self { true } else { false } }

    /// As an expression over the statement alone reads it: a reference is the key that it names.
    fileprivate var plain: Value {
        switch self {
        case .number(let number): .number(number)
        case .boolean(let flag): .boolean(flag)
        case .text(let text): .string(text)
        case .date(let date): .date(date)
        case .codes(let codes): .list(ListValue(codes.map { .string($0) }))
        case .withheld, .notApplicable: .null
        }
    }
}
