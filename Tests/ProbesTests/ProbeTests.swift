import Foundation
import Probes
import Testing

/// The committed corpus of the fuzzer, replayed, and altered a little.
@Suite struct ProbeTests {
    private static let corpus: [(name: String, bytes: [UInt8])] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fuzz/corpus")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            (try? Data(contentsOf: folder.appendingPathComponent(name))).map { (name, Array($0)) }
        }
    }()

    @Test func theCorpusKeepsEveryPromise() {
        #expect(Self.corpus.count > 100)
        for (name, bytes) in Self.corpus {
            if let flaw = Probe.flaw(in: bytes) { Issue.record("\(name): \(flaw)") }
        }
    }

    /// `PROBE_SEED` chooses other alterations than those of every run, `PROBE_RUNS` more of them.
    @Test func alteredInputsKeepEveryPromise() {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["PROBE_SEED"].flatMap(UInt64.init) ?? 20_260_615
        let runs = environment["PROBE_RUNS"].flatMap(Int.init) ?? 6_000
        print("altered inputs: \(runs) with seed \(seed)")
        var random = SplitMix(seed: seed)
        for _ in 0..<runs {
            guard var bytes = Self.corpus.randomElement(using: &random)?.bytes, !bytes.isEmpty else { return }
            for _ in 0..<Int.random(in: 1...4, using: &random) { alter(&bytes, &random) }
            if let flaw = Probe.flaw(in: bytes) {
                Issue.record("seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription): \(flaw)")
            }
        }
    }

    private func alter(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        guard bytes.count > 1 else { return }
        let place = Int.random(in: 1..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 2: bytes[place] = Array("()[]{}\"'.,:;?-*<>=0 \n".utf8).randomElement(using: &random) ?? 0
        case 3: bytes.insert(bytes[Int.random(in: 1..<bytes.count, using: &random)], at: place)
        case 4:
            // A part of another input with the same letter.
            let others = Self.corpus.filter { $0.bytes.first == bytes.first && $0.bytes.count > 1 }
            guard let other = others.randomElement(using: &random)?.bytes else { return }
            let start = Int.random(in: 1..<other.count, using: &random)
            bytes.insert(contentsOf: other[start..<Int.random(in: start...other.count, using: &random)], at: place)
        default:
            let end = Int.random(in: place...bytes.count, using: &random)
            bytes.removeSubrange(place..<end)
        }
        if bytes.count > 400 { bytes.removeLast(bytes.count - 400) }
    }
}
