import Alerts
import Diagnostics
import FEEL
import World

/// A rule as read, its expressions still texts.
struct RuleDraft {
    var rule: Rule
    var applies: EmbeddedText?
    var when: EmbeddedText?
    var value: EmbeddedText?
    var score: EmbeddedText?
    var gravity: EmbeddedText?
    var details: [(name: String, text: EmbeddedText)] = []
    /// The declared type of a derived attribute.
    var valueType: FEELType = .number
    var places = Places()

    /// Where the names that a rule gives stand, by what they name.
    struct Places {
        var kinds: [String: Location] = [:]
        var group: Location?
        var absorbers: [String: Location] = [:]
        var settling: [Rule.Settling: Location] = [:]
    }
}

struct FunctionDraft {
    struct Parameter {
        var name: String
        var type: FEELType
        /// Of the type's name.
        var location: Location
    }

    var name: String
    var parameters: [Parameter]
    var returns: FEELType
    var body: EmbeddedText
    /// What the body is made from, where it is a table.
    var table: FunctionTable?
    var location: Location
}

struct GateDraft {
    var id: String
    var labels: Localized
    var when: EmbeddedText
}

struct AssessmentDraft {
    var assessment: Assessment
    var gates: [GateDraft]
    var location: Location
    /// Of the assessed kind, of each question in scope, of each group: by what they name.
    var places: [String: Location] = [:]
}

/// Everything read from a pack's files, before it is checked as a whole.
struct PackDraft {
    var vocabulary = Vocabulary()
    /// What the vocabulary names, to be looked up once it is read whole.
    var namings: [Naming] = []
    /// The names of lists, each with the place that gives it.
    var plurals: [(name: String, location: Location)] = []
    var migrations: [MigrationDraft] = []
    var confidentialities: [ConfidentialityDraft] = []
    var grants: [WriteGrant] = []
    var parameters: [ParameterGroup] = []
    var functions: [FunctionDraft] = []
    var rules: [RuleDraft] = []
    var groups: [(group: Group, order: Int)] = []
    var gravities: [Gravity] = []
    var assessments: [AssessmentDraft] = []
    var levers: [LeverDraft] = []
    var studies: [StudyDraft] = []
    var searches: [SearchDraft] = []
    var clocks: [ClockDraft] = []
    var checklists: [ChecklistDraft] = []
    var frameworks: [FrameworkDraft] = []
    var benefits: [BenefitsDraft] = []
    var alerts: [AlertDraft] = []
    var audiences: [(audience: Audience, location: Location, immediate: [String: Location])] = []
    var calendar = InstitutionalCalendar(weekend: [], holidays: [])
    /// Sorted.
    var elections: [CalendarDate] = []
    /// Parameters whose value the calendar gives.
    var calendarParameters: [(path: (group: String, name: String), part: CalendarPart)] = []
}

/// A name that stands in a vocabulary for something declared there, perhaps further on.
struct Naming {
    enum Target {
        case kind
        case attribute(of: String)
        case codeList
    }

    var name: String
    var target: Target
    var location: Location
}
