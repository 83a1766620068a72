#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// liblsl of the lab streaming layer, where this computer has it.
///
/// It is opened while the program runs, so that Bilanx neither needs it nor is built with it.
public final class StreamLibrary: Sendable {
    typealias CreateInfo =
        @convention(c) (
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, Int32, Double, Int32, UnsafePointer<CChar>?
        ) -> OpaquePointer?
    typealias Destroy = @convention(c) (OpaquePointer?) -> Void
    typealias GetDescription = @convention(c) (OpaquePointer?) -> OpaquePointer?
    typealias AppendChild = @convention(c) (OpaquePointer?, UnsafePointer<CChar>?) -> OpaquePointer?
    typealias AppendValue =
        @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> OpaquePointer?
    typealias CreateOutlet = @convention(c) (OpaquePointer?, Int32, Int32) -> OpaquePointer?
    typealias Push =
        @convention(c) (OpaquePointer?, UnsafePointer<Double>?, CUnsignedLong, UnsafePointer<Double>?) -> Int32
    typealias HaveConsumers = @convention(c) (OpaquePointer?) -> Int32
    typealias Clock = @convention(c) () -> Double
    typealias Version = @convention(c) () -> Int32

    let createInfo: CreateInfo
    let destroyInfo: Destroy
    let getDescription: GetDescription
    let appendChild: AppendChild
    let appendValue: AppendValue
    let createOutlet: CreateOutlet
    let destroyOutlet: Destroy
    let push: Push
    let haveConsumers: HaveConsumers
    let clock: Clock

    /// The library's version, 118 for 1.18.
    public let version: Int

    /// The environment variable that names the library's file.
    public static let variable = "BILANX_LIBLSL"

    #if canImport(Darwin)
        private static let names = ["liblsl.2.dylib", "liblsl.dylib"]
    #else
        private static let names = ["liblsl.so.2", "liblsl.so", "liblsl64.so"]
    #endif

    /// Opens the library: the file that `BILANX_LIBLSL` names and no other, or else where the system looks.
    ///
    /// Once open it stays: its threads may outlive any outlet.
    public static func load() throws(StreamLibraryMissing) -> StreamLibrary {
        let named = getenv(variable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        return try load(named.map { [$0] } ?? names)
    }

    static func load(_ names: [String]) throws(StreamLibraryMissing) -> StreamLibrary {
        for name in names {
            guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
            guard let library = StreamLibrary(handle) else {
                dlclose(handle)
                throw StreamLibraryMissing(
                    description: "\(name) is no liblsl that Bilanx knows: version 1.13 or newer is.")
            }
            return library
        }
        throw StreamLibraryMissing(
            description: "liblsl is not installed or cannot be opened (looked for: \(names.joined(separator: ", "))). "
                + "Install it from https://github.com/sccn/liblsl/releases or name its file in \(variable).")
    }

    private init?(_ handle: UnsafeMutableRawPointer) {
        func symbol<T>(_ name: String, as type: T.Type) -> T? {
            dlsym(handle, name).map { unsafeBitCast($0, to: type) }
        }
        guard let createInfo = symbol("lsl_create_streaminfo", as: CreateInfo.self),
            let destroyInfo = symbol("lsl_destroy_streaminfo", as: Destroy.self),
            let getDescription = symbol("lsl_get_desc", as: GetDescription.self),
            let appendChild = symbol("lsl_append_child", as: AppendChild.self),
            let appendValue = symbol("lsl_append_child_value", as: AppendValue.self),
            let createOutlet = symbol("lsl_create_outlet", as: CreateOutlet.self),
            let destroyOutlet = symbol("lsl_destroy_outlet", as: Destroy.self),
            let push = symbol("lsl_push_chunk_dtn", as: Push.self),
            let haveConsumers = symbol("lsl_have_consumers", as: HaveConsumers.self),
            let clock = symbol("lsl_local_clock", as: Clock.self),
            let version = symbol("lsl_library_version", as: Version.self)
        else { return nil }
        self.createInfo = createInfo
        self.destroyInfo = destroyInfo
        self.getDescription = getDescription
        self.appendChild = appendChild
        self.appendValue = appendValue
        self.createOutlet = createOutlet
        self.destroyOutlet = destroyOutlet
        self.push = push
        self.haveConsumers = haveConsumers
        self.clock = clock
        self.version = Int(version())
    }
}

/// liblsl is not there or not the one.
public struct StreamLibraryMissing: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is missing and how to get it.
    public var description: String
}
