import ExamplePlate
import ForceDevices
import SignalCore
import Statistics
import Testing
import Transport

/// What every driver must do; only `family`, `input`, `offset` and `resolution` are the Example plate's own.
@Suite struct ExamplePlateLawTests {
    private let family = DeviceFamily.examplePlate
    private let input = EndpointAddress(0x81)
    /// Newtons of the unloaded left sensor.
    private let offset = 4.0
    /// Half a count.
    private let resolution = 0.0500001

    private func quiet(clockError: Double = 0) -> VirtualOptions {
        var options = VirtualOptions()
        options.noise = 0
        options.clockError = clockError
        return options
    }

    /// The scan at which the left ramp shows `newtons`, by the device's own clock.
    private func place(_ newtons: Double, _ run: PlateRun, clockError: Double) -> Double {
        (newtons - offset) / PlateRamps.slope * run.stream.rate * (1 + clockError * 1e-6)
    }

    // MARK: Virtual device → driver → scans

    @Test(arguments: [0.0, 500, -500]) func everyScanIsAtItsPlace(clockError: Double) throws {
        let run = try PlateRun(family, seconds: 10, options: quiet(clockError: clockError))
        #expect(run.identity.name == "exampleplate:0001")
        #expect(run.stream.quantity == family.quantity)
        #expect(run.driver.loss == LossCounts())
        #expect(run.driver.nextIndex == run.block.count)
        #expect(abs(Double(run.block.count) - 10 * run.stream.rate * (1 + clockError * 1e-6)) < 8)
        #expect(run.block.flags.first == .segmentStart)
        #expect(run.block.flags.dropFirst().allSatisfy { $0 == [] })
        let rate = run.stream.rate * (1 + clockError * 1e-6)
        for i in 0..<run.block.count {
            let seconds = Double(i) / rate
            #expect(abs(run.block.values[2 * i] - 4 - PlateRamps().force(.left, at: seconds)) <= resolution)
            #expect(abs(run.block.values[2 * i + 1] + 3 - PlateRamps().force(.right, at: seconds)) <= resolution)
        }
    }

    @Test func aSecondStartCountsFromZero() throws {
        let device = family.makeVirtual(PlateRamps(), quiet())
        let link = InProcessLink(
            device.model, serial: device.serial, pace: .asFastAsPossible,
            faults: [.lose(at: 700_000_000, transfers: 3)])
        let driver = family.makeDriver()
        _ = try driver.open(link)
        for pass in 0..<3 {
            _ = try driver.start(link, PlateRun.usual(family))
            #expect(driver.nextIndex == 0)
            var block = ScanBlock(channels: 2)
            _ = link.receive(until: link.now + 2_000_000_000) { driver.decode($0, $1, into: &block) }
            driver.stop(link, into: &block)
            #expect(driver.loss.empty == (pass == 0 ? 18 : 0))
            #expect(driver.nextIndex == block.count)
            #expect(block.count >= 1990)
        }
    }

    // MARK: Any chunks, any bytes

    @Test func theSameBytesInAnyChunksGiveTheSameScans() throws {
        let bytes = try PlateRun(family, seconds: 3).transfers.flatMap { $0 }
        func decode(_ chunks: [ArraySlice<UInt8>]) throws -> (block: ScanBlock, loss: LossCounts) {
            let driver = try PlateRun.started(family)
            var block = ScanBlock(channels: 2)
            for chunk in chunks.map(Array.init) {
                driver.decode(PlateRun.header(input, chunk.count), chunk.span, into: &block)
            }
            return (block, driver.loss)
        }
        let whole = try decode([bytes[...]])
        #expect(whole.block.count > 2900)
        var random = SplitMix64(seed: 1)
        for _ in 0..<30 {
            var chunks: [ArraySlice<UInt8>] = []
            var at = 0
            while at < bytes.count {
                let next = min(at + 1 + random.index(100), bytes.count)
                chunks.append(bytes[at..<next])
                at = next
            }
            let parts = try decode(chunks)
            #expect(parts.block.raw == whole.block.raw)
            #expect(parts.block.flags == whole.block.flags)
            #expect(parts.loss == whole.loss)
        }
    }

    @Test func randomBytesNeverCrashAndTheBooksAgree() throws {
        var random = SplitMix64(seed: 2)
        let good = try PlateRun(family, seconds: 3).transfers
        let driver = try PlateRun.started(family)
        var block = ScanBlock(channels: 2)
        var rows = 0
        var empty = 0
        var total = 0
        while total < 10_000_000 {
            // Mostly noise; now and then a sound packet, whole or damaged, so that deeper paths are reached.
            var bytes = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if random.index(4) == 0 { bytes = good[random.index(good.count)] }
            if random.index(8) == 0 { bytes[random.index(bytes.count)] ^= UInt8(1 << random.index(8)) }
            bytes = Array(bytes.prefix(1 + random.index(bytes.count)))
            driver.decode(PlateRun.header(input, bytes.count), bytes.span, into: &block)
            total += 64
            rows += block.count
            empty += block.flags.count { $0.contains(.missing) }
            block.restart(at: driver.nextIndex)
        }
        #expect(rows == driver.nextIndex)
        #expect(empty == driver.loss.empty)
    }

    @Test func aTurnedBitCostsItsPacketIsCountedAndNeverBecomesAScan() throws {
        let good = try PlateRun(family, seconds: 1)
        var random = SplitMix64(seed: 3)
        for _ in 0..<300 {
            var transfers = good.transfers
            let hit = 5 + random.index(transfers.count - 10)
            transfers[hit][random.index(30)] ^= UInt8(1 << random.index(8))
            let driver = try PlateRun.started(family)
            var block = ScanBlock(channels: 2)
            for bytes in transfers { driver.decode(PlateRun.header(input, bytes.count), bytes.span, into: &block) }
            #expect(block.count == good.block.count)
            #expect(driver.loss.corrupt == 6)
            #expect(driver.loss.missing == 0)
            for i in 0..<block.count {
                let isHit = i / 6 == hit
                #expect(block.flags[i].contains(.missing) == isHit)
                #expect(isHit || block.raw[2 * i] == good.block.raw[2 * i])
            }
        }
    }

    @Test func bytesTooFewOrTooManyCostTheirPacketOnly() throws {
        let good = try PlateRun(family, seconds: 1)
        var random = SplitMix64(seed: 4)
        for round in 0..<300 {
            var transfers = good.transfers
            let hit = 5 + random.index(transfers.count - 10)
            let place = 1 + random.index(28)
            if round % 2 == 0 {
                transfers[hit].removeSubrange(place..<min(place + 1 + random.index(20), 30))
            } else {
                transfers[hit].insert(UInt8(truncatingIfNeeded: random.next() | 1), at: place)
                transfers[hit][0] = 0
            }
            let driver = try PlateRun.started(family)
            var block = ScanBlock(channels: 2)
            for bytes in transfers { driver.decode(PlateRun.header(input, bytes.count), bytes.span, into: &block) }
            #expect(block.count == good.block.count)
            #expect(driver.loss.empty == 6)
            #expect(driver.loss.corrupt == 6)
            let empty = block.flags.indices.filter { block.flags[$0].contains(.missing) }
            #expect(empty == Array(6 * hit..<6 * hit + 6))
        }
    }

    // MARK: Faults

    /// A device that counts must tell every loss exactly: a thousand runs with lost transfers, pauses and halts.
    @Test func everyFaultIsCounted() throws {
        for seed in 0..<1000 {
            var random = SplitMix64(seed: UInt64(seed))
            let clockError = 2000 * (random.unit() - 0.5)
            // None so late that no packet would follow it to tell.
            let faults = (0..<1 + random.index(3)).map { _ -> InProcessLink.Fault in
                let at = UInt64((0.3 + 1.5 * random.unit()) * 1e9)
                switch random.index(3) {
                case 0: return .lose(at: at, transfers: 1 + random.index(30))
                case 1: return .pause(at: at, length: UInt64(1e9 * random.unit()))
                default: return .stall(at: at)
                }
            }.sorted { $0.moment < $1.moment }
            let run = try PlateRun(family, seconds: 4, options: quiet(clockError: clockError), faults: faults)
            let comment: Comment = "seed \(seed), clock \(clockError) ppm, \(faults)"
            #expect(run.missingRows == run.driver.loss.empty, comment)
            #expect(run.block.count == run.driver.nextIndex, comment)
            // The ramp tells for every row that is there whether the rows before it are as many as they should be.
            let slack = 0.1 + resolution / PlateRamps.slope * run.stream.rate
            let isInPlace = (0..<run.block.count).allSatisfy { i in
                run.block.flags[i].contains(.missing)
                    || abs(place(run.block.values[2 * i], run, clockError: clockError) - Double(i)) <= slack
            }
            #expect(isInPlace, comment)
            #expect(run.driver.loss.exact, comment)
            // Every empty row stands in one entry, at its place.
            let told = run.block.losses.filter { $0.kind == .missing || $0.kind == .corrupt }
                .flatMap { $0.index..<$0.index + $0.count }
            #expect(told == run.block.flags.indices.filter { run.block.flags[$0].contains(.missing) }, comment)
            let lost = faults.contains { if case .lose = $0 { true } else { false } }
            if lost { #expect(run.driver.loss.missing > 0, comment) }
        }
    }

    @Test func aBufferThatRanOverIsReported() throws {
        let run = try PlateRun(
            family, seconds: 4, options: quiet(), faults: [.pause(at: 1_000_000_000, length: 1_000_000_000)])
        #expect(run.driver.loss.overruns == 1)
        // Its buffer holds 64 packets of 6 scans; of a second's 1000 scans the others are gone.
        #expect(abs(run.driver.loss.missing - (1000 - 64 * 6)) <= 6)
        #expect(run.block.flags.contains([.missing, .deviceOverrun]))
    }

    @Test func unpluggingEndsTheStreamWithTheReason() throws {
        let run = try PlateRun(family, seconds: 4, options: quiet(), faults: [.unplug(at: 2_000_000_000)])
        guard case .failed(let error) = run.state else {
            Issue.record("state \(run.state)")
            return
        }
        #expect(error.kind == .disconnected)
        #expect(run.block.count > 1950)
        #expect(run.driver.loss == LossCounts())
    }

    // MARK: Catalogue

    @Test func theLineInTheCatalogueIsTrueOfTheEmulatedDevice() throws {
        let device = family.makeVirtual(NoLoad(), VirtualOptions())
        let descriptors = device.model.descriptors
        #expect(family.usb.contains { $0.vendor == descriptors.vendorID && $0.product == descriptors.productID })
        #expect(descriptors.configuration.count == Int(descriptors.configuration[2]))
        #expect(descriptors.endpoints.contains { $0.address == input && $0.interface == family.interface })
        // No other family may have its name or its ids.
        #expect(DeviceCatalogue.families.count { $0.id == family.id } <= 1)
        let ids = family.usb.map { [$0.vendor, $0.product] }
        let others = DeviceCatalogue.families.filter { $0.id != family.id }.flatMap(\.usb)
        #expect(!others.contains { ids.contains([$0.vendor, $0.product]) })
    }

    @Test func wrongWishesAreRefusedWithTheRemedyBeforeTheDeviceIsAsked() throws {
        let driver = family.makeDriver()
        for request in [
            StreamRequest(rate: 1000, left: "A", right: "A"), StreamRequest(rate: 1000, left: "A", right: "C"),
            StreamRequest(rate: 5, left: "A", right: "B"), StreamRequest(rate: 2001, left: "A", right: "B"),
            StreamRequest(rate: 99.5, left: "A", right: "B"), StreamRequest(rate: .nan, left: "A", right: "B"),
            StreamRequest(rate: 1000, left: "A", right: "B", trigger: "FIO0"),
        ] {
            let error = #expect(throws: DeviceError.self) { try driver.check(request) }
            #expect(error?.isUsage == true)
            #expect(error?.remedy.isEmpty == false)
        }
        try driver.check(StreamRequest(rate: 2000, left: "B", right: "A"))
    }
}
