/// A JSON document. Numbers keep their text, so that decimals stay exact; members keep the order
/// they were given in, so that output is the same at each run.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number as written: a JSON number token.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}
