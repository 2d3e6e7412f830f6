import FEEL
import Packs

/// Why an expression is left to the general evaluation, in words for developers.
struct Unsupported: Error {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// Whose record an object is, before any reference is followed.
enum Origin: Hashable, Sendable {
    case subject
    case territory
    /// An element of a list; lists are numbered as they are met.
    case element(Int)
}

/// A record that an expression names: where it starts, and the references followed from there.
struct ObjectForm: Hashable {
    var origin: Origin
    var path: [String] = []
    var kind: String
}

/// The records of a kind in the territory that an expression lists.
struct ListForm {
    let kind: String
    /// What its elements are called in origins.
    let level: Int
    /// What an element has to be equal to the subject in.
    var key: (element: Program, subject: Program, type: ColumnType)?
    /// What holds of its elements, whatever the subject.
    var predicates: [Program] = []
    /// Conditions that neither form has: they may relate two elements.
    var others: [(Expression, Names)] = []
}

/// What a part of an expression stands for.
enum Form {
    case object(ObjectForm)
    /// An attribute, or a rule's result, of a record.
    case member(ObjectForm, String)
    case list(ListForm)
    /// What each element of a list has under a name.
    indirect case projection(ListForm, Form)
    case group(ParameterGroup)
    case constant(Value)
    case other
}

/// What names mean where an expression stands.
struct Names {
    enum Meaning {
        case object(ObjectForm)
        /// An argument: an expression where it is written.
        indirect case argument(Expression, Names)
        case group(ParameterGroup)
        case function(PackFunction)
        case unknown
    }

    enum Frame {
        case name(String, Meaning)
        /// In a filter: the element's members by their own names.
        case filter(ObjectForm)
    }

    /// What every expression sees.
    let globals: [String: Meaning]
    var frames: [Frame] = []

    func adding(_ frame: Frame) -> Names {
        var names = self
        names.frames.append(frame)
        return names
    }

    /// Without the names of where an expression stands: what a function of the pack sees.
    var outermost: Names { Names(globals: globals) }
}
