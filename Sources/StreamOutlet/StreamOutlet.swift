#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One stream of the lab streaming layer: samples as they are measured, stamped by the device's clock.
///
/// Other programs of the lab see the stream by its name and record it beside their own. Pushing never waits for them:
/// the library keeps samples for each from its connection on, and drops the oldest of one that does not fetch them.
public final class StreamOutlet: @unchecked Sendable {  // The library's outlets may be used from any thread.
    /// What a channel is called and measured in.
    public struct Channel: Sendable, Equatable {
        /// Unique in the stream, `left`.
        public var label: String
        /// `N`, `mm`.
        public var unit: String
        /// The field's word for its kind, `Force`.
        public var kind: String

        /// A channel with its label and unit.
        public init(label: String, unit: String, kind: String = "Force") {
            self.label = label
            self.unit = unit
            self.kind = kind
        }
    }

    private static let doubles: Int32 = 2
    private static let secondsKept: Int32 = 360

    private let library: StreamLibrary
    private let outlet: OpaquePointer
    private let channels: Int
    /// What is added to seconds of CLOCK_MONOTONIC to have seconds of the library's clock.
    public let clockOffset: Double

    /// Makes the stream known to other programs.
    ///
    /// - Parameters:
    ///   - type: The kind of the whole stream, `Force`.
    ///   - rate: Samples a second; 0 for irregular ones.
    ///   - sourceID: The same for the same device whenever it streams, so that receivers find it again.
    /// - Returns: nil where there is no channel or the library refuses.
    public init?(
        library: StreamLibrary, name: String, type: String = "Force", rate: Double, channels: [Channel],
        sourceID: String
    ) {
        guard !channels.isEmpty, rate >= 0,
            let info = library.createInfo(name, type, Int32(channels.count), rate, Self.doubles, sourceID)
        else { return nil }
        defer { library.destroyInfo(info) }
        let list = library.appendChild(library.getDescription(info), "channels")
        for channel in channels {
            let entry = library.appendChild(list, "channel")
            _ = library.appendValue(entry, "label", channel.label)
            _ = library.appendValue(entry, "unit", channel.unit)
            _ = library.appendValue(entry, "type", channel.kind)
        }
        guard let outlet = library.createOutlet(info, 0, Self.secondsKept) else { return nil }
        self.library = library
        self.outlet = outlet
        self.channels = channels.count
        clockOffset = Self.offset(library)
    }

    deinit { library.destroyOutlet(outlet) }

    /// Whether somebody receives the stream.
    public var hasConsumers: Bool { library.haveConsumers(outlet) != 0 }

    /// Sends samples.
    ///
    /// - Parameters:
    ///   - values: Sample by sample, every channel of each; a missing one is not a number.
    ///   - stamps: When each sample was taken by the device's clock, in nanoseconds of CLOCK_MONOTONIC. Not when it
    ///     arrived: receivers fit lines through these.
    /// - Returns: false where the numbers do not fit each other or the library refuses.
    @discardableResult
    public func push(_ values: [Double], stamps: [UInt64]) -> Bool {
        guard values.count == stamps.count * channels else { return false }
        guard !values.isEmpty else { return true }
        let seconds = stamps.map { self.seconds(at: $0) }
        return library.push(outlet, values, CUnsignedLong(values.count), seconds) == 0
    }

    /// A moment on the library's clock, in seconds.
    public func seconds(at stamp: UInt64) -> Double { Double(stamp) / 1e9 + clockOffset }

    /// Reads one clock between two readings of the other, where these lie closest together: good to well below 1 µs.
    private static func offset(_ library: StreamLibrary) -> Double {
        var best = (width: UInt64.max, offset: 0.0)
        for _ in 0..<50 {
            let before = monotonic()
            let theirs = library.clock()
            let after = monotonic()
            if after - before < best.width {
                best = (after - before, theirs - (Double(before) + Double(after - before) / 2) / 1e9)
            }
        }
        return best.offset
    }

    private static func monotonic() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}
