import CLibYAML

/// What libyaml says of a text, event by event, as Swift values.
///
/// **Invariant:** the only file that touches libyaml. The bytes outlive the stream: it is made and
/// used inside `withUnsafeBufferPointer`.
struct Event {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case scalar(text: String, style: ScalarStyle)
        case sequenceStart(isFlow: Bool)
        case sequenceEnd
        case mappingStart(isFlow: Bool)
        case mappingEnd
        case alias(String)
    }

    var kind: Kind
    /// Code points from the beginning of the text.
    var start: Int
    var end: Int
    var anchor: String?
    var tag: String?
}

/// A fault found by libyaml.
struct Fault {
    var problem: String
    /// In code points from the beginning of the text.
    var position: Int
    var context: String?
    var contextPosition: Int
}

final class EventStream {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let isReady: Bool

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        // The encoding is imposed: the bytes are already known to be UTF-8 without a mark.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deallocate()
    }

    func next() throws(EventStream.Failure) -> Event {
        guard isReady else { throw Failure(fault: Fault(problem: "out of memory", position: 0, contextPosition: 0)) }
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw Failure(fault: fault()) }
        defer { yaml_event_delete(&raw) }
        var event = Event(kind: .streamEnd, start: raw.start_mark.index, end: raw.end_mark.index)
        switch raw.type {
        case YAML_STREAM_START_EVENT: event.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: event.kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: event.kind = .documentEnd
        case YAML_ALIAS_EVENT: event.kind = .alias(text(raw.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            event.kind = .scalar(text: String(decoding: value, as: UTF8.self), style: style(scalar.style))
            event.anchor = text(scalar.anchor)
            event.tag = text(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            let sequence = raw.data.sequence_start
            event.kind = .sequenceStart(isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE)
            event.anchor = text(sequence.anchor)
            event.tag = text(sequence.tag)
        case YAML_SEQUENCE_END_EVENT: event.kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let mapping = raw.data.mapping_start
            event.kind = .mappingStart(isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE)
            event.anchor = text(mapping.anchor)
            event.tag = text(mapping.tag)
        case YAML_MAPPING_END_EVENT: event.kind = .mappingEnd
        default: event.kind = .streamEnd
        }
        return event
    }

    struct Failure: Error {
        var fault: Fault
    }

    private func fault() -> Fault {
        // Errors of the byte reader carry an offset instead of a mark; the bytes were checked
        // before, so that only scanner and parser errors are left.
        Fault(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "unknown error",
            position: parser.pointee.problem_mark.index,
            context: parser.pointee.context.map { String(cString: $0) },
            contextPosition: parser.pointee.context_mark.index
        )
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func style(_ style: yaml_scalar_style_t) -> ScalarStyle {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
