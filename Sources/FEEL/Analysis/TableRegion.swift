public import Diagnostics

/// A part of an input's domain over which no condition of its column changes.
public struct TableRegion: Sendable {
    public enum Extent: Sendable {
        /// The input is absent: null.
        case absent
        case value(Value)
        /// Between two values, both left out; a missing end is unbounded.
        case between(Value?, Value?)
        /// A string that no condition names.
        case otherString
        /// Any value that is not null, where no condition looks at it.
        case anything
    }

    public let extent: Extent
    /// A value of the region, by which conditions were evaluated.
    public let sample: Value
    /// Two regions whose places follow each other touch.
    let place: Int

    public var isAbsent: Bool { if case .absent = extent { true } else { false } }

    /// Whether a certain value lies in the region.
    ///
    /// - Parameter named: Strings that other regions of the column are.
    func contains(_ value: Value, named: [Value]) -> Bool {
        switch extent {
        case .absent: value.isNull
        case .value(let point): value.equals(point) == true
        case .between(nil, nil): sample.compare(value) != nil
        case .between(let lower, let upper):
            (lower.map { $0.compare(value).map { $0 < 0 } ?? false } ?? true)
                && (upper.map { $0.compare(value).map { $0 > 0 } ?? false } ?? true)
        case .otherString:
            if case .string = value { !named.contains { $0.equals(value) == true } } else { false }
        case .anything: !value.isNull
        }
    }
}

/// Some of the regions of a column.
public struct TableColumnPart: Sendable {
    /// The input's expression.
    public let expression: String
    public let regions: [TableRegion]
    /// Whether nothing is left out of what the input may be, null apart.
    public let isWholeDomain: Bool
    /// Strings named in the column.
    let named: [Value]

    /// Whether the input is absent in all of it.
    public var isAbsent: Bool { regions.allSatisfy(\.isAbsent) }

    public func contains(_ value: Value) -> Bool {
        regions.contains { $0.contains(value, named: named) }
    }

    /// A value, a known one if there is.
    public var sample: Value {
        (regions.first { !$0.isAbsent } ?? regions.first)?.sample ?? .null
    }

    /// As unary tests: `(21..22), >= 60`; null is left out where a known value is in.
    public var text: Localized {
        if isAbsent { return Localized(both: "null") }
        let parts = runs.map(Self.text)
        return Localized(
            fr: parts.map(\.fr).joined(separator: ", "), en: parts.map(\.en).joined(separator: ", "))
    }

    /// Whether the text is a single test.
    var isOneRun: Bool { isAbsent || runs.count == 1 }

    /// Whether that test has two ends.
    var isRange: Bool {
        let text = text.en
        return text.hasPrefix("(") || text.hasPrefix("[")
    }

    /// Known regions, those that touch together.
    private var runs: [[TableRegion]] {
        var runs: [[TableRegion]] = []
        for region in regions where !region.isAbsent {
            if let last = runs.last?.last, region.place == last.place + 1 {
                runs[runs.count - 1].append(region)
            } else {
                runs.append([region])
            }
        }
        return runs
    }

    /// Regions that follow each other.
    private static func text(_ run: [TableRegion]) -> Localized {
        guard let first = run.first, let last = run.last else { return Localized(both: "") }
        switch first.extent {
        case .absent: return Localized(both: "null")
        case .otherString: return Localized(fr: "tout autre texte", en: "any other string")
        case .anything: return Localized(fr: "une valeur", en: "any value")
        case .value, .between: break
        }
        if run.count == 1, case .value(let value) = first.extent { return Localized(both: value.literal) }
        let lower: (value: Value, isIncluded: Bool)? =
            switch first.extent {
            case .value(let value): (value, true)
            case .between(let end?, _): (end, false)
            default: nil
            }
        let upper: (value: Value, isIncluded: Bool)? =
            switch last.extent {
            case .value(let value): (value, true)
            case .between(_, let end?): (end, false)
            default: nil
            }
        switch (lower, upper) {
        case (let lower?, let upper?):
            return Localized(
                both: "\(lower.isIncluded ? "[" : "(")\(lower.value.literal)..\(upper.value.literal)"
                    + "\(upper.isIncluded ? "]" : ")")")
        case (let lower?, nil): return Localized(both: "\(lower.isIncluded ? ">=" : ">") \(lower.value.literal)")
        case (nil, let upper?): return Localized(both: "\(upper.isIncluded ? "<=" : "<") \(upper.value.literal)")
        case (nil, nil): return Localized(fr: "une valeur", en: "any value")
        }
    }
}

/// Inputs of a table that are decided alike: a part of each column.
public struct TableBox: Sendable {
    /// In the order of the table's inputs; inputs with the same expression are one column.
    public let columns: [TableColumnPart]

    /// - Parameter values: One for each of ``columns``.
    public func contains(_ values: [Value]) -> Bool {
        zip(columns, values).allSatisfy { $0.contains($1) }
    }

    /// Values of the box, known ones where there are.
    public var sample: [Value] { columns.map(\.sample) }
}
