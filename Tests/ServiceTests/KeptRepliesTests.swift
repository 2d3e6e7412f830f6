import JSON
import Synchronization
import Testing
import Wire

@testable import Service

@Suite("a reply is made once for all who ask the same, while what is served is the same") struct KeptRepliesTests {
    private final class Maker: Sendable {
        let made = Mutex(0)
        let asking = Mutex(0)
        let (gate, opener) = AsyncStream<Void>.makeStream()

        /// Numbered; the first waits to be let go.
        func make(_ status: Int = 200, waits: Bool = false) async -> Reply {
            let number = made.withLock { made in
                made += 1
                return made
            }
            if waits, number == 1 { for await _ in gate.prefix(1) {} }
            return Reply(status: status, body: .object([.init("made", .int(number))]))
        }
    }

    private static func key(_ rule: String = "r", _ audience: String? = nil) -> KeptReplies.Key {
        KeptReplies.Key(route: .verdicts, parameters: ["rule": rule], audience: audience)
    }

    @Test("those who ask while it is made wait for it")
    func together() async {
        let (kept, maker) = (KeptReplies(), Maker())
        let bodies = await withTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<20 {
                group.addTask {
                    // The last to ask lets the first one's answer be made.
                    let isLast = maker.asking.withLock { asking in
                        asking += 1
                        return asking == 20
                    }
                    if isLast { maker.opener.yield() }
                    return await kept.reply(Self.key(), version: 1) { await maker.make(waits: true) }.bytes
                }
            }
            return await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(bodies == [Array("{\"made\":1}\n".utf8)])
        #expect(maker.made.withLock { $0 } == 1)
    }

    @Test("made again for another question, other readers, another version; what is late is kept for nobody")
    func apart() async {
        let (kept, maker) = (KeptReplies(), Maker())
        func ask(_ key: KeptReplies.Key, _ version: UInt64, _ status: Int = 200) async -> String {
            String(decoding: await kept.reply(key, version: version) { await maker.make(status) }.bytes, as: UTF8.self)
        }
        let first = await ask(Self.key(), 5)
        #expect(await ask(Self.key(), 5) == first)
        let second = await ask(Self.key("s"), 5)
        let third = await ask(Self.key("r", "levels"), 5)
        #expect(Set([first, second, third]).count == 3)
        #expect(await ask(Self.key("r", "levels"), 5) == third)
        // Asked of a state that is no more: made, and not given to those who see a newer one.
        let late = await ask(Self.key(), 4)
        #expect(late != first)
        #expect(await ask(Self.key(), 5) == first)
        let next = await ask(Self.key(), 6)
        #expect(next != first && next != late)
        #expect(await ask(Self.key("s"), 6) != second)
        // What is to be nowhere any more is made again; a key that is too long always is.
        kept.forget()
        #expect(await ask(Self.key(), 6) != next)
        let long = Self.key(String(repeating: "x", count: 5000))
        #expect(await ask(long, 6) != ask(long, 6))
        // A refusal is not kept.
        let refusal = await ask(Self.key("t"), 6, 404)
        #expect(await ask(Self.key("t"), 6, 404) != refusal)
    }

    @Test("what is kept is bounded, in number and in bytes")
    func bounds() async {
        let (kept, maker) = (KeptReplies(), Maker())
        for number in 0..<1100 { _ = await kept.reply(Self.key("\(number)"), version: 1) { await maker.make() } }
        let before = maker.made.withLock { $0 }
        // The last ones are still there, the first ones were let go.
        _ = await kept.reply(Self.key("1099"), version: 1) { await maker.make() }
        #expect(maker.made.withLock { $0 } == before)
        _ = await kept.reply(Self.key("0"), version: 1) { await maker.make() }
        #expect(maker.made.withLock { $0 } == before + 1)
        // Nine of a mebibyte: the eighth goes over with its line feed.
        let text = String(repeating: "x", count: 1 << 20)
        for number in 0..<9 {
            _ = await kept.reply(Self.key("long \(number)"), version: 2) {
                _ = await maker.make()
                return Reply(body: .string(text))
            }
        }
        let after = maker.made.withLock { $0 }
        _ = await kept.reply(Self.key("long 8"), version: 2) { await maker.make() }
        #expect(maker.made.withLock { $0 } == after)
        _ = await kept.reply(Self.key("long 0"), version: 2) { await maker.make() }
        #expect(maker.made.withLock { $0 } == after + 1)
    }
}
