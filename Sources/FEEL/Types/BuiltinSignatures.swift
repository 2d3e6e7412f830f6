/// The built-in functions: names, parameters, results.
///
/// - Source: DMN 1.5, §10.3.4, tables 71 to 82. `established` is ours.
public enum BuiltinSignatures {
    /// One way of calling a function.
    public struct Form: Sendable {
        public struct Parameter: Sendable {
            public var name: String
            /// Any of these is accepted.
            public var types: [FEELType]
            public var isOptional: Bool
        }

        public var parameters: [Parameter]
        /// The last parameter may be given any number of times.
        public var isVariadic: Bool
        public var result: Result
    }

    public enum Result: Sendable {
        case type(FEELType)
        /// That of an argument, by position.
        case argument(Int)
        /// That of the elements of the list given as the first argument, or of the arguments.
        case element
        /// A list of what ``element`` says.
        case elements
        /// The lists given, put together.
        case concatenation
        /// A range over what the text says: unknown here.
        case range
    }

    /// The forms of each function, in the order of the standard; at least one.
    public static let all: [String: [Form]] = Dictionary(
        (conversions + strings + lists + numbers + contexts + times + ranges).map { ($0.name, $0.forms) },
        uniquingKeysWith: +)

    private typealias Entry = (name: String, forms: [Form])

    private static func entry(_ name: String, _ forms: Form...) -> Entry { (name, forms) }

    private static func form(_ parameters: Form.Parameter..., variadic: Bool = false, to result: Result) -> Form {
        Form(parameters: parameters, isVariadic: variadic, result: result)
    }

    private static func one(_ name: String, _ types: FEELType...) -> Form.Parameter {
        Form.Parameter(name: name, types: types, isOptional: false)
    }

    private static func some(_ name: String, _ types: FEELType...) -> Form.Parameter {
        Form.Parameter(name: name, types: types, isOptional: true)
    }

    private static let anyList: FEELType = .list(.any)
    private static let anyContext: FEELType = .context([:])
    private static let predicate: FEELType = .function(parameters: [.any, .any], result: .boolean)

    private static let conversions: [Entry] = [
        entry(
            "date", form(one("from", .string, .date, .dateTime), to: .type(.date)),
            form(one("year", .number), one("month", .number), one("day", .number), to: .type(.date))),
        entry(
            "time", form(one("from", .string, .time, .date, .dateTime), to: .type(.time)),
            form(
                one("hour", .number), one("minute", .number), one("second", .number), some("offset", .daysDuration),
                to: .type(.time))),
        entry(
            "date and time", form(one("from", .string, .date, .dateTime), to: .type(.dateTime)),
            form(one("date", .date, .dateTime), one("time", .time), to: .type(.dateTime))),
        entry(
            "number", form(one("from", .string, .number), to: .type(.number)),
            form(
                one("from", .string), one("grouping separator", .string), one("decimal separator", .string),
                to: .type(.number))),
        entry("string", form(one("from", .any), to: .type(.string))),
        entry("duration", form(one("from", .string, .daysDuration, .monthsDuration), to: .type(.any))),
        entry(
            "years and months duration",
            form(one("from", .date, .dateTime), one("to", .date, .dateTime), to: .type(.monthsDuration))),
        entry("range", form(one("from", .string), to: .range)),
        entry("not", form(one("negand", .boolean), to: .type(.boolean))),
        // A missing value is read as null.
        entry("is", form(some("value1", .any), some("value2", .any), to: .type(.boolean))),
        entry("established", form(one("value", .any), to: .type(.boolean))),
    ]

    private static let strings: [Entry] = [
        entry(
            "substring",
            form(one("string", .string), one("start position", .number), some("length", .number), to: .type(.string))),
        entry("string length", form(one("string", .string), to: .type(.number))),
        entry("upper case", form(one("string", .string), to: .type(.string))),
        entry("lower case", form(one("string", .string), to: .type(.string))),
        entry("substring before", form(one("string", .string), one("match", .string), to: .type(.string))),
        entry("substring after", form(one("string", .string), one("match", .string), to: .type(.string))),
        entry(
            "replace",
            form(
                one("input", .string), one("pattern", .string), one("replacement", .string), some("flags", .string),
                to: .type(.string))),
        entry("contains", form(one("string", .string), one("match", .string), to: .type(.boolean))),
        entry("starts with", form(one("string", .string), one("match", .string), to: .type(.boolean))),
        entry("ends with", form(one("string", .string), one("match", .string), to: .type(.boolean))),
        entry(
            "matches",
            form(one("input", .string), one("pattern", .string), some("flags", .string), to: .type(.boolean))),
        entry("split", form(one("string", .string), one("delimiter", .string), to: .type(.list(.string)))),
        entry("string join", form(one("list", .list(.string)), some("delimiter", .string), to: .type(.string))),
    ]

    private static let lists: [Entry] = [
        entry("list contains", form(one("list", anyList), one("element", .any), to: .type(.boolean))),
        entry(
            "list replace",
            form(one("list", anyList), one("position", .number), one("newItem", .any), to: .type(anyList)),
            form(one("list", anyList), one("match", predicate), one("newItem", .any), to: .type(anyList))),
        entry("count", form(one("list", anyList), to: .type(.number))),
        entry("min", form(one("list", anyList), to: .element), form(one("c", .any), variadic: true, to: .element)),
        entry("max", form(one("list", anyList), to: .element), form(one("c", .any), variadic: true, to: .element)),
        entry("sum", numberList, numberItems),
        entry("mean", numberList, numberItems),
        entry("product", numberList, numberItems),
        entry("median", numberList, numberItems),
        entry("stddev", numberList, numberItems),
        entry(
            "mode", form(one("list", .list(.number)), to: .type(.list(.number))),
            form(one("n", .number), variadic: true, to: .type(.list(.number)))),
        entry(
            "all", form(one("list", .list(.boolean)), to: .type(.boolean)),
            form(one("b", .boolean), variadic: true, to: .type(.boolean))),
        entry(
            "any", form(one("list", .list(.boolean)), to: .type(.boolean)),
            form(one("b", .boolean), variadic: true, to: .type(.boolean))),
        entry(
            "sublist",
            form(one("list", anyList), one("start position", .number), some("length", .number), to: .elements)),
        entry("append", form(one("list", anyList), one("item", .any), variadic: true, to: .type(anyList))),
        entry("concatenate", form(one("list", anyList), variadic: true, to: .concatenation)),
        entry(
            "insert before",
            form(one("list", anyList), one("position", .number), one("newItem", .any), to: .type(anyList))),
        entry("remove", form(one("list", anyList), one("position", .number), to: .elements)),
        entry("reverse", form(one("list", anyList), to: .elements)),
        entry("index of", form(one("list", anyList), one("match", .any), to: .type(.list(.number)))),
        entry("union", form(one("list", anyList), variadic: true, to: .concatenation)),
        entry("distinct values", form(one("list", anyList), to: .elements)),
        entry("flatten", form(one("list", anyList), to: .type(anyList))),
        entry("sort", form(one("list", anyList), some("precedes", predicate), to: .elements)),
    ]

    private static let numberList = form(one("list", .list(.number)), to: .type(.number))
    private static let numberItems = form(one("n", .number), variadic: true, to: .type(.number))

    private static let numbers: [Entry] = [
        entry("decimal", form(one("n", .number), one("scale", .number), to: .type(.number))),
        entry("floor", form(one("n", .number), some("scale", .number), to: .type(.number))),
        entry("ceiling", form(one("n", .number), some("scale", .number), to: .type(.number))),
        entry("round up", form(one("n", .number), one("scale", .number), to: .type(.number))),
        entry("round down", form(one("n", .number), one("scale", .number), to: .type(.number))),
        entry("round half up", form(one("n", .number), one("scale", .number), to: .type(.number))),
        entry("round half down", form(one("n", .number), one("scale", .number), to: .type(.number))),
        entry("abs", form(one("n", .number, .daysDuration, .monthsDuration), to: .argument(0))),
        entry("modulo", form(one("dividend", .number), one("divisor", .number), to: .type(.number))),
        entry("sqrt", form(one("number", .number), to: .type(.number))),
        entry("log", form(one("number", .number), to: .type(.number))),
        entry("exp", form(one("number", .number), to: .type(.number))),
        entry("odd", form(one("number", .number), to: .type(.boolean))),
        entry("even", form(one("number", .number), to: .type(.boolean))),
    ]

    private static let contexts: [Entry] = [
        entry("get value", form(one("m", anyContext), one("key", .string), to: .type(.any))),
        entry(
            "get entries",
            form(one("m", anyContext), to: .type(.list(.context(["key": .string, "value": .any]))))),
        entry("context", form(one("entries", .list(anyContext)), to: .type(anyContext))),
        entry(
            "context put",
            form(one("context", anyContext), one("key", .string), one("value", .any), to: .type(anyContext)),
            form(one("context", anyContext), one("keys", .list(.string)), one("value", .any), to: .type(anyContext))),
        entry("context merge", form(one("contexts", .list(anyContext)), to: .type(anyContext))),
    ]

    private static let times: [Entry] = [
        entry("now", form(to: .type(.dateTime))),
        entry("today", form(to: .type(.date))),
        entry("day of year", form(one("date", .date, .dateTime), to: .type(.number))),
        entry("day of week", form(one("date", .date, .dateTime), to: .type(.string))),
        entry("month of year", form(one("date", .date, .dateTime), to: .type(.string))),
        entry("week of year", form(one("date", .date, .dateTime), to: .type(.number))),
    ]

    private static let anyRange: FEELType = .range(.any)

    private static let bothRanges = form(one("range1", anyRange), one("range2", anyRange), to: .type(.boolean))
    private static let rangeAndPoint = form(one("range", anyRange), one("point", .any), to: .type(.boolean))
    private static let pointAndRange = form(one("point", .any), one("range", anyRange), to: .type(.boolean))
    private static let bothPoints = form(one("point1", .any), one("point2", .any), to: .type(.boolean))

    private static let ranges: [Entry] = [
        entry("before", bothPoints, pointAndRange, rangeAndPoint, bothRanges),
        entry("after", bothPoints, pointAndRange, rangeAndPoint, bothRanges),
        entry("meets", bothRanges),
        entry("met by", bothRanges),
        entry("overlaps", bothRanges),
        entry("overlaps before", bothRanges),
        entry("overlaps after", bothRanges),
        entry("finishes", pointAndRange, bothRanges),
        entry("finished by", rangeAndPoint, bothRanges),
        entry("includes", rangeAndPoint, bothRanges),
        entry("during", pointAndRange, bothRanges),
        entry("starts", pointAndRange, bothRanges),
        entry("started by", rangeAndPoint, bothRanges),
        entry("coincides", bothPoints, bothRanges),
    ]
}
