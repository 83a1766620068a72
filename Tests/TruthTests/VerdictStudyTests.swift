import Assessments
import Foundation
import Testing

/// The promise of the verdict: rarely clear where there is no difference, nearly always where there is a large one.
@Suite struct VerdictStudyTests {
    /// One set in twenty is clear by chance; three standard errors of what the sets can show are added.
    ///
    /// That is 6.5 % of 2000 sets and 10 % of 200.
    private var largestFalse: Double {
        let sets = Double(StudySize.people)
        return 0.05 + 3 * (0.05 * 0.95 / sets).squareRoot() + 0.0005
    }

    @Test(arguments: VerdictStudy.headline.keys.sorted { $0.rawValue < $1.rawValue })
    func equalSidesAreRarelyCalledDifferent(_ test: TestID) async {
        let study = await VerdictStudy.run(
            test, asymmetry: 0, variation: 4, sets: StudySize.people, seed: StudySize.seed)
        print(
            "\(test): equal sides called clear in \(study.clear) of \(study.judged) sets, \(study.unsaid.count) unsaid")
        #expect(study.judged >= StudySize.people * 98 / 100, "\(Set(study.unsaid))")
        #expect(Double(study.clear) <= largestFalse * Double(study.judged))
    }

    @Test(arguments: VerdictStudy.headline.keys.sorted { $0.rawValue < $1.rawValue })
    func aLargeDifferenceIsNearlyAlwaysClear(_ test: TestID) async {
        let study = await VerdictStudy.run(
            test, asymmetry: 12, variation: 4, sets: StudySize.people, seed: StudySize.seed)
        print("\(test): 12 % called clear in \(study.clear) of \(study.judged) sets, \(study.unsaid.count) unsaid")
        #expect(study.judged >= StudySize.people * 98 / 100, "\(Set(study.unsaid))")
        #expect(Double(study.clear) >= 0.9 * Double(study.judged))
    }
}
