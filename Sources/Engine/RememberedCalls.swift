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
                guard !state.isRecording, session.isSettled, let records = records(arguments),
                    let value = session.call(name, records)
                else { return state.invoke(function, arguments) }
                return value
            })
    }

    /// A call for whoever makes it: it is counted against no one's budget.
    ///
    /// - Returns: Nil where it may not be kept: what failed says where it was called; what ran out of steps says
    ///   nothing.
    static func made(_ name: String, _ arguments: [Value], _ session: Session) -> Value? {
        guard let function = session.function(name) else { return nil }
        var state = EvaluationState(options: session.options)
        let value = state.invoke(function, arguments)
        return value.failure == nil && !state.isExhausted ? value : nil
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

    /// Nil where the call is to be made by who calls, each time.
    func call(_ function: String, _ records: [RecordObject]) -> Value? {
        if isTracing { return tracedCall(.call(function, records.map(\.record.id))) }
        let key = CallKey(
            function: function, first: records[0].core.ordinal, second: records.count > 1 ? records[1].core.ordinal : -1
        )
        if let known = memory(of: key) { return known }
        if case .value(let value)? = sharedAsMade(.call(function, records.map(\.record.id))) {
            remember(key, value)
            return value
        }
        let value = RememberedCalls.made(function, records.map { .object($0) }, self)
        if let value { remember(key, value) }
        return value
    }

    /// There are as many pairs as records squared: a graph that follows a territory does not keep them all.
    private func tracedCall(_ key: ReadKey) -> Value? {
        if case .call(_, let records) = key, records.count > 1, !knowsOneWorld { return nil }
        guard case .value(let value)? = fetch(key) else { return nil }
        return value
    }
}
