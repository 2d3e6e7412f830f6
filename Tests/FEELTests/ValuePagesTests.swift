import Diagnostics
import Testing

@testable import FEEL

/// The pages of codes V101 to V113: the failing example gives a null for that reason, the corrected one
/// gives a value.
@Suite struct ValuePagesTests {
    @Test(arguments: DiagnosticCatalogue.pages.filter { "V100"..<"V120" ~= $0.code.rawValue && $0.bad != nil })
    func examples(_ page: CodePage) throws {
        let bad = try #require(ConstantEvaluator.evaluate(page.bad ?? ""))
        guard case .null(let reason?) = bad, case .error(let code, _) = reason.kind else {
            Issue.record("\(page.code): \(bad.literal)")
            return
        }
        #expect(code == page.code)
        let good = try #require(ConstantEvaluator.evaluate(page.good ?? ""))
        #expect(!good.isNull, "\(page.code)")
    }

    @Test func `every code of values has a page`() {
        let codes = [
            ValueError.argumentType, ValueError.arguments, ValueError.domain, ValueError.text, ValueError.overflow,
            ValueError.budget, ValueError.clock, ValueError.pattern, ValueError.operandTypes, ValueError.zeroDivision,
            ValueError.incomparable, ValueError.nullOperand,
        ]
        for code in codes { #expect(DiagnosticCatalogue.page(for: code) != nil, "\(code)") }
    }
}
