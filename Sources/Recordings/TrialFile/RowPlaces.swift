import SignalCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Room for the rows of a whole file, each column in its final place, so that blocks can be read in any order.
///
/// Whoever fills it writes every row of the part that it was given and no other. That is why threads may share it: parts
/// do not overlap (`WholeFileReading` cuts them at growing rows, and a row outside of its part is a precondition), nobody reads
/// before all are done, and the memory outlives the call that lends it.
struct RowPlaces: @unchecked Sendable {
    /// Forces and coordinates in the order of the columns; the total is the last one where there are sides.
    fileprivate(set) var numbers: [UnsafeMutablePointer<Double>] = []
    /// The devices' integers, of which there may be none.
    fileprivate(set) var integers: [UnsafeMutablePointer<Int32>] = []
    fileprivate(set) var marks: UnsafeMutablePointer<RowFlags>
    /// Rows in each column.
    let count: Int
}

/// The columns of a whole file.
struct FilledRows {
    fileprivate(set) var numbers: [[Double]] = []
    fileprivate(set) var integers: [[Int32]] = []
    fileprivate(set) var marks: [RowFlags] = []

    /// Makes room for `count` rows and has it filled; nil where that fails.
    ///
    /// Memory comes untouched from the system, so that each thread pays for the pages of its own rows.
    init?(count: Int, columns: TrialColumns, filling fill: (RowPlaces) -> Bool) {
        let doubles = columns.sides ? 3 + columns.coordinates : 1 + columns.coordinates
        let integers = (columns.leftRaw ? 1 : 0) + (columns.rightRaw ? 1 : 0)
        var isFilled = false
        var filled = ([[Double]](), [[Int32]]())
        func makeIntegers(_ places: RowPlaces) {
            guard places.integers.count < integers else { return isFilled = fill(places) }
            let column = [Int32](unsafeUninitializedCapacity: count) { room, used in
                guard let start = Self.prepared(room) else { return }
                var places = places
                places.integers.append(start)
                makeIntegers(places)
                used = isFilled ? count : 0
            }
            filled.1.append(column)
        }
        func makeNumbers(_ places: RowPlaces) {
            guard places.numbers.count < doubles else { return makeIntegers(places) }
            let column = [Double](unsafeUninitializedCapacity: count) { room, used in
                guard let start = Self.prepared(room) else { return }
                var places = places
                places.numbers.append(start)
                makeNumbers(places)
                used = isFilled ? count : 0
            }
            filled.0.append(column)
        }
        marks = [RowFlags](unsafeUninitializedCapacity: count) { room, used in
            guard let start = Self.prepared(room) else { return }
            makeNumbers(RowPlaces(marks: start, count: count))
            used = isFilled ? count : 0
        }
        guard isFilled else { return nil }
        // The innermost was done first.
        self.numbers = filled.0.reversed()
        self.integers = filled.1.reversed()
    }

    /// Where a column begins, in pages as large as the system likes: filling them costs less than half.
    private static func prepared<T>(_ room: UnsafeMutableBufferPointer<T>) -> UnsafeMutablePointer<T>? {
        #if os(Linux)
            let page = 1 << 21
            let bytes = UnsafeMutableRawBufferPointer(room)
            if let start = bytes.baseAddress, bytes.count > 2 * page {
                // Advice: nothing depends on whether it is taken.
                let first = UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: start) + 4095) & ~4095)
                if let first { madvise(first, bytes.count - 4096, MADV_HUGEPAGE) }
            }
        #endif
        return room.baseAddress
    }
}
