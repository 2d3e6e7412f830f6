import FEEL
import Packs
import World

/// A measure between two records, `walk(a, b)`, as a function of expressions.
///
/// The measured pair, else the pair of the places that stand in for its ends, else bounds from the
/// distance of their positions, else the declared range: an absence is never a number. Where two of
/// these disagree the result holds both, so that losing either of them can only narrow or keep it.
struct MeasureFunction: Sendable {
    let measure: Measure
    let session: Session

    /// The kinds that measured pairs join: records of two kinds may well have the same key.
    private let measured: Set<String>

    init(_ measure: Measure, _ session: Session) {
        self.measure = measure
        self.session = session
        let kind = session.pack.vocabulary.kinds[measure.kind]
        self.measured = Set(
            [measure.ends.first, measure.ends.second].compactMap { end in
                if case .reference(let target)? = kind?.attribute(end)?.type { target } else { nil }
            })
    }

    var value: FunctionValue {
        FunctionValue(name: measure.name, parameters: ["a", "b"], seesUnknowns: true) { state, arguments in
            guard arguments.count == 2, case .object(let first) = arguments[0], case .object(let second) = arguments[1]
            else { return unmeasured(arguments) }
            guard !state.isRecording, let key = key(first, second) else {
                return between(first, second) { object, member, value in state.report(object, member, value) }
            }
            if session.isTracing, let first = first as? RecordObject, let second = second as? RecordObject {
                let read = ReadKey.measure(measure.name, first.record.id, second.record.id)
                guard case .value(let value)? = session.fetch(read) else { return .null }
                return value
            }
            return session.measure(key) { shared(first, second) ?? computed(first, second) }
        }
    }

    private func shared(_ first: any HostObject, _ second: any HostObject) -> Value? {
        guard let first = first as? RecordObject, let second = second as? RecordObject,
            case .value(let value)? = session.shared(.measure(measure.name, first.record.id, second.record.id))
        else { return nil }
        return value
    }

    /// Between two records just as their facts tell them.
    func computed(_ first: any HostObject, _ second: any HostObject) -> Value {
        between(first, second) { _, _, _ in }
    }

    /// Nil for what is not a record just as its facts tell it.
    private func key(_ first: any HostObject, _ second: any HostObject) -> Session.MeasureKey? {
        guard let first = first as? RecordObject, first.narrowed.isEmpty, let second = second as? RecordObject,
            second.narrowed.isEmpty
        else { return nil }
        return Session.MeasureKey(measure: measure.name, first: first.core.ordinal, second: second.core.ordinal)
    }

    private typealias Report = (any HostObject, String, Value) -> Void

    private func unmeasured(_ arguments: [Value]) -> Value {
        let causes = arguments.reduce(Causes()) { $0.union($1.causes) }
        let own = Causes.one(Cause(.unmeasured, subject: measure.name))
        return .unknown(Unknown(.number(measure.range ?? Interval(), orNull: false), causes.isEmpty ? own : causes))
    }

    private func between(_ first: any HostObject, _ second: any HostObject, _ report: Report) -> Value {
        var found: [Value] = []
        // A pair whose value nobody states is no better known than one without a record.
        var silent = Causes()
        for a in ends(first) {
            for b in ends(second) {
                session.note(
                    .measurements(.init(measure: measure.name, first: a.key, second: b.key)))
                for record in session.snapshot.measurements(measure, a.key, b.key) {
                    let object = session.object(record)
                    guard let value = object.member(measure.value) else { continue }
                    report(object, measure.value, value)
                    if says(value) { found.append(value) } else { silent = silent.union(value.causes) }
                }
            }
        }
        let bounds = distanceBounds(first, second, report)
        guard let stated = found.first else {
            let lowest = measure.range ?? Interval()
            var causes = silent.isEmpty ? session.causes(unmeasured(first, second)) : silent
            if let phantom = first as? PhantomObject { causes = causes.union(.one(phantom.cause)) }
            if let phantom = second as? PhantomObject { causes = causes.union(.one(phantom.cause)) }
            return .unknown(Unknown(.number(bounds.map { $0.within(lowest) } ?? lowest, orNull: false), causes))
        }
        var result = found.dropFirst().reduce(stated) { .join($0, $1) }
        if let bounds, case .number(let number) = result, !bounds.contains(number) {
            let causes = Causes.one(
                Cause(
                    .contradiction, subject: [first.identity, second.identity].joined(separator: " "),
                    member: measure.name))
            result = .join(result, .unknown(Unknown(.number(bounds, orNull: false), causes)))
        } else if found.count > 1, case .unknown(let unknown) = result, unknown.causes.isEmpty {
            result = .unknown(
                Unknown(
                    unknown.domain,
                    .one(
                        Cause(
                            .contradiction, subject: [first.identity, second.identity].joined(separator: " "),
                            member: measure.name))))
        }
        return result
    }

    private func unmeasured(_ first: any HostObject, _ second: any HostObject) -> Cause {
        let pair = [first.identity, second.identity]
        let names = measure.isSymmetric ? pair.sorted() : pair
        return Cause(.unmeasured, subject: names.joined(separator: " "), member: measure.name)
    }

    /// Whether a value is narrower than whatever the measure may be.
    private func says(_ value: Value) -> Bool {
        guard case .unknown(let unknown) = value else { return true }
        guard let range = measure.range, let hull = unknown.domain.numericHull else { return false }
        return hull != range
    }

    /// A record itself, and the place that stands in for it.
    private func ends(_ object: any HostObject) -> [RecordID] {
        var ends: [RecordID] = []
        if let record = object as? RecordObject, measured.contains(object.kind) { ends.append(record.record.id) }
        if let attribute = measure.via[object.kind], case .object(let place)? = object.member(attribute),
            let record = place as? RecordObject, measured.contains(place.kind)
        {
            ends.append(record.record.id)
        }
        return ends
    }

    /// Travel times in minutes from the distance of two positions, straight below, with detours above.
    private func distanceBounds(
        _ first: any HostObject, _ second: any HostObject, _ report: Report
    ) -> Interval<Number>? {
        guard let speeds = measure.fromDistance,
            let distance = DistanceFunction(session).interval(first, second),
            let lower = distance.lower?.value.multiplied(by: Number(60))?.divided(by: speeds.fastest),
            let upper = distance.upper?.value.multiplied(by: speeds.detour)?.multiplied(by: Number(60))?
                .divided(by: speeds.slowest)
        else { return nil }
        return .closed(lower, upper)
    }
}

/// `distance(a, b)`: kilometres between two records' positions, each within its precision.
struct DistanceFunction: Sendable {
    let session: Session

    init(_ session: Session) {
        self.session = session
    }

    var value: FunctionValue {
        FunctionValue(name: "distance", parameters: ["a", "b"], seesUnknowns: true) { _, arguments in
            guard arguments.count == 2, case .object(let first) = arguments[0], case .object(let second) = arguments[1]
            else {
                let causes = arguments.reduce(Causes()) { $0.union($1.causes) }
                let own = Causes.one(Cause(.unmeasured, subject: "distance"))
                return .unknown(Unknown(.number(earth, orNull: false), causes.isEmpty ? own : causes))
            }
            guard let interval = interval(first, second) else {
                let causes = placeCauses(first).union(placeCauses(second))
                let own = Causes.one(
                    Cause(.unmeasured, subject: "\(first.identity) \(second.identity)", member: "distance"))
                return .unknown(Unknown(.number(earth, orNull: false), causes.isEmpty ? own : causes))
            }
            if let lower = interval.lower?.value, lower == interval.upper?.value { return .number(lower) }
            let cause = Cause(.unmeasured, subject: "\(first.identity) \(second.identity)", member: "distance")
            return .unknown(Unknown(.number(interval, orNull: false), .one(cause)))
        }
    }

    /// Nil when either position is not known.
    func interval(_ first: any HostObject, _ second: any HostObject) -> Interval<Number>? {
        guard let a = place(first), let b = place(second) else { return nil }
        let distance = a.point.kilometres(to: b.point)
        guard let slack = a.radius.adding(b.radius), let upper = distance.adding(slack),
            let lower = distance.subtracting(slack)
        else { return nil }
        return .closed(max(Number(0), lower), upper)
    }

    /// No two places on Earth are further apart, in kilometres.
    private var earth: Interval<Number> { .closed(Number(0), Number(20_016)) }

    private func place(_ object: any HostObject) -> (point: GeographicPoint, radius: Number)? {
        guard let attributes = session.pack.vocabulary.kinds[object.kind]?.position,
            case .number(let latitude)? = object.member(attributes.latitude),
            case .number(let longitude)? = object.member(attributes.longitude)
        else { return nil }
        var radius = Number(0)
        if let precision = attributes.precision {
            // An unknown precision is the worst of those declared.
            radius = attributes.radii.values.max() ?? Number(0)
            if case .string(let code)? = object.member(precision) { radius = attributes.radii[code] ?? Number(0) }
        }
        return (GeographicPoint(latitude: latitude.asDouble, longitude: longitude.asDouble), radius)
    }

    private func placeCauses(_ object: any HostObject) -> Causes {
        guard let attributes = session.pack.vocabulary.kinds[object.kind]?.position else { return Causes() }
        let names = [attributes.latitude, attributes.longitude] + (attributes.precision.map { [$0] } ?? [])
        var causes = Causes()
        for name in names {
            if let value = object.member(name) { causes = causes.union(value.causes) }
        }
        return causes
    }
}

extension Interval<Number> {
    func contains(_ number: Number) -> Bool {
        if let lower, lower.isIncluded ? number < lower.value : number <= lower.value { return false }
        if let upper, upper.isIncluded ? upper.value < number : upper.value <= number { return false }
        return true
    }

    /// The part of the interval inside another; the interval itself when they do not meet.
    func within(_ outer: Interval<Number>) -> Interval<Number> {
        var result = self
        if let limit = outer.lower, result.lower.map({ $0.value < limit.value }) ?? true { result.lower = limit }
        if let limit = outer.upper, result.upper.map({ limit.value < $0.value }) ?? true { result.upper = limit }
        if let lower = result.lower, let upper = result.upper, upper.value < lower.value { return self }
        return result
    }
}
