import SignalCore
import Testing

@testable import LiveSession

@Suite struct LiveOrderTests {
    @Test(arguments: [
        LiveOrder.weigh, .discard(trial: 3), .keep(trial: 1), .limb(.left), .limb(.right), .limb(nil),
        .move("takeoff", trial: 2, row: 1234), .move("onset", trial: 1, row: nil),
    ])
    func everyOrderIsReadBack(order: LiveOrder) { #expect(LiveOrder(order.text) == order) }

    @Test(arguments: [
        "", "weigh 1", "discard", "discard 0", "discard x", "limb", "limb knee", "keep -1", "jump", "move", "move 1",
        "move x onset", "move 1 onset -3", "move 1 onset 3 4",
    ])
    func otherTextIsNone(text: String) { #expect(LiveOrder(text) == nil) }
}
