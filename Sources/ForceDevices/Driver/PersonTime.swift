/// The time of a virtual person on a virtual device.
enum PersonTime {
    /// Seconds from the person's beginning to `moment`, both in nanoseconds of the device's time; negative before it, 0 where
    /// nobody has begun.
    static func seconds(from began: UInt64?, to moment: UInt64) -> Double {
        guard let began else { return 0 }
        return moment >= began ? Double(moment - began) * 1e-9 : -Double(began - moment) * 1e-9
    }
}
