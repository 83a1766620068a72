import SignalCore

extension ResultsDocument {
    /// What was lost: sums, gaps, and where there are any the devices' own sums and each loss with its place.
    func write(_ loss: Loss, _ json: inout JSONText) {
        json.object("loss") { json in
            json.member("missing", loss.missing)
            json.member("duplicate", loss.duplicate)
            json.member("reordered", loss.reordered)
            json.member("corrupt", loss.corrupt)
            json.member("evidence", loss.evidence.rawValue)
            if loss.bound > 0 { json.member("bound", loss.bound) }
            json.array("gaps") { json in
                for gap in loss.gaps {
                    json.object { json in
                        json.member("from", gap.from)
                        json.member("count", gap.count)
                    }
                }
            }
            if !loss.devices.isEmpty {
                json.array("devices") { json in for device in loss.devices { json.object { write(device, &$0) } } }
            }
            if !loss.entries.isEmpty {
                json.array("ledger") { json in
                    for entry in loss.entries {
                        json.lineBreak(indent: 3)
                        json.object { write(entry, &$0) }
                    }
                }
            }
        }
    }

    private func write(_ device: Loss.Device, _ json: inout JSONText) {
        json.member("side", device.side.rawValue)
        json.member("missing", device.missing)
        json.member("duplicate", device.duplicate)
        json.member("reordered", device.reordered)
        json.member("corrupt", device.corrupt)
        json.member("evidence", device.evidence.rawValue)
        if device.bound > 0 { json.member("bound", device.bound) }
    }

    private func write(_ entry: Loss.Entry, _ json: inout JSONText) {
        json.member("kind", entry.kind.rawValue)
        json.member("side", entry.side?.rawValue)
        json.member("from", entry.from)
        json.member("count", entry.count)
        json.member("evidence", entry.evidence.rawValue)
        if entry.bound > 0 { json.member("bound", entry.bound) }
    }

    /// How the clocks of two devices lie to each other.
    func write(_ alignment: ClockAlignment, _ json: inout JSONText) {
        json.object("alignment") { json in
            json.member("uncertainty_ms", alignment.uncertainty * 1e3)
            json.member("skew_ppm", alignment.skew)
            json.member("residual_ms", alignment.residual.map { $0 * 1e3 })
            json.member("tapped", alignment.isTapped)
        }
    }
}
