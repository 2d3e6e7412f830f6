import Glibc

/// The columns that the generator of the common workload wrote: raw little-endian numbers, a file a
/// column, `w1/w1.pop.i32`.
struct Files {
    let folder: String

    init?(_ folder: String?) {
        guard let folder, access("\(folder)/w1/w1.pop.i32", R_OK) == 0, access("\(folder)/w2/w2.pop.i32", R_OK) == 0
        else { return nil }
        self.folder = folder
    }

    /// Whole numbers of 32 bits.
    func integers(_ workload: String, _ column: String, _ count: Int? = nil) -> [Int] {
        read("\(workload)/\(workload).\(column).i32", as: Int32.self, count).map(Int.init)
    }

    /// Floating-point numbers of one decimal, in tenths.
    func tenths(_ workload: String, _ column: String, _ count: Int? = nil) -> [Int] {
        read("\(workload)/\(workload).\(column).f64", as: Double.self, count)
            .map { Int(($0 * 10).rounded(.toNearestOrEven)) }
    }

    /// The first `count` numbers of a file, or all.
    private func read<Number: BitwiseCopyable>(_ name: String, as type: Number.Type, _ count: Int?) -> [Number] {
        guard let file = fopen("\(folder)/\(name)", "rb") else { preconditionFailure("no \(name) in \(folder)") }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let all = ftell(file) / MemoryLayout<Number>.stride
        rewind(file)
        let wanted = count.map { min($0, all) } ?? all
        return [Number](unsafeUninitializedCapacity: wanted) { buffer, filled in
            filled = fread(buffer.baseAddress, MemoryLayout<Number>.stride, wanted, file)
        }
    }
}
