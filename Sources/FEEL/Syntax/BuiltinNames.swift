/// The names that begin built-in functions, as the grammar needs them: several hold spaces, and two
/// hold the word `and`.
enum BuiltinNames {
    static let all: [String] = [
        // Conversions.
        "date", "time", "date and time", "number", "string", "duration", "years and months duration", "range",
        "context", "context put", "context merge", "get value", "get entries",
        // Booleans, and our own test of certainty.
        "not", "is", "established",
        // Strings.
        "substring", "string length", "upper case", "lower case", "substring before", "substring after", "replace",
        "contains", "starts with", "ends with", "matches", "split", "string join",
        // Lists.
        "list contains", "list replace", "count", "min", "max", "sum", "mean", "all", "any", "sublist", "append",
        "concatenate", "insert before", "remove", "reverse", "index of", "union", "distinct values", "duplicate values",
        "flatten", "product", "median", "stddev", "mode", "sort", "partition",
        // Numbers.
        "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down", "abs", "modulo",
        "sqrt", "log", "exp", "odd", "even", "random number",
        // Dates.
        "now", "today", "day of year", "day of week", "month of year", "week of year", "last day of month",
        // Ranges.
        "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes",
        "finished by", "includes", "during", "starts", "started by", "coincides",
    ]
    static let trie = NameTrie(all)
}
