import FEEL
import Testing

@Suite struct NumberTests {
    @Test func text() { #expect(Number("10")?.description == "10") }
}
