#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers requests: first whether they may be asked, then what they ask.
final class RequestDesk: Sendable {
    private let station: any DashboardStation
    private let desk: ClientDesk
    private let refusals: RefusalLog
    private let rule: OriginRule
    private let page: PageFiles
    private let needsToken: Bool
    private let cookie: String
    private let showCode: @Sendable (String) -> Void
    /// Seconds, for all that is allowed so often in a time.
    private let now: @Sendable () -> Double

    private struct Bounds {
        var pairing = PairingDesk()
        var requests: RateLimit
        var commands: RateLimit
    }
    private let bounds: Locked<Bounds>

    init(
        station: any DashboardStation, desk: ClientDesk, refusals: RefusalLog, rule: OriginRule, page: PageFiles,
        settings: DashboardSettings, port: UInt16, now: @escaping @Sendable () -> Double,
        showCode: @escaping @Sendable (String) -> Void
    ) {
        self.station = station
        self.desk = desk
        self.refusals = refusals
        self.rule = rule
        self.page = page
        self.showCode = showCode
        self.now = now
        needsToken = settings.pairing
        // Cookies do not tell ports apart, so that two programs on one computer need two names.
        cookie = "bilanx-\(port)"
        bounds = Locked(
            Bounds(requests: RateLimit(settings.limits.requests), commands: RateLimit(settings.limits.commands)))
        if needsToken { showCode(bounds.withLock { $0.pairing.code }) }
    }

    /// The code that lets a screen in.
    var code: String { bounds.withLock { $0.pairing.code } }

    func answer(_ request: Request) async -> Response {
        if let refusal = refusal(of: request) {
            refusals.tell(refusal.kind, request.peer)
            return refusal.response
        }
        if let file = page[request.path] { return answer(request, with: file) }
        switch request.path {
        case "/favicon.ico": return only(["GET", "HEAD"], request) ?? Response(status: 204)
        case "/api/pair": return only(["POST"], request) ?? pair(request)
        default: break
        }
        if needsToken, !bounds.withLock({ $0.pairing.knows(request.cookie(cookie)) }) {
            refusals.tell("request without the code", request.peer)
            return .refusal(401, "This screen must first give the code that the program shows.", code: "pair")
        }
        switch request.path {
        case "/api/state": return only(["GET", "HEAD"], request) ?? state()
        case "/api/command":
            if let refusal = only(["POST"], request) { return refusal }
            return await command(request)
        case "/ws": return only(["GET"], request) ?? socket(request)
        case let path where path.hasPrefix("/api/roster/"): return only(["GET", "HEAD"], request) ?? roster(request)
        default: return await document(request)
        }
    }

    // MARK: Who may ask

    private func refusal(of request: Request) -> (kind: String, response: Response)? {
        guard bounds.withLock({ $0.requests.take(request.peer, now: now()) }) else {
            return ("too many requests", .refusal(429, "Too many requests.", code: "tooMany"))
        }
        let host = request.headers["host"] ?? ""
        guard rule.takes(host: host) else {
            return ("foreign Host", .refusal(403, "This is not the name of this computer.", code: "host"))
        }
        let foreign = Response.refusal(403, "Another site's page may not ask here.", code: "origin")
        if let origin = request.headers["origin"], !rule.takes(origin: origin, host: host) {
            return ("foreign Origin", foreign)
        }
        // A link to the page from elsewhere is fine; what else another site makes a browser fetch is not.
        let site = request.headers["sec-fetch-site"] ?? "none"
        if site != "same-origin", site != "none", request.path != "/" { return ("request from another site", foreign) }
        if request.path == "/ws", request.headers["origin"] == nil {
            return ("WebSocket without Origin", foreign)
        }
        return nil
    }

    private func only(_ methods: [String], _ request: Request) -> Response? {
        guard !methods.contains(request.method) else { return nil }
        var response = Response.refusal(405, "Not by this method.", code: "method")
        response.headers.append(("Allow", methods.joined(separator: ", ")))
        return response
    }

    // MARK: Answers

    private func answer(_ request: Request, with file: PageFiles.File) -> Response {
        if let refusal = only(["GET", "HEAD"], request) { return refusal }
        let headers = [("Content-Type", file.type), ("ETag", file.tag), ("Cache-Control", "no-cache")]
        if request.headers["if-none-match"] == file.tag { return Response(status: 304, headers: headers) }
        return Response(status: 200, headers: headers, body: file.bytes)
    }

    private func state() -> Response {
        guard let state = station.state(after: nil), let json = Broadcaster.document(state, desk) else {
            return .refusal(503, "There is nothing to show yet.", code: "starting")
        }
        return .json(json)
    }

    private func socket(_ request: Request) -> Response {
        guard var response = Handshake.accept(request) else {
            var refusal = Response.refusal(426, "Here a WebSocket is spoken.", code: "upgrade")
            refusal.headers += [("Upgrade", "websocket")]
            return refusal
        }
        response.client = desk.newClient(address: request.peer)
        return response
    }

    private func roster(_ request: Request) -> Response {
        guard let wanted = RosterRequest(request) else {
            return .refusal(404, "There is no such page.", code: "path")
        }
        guard let roster = station.roster else { return .refusal(404, "There is no roster here.", code: "none") }
        return roster.answer(wanted)
    }

    private func document(_ request: Request) async -> Response {
        guard let document = Self.document(request) else {
            return .refusal(404, "There is no such page.", code: "path")
        }
        if let refusal = only(["GET", "HEAD"], request) { return refusal }
        guard let json = await station.document(document) else {
            return .refusal(404, "There is none yet.", code: "none")
        }
        return .json(json)
    }

    private static func document(_ request: Request) -> DashboardDocument? {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        switch Array(parts) {
        case ["api", "tests"]: return .tests
        case ["api", "results"]: return .results
        case let parts where parts.count == 4 && parts[0] == "api" && parts[1] == "trials":
            guard let trial = Int(parts[2]), (1...1_000_000).contains(trial), parts[2] == "\(trial)" else { return nil }
            switch parts[3] {
            case "curve":
                let points = request.parameter("points").flatMap { Int($0) } ?? 800
                return .curve(trial: trial, points: min(max(points, 2), 20000))
            case "spread": return .spread(trial: trial)
            default: return nil
            }
        default: return nil
        }
    }

    // MARK: Commands

    private struct Command: Decodable {
        var `do`: String
    }

    private func command(_ request: Request) async -> Response {
        let key = request.headers["x-bilanx-client"]
        let caller = request.peer + " " + (key.map { String($0.prefix(40)) } ?? "")
        guard bounds.withLock({ $0.commands.take(caller, now: now()) }) else {
            refusals.tell("too many commands", request.peer)
            return .refusal(429, "Too many commands.", code: "tooMany")
        }
        guard let command = try? JSONDecoder().decode(Command.self, from: Data(request.body)) else {
            return .refusal(400, "A command is JSON with \"do\".", code: "malformed")
        }
        guard let name = desk.commander(key, command.do) else {
            return .refusal(403, "Another screen is in control.", code: "watching")
        }
        if let why = await station.command(request.body, from: name) { return .refusal(409, why) }
        return .json(Array("{\"ok\":true}".utf8))
    }

    private struct Pairing: Decodable {
        var code: String
    }

    private func pair(_ request: Request) -> Response {
        guard needsToken else { return .json(Array("{\"ok\":true}".utf8)) }
        // Whatever is not a code at all counts as a wrong one.
        let given = (try? JSONDecoder().decode(Pairing.self, from: Data(request.body)))?.code ?? ""
        let (answer, newCode) = bounds.withLock { bounds in
            let before = bounds.pairing.code
            let answer = bounds.pairing.pair(given, from: request.peer, now: now())
            return (answer, bounds.pairing.code == before ? nil : bounds.pairing.code)
        }
        if let newCode { showCode(newCode) }
        switch answer {
        case .token(let token):
            let isSecure = request.headers["origin"]?.lowercased().hasPrefix("https:") ?? false
            var response = Response.json(Array("{\"ok\":true}".utf8))
            let secure = isSecure ? "; Secure" : ""
            response.headers.append(("Set-Cookie", "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Strict\(secure)"))
            return response
        case .wrong:
            refusals.tell("wrong code", request.peer)
            return .refusal(403, "This is not the code that the program shows.", code: "code")
        case .wait(let seconds):
            refusals.tell("too many wrong codes", request.peer)
            var response = Response.refusal(429, "Too many wrong codes: wait \(seconds) s.", code: "wait")
            response.headers.append(("Retry-After", "\(seconds)"))
            return response
        }
    }
}
