public import Alerts
public import Diagnostics
public import FEEL

/// A pack's alerts, checked and compiled.
public struct Alerting: Sendable {
    /// Sorted by id.
    public var alerts: [Alert]
    /// Sorted by id.
    public var audiences: [Audience]
    public var calendar: InstitutionalCalendar

    public init(
        alerts: [Alert] = [], audiences: [Audience] = [], calendar: InstitutionalCalendar = InstitutionalCalendar()
    ) {
        self.alerts = alerts
        self.audiences = audiences
        self.calendar = calendar
    }

    public func alert(_ id: String) -> Alert? { alerts.first { $0.definition.id == id } }
}

/// An alert with its conditions.
public struct Alert: Sendable {
    /// What an alert is about, one after the other.
    public enum Watch: Hashable, Sendable {
        /// Each cell of these rules. Variables: `rule`, `verdict`, `value`, `gravity`, `absorbed`, `details`,
        /// `subjects`.
        case rules([String])
        /// Each of the territory's own records of a kind, under the kind's name.
        case records(String)
        /// Each result of an assessment: `verdict`, `band`, and the record under its kind's name.
        case assessment(String)
        /// Each gate of each result of an assessment: `gate`, `verdict`, and the record.
        case gates(String)
        /// Each rule that law has still to bring or take away: `rule`, `starts`, `ends`.
        case law
        /// Each step of these clocks, for each record: `clock`, `step`, `state`, `begins_by`, `ends_by`, and the record.
        case clocks([String])
        /// Each consent that a study's members gave on a condition: `verdict`, `condition`, the record and the member.
        case conditions(String)
        /// Each action of a framework, for each record chosen: `action`, `state`, `due`, and the record.
        case actions(String)
    }

    public var definition: AlertDefinition
    public var watch: Watch
    public var condition: CompiledExpression
    /// Nil: the contrary of the condition.
    public var clearing: CompiledExpression?
    /// What must have been so earlier.
    public var before: CompiledExpression?
    public var severity: CompiledExpression
    /// Nil: the alert's own id.
    public var matter: CompiledExpression?
    /// Nil: the severity alone.
    public var material: CompiledExpression?
    public var location: Location

    public init(
        definition: AlertDefinition, watch: Watch, condition: CompiledExpression, clearing: CompiledExpression? = nil,
        before: CompiledExpression? = nil, severity: CompiledExpression, matter: CompiledExpression? = nil,
        material: CompiledExpression? = nil, location: Location
    ) {
        self.definition = definition
        self.watch = watch
        self.condition = condition
        self.clearing = clearing
        self.before = before
        self.severity = severity
        self.matter = matter
        self.material = material
        self.location = location
    }
}
