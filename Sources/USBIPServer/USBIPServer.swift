import Transport

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Gives emulated devices to a real kernel by USB/IP 1.1.1.
///
/// Two ways lead into the kernel: `listen(port:)` waits for `usbip attach`, as any USB/IP server does; `attachToVHCI()`
/// hands the kernel of this machine a socket itself, which needs root and no other program. A device has one host at a
/// time, and starts anew each time that it is plugged in. USB/IP knows no passwords, therefore only 127.0.0.1 is served.
public final class USBIPServer: Sendable {
    /// Why a device left its host.
    public enum DetachReason: Sendable, Hashable {
        /// ``USBIPServer/unplug()`` or ``USBIPServer/stop()``.
        case unplugged
        /// The host let it go or ended.
        case host
        /// The host sent what is no USB/IP, in words.
        case protocolError(String)
    }

    /// Something that a user wants to be told.
    public enum Event: Sendable, Hashable {
        /// A host has the device now.
        case attached(device: String)
        /// It has it no more.
        case detached(device: String, DetachReason)
    }

    /// Bus ids of the devices in order: what `usbip attach -b` takes.
    public let busIDs: [String]
    private let devices: [ExportedDevice]
    private let records: [DeviceRecord]
    private let observer: @Sendable (Event) -> Void
    private let state: Locked<State>

    private struct State: Sendable {
        /// Which host has the device; one a device.
        var hosts: [Connection?]
        /// False while the plug is pulled.
        var isPlugged = true
        /// Connections that have not asked for a device yet.
        var guests: [Connection] = []
        var listener: Connection?
    }

    /// Largest number of connections that have not asked for a device.
    private static let largestGuests = 32

    /// Prepares the devices; nothing is visible yet.
    ///
    /// - Parameters:
    ///   - devices: they appear as `1-1`, `1-2`, ….
    ///   - observer: called on the device's own thread; it must not unplug or stop, which wait for that thread.
    public init(_ devices: [ExportedDevice], observer: @escaping @Sendable (Event) -> Void = { _ in }) {
        self.devices = devices
        self.observer = observer
        records = devices.enumerated().map { i, device in
            DeviceRecord(
                busID: "1-\(i + 1)", bus: 1, address: UInt32(i + 2), speed: device.speed,
                descriptors: device.make().descriptors)
        }
        busIDs = records.map(\.busID)
        state = Locked(State(hosts: devices.map { _ in nil }))
    }

    // MARK: Listening

    /// Waits on 127.0.0.1 for hosts; no other address can be asked for.
    ///
    /// - Parameter port: 1 to 65535; 0 lets the system choose.
    /// - Returns: the port.
    /// - Throws: `.portInUse`; `.accessDenied` below 1024 without root; `.system` also for a second call.
    @discardableResult
    public func listen(port: UInt16 = 3240) throws(USBIPError) -> UInt16 {
        let (socket, port) = try Socket.listening(on: port)
        let listener = try Connection(socket)
        let isFirst = state.withLock { state in
            guard state.listener == nil else { return false }
            state.listener = listener
            return true
        }
        guard isFirst else { throw .system("listening twice", EALREADY) }
        listener.start("usbip") { [weak self] listener in
            while let guest = listener.nextGuest() {
                // A connection that the system has no descriptors for is closed at once.
                if let self, let connection = try? Connection(guest) { self.welcome(connection) }
            }
        }
        return port
    }

    private func welcome(_ connection: Connection) {
        let isWelcome = state.withLock { state in
            guard state.guests.count < Self.largestGuests else { return false }
            state.guests.append(connection)
            return true
        }
        guard isWelcome else { return }
        connection.start("usbip host") { [weak self] connection in
            let request = connection.readOperation()
            guard let self else { return }
            let granted = self.answer(request, connection)
            self.state.withLock { state in state.guests.removeAll { $0 === connection } }
            if let granted { self.run(granted, connection) }
        }
    }

    /// Answers an operation.
    ///
    /// - Returns: the index of the device that now belongs to the connection.
    private func answer(_ request: OperationRequest?, _ connection: Connection) -> Int? {
        switch request {
        case nil: return nil
        case .list:
            let free = state.withLock { state in
                records.indices.filter { state.isPlugged && state.hosts[$0] == nil }
            }
            connection.send(DeviceRecord.listReply(free.map { records[$0] }))
            return nil
        case .importDevice(let busID):
            guard let index = busIDs.firstIndex(of: busID), state.withLock({ $0.isPlugged }) else {
                connection.send(DeviceRecord.importRefusal(.noDevice))
                return nil
            }
            guard claim(index, connection) else {
                connection.send(DeviceRecord.importRefusal(.busy))
                return nil
            }
            guard connection.send(records[index].importReply()) else {
                release(index)
                return nil
            }
            return index
        }
    }

    // MARK: Attaching

    /// Plugs all devices into this machine's kernel by its virtual host controller (Linux, as root).
    ///
    /// - Throws: `.moduleMissing`, `.accessDenied`, `.noFreePort`, or `.system`; devices before the failing one stay.
    public func attachToVHCI() throws(USBIPError) {
        try attach(
            status: { SystemCall.contents(of: VHCIPort.controller + "/status") },
            write: { SystemCall.write($0, to: VHCIPort.controller + "/attach") })
    }

    /// Plugs all devices in that have no host, by a controller that is read and written as told.
    func attach(status: () -> String?, write: (String) -> Int32) throws(USBIPError) {
        for index in devices.indices where state.withLock({ $0.isPlugged && $0.hosts[index] == nil }) {
            let (ours, theirs) = try Socket.pair()
            let connection = try Connection(ours)
            guard claim(index, connection) else { continue }
            do throws(USBIPError) {
                try plug(records[index], theirs, status: status, write: write)
            } catch {
                release(index)
                throw error
            }
            connection.start(devices[index].name) { [weak self] connection in self?.run(index, connection) }
        }
    }

    private func plug(
        _ record: DeviceRecord, _ socket: Socket, status: () -> String?, write: (String) -> Int32
    ) throws(USBIPError) {
        var attempts = 0
        while true {
            guard let text = status() else { throw .moduleMissing(VHCIPort.controller) }
            guard let port = VHCIPort.free(in: text, for: record.speed) else { throw .noFreePort(record.speed) }
            let line = port.attachLine(
                descriptor: socket.descriptor, deviceID: record.deviceID, speed: record.speed)
            attempts += 1
            switch write(line) {
            case 0: return
            case ENOENT: throw .moduleMissing(VHCIPort.controller)
            case EACCES, EPERM: throw .accessDenied(VHCIPort.controller + "/attach")
            // Another program took the port between reading and writing.
            case EBUSY where attempts < 8: continue
            case let code: throw .system("attaching \(record.busID) to port \(port.number)", code)
            }
        }
    }

    // MARK: Plug and unplug

    /// Pulls the plugs of all devices, and waits until their hosts have been told; none is offered until ``plugIn()``.
    public func unplug() {
        let hosts = state.withLock { state in
            state.isPlugged = false
            return state.hosts.compactMap { $0 }
        }
        for host in hosts { host.cut() }
        for host in hosts { host.wait() }
    }

    /// Offers the devices again; what was attached by ``attachToVHCI()`` has to be attached anew.
    public func plugIn() { state.withLock { $0.isPlugged = true } }

    /// Unplugs everything and listens no more.
    public func stop() {
        let others = state.withLock { state in
            defer {
                state.guests = []
                state.listener = nil
            }
            return state.guests + (state.listener.map { [$0] } ?? [])
        }
        for connection in others { connection.cut() }
        for connection in others { connection.wait() }
        unplug()
    }

    /// Names of the devices that have a host now.
    public var attached: [String] {
        state.withLock { state in devices.indices.filter { state.hosts[$0] != nil }.map { devices[$0].name } }
    }

    // MARK: Ownership

    private func claim(_ index: Int, _ connection: Connection) -> Bool {
        state.withLock { state in
            guard state.isPlugged, state.hosts[index] == nil else { return false }
            state.hosts[index] = connection
            return true
        }
    }

    private func release(_ index: Int) { state.withLock { $0.hosts[index] = nil } }

    private func run(_ index: Int, _ connection: Connection) {
        observer(.attached(device: devices[index].name))
        let reason = connection.run(devices[index].make())
        // The host must have learned of it before the device can be had again.
        connection.socket.shutDown()
        release(index)
        observer(.detached(device: devices[index].name, reason))
    }
}
