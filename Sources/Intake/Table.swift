import Diagnostics

/// A table of texts: a header and rows whose cells line up with it.
struct Table: Sendable {
    struct Column: Sendable {
        var name: String
        /// Where the name stands in the header.
        var location: Location
    }

    struct Row: Sendable {
        /// One-based line of the row's beginning.
        var line: Int
        var location: Location
        /// One per column; a cell that is short of the row's end is absent.
        var cells: [Written]
    }

    var columns: [Column]
    var rows: [Row]

    /// The position of a column; headers compare exactly, without the spaces around them.
    func index(of name: String) -> Int? {
        columns.firstIndex { $0.name == name }
    }
}
