import Diagnostics
import Packs
import Store

/// A disk that was full and no longer is: what is read from files, and what follows from the journal, is not lost
/// but late. What a person sent is theirs to send again: they were told.
extension DeskWriter {
    struct Late {
        /// Folders whose facts are not in the journal.
        var folders: Set<String> = []
        /// Territories whose outcomes are not those of the journal, by the entry that changed them.
        var outcomes: [String: Int64?] = [:]
        /// The live pack, while its texts are not kept.
        var pack: (pack: Pack, files: [SourceText])?
        var isComingBack = false

        var isEmpty: Bool { folders.isEmpty && outcomes.isEmpty && pack == nil }
    }

    func keep(_ pack: Pack, _ files: [SourceText]) {
        late.pack = nil
        do {
            try store.keepPack(pack.hash, files: files)
            try store.rebuildCurrentRecords(pack.vocabulary)
        } catch {
            logger.error(
                "cannot keep the rules, or rebuild the current records",
                metadata: ["error": "\(error.diagnostic.headline.en)"])
            late.pack = (pack, files)
            comeBack()
        }
    }

    /// Tries again in a while, until nothing is late.
    func comeBack() {
        guard !late.isComingBack else { return }
        late.isComingBack = true
        Task { [weak self] in
            try? await Task.sleep(for: .seconds(10))
            await self?.catchUp()
        }
    }

    private func catchUp() {
        late.isComingBack = false
        guard !late.isEmpty else { return }
        if let (pack, files) = late.pack { keep(pack, files) }
        var result = Result()
        readFolders(late.folders.sorted(), &result)
        for (name, cause) in late.outcomes.sorted(by: { $0.key < $1.key }) {
            evaluate(name, because: [], cause: cause, head: [.init("source", .string("journal"))], &result)
        }
        board.publish(result)
        if late.isEmpty { logger.notice("what the store refused is now kept") }
    }
}
