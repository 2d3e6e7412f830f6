import Crypto

/// SHA-256 over length-prefixed parts, so that no two sequences of parts give the same bytes.
struct Digest {
    static let size = 32
    private var state = SHA256()

    mutating func add(_ bytes: some Collection<UInt8>) {
        var length = UInt64(bytes.count).bigEndian
        withUnsafeBytes(of: &length) { state.update(bufferPointer: $0) }
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable {
            state.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if contiguous == nil { state.update(data: Array(bytes)) }
    }

    mutating func add(_ text: String) { add(text.utf8) }

    consuming func bytes() -> [UInt8] { Array(state.finalize()) }

    /// Plain SHA-256 of one sequence, without a length: what `sha256sum` prints.
    static func plain(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}

/// What texts and a file come to, in 64 hexadecimal digits: the same for the same ones.
public struct Fingerprint {
    private var digest = Digest()

    public init(_ texts: [String]) {
        for text in texts { digest.add(text) }
    }

    /// - Parameter bytes: A piece of a file; the same pieces at each run.
    public mutating func add(_ bytes: [UInt8]) { digest.add(bytes) }

    public consuming func text() -> String { Hexadecimal.text(digest.bytes()) }
}

/// Bytes as lower-case hexadecimal digits.
enum Hexadecimal {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for byte in bytes {
            digits.append(digit(byte >> 4))
            digits.append(digit(byte & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// - Returns: Nil for an odd number of digits or anything that is not one.
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            guard let value = value(character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
