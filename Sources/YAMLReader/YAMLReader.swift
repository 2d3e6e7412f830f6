public import Diagnostics

/// Reads one YAML document into nodes with exact spans.
///
/// Deliberately less than YAML: no alias, no tag, no second document, keys are texts. What is left
/// is what a person can read at sight, and it cannot be used to make a small file huge.
public enum YAMLReader {
    /// Reads a text.
    ///
    /// - Returns: The document, and what is to be said of it. The document is nil when it could not
    ///   be read to its end; with other errors (a key given twice, an alias) it is there, so that
    ///   more can be checked in the same run.
    public static func read(
        _ source: SourceText, limits: YAMLLimits = YAMLLimits()
    ) -> (node: YAMLNode?, diagnostics: [Diagnostic]) {
        if let refusal = TextCheck.refusal(of: source, limits: limits) { return (nil, [refusal]) }
        let base = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return source.bytes.withUnsafeBufferPointer { bytes in
            let events = EventStream(UnsafeBufferPointer(rebasing: bytes[base...]))
            var builder = TreeBuilder(
                source: source,
                offsets: CharacterOffsets(source.bytes, from: base),
                events: events,
                limits: limits
            )
            let node = builder.document()
            return (node, builder.diagnostics.inOrder())
        }
    }
}

/// Thrown to leave off reading once the reason is among the diagnostics.
private struct Stopped: Error {}

private struct TreeBuilder {
    let source: SourceText
    let offsets: CharacterOffsets
    let events: EventStream
    let limits: YAMLLimits
    var diagnostics: [Diagnostic] = []
    var depth = 0
    var nodes = 0

    init(source: SourceText, offsets: CharacterOffsets, events: EventStream, limits: YAMLLimits) {
        self.source = source
        self.offsets = offsets
        self.events = events
        self.limits = limits
    }

    mutating func document() -> YAMLNode? {
        do {
            _ = try next()
            guard case .documentStart = try next().kind else {
                diagnostics.append(YAMLMessages.empty(Location(source, Span(source.bytes.count, source.bytes.count))))
                return nil
            }
            let root = try node(try next())
            _ = try next()
            let after = try next()
            if case .documentStart = after.kind {
                let start = offsets.offset(of: after.start)
                diagnostics.append(YAMLMessages.secondDocument(Location(source, Span(start, start + 3))))
            }
            return root
        } catch {
            return nil
        }
    }

    private mutating func next() throws(Stopped) -> Event {
        do {
            return try events.next()
        } catch {
            diagnostics.append(YAMLMessages.malformed(error.fault, in: source, offsets: offsets))
            throw Stopped()
        }
    }

    private func location(_ event: Event) -> Location {
        Location(source, Span(offsets.offset(of: event.start), offsets.offset(of: event.end)))
    }

    private mutating func node(_ event: Event) throws(Stopped) -> YAMLNode {
        nodes += 1
        var place = location(event)
        if nodes > limits.nodes {
            diagnostics.append(
                YAMLMessages.tooManyNodes(limits.nodes, Location(source, Span(place.span.start, place.span.start))))
            throw Stopped()
        }
        if event.anchor != nil || event.tag != nil {
            place = withoutProperties(event, place)
        }
        switch event.kind {
        case .scalar(let text, let style):
            if style == .literal || style == .folded { place.span = trimmed(place.span) }
            return YAMLNode(kind: .scalar(text: text, style: style), location: place)
        case .alias(let name):
            diagnostics.append(YAMLMessages.alias(name, place))
            return YAMLNode(kind: .scalar(text: "", style: .plain), location: place)
        case .sequenceStart(let isFlow):
            return try nested(place) { (builder) throws(Stopped) in try builder.sequence(from: place, isFlow: isFlow) }
        case .mappingStart(let isFlow):
            return try nested(place) { (builder) throws(Stopped) in try builder.mapping(from: place, isFlow: isFlow) }
        default:
            // libyaml gives balanced events; anything else would be its own fault.
            diagnostics.append(YAMLMessages.unexpectedEvent(place))
            throw Stopped()
        }
    }

    private mutating func nested(
        _ place: Location, _ body: (inout TreeBuilder) throws(Stopped) -> YAMLNode
    ) throws(Stopped) -> YAMLNode {
        depth += 1
        defer { depth -= 1 }
        if depth > limits.depth {
            let start = place.span.start
            let end = min(start + 1, source.bytes.count)
            diagnostics.append(YAMLMessages.tooDeep(limits.depth, Location(source, Span(start, end))))
            throw Stopped()
        }
        return try body(&self)
    }

    private mutating func sequence(from start: Location, isFlow: Bool) throws(Stopped) -> YAMLNode {
        var items: [YAMLNode] = []
        var end = start.span.end
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                if isFlow { end = offsets.offset(of: event.end) }
                break
            }
            let item = try node(event)
            end = max(end, item.location.span.end)
            items.append(item)
        }
        return YAMLNode(kind: .sequence(items), location: Location(source, Span(start.span.start, end)))
    }

    private mutating func mapping(from start: Location, isFlow: Bool) throws(Stopped) -> YAMLNode {
        var pairs: [YAMLPair] = []
        var known: [String: Int] = [:]
        var end = start.span.start
        while true {
            let event = try next()
            if case .mappingEnd = event.kind {
                if isFlow { end = offsets.offset(of: event.end) }
                break
            }
            let key = try node(event)
            let value = try node(try next())
            end = max(end, key.location.span.end, value.location.span.end)
            guard let name = key.text else {
                diagnostics.append(YAMLMessages.keyIsNotText(key.location))
                continue
            }
            if case .alias = event.kind { continue }
            if let first = known[name] {
                diagnostics.append(YAMLMessages.keyTwice(name, key.location, first: pairs[first].key.location))
                continue
            }
            known[name] = pairs.count
            pairs.append(YAMLPair(key: key, value: value))
        }
        return YAMLNode(kind: .mapping(pairs), location: Location(source, Span(start.span.start, end)))
    }

    /// The place of a node without its anchor and tag, which are warned about.
    private mutating func withoutProperties(_ event: Event, _ place: Location) -> Location {
        let bytes = source.bytes
        var index = place.span.start
        // Of a block collection libyaml's start event ends at its properties; what follows begins
        // its content.
        var limit = place.span.end
        if case .scalar = event.kind {} else { limit = bytes.count }
        while index < limit {
            let byte = bytes[index]
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") {
                let start = index
                while index < limit, !TextCheck.isBlankOrBreak(bytes[index]) { index += 1 }
                let property = Location(source, Span(start, index))
                diagnostics.append(
                    byte == UInt8(ascii: "&") ? YAMLMessages.anchor(property) : YAMLMessages.tag(property))
            } else if byte == UInt8(ascii: "#") {
                while index < limit, !TextCheck.isBreak(bytes[index]) { index += 1 }
            } else if TextCheck.isBlankOrBreak(byte) {
                index += 1
            } else {
                break
            }
        }
        return Location(source, Span(index, max(index, place.span.end)))
    }

    /// A block scalar ends after its last visible byte, though libyaml counts the blank lines below.
    private func trimmed(_ span: Span) -> Span {
        var end = min(span.end, source.bytes.count)
        while end > span.start + 1, TextCheck.isBlankOrBreak(source.bytes[end - 1]) { end -= 1 }
        return Span(span.start, end)
    }
}
