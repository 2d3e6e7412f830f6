import Diagnostics
import JSON
import Queries

/// Figures, verdicts and names as a person reads them, in the terminal's language.
struct Human {
    let terminal: Terminal

    private var wording: Wording { Wording(terminal.language) }

    func number(_ text: String, decimals: Int = 4) -> String { wording.number(text, decimals: decimals) }
    func percent(_ text: String) -> String { wording.percent(text) }
    func shares(_ interval: JSONValue?) -> String { wording.shares(interval) }
    func verdict(_ verdict: String?) -> String { wording.verdict(verdict) }
    func verdict(of item: JSONValue) -> String { wording.verdict(of: item) }
    func mark(verdict: String?, tag: String?) -> String { wording.mark(verdict: verdict, tag: tag) }
    func label(_ labels: JSONValue?) -> String? { wording.label(labels) }
    func value(_ item: JSONValue, unit: String? = nil) -> String { wording.value(item, unit: unit) }
    func plain(_ value: JSONValue, unit: String = "") -> String { wording.plain(value, unit: unit) }
    func bounds(_ bounds: JSONValue?, unit: String = "") -> String { wording.bounds(bounds, unit: unit) }
    func cause(_ cause: JSONValue) -> String { wording.cause(cause) }
}
