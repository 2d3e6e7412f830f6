import Foundation

extension String {
    /// The same text in composed form (NFC): two texts equal in Swift are then the same bytes, as SQLite
    /// compares them.
    var canonical: String {
        utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    }
}
