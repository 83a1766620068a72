import Foundation
import Simulation

extension PersonTruth {
    /// e^−x.
    static func decay(_ x: Double) -> Double { exp(-x) }
}
