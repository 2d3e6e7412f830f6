import Glibc
import Probes

/// What libFuzzer calls with each input it makes up: the program ends at the first promise that is broken,
/// and libFuzzer keeps the input. With FUZZ_LIST in the environment it is told, and the next input is tried.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let broken = Probe.flaw(in: input) else { return 0 }
    if !isListing { fatalError(broken) }
    print("\(String(decoding: input, as: UTF8.self).debugDescription): \(broken)")
    return 0
}

private let isListing = getenv("FUZZ_LIST") != nil
