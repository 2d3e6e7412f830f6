import Dispatch
import Synchronization
public import World

/// Stages pieces in their order while the next one is being read: one at a time is on its way to the disk.
public final class RowStager: Sendable {
    private let store: Store
    private let staging: Int64
    private let queue = DispatchQueue(label: "maillage.rows")
    /// What the last piece came to.
    private let failure = Mutex<StoreError?>(nil)

    public init(_ store: Store, _ staging: RowStaging) {
        self.store = store
        self.staging = staging.id
    }

    /// Waits for the piece before, and sets out with this one.
    ///
    /// - Throws: What the piece before met; this one is then not written.
    public func stage(_ rows: [TerritoryRows], upTo end: Int) throws(StoreError) {
        try finish()
        queue.async { [self] in
            do throws(StoreError) { try store.stage(rows, of: staging, upTo: end) } catch {
                failure.withLock { $0 = error }
            }
        }
    }

    /// Waits until every piece is on the disk.
    public func finish() throws(StoreError) {
        queue.sync {}
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
