import JSON
import Testing

/// `maillage evaluate` as a filter.
@Suite("many territories, a line each")
struct EvaluateManyTests {
    @Test("several folders and standard input give the bytes of one folder alone, in order, on any number of jobs")
    func sameBytes() throws {
        try Workspace.use { place in
            let alone = try place.run(Place.maillage, ["evaluate", place.territory, "-o", "json"])
            #expect(alone.code == 0, "\(alone.error)")
            let expected = try alone.json().serialized()
            let empty = "{\"format\": \"territory/1\", \"territory\": \"essai\", \"at\": \"2026-06-15\"}"
            let input = "\(place.territory)\n\n\(empty)\n\(place.territory)\n"
            var outputs: [String] = []
            for jobs in ["1", "2", "5"] {
                let piped = try place.run(Place.maillage, ["evaluate", "-", "--jobs", jobs], input: input)
                #expect(piped.code == 0, "\(piped.error)")
                outputs.append(piped.output)
            }
            #expect(Set(outputs).count == 1)
            let lines = outputs[0].split(separator: "\n").map(String.init)
            try #require(lines.count == 3)
            #expect(lines[0] == expected)
            #expect(lines[2] == expected)
            #expect(try JSONValue.parse(Array(lines[1].utf8))["territory"]?.stringValue == "essai")
            let folders = try place.run(Place.maillage, ["evaluate", place.territory, place.territory])
            #expect(folders.output == expected + "\n" + expected + "\n")
        }
    }

    @Test("bytes that are no text, a path with a NUL, an endless line: a diagnostic each, and the others go on")
    func hostile() throws {
        try Workspace.use { place in
            let script = """
                { printf '/tmp/\\0x\\n\\377\\376\\n{"format": "territory/1", "territory": "\\377"}\\n';
                  head -c 70000000 /dev/zero | tr '\\0' 'a'; printf '\\n%s\\n' "$1"; } | "$2" evaluate - --jobs 1 2>/dev/null
                """
            let piped = try place.run("/bin/sh", ["-c", script, "-", place.territory, Place.maillage])
            let lines = try piped.output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8)) }
            try #require(lines.count == 5)
            #expect(lines[0].at("error.diagnostics")?.items.first?["code"]?.stringValue == "F122")
            #expect(lines[1].at("error.diagnostics")?.items.first?["code"]?.stringValue == "F122")
            #expect(lines[2].at("error.diagnostics")?.items.isEmpty == false, "\(lines[2].serialized())")
            #expect(lines[3].at("error.diagnostics")?.items.first?["code"]?.stringValue == "F122")
            #expect(lines[4]["territory"]?.stringValue == "val_clair")
        }
    }

    @Test("a date that is none is not today, and what else could not be read is said in the line")
    func dates() throws {
        try Workspace.use { place in
            func line(_ at: String, _ more: String = "") -> String {
                "{\"format\": \"territory/1\", \"territory\": \"t\", \"at\": \"\(at)\"\(more)}\n"
            }
            let input = line("2026-02-30") + line("2026-06-15") + line("2026-06-15", ", \"recordz\": {}")
            let piped = try place.run(Place.maillage, ["evaluate", "-"], input: input)
            #expect(piped.code == 2)
            let lines = try piped.output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8)) }
            try #require(lines.count == 3)
            #expect(lines[0].at("error.diagnostics")?.items.isEmpty == false && lines[0]["verdicts"] == nil)
            #expect(lines[1]["at"]?.stringValue == "2026-06-15" && lines[1]["diagnostics"] == nil)
            #expect(lines[2]["verdicts"] != nil && lines[2]["diagnostics"]?.items.isEmpty == false)
            let other = try place.run(
                Place.maillage, ["evaluate", "-", "--as-of", "2026-06-15"], input: line("2026-02-30"))
            #expect(other.code == 0, "the day that is asked for instead counts")
            for wrong in [["-", "--jobs", "0"], ["-", "-o", "csv"], [place.territory, place.territory, "-o", "tsv"]] {
                #expect(try place.run(Place.maillage, ["evaluate"] + wrong, input: "").code == 64, "\(wrong)")
            }
        }
    }

    @Test("a territory that cannot be read is a line with its diagnostics, and the others go on")
    func broken() throws {
        try Workspace.use { place in
            let input = "{\"format\": \"territory/1\"}\n{\"format\":\n/nowhere\n\(place.territory)\n"
            let piped = try place.run(Place.maillage, ["evaluate", "-"], input: input)
            #expect(piped.code == 2)
            let lines = try piped.output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8)) }
            try #require(lines.count == 4)
            for line in lines.prefix(3) {
                #expect(line.at("error.diagnostics")?.items.isEmpty == false, "\(line.serialized())")
            }
            #expect(lines[3]["territory"]?.stringValue == "val_clair")
        }
    }
}
