import Columnar
import FEEL
import Foundation
import World

/// The changes of the common workload: a service's FTE, then another's.
struct Updates {
    private let evaluation: ColumnarEvaluation
    private let rows: [Int32]
    private let values: [Int32]

    init(_ evaluation: ColumnarEvaluation, _ folder: String) throws {
        func read(_ name: String) throws -> [Int32] {
            try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")).withUnsafeBytes {
                Array($0.bindMemory(to: Int32.self))
            }
        }
        self.evaluation = evaluation
        rows = try read("update.srv.i32")
        values = try read("update.fte.i32")
    }

    /// - Returns: One line of JSON: microseconds a change, what ran, and the sums afterwards.
    func run() -> String {
        var times: [Double] = []
        times.reserveCapacity(rows.count)
        var (ran, changed) = (0, 0)
        let clock = ContinuousClock()
        for (row, value) in zip(rows, values) {
            let start = clock.now
            let update = evaluation.update("etp", of: "service", row: Int(row), to: .number(Number(Int(value))))
            let taken = clock.now - start
            times.append(Double(taken.components.attoseconds) / 1e12 + Double(taken.components.seconds) * 1e6)
            ran += update.ran.count
            changed += update.changed.count
        }
        let mean = times.reduce(0, +) / Double(max(times.count, 1))
        times.sort()
        return """
            {"w4_p50_us": \(times[times.count / 2]), "w4_p99_us": \(times[times.count * 99 / 100]), "w4_mean_us": \(mean), \
            "n": \(times.count), "ran": \(ran), "changed": \(changed), "rss_mib": \(Territories.resident()), \
            "check": \(Checks(evaluation).json)}
            """
    }
}
