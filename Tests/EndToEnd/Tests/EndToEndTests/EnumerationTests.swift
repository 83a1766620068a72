import LibUSBTransport
import MockUSB
import Testing
import Transport

extension UnderUmockdev {
    @Suite("Finding and opening")
    struct Enumeration {
        @Test("Devices are listed with their socket and strings, hubs are not")
        func listing() throws {
            let bench = try Bench()
            try bench.plug(CounterDevice(serial: "A"), port: "1-1")
            try bench.plug(CounterDevice(serial: "B"), port: "1-2.3", cachesStrings: false)
            let listings = try bench.bus.devices().sorted { $0.identity.portPath < $1.identity.portPath }
            #expect(listings.map(\.identity.portPath) == ["1-1", "1-2.3"])
            #expect(listings.map(\.identity.serial) == ["A", "B"])
            #expect(listings.map(\.product) == ["Counter µ", "Counter µ"])
            #expect(listings.map(\.access) == [.open, .open])
            #expect(listings.allSatisfy { $0.identity.vendorID == 0x1209 && $0.identity.productID == 1 })
            #expect(listings.map(\.identity.bus) == [1, 1])
            #expect(listings[0].identity.address != listings[1].identity.address)
        }

        @Test("An opened device gives its raw descriptors and strings")
        func descriptors() throws {
            let bench = try Bench()
            let model = CounterDevice(serial: "S-42")
            let expected = model.descriptors
            let device = try bench.plug(model, cachesStrings: false)
            let link = try bench.open()
            #expect(link.descriptors == expected)
            #expect(link.descriptors.strings.count == 3)
            #expect(link.identity.serial == "S-42")
            #expect(link.identity.address == device.address)
            #expect(device.counts.claims == 1)
            link.close()
            #expect(device.counts.releases == 1)
        }

        @Test("Plug, unplug and replug are told, with the new address")
        func changes() throws {
            let bench = try Bench()
            let first = try bench.plug()
            bench.unplug()
            #expect(
                try bench.waitForChange {
                    !$0.arrived && $0.identity.portPath == "1-1" && $0.identity.address == first.address
                })
            #expect(try bench.bus.devices().isEmpty)
            let second = try bench.plug()
            #expect(second.address != first.address)
            #expect(try bench.bus.devices().map(\.identity.address) == [second.address])
        }

        @Test("A wait for changes ends at its time")
        func noChange() throws {
            let bench = try Bench()
            let start = MonotonicClock.now
            #expect(try bench.bus.changes(timeout: 100_000_000).isEmpty)
            let waited = MonotonicClock.now - start
            #expect(waited >= 100_000_000 && waited < 2_000_000_000)
        }

        @Test("A device plugged in again is opened by its socket")
        func reopen() throws {
            let bench = try Bench()
            try bench.plug()
            let before = try #require(try bench.bus.devices().first).identity
            bench.unplug()
            #expect(try bench.waitForChange { !$0.arrived })
            #expect(failure { _ = try bench.bus.open(before, interface: 0) }?.kind == .notFound)
            let again = try bench.plug()
            let link = try bench.bus.openLink(before, interface: 0)
            #expect(link.identity.address == again.address)
            link.close()
        }

        @Test("A refused node is listed as denied, and opening says which rule to install")
        func denied() throws {
            let bench = try Bench()
            let device = try bench.plug()
            device.permit(0)
            try asOrdinaryUser {
                let listing = try #require(try bench.bus.devices().first)
                #expect(listing.access == .denied)
                let error = failure { _ = try bench.bus.open(listing.identity, interface: 0) }
                #expect(error?.kind == .accessDenied)
                #expect(error?.description.contains("rules.d/70-bilanx.rules") == true)
                #expect(error?.description.contains("1-1") == true)
            }
            device.permit(0o666)
            #expect(try bench.bus.devices().first?.access == .open)
        }

        @Test("A held interface is refused as busy, and opens once it is free")
        func busy() throws {
            let bench = try Bench()
            let device = try bench.plug()
            let holder = try bench.open()
            let error = failure { _ = try bench.bus.open(holder.identity, interface: 0) }
            #expect(error?.kind == .busy)
            #expect(error?.description.contains("ModemManager") == true)
            #expect(error?.detail.contains("claiming interface 0") == true)
            holder.close()
            let link = try bench.open()
            link.close()
            device.refuseClaims()
            #expect(failure { _ = try bench.open() }?.kind == .busy)
        }

        @Test("An interface that the system shows as held is listed as busy")
        func listedBusy() throws {
            let bench = try Bench()
            try bench.plug()
            try bench.mock.showClaimed()
            let access = try #require(try bench.bus.devices().first).access
            guard case .busy(let holder) = access else {
                Issue.record("listed as \(access)")
                return
            }
            #expect(!holder.isEmpty)
        }

        @Test("A wrong interface or endpoint is not found")
        func notFound() throws {
            let bench = try Bench()
            try bench.plug()
            let link = try bench.open()
            let wrong = EndpointAddress(0x85)
            #expect(failure { _ = try link.read(wrong, length: 64, timeout: 1) }?.kind == .notFound)
            #expect(failure { try link.startStream(wrong, length: 64, transfers: 8) }?.kind == .notFound)
            #expect(failure { try link.write(CounterDevice.streamIn, [1], timeout: 1) }?.kind == .notFound)
            link.close()
            #expect(failure { try link.write(CounterDevice.commandOut, [1], timeout: 1) }?.kind == .disconnected)
        }
    }
}
