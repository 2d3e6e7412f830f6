extension AlertMachine {
    /// What an evaluation sees.
    public struct Sight: Hashable, Sendable {
        /// By alert.
        private var parts: [String: Part]
        /// Alerts of which every subject is known: one that is not among them is no more.
        public var complete: Set<String>

        /// - Parameter parts: By alert; each holds observations of that alert only.
        public init(parts: [String: Part], complete: Set<String>) {
            self.parts = parts.filter { !$0.value.observations.isEmpty }
            self.complete = complete
        }

        /// - Parameter observations: Of two about one subject, the first counts.
        public init(_ observations: [Observation], complete: Set<String>) {
            self.init(
                parts: Dictionary(grouping: observations, by: \.alert).mapValues { Part($0) }, complete: complete)
        }

        public var observations: [AlertKey: Observation] {
            parts.values.reduce(into: [:]) { all, part in all.merge(part.observations) { first, _ in first } }
        }

        public subscript(key: AlertKey) -> Observation? { parts[key.alert]?.observations[key] }

        /// Those that may move an alert that is at rest.
        var pressing: Set<AlertKey> { parts.values.reduce(into: []) { $0.formUnion($1.pressing) } }

        /// Alerts of which an observation depends on what its reader may not read.
        public var alertsReadingWithheld: Set<String> {
            Set(parts.filter { $0.value.observations.values.contains(where: \.readsWithheld) }.keys)
        }
    }
}

extension AlertMachine.Sight {
    /// What is seen for one alert.
    public struct Part: Hashable, Sendable {
        public private(set) var observations: [AlertKey: Observation] = [:]
        /// An alert at rest of which nothing is certain, or which is over, stays at rest: only these move one.
        fileprivate private(set) var pressing: Set<AlertKey> = []

        /// - Parameter observations: Of two about one subject, the first counts.
        public init(_ observations: [Observation]) {
            self.observations.reserveCapacity(observations.count)
            for observation in observations where self.observations[observation.key] == nil { replace(observation) }
        }

        /// Sees this about its subject, whatever was seen before.
        public mutating func replace(_ observation: Observation) {
            let key = observation.key
            observations[key] = observation
            if observation.condition == .yes || observation.before == .yes {
                pressing.insert(key)
            } else {
                pressing.remove(key)
            }
        }

        /// Sees nothing about a subject any more.
        public mutating func remove(_ key: AlertKey) {
            observations[key] = nil
            pressing.remove(key)
        }
    }
}
