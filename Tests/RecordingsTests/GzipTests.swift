import Foundation
import Statistics
import Testing

@testable import Recordings

@Suite struct GzipTests {
    /// `printf 'hello\n' | gzip -n`.
    private let hello: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7, 2, 0, 0x20, 0x30, 0x3A, 0x36, 6, 0, 0,
        0,
    ]

    @Test func crcOfTheStandardCheck() {
        #expect(CRC32(Array("123456789".utf8)).value == 0xCBF4_3926)
        #expect(CRC32([]).hex == "00000000")
        var pieces = CRC32()
        for part in ["1234", "", "56789"] { Array(part.utf8).withUnsafeBytes { pieces.update($0) } }
        #expect(pieces.hex == "cbf43926")
    }

    @Test func oneMemberSeveralMembersAndPadding() throws {
        let once = try Gzip.inflate(hello, name: "a.gz")
        #expect(String(decoding: once, as: UTF8.self) == "hello\n")
        let twice = try Gzip.inflate(hello + hello + [0, 0, 0], name: "a.gz")
        #expect(String(decoding: twice, as: UTF8.self) == "hello\nhello\n")
    }

    @Test func everyTruncationIsNamed() {
        for length in 2..<hello.count {
            let error = #expect(throws: RecordingError.self) {
                try Gzip.inflate(Array(hello[..<length]), name: "cut.gz")
            }
            #expect(error?.kind == .badData)
            #expect(error?.description.contains("cut.gz: is cut off") == true)
        }
    }

    @Test func damageAndStrangersAreRefused() {
        var flipped = hello
        flipped[hello.count - 7] ^= 1
        #expect(throws: RecordingError.self) { try Gzip.inflate(flipped, name: "x.gz") }
        #expect(throws: RecordingError.self) { try Gzip.inflate(hello + [1, 2, 3], name: "x.gz") }
        let error = #expect(throws: RecordingError.self) { try Gzip.inflate(hello, name: "x.gz", limit: 5) }
        #expect(error?.problem.contains("more than 5 bytes") == true)
    }
}
