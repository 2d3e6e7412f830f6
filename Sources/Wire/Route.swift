public import Diagnostics

/// One thing that can be asked of the daemon: the server dispatches on it, the client calls it,
/// the OpenAPI document and the reference page are generated from it.
public struct Route: Hashable, Sendable {
    /// The route's name: the last component of its path, and the name the code says.
    public enum Name: String, Sendable, CaseIterable {
        case status, territories, verdicts, overlaps, readiness, why, questions, values, query
        case journal, transitions, rules, evaluation
        case whatIf = "what-if"
        case law, catalogue
        case scenarios, compare, vehicles, keys, positions, perimeters, waves, clock, robustness
        case actions, checklist, benefits
        case diff, milestones, verify
        case answers, records, changes, imports
        case arbitrations, erasures, milestone, plan
        case alerts, alert, deliveries
        case alertHistory = "alert-history"
        case silence, acknowledge
        case testFire = "test-fire"
        case events
        case sql, metrics
        case openapi
    }

    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// What the caller needs to be.
    public enum Access: String, Sendable {
        /// Whoever can open the socket.
        case read
        /// Who may enter data: root, the daemon's own user, members of the group for it; and those below.
        case answer
        /// Who may decide on what was entered: milestones, arbitrations, silences; and administrators.
        case validate
        /// Who may take away: root, the daemon's own user, members of the group for it.
        case administer
    }

    /// How the answer comes.
    public enum Answer: String, Sendable {
        /// One JSON document.
        case document
        /// Events until either side closes: `text/event-stream` where asked for, else
        /// `application/x-ndjson`.
        case stream
        /// Lines of OpenMetrics.
        case metrics
    }

    /// A query item. Values are text; numbers are decimal integers, dates are `YYYY-MM-DD`.
    public struct Parameter: Hashable, Sendable {
        public enum Shape: Hashable, Sendable {
            case text
            /// A whole number of these.
            case integer(ClosedRange<Int64>)
            case date
            /// `true` or `false`.
            case flag
            case oneOf([String])
        }

        public var name: String
        public var shape: Shape
        public var required: Bool
        public var summary: Localized

        public init(_ name: String, _ shape: Shape, required: Bool = false, _ summary: Localized) {
            self.name = name
            self.shape = shape
            self.required = required
            self.summary = summary
        }

        /// A parameter that takes any text.
        public init(_ name: String, required: Bool = false, _ summary: Localized) {
            self.init(name, .text, required: required, summary)
        }
    }

    public var name: Name
    public var method: Method
    public var access: Access
    public var answer: Answer
    public var summary: Localized
    public var parameters: [Parameter]

    /// Absolute, without a query: `/v1/verdicts`. No path holds a variable part.
    ///
    /// Metrics stand where scrapers look for them.
    public var path: String { name == .metrics ? "/metrics" : "/v1/\(name.rawValue)" }

    public init(
        _ name: Name,
        _ method: Method,
        _ access: Access,
        answer: Answer = .document,
        _ summary: Localized,
        parameters: [Parameter] = []
    ) {
        self.name = name
        self.method = method
        self.access = access
        self.answer = answer
        self.summary = summary
        self.parameters = parameters
    }
}
