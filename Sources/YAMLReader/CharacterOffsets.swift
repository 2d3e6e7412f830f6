/// Turns libyaml's positions, which count code points, into byte offsets.
struct CharacterOffsets {
    private let bytes: [UInt8]
    /// Bytes of the byte order mark that was skipped before counting.
    private let base: Int
    /// Offset of every 64th code point; empty when the text is ASCII and counting is not needed.
    private let checkpoints: [Int]
    private static let stride = 64

    init(_ bytes: [UInt8], from base: Int) {
        self.bytes = bytes
        self.base = base
        var checkpoints: [Int] = []
        if bytes[base...].contains(where: { $0 >= 0x80 }) {
            var count = 0
            for index in base..<bytes.count where bytes[index] & 0xC0 != 0x80 {
                if count % Self.stride == 0 { checkpoints.append(index) }
                count += 1
            }
        }
        self.checkpoints = checkpoints
    }

    /// The byte offset of a code point; the end of the text for any past the last.
    func offset(of character: Int) -> Int {
        guard !checkpoints.isEmpty else { return min(base + character, bytes.count) }
        guard character / Self.stride < checkpoints.count else { return bytes.count }
        var offset = checkpoints[character / Self.stride]
        for _ in 0..<(character % Self.stride) {
            guard offset < bytes.count else { return offset }
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        }
        return offset
    }
}
