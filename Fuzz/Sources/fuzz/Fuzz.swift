import Glibc
import Probes

/// What libFuzzer calls with each input it makes up: the program ends at the first promise that is broken,
/// and libFuzzer keeps the input. With FUZZ_LIST in the environment it is told, and the next input is tried. With
/// FUZZ_PROBES, letters of ``Probes/Probe``, inputs are read as these alone.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = Array(UnsafeBufferPointer(start: start, count: count))
    if let first = input.first, !chosen.isEmpty, !chosen.contains(first) {
        input[0] = chosen[Int(first) % chosen.count]
    }
    guard let broken = Probe.flaw(in: input) else { return 0 }
    if !isListing { fatalError(broken) }
    print("\(String(decoding: input, as: UTF8.self).debugDescription): \(broken)")
    return 0
}

private let isListing = getenv("FUZZ_LIST") != nil
private let chosen: [UInt8] = {
    let letters = getenv("FUZZ_PROBES").map { Array(String(cString: $0).utf8) } ?? []
    precondition(letters.allSatisfy { Probe(rawValue: $0) != nil }, "FUZZ_PROBES: letters of Probe")
    return letters
}()
