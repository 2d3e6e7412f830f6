import Glibc
import Synchronization
import Wire

/// How many requests were answered, by route and status.
final class RequestCounts: Sendable {
    private struct Key: Hashable {
        var route: Route.Name?
        var status: Int
    }

    private let counts = Mutex<[Key: Int]>([:])

    func count(_ route: Route.Name?, _ status: Int) {
        counts.withLock { $0[Key(route: route, status: status), default: 0] += 1 }
    }

    func add(to metrics: inout OpenMetrics) {
        let counted = counts.withLock { $0 }
        let samples = counted.map { key, value in
            (
                labels: [("route", key.route?.rawValue ?? "none"), ("status", String(key.status))],
                value: String(value)
            )
        }
        metrics.add(
            "maillage_requests", .counter, help: "Requests answered.",
            samples.sorted { ($0.labels[0].1, $0.labels[1].1) < ($1.labels[0].1, $1.labels[1].1) })
    }
}

extension RequestHandler {
    /// The desk's metrics, the socket's and the process's.
    func metrics(for peer: Peer?) async -> Reply {
        var metrics = OpenMetrics()
        metrics.add("maillage_build", .info, help: "The daemon.", [([("version", version)], "1")])
        let desk = await desk.read(.metrics, parameters: [:], peer: peer)
        if desk.status == 200 { metrics.add(String(decoding: desk.bytes, as: UTF8.self)) }
        counts.add(to: &metrics)
        ProcessFigures.add(to: &metrics)
        var reply = Reply(written: Array(metrics.whole.utf8))
        reply.contentType = OpenMetrics.contentType
        return reply
    }
}

/// What the process uses, as the system counts it.
enum ProcessFigures {
    static func add(to metrics: inout OpenMetrics) {
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
            metrics.add(
                "process_cpu_seconds", .counter, unit: "seconds", help: "Time on a processor.",
                [([], String(seconds(usage.ru_utime) + seconds(usage.ru_stime)))])
        }
        if let pages = residentPages() {
            metrics.add(
                "process_resident_memory_bytes", .gauge, unit: "bytes", help: "Memory in use.",
                [([], String(pages * Int(sysconf(Int32(_SC_PAGESIZE)))))])
        }
    }

    private static func residentPages() -> Int? {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &bytes, bytes.count)
        let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) : nil
    }
}
