import Glibc

/// Time on one core, whatever else the machine does.
enum Measure {
    /// Seconds of processor time of the calling thread.
    static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Seconds since some moment, others' work on the machine included.
    static func wallTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Median times of some runs, in seconds.
    struct Times {
        /// Of the processor, for the calling thread.
        var processor: Double
        /// On the clock: what peers that say no other time are compared by.
        var wall: Double
    }

    /// The median times of some runs, after one that does not count.
    static func times(of runs: Int = 5, _ body: () -> Void) -> Times {
        body()
        var times: [Double] = []
        var walls: [Double] = []
        for _ in 0..<runs {
            let start = processorTime()
            let wallStart = wallTime()
            body()
            walls.append(wallTime() - wallStart)
            times.append(processorTime() - start)
        }
        return Times(processor: times.sorted()[runs / 2], wall: walls.sorted()[runs / 2])
    }

    /// The median processor time of some runs, in seconds, after one that does not count.
    static func median(of runs: Int = 5, _ body: () -> Void) -> Double {
        times(of: runs, body).processor
    }

    /// A place for results, so that nothing is left out for being unused.
    @inline(never)
    static func keep<Result>(_ result: Result) {
        withExtendedLifetime(result) {}
    }
}

extension Double {
    /// Three significant digits.
    var short: String {
        guard self > 0, isFinite else { return "\(self)" }
        let places = Swift.max(0, 2 - Int(log10(self).rounded(.down)))
        let factor = pow(10.0, Double(places))
        let text = "\((self * factor).rounded() / factor)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// `12.3 M`
    var rate: String {
        self >= 1e6 ? "\((self / 1e6).short) M" : self >= 1e3 ? "\((self / 1e3).short) k" : short
    }
}
