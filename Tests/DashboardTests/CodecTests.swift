import Assessments
import Testing

@testable import Dashboard

@Suite("Codecs")
struct CodecTests {
    /// FIPS 180-4 examples, and RFC 6455's own handshake.
    @Test func digestsAsPublished() {
        func digest(_ text: String) -> String { PairingDesk.hexadecimal(SHA1.digest(Array(text.utf8))) }
        #expect(digest("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(digest("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(
            digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
        #expect(digest(String(repeating: "a", count: 1_000_000)) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
        #expect(Handshake.answer(to: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func readsMessagesInWhateverPieces() throws {
        // RFC 6455 5.7: "Hello" masked, then in two fragments with a ping between them.
        let whole: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        let parts: [UInt8] = [
            0x01, 0x83, 0, 0, 0, 0, 0x48, 0x65, 0x6C, 0x89, 0x80, 1, 2, 3, 4, 0x80, 0x82, 0, 0, 0, 0, 0x6C, 0x6F,
        ]
        var decoder = SocketDecoder(limit: 100)
        var messages: [SocketMessage] = []
        for byte in whole + parts {
            decoder.append([byte])
            while let message = try decoder.next() { messages.append(message) }
        }
        #expect(messages == [.text(Array("Hello".utf8)), .ping([]), .text(Array("Hello".utf8))])
    }

    /// Random bytes never make it do more than refuse.
    @Test func endures() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var decoder = SocketDecoder(limit: 64)
            decoder.append((0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) })
            var messages = 0
            while let message = try? decoder.next() {
                if case .text(let text) = message { #expect(text.count <= 64) }
                messages += 1
            }
            #expect(messages <= 34)
            let head = (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let read = try? RequestHead(Array("GET / HTTP/1.1\r\n".utf8) + head, limits: DashboardLimits())
            #expect(read == nil || read?.path == "/")
        }
    }

    @Test func putsMembersIntoObjects() {
        func object(_ text: String, _ before: String, _ after: String) -> String? {
            JSONText.object(Array(text.utf8), before: before, after: after).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(object("{\"a\":1}", "\"t\":2", "\"z\":3") == "{\"t\":2,\"a\":1,\"z\":3}")
        #expect(object("{}", "\"t\":2", "\"z\":3") == "{\"t\":2,\"z\":3}")
        #expect(object("{}", "", "") == "{}")
        #expect(object("[]", "", "") == nil && object("", "", "") == nil)
        #expect(JSONString.quoted("a\"b\\c\n\u{1}é") == "\"a\\\"b\\\\c\\n\\u0001é\"")
    }

    @Test func thePageIsInTheBinary() throws {
        let page = PageFiles()
        let index = try #require(page["/"])
        #expect(index.type == "text/html; charset=utf-8" && !index.bytes.isEmpty)
        #expect(page["/app.js"] != nil && page["/style.css"] != nil && page["/nothing"] == nil)
    }
}
