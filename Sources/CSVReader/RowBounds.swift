extension CSVReader {
    /// Where a row ends, its line end included, as ``read(source:limits:separator:)`` reads it: for tables that are
    /// read a piece at a time.
    ///
    /// - Parameters:
    ///   - bytes: A piece of a table.
    ///   - start: Where the row begins: at its first cell, past any empty line.
    ///   - isLast: Whether the table ends with these bytes.
    /// - Returns: nil when the row may go on beyond the bytes.
    public static func rowEnd(
        in bytes: [UInt8], from start: Int, separator: CSVSeparator, isLast: Bool, limits: CSVLimits = CSVLimits()
    ) -> Int? {
        var bounds = RowBounds(bytes: bytes, separator: separator.rawValue, isLast: isLast, limits: limits)
        return bounds.end(from: start)
    }
}

/// Follows a row without reading it; goes as ``RowReader`` goes, faults included.
private struct RowBounds {
    let bytes: [UInt8]
    let separator: UInt8
    let isLast: Bool
    let limits: CSVLimits

    private enum Cell {
        /// It ends there: at a separator, a line end or the end of the table.
        case ends(Int)
        /// The row is refused; reading goes on below this place.
        case fault(Int)
        case unfinished
    }

    mutating func end(from start: Int) -> Int? {
        var index = start
        var count = 0
        while true {
            let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "\"")
            switch isQuoted ? quoted(index) : plain(index) {
            case .unfinished: return nil
            case .fault(let place): return nextLine(after: place)
            case .ends(let end):
                count += 1
                if end - index > limits.cell { return nextLine(after: end) }
                guard end < bytes.count, bytes[end] == separator else { return lineEnd(end) }
                if count > limits.columns { return nextLine(after: end + 1) }
                index = end + 1
            }
        }
    }

    private func plain(_ start: Int) -> Cell {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == separator || byte == 0x0A { return .ends(index) }
            if byte == UInt8(ascii: "\"") { return .fault(index) }
            if byte < 0x20 || byte == 0x7F, byte != 0x09 {
                guard byte == 0x0D else { return .fault(index) }
                guard let ends = endsLine(index) else { return .unfinished }
                return ends ? .ends(index) : .fault(index)
            }
            index += 1
        }
        return isLast ? .ends(index) : .unfinished
    }

    private func quoted(_ start: Int) -> Cell {
        var index = start + 1
        while index < bytes.count, index - start <= limits.cell {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x7F, byte != 0x0A, byte != 0x0D, byte != 0x09 { return .fault(index) }
            guard byte == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            guard index + 1 < bytes.count else { return isLast ? .ends(index + 1) : .unfinished }
            if bytes[index + 1] == UInt8(ascii: "\"") {
                index += 2
                continue
            }
            index += 1
            if bytes[index] == separator { return .ends(index) }
            guard let ends = endsLine(index) else { return .unfinished }
            return ends ? .ends(index) : .fault(index)
        }
        // Never closed: reading resumes below the line it opens in.
        return index - start > limits.cell || isLast ? .fault(start) : .unfinished
    }

    /// - Returns: nil when the byte that would tell is not there yet.
    private func endsLine(_ index: Int) -> Bool? {
        switch bytes[index] {
        case 0x0A: return true
        case 0x0D:
            if index + 1 < bytes.count { return bytes[index + 1] == 0x0A }
            return isLast ? true : nil
        default: return false
        }
    }

    private func lineEnd(_ index: Int) -> Int {
        var index = index
        if index < bytes.count, bytes[index] == 0x0D { index += 1 }
        if index < bytes.count, bytes[index] == 0x0A { index += 1 }
        return index
    }

    private func nextLine(after place: Int) -> Int? {
        guard let end = bytes[min(place, bytes.count)...].firstIndex(of: 0x0A) else {
            return isLast ? bytes.count : nil
        }
        return end + 1
    }
}
