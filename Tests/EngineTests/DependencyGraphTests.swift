import Testing

@testable import Engine

@Suite("what a computation read")
struct DependencyGraphTests {
    @Test("each answer is noted once, in the order of its first reading, whoever else reads it meanwhile")
    func reads() {
        let graph = DependencyGraph()
        let answers = (0..<4).map { graph.id(.records("kind\($0)")) }
        let (outer, inner) = (graph.id(.findingsOf("outer")), graph.id(.findingsOf("inner")))
        func read(_ places: Int...) {
            for place in places { graph.read(answers[place]) }
        }
        graph.begin()
        read(0)
        graph.begin()
        read(0, 1, 0, 2)
        graph.end(inner, .assembled)
        read(1, 0, 3, 1, 3)
        graph.begin()
        read(2, 0)
        graph.endPassage(nil)
        read(2, 3)
        graph.end(outer, .assembled)
        func noted(_ id: DependencyGraph.ID) -> [Int?] {
            graph.withState { state in state.nodes[id].reads.map(answers.firstIndex) }
        }
        #expect(noted(inner) == [0, 1, 2])
        #expect(noted(outer) == [0, 1, 3, 2])
        for answer in answers {
            let readers = graph.withState { $0.nodes[answer].readers }
            #expect(readers.contains(outer))
        }
    }

    @Test("what comes to something else marks whoever read it, through others too, and no one else")
    func marks() {
        let graph = DependencyGraph()
        let (changed, same) = (graph.id(.records("changed")), graph.id(.records("same")))
        let (first, second, third) = (
            graph.id(.findingsOf("1")), graph.id(.findingsOf("2")), graph.id(.findingsOf("3"))
        )
        for (id, reads) in [(first, [changed]), (second, [first]), (third, [same])] {
            graph.begin()
            graph.read(reads)
            graph.end(id, .assembled)
        }
        graph.advance([.records("changed"), .records("nobody asked")])
        #expect(graph.pending(among: [first, second, third]) == [first, second])
        var place = 0
        let next = graph.next(in: [same, changed, first], from: &place, since: 1)
        #expect(next?.read == changed && next?.isMoved == true && place == 2)
        let after = graph.next(in: [same, changed, first], from: &place, since: 1)
        #expect(after?.read == first && after?.isMoved == false && place == 3)
        #expect(graph.next(in: [same, changed, first], from: &place, since: 1) == nil)
    }
}
