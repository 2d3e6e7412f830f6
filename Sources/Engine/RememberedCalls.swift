import FEEL
import Packs
import World

/// A function of the pack whose calls about one or two records are worked out once.
///
/// A rule that walks the pairs of a territory asks the same of the same two records from each of its subjects; and
/// of a world in which one pair is supposed, only the calls about that pair are made again.
struct RememberedCalls: Sendable {
    /// As the pack names it.
    let name: String
    let function: FunctionValue
    let session: Session

    /// - Parameter value: A function of the pack; anything else is left as it is.
    static func of(_ name: String, _ value: Value, _ session: Session) -> Value {
        guard case .function(let function) = value, (1...2).contains(function.parameters.count) else { return value }
        return RememberedCalls(name: name, function: function, session: session).value
    }

    private var value: Value {
        .function(
            FunctionValue(name: function.name, parameters: function.parameters, seesUnknowns: true) {
                state, arguments in
                guard !state.isRecording, session.isSettled, let records = records(arguments) else {
                    return state.invoke(function, arguments)
                }
                return session.call(name, records) {
                    let value = state.invoke(function, arguments)
                    // What failed says where it was called; what ran out of steps says nothing.
                    let isKept = value.failure == nil && !state.isExhausted
                    return (value, isKept)
                }
            })
    }

    /// Nil unless each is a record just as its facts tell it.
    private func records(_ arguments: [Value]) -> [RecordObject]? {
        var records: [RecordObject] = []
        for argument in arguments {
            guard case .object(let object) = argument, let record = object as? RecordObject, record.narrowed.isEmpty,
                record.core.session === session
            else { return nil }
            records.append(record)
        }
        return records
    }
}

extension Session {
    struct CallKey: Hashable {
        var function: String
        var first: Int
        /// -1 where there is one argument.
        var second: Int
    }

    /// - Parameter make: The value, and whether it may be kept.
    func call(_ function: String, _ records: [RecordObject], _ make: () -> (Value, Bool)) -> Value {
        if isTracing { return tracedCall(.call(function, records.map(\.record.id)), make) }
        let key = CallKey(
            function: function, first: records[0].core.ordinal, second: records.count > 1 ? records[1].core.ordinal : -1
        )
        if let known = memory(of: key) { return known }
        if case .value(let value)? = sharedAsMade(.call(function, records.map(\.record.id))) {
            remember(key, value)
            return value
        }
        let (value, isKept) = make()
        if isKept { remember(key, value) }
        return value
    }

    /// A call is a computation of its own in a graph that knows one world only: it can't be made again from its
    /// name in the next one.
    private func tracedCall(_ key: ReadKey, _ make: () -> (Value, Bool)) -> Value {
        guard knowsOneWorld, let graph else { return make().0 }
        let id = graph.id(key)
        if case .value(let value)? = graph.result(id, in: self) {
            graph.read(id)
            return value
        }
        graph.begin()
        let (value, isKept) = make()
        guard isKept else {
            graph.endPassage(nil)
            return value
        }
        graph.end(id, .value(value))
        graph.read(id)
        return value
    }
}
