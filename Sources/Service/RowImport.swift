public import Diagnostics
public import FEEL
import Glibc
import Intake
import Packs
public import Store
import World

/// Imports a table of any length into a store that no daemon holds: a piece at a time, in bounded memory, and resumed
/// where it was cut.
public struct RowImport {
    /// How many bytes of the table are read at once.
    public static let standardPiece = 4 << 20

    /// How many pieces are read to find where a row ends, at most.
    static let longestRow = 16

    /// How far it got.
    public struct Progress: Sendable {
        public var rows: Int
        public var bytes: Int
        public var size: Int
    }

    public struct Outcome: Sendable {
        public var rowsRead, rowsFiltered, rowsTaken, rowsRefused: Int
        /// What was refused, the first of them one by one, then control totals that the rows do not reach.
        public var diagnostics: [Diagnostic]
        /// How many rows and cells were refused beyond those.
        public var refusedBeyond: Int
        /// Territories that have an entry of it; 0 when the store already held this very table.
        public var territories: Int
        /// Rows that were already staged by an earlier run.
        public var resumed: Int
        public var isNew: Bool

        init(_ mapper: RowMapper, territories: Int, resumed: Int, isNew: Bool) {
            rowsRead = mapper.report.rowsRead
            rowsFiltered = mapper.report.rowsFiltered
            rowsTaken = mapper.report.rowsTaken
            rowsRefused = mapper.report.rowsRefused
            diagnostics = mapper.report.refused.map(\.reason) + (isNew ? mapper.unexpectedTotals : [])
            refusedBeyond = mapper.report.refusedBeyond
            self.territories = territories
            self.resumed = resumed
            self.isNew = isNew
        }
    }

    private let store: Store
    private let pack: Pack
    private let file: TableFile
    private let mapping: ImportMapping
    private let mappingText: SourceText
    private let territory: String?
    private let name: String
    private let pieceSize: Int

    /// - Parameters:
    ///   - territory: Where all rows state facts; nil to tell it from what each belongs to.
    /// - Throws: ``Refusal`` with every diagnostic of the rules and of the mapping.
    public init(
        store: Store, rules: String, policies: String?, mapping path: String, table: String, territory: String?,
        today: CalendarDate, pieceSize: Int = RowImport.standardPiece
    ) throws {
        self.pieceSize = pieceSize
        self.store = store
        self.territory = territory
        let (files, unread) = PackFolders.read(rules: rules, policies: policies)
        let (read, found) = Pack.load(files, at: today)
        guard let pack = read, !unread.hasErrors else { throw Refusal(unread + found) }
        self.pack = pack
        guard let bytes = TableFile(path)?.all() else { throw Refusal([.cannotRead(path)]) }
        mappingText = SourceText(name: path, bytes: bytes)
        let (mapping, problems) = ImportMapping.read(mappingText, vocabulary: pack.vocabulary)
        guard let mapping else { throw Refusal(problems) }
        self.mapping = mapping
        guard let file = TableFile(table) else { throw Refusal([.cannotRead(table)]) }
        self.file = file
        name = table.split(separator: "/").last.map(String.init) ?? table
    }

    /// - Parameters:
    ///   - uid: Who loads it: the kernel's word for it.
    ///   - recordedAt: UTC, whole seconds.
    ///   - told: Called after each piece.
    /// - Throws: ``StoreError``, and ``Refusal`` when the mapping does not fit the table.
    public func run(
        uid: UInt32, reason: String, recordedAt: String, told: (Progress) -> Void
    ) throws -> Outcome {
        let author = Author(uid: uid, name: Accounts.system.name(uid) ?? "uid \(uid)")
        let routing = try self.routing()
        guard let header = file.firstLine() else { throw Refusal([.cannotRead(name)]) }
        let (made, diagnostics) = RowMapper.make(
            mapping, header: header, file: name, vocabulary: pack.vocabulary, routing: routing)
        guard var mapper = made else { throw Refusal(diagnostics) }
        guard let staging = try store.stageRows(mapper.table, fingerprint: try fingerprint(routing)) else {
            return Outcome(mapper, territories: 0, resumed: 0, isNew: false)
        }
        var pieces = staging.pieces[...]
        var (offset, resumed) = (header.count, 0)
        let stager = RowStager(store, staging)
        var rest: [UInt8] = []
        file.seek(offset)
        while true {
            let read = try file.read(pieceSize)
            let isLast = read.isEmpty || offset + rest.count + read.count >= file.size
            rest += read
            var rows: [TerritoryRows] = []
            let used = mapper.map(rest, isLast: isLast, into: &rows)
            rest.removeFirst(used)
            offset += used
            guard rest.count <= RowImport.longestRow * pieceSize else { throw Refusal([.rowTooLong(name)]) }
            if let staged = pieces.first {
                // The same table in the same pieces: the fingerprint says so.
                guard staged == offset else { throw Refusal([.changedTable(name)]) }
                pieces = pieces.dropFirst()
                resumed = mapper.report.rowsTaken
            } else if used > 0 {
                try stager.stage(rows, upTo: offset)
            }
            told(Progress(rows: mapper.report.rowsRead, bytes: offset, size: file.size))
            if isLast { break }
        }
        try stager.finish()
        // An import that found no row to take withdraws nothing.
        var territories = 0
        if mapper.report.rowsTaken == 0 {
            try store.dropRows(staging.id)
        } else {
            territories = try store.switchRows(staging.id, author: author, reason: reason, recordedAt: recordedAt)
        }
        return Outcome(mapper, territories: territories, resumed: resumed, isNew: true)
    }

    private func routing() throws -> RowRouting {
        if let territory { return .territory(territory) }
        guard let parent = pack.vocabulary.kinds[mapping.kind]?.parent, parent != pack.vocabulary.territoryKind else {
            return .parents([:])
        }
        return .parents(try store.territories(having: parent))
    }

    /// Same table, same reading, same ways to territories.
    private func fingerprint(_ routing: RowRouting) throws -> String {
        var texts = [
            "\(pieceSize)", pack.hash, String(decoding: mappingText.bytes, as: UTF8.self), territory ?? "", name,
        ]
        if case .parents(let known) = routing {
            for (key, territories) in known.sorted(by: { $0.key < $1.key }) {
                texts += [key, territories.joined(separator: "\n")]
            }
        }
        var print = Fingerprint(texts)
        file.seek(0)
        while true {
            let bytes = try file.read(1 << 20)
            if bytes.isEmpty { break }
            print.add(bytes)
        }
        return print.text()
    }
}

/// A file that is read from end to end, or from a place on.
private final class TableFile {
    let size: Int
    private let descriptor: Int32

    init?(_ path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            if descriptor >= 0 { close(descriptor) }
            return nil
        }
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    func seek(_ offset: Int) { lseek(descriptor, off_t(offset), SEEK_SET) }

    /// As many bytes as asked for, fewer at the end.
    func read(_ count: Int) throws -> [UInt8] {
        var failure: Int32 = 0
        // Filled in place, so that a piece is not copied.
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                filled += got
            }
        }
        guard failure == 0 else { throw Refusal([.cannotRead(String(cString: strerror(failure)))]) }
        return bytes
    }

    /// Nil beyond 16 MiB: a mapping is written by people.
    func all() -> [UInt8]? { size > 16 << 20 ? nil : try? read(size) }

    /// With its line end; nil for an empty file or a line beyond a mebibyte.
    func firstLine() -> [UInt8]? {
        seek(0)
        guard let start = try? read(1 << 20), !start.isEmpty else { return nil }
        guard let end = start.firstIndex(of: 0x0A) else { return start.count == size ? start : nil }
        return Array(start[...end])
    }
}

extension Diagnostic {
    fileprivate static func cannotRead(_ name: String) -> Diagnostic {
        Diagnostic(
            IntakeCode.notRead,
            Localized(fr: "« \(name) » n'a pas pu être lu", en: "'\(name)' could not be read"), at: nil)
    }

    fileprivate static func rowTooLong(_ name: String) -> Diagnostic {
        Diagnostic(
            IntakeCode.notRead,
            Localized(
                fr: "« \(name) » a une ligne que rien ne finit", en: "'\(name)' has a row that nothing ends"), at: nil,
            help: Localized(fr: "vérifiez que c'est une table", en: "make sure that it is a table"))
    }

    fileprivate static func changedTable(_ name: String) -> Diagnostic {
        Diagnostic(
            IntakeCode.notRead,
            Localized(
                fr: "« \(name) » a changé pendant l'import", en: "'\(name)' changed while it was imported"), at: nil,
            help: Localized(fr: "recommencez", en: "begin again"))
    }
}
