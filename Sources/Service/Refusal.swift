public import Diagnostics
import Glibc
import Wire

/// Why the daemon cannot start, or must stop.
public struct Refusal: Error, Sendable {
    public var diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    public init(_ diagnostic: Diagnostic) {
        self.diagnostics = [diagnostic]
    }

    /// A system call that failed.
    ///
    /// - Parameter operation: In both languages, an infinitive that names its object.
    static func system(_ operation: Localized, _ code: Int32 = errno) -> Refusal {
        Refusal(AccessDiagnostic.system(operation, error: systemMessage(code)))
    }
}

/// The C library's words for an error number.
func systemMessage(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else {
            return "error \(code)"
        }
        return String(cString: start)
    }
}
