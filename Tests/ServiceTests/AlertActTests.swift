import Alerts
import FEEL
import JSON
import Store
import Testing
import Wire

@testable import Service

/// What people ask of alerts, and what a wrong clock does to them.
@Suite("acts on alerts") struct AlertActTests {
    private let peer = Peer(uid: 1000, gid: 1000, pid: 1, name: "agent")

    @Test("a request with a member of another type, or a name that does not exist, is refused and writes nothing")
    func refused() async throws {
        let desk = try await Year().open()
        for (route, body, code) in [
            (Route.Name.silence, #"{"alert":"carence","reason":"r","until":"2026-05-10","preview":"true"}"#, "A063"),
            (.silence, #"{"alert":"carence","matter":7,"reason":"r","until":"2026-05-10"}"#, "A063"),
            (.silence, #"{"end":"3"}"#, "A063"),
            (.silence, #"{"alert":"carense","reason":"r","until":"2026-05-10"}"#, "A075"),
            (.silence, #"{"severity":"rouge","reason":"r","until":"2026-05-10"}"#, "A075"),
            (.acknowledge, #"{"id":"carence","release":1}"#, "A063"),
            (.milestone, #"{"name":["COPIL"]}"#, "A063"),
        ] {
            let reply = await desk.write(route, body: try JSONValue.parse(body), peer: peer)
            #expect(reply.status == 422, "\(body)")
            let said = try JSONValue.parse(reply.bytes)
            #expect(said["error"]?["code"]?.stringValue == code, "\(body): \(said.serialized())")
        }
        let history = try JSONValue.parse(await desk.read(.alertHistory, parameters: [:]).bytes)
        #expect(history["events"]?.arrayValue?.contains { $0["kind"] == "silenced" } == false)
        try await desk.close()
    }

    @Test("`null` is as good as nothing, and a preview writes nothing")
    func preview() async throws {
        let desk = try await Year().open()
        let reply = await desk.write(
            .silence, body: try JSONValue.parse(#"{"alert":"carence","matter":null,"preview":true}"#), peer: peer)
        #expect(reply.status == 200)
        try await desk.close()
    }

    @Test("a clock that loses the date for a while opens nothing sooner")
    func lostClock() async throws {
        let steady = try Year()
        let jumpy = try Year()
        var told: [[String]] = []
        for place in [steady, jumpy] {
            let desk = try await place.open()
            var date = CalendarDate("2026-03-24")!
            for _ in 0..<50 {
                place.clock.set(date)
                await desk.dateChanged()
                if place === jumpy, date.day % 9 == 0 {
                    place.clock.set(CalendarDate(year: 1970, month: 1, day: 1)!)
                    await desk.dateChanged()
                    place.clock.set(date)
                    await desk.dateChanged()
                }
                date = date.adding(days: 1)!
            }
            told.append(try place.notices())
            try await desk.close()
        }
        #expect(!told[0].isEmpty)
        #expect(told[0] == told[1])
    }
}
