import CUMockdev

/// A transfer that a client handed over: its `usbdevfs_urb` and its buffer, both in the client's memory and mirrored
/// here by umockdev.
struct UsbdevfsURB {
    /// The client's address of the block, which names the transfer when it is discarded.
    let address: UInt
    let client: UInt
    /// When it was ready to be taken by the host; nil before.
    var givenAt: UInt64?
    private let block: UnsafeMutablePointer<UMockdevIoctlData>
    private let buffer: UnsafeMutablePointer<UMockdevIoctlData>?

    /// Mirrors the transfer that `argument` of a submission points to; nil where the client's memory cannot be read.
    init?(_ argument: UnsafeMutablePointer<UMockdevIoctlData>, client: UInt) {
        guard let block = umockdev_ioctl_data_resolve(argument, 0, UInt(MemoryLayout<usbdevfs_urb>.size), nil) else {
            return nil
        }
        self.block = block
        self.client = client
        address = block.pointee.client_addr
        let length = Self.fields(block).pointee.buffer_length
        buffer =
            length > 0
            ? umockdev_ioctl_data_resolve(
                block, UInt(MemoryLayout<usbdevfs_urb>.offset(of: \.buffer) ?? 16), UInt(length), nil) : nil
    }

    private static func fields(_ block: UnsafeMutablePointer<UMockdevIoctlData>) -> UnsafeMutablePointer<usbdevfs_urb> {
        UnsafeMutableRawPointer(block.pointee.data).assumingMemoryBound(to: usbdevfs_urb.self)
    }

    var type: UInt8 { Self.fields(block).pointee.type }
    var endpoint: UInt8 { Self.fields(block).pointee.endpoint }
    var length: Int { Int(Self.fields(block).pointee.buffer_length) }

    /// All of the buffer.
    var bytes: [UInt8] {
        guard let buffer else { return [] }
        return Array(UnsafeBufferPointer(start: buffer.pointee.data, count: length))
    }

    /// Ends it: `status` is 0 or a negative error number.
    ///
    /// - Parameter offset: where the bytes go in the buffer; 8 for a control transfer.
    func complete(_ status: Int32, actual: Int, bytes: [UInt8] = [], at offset: Int = 0) {
        Self.fields(block).pointee.status = status
        Self.fields(block).pointee.actual_length = Int32(actual)
        guard let target = buffer?.pointee.data else { return }
        for (i, byte) in bytes.prefix(max(0, length - offset)).enumerated() { target[offset + i] = byte }
    }

    /// Answers a reap with it and gives its mirrors back.
    func deliver(to argument: UnsafeMutablePointer<UMockdevIoctlData>) {
        if let pointer = umockdev_ioctl_data_resolve(argument, 0, UInt(MemoryLayout<UInt>.size), nil) {
            umockdev_ioctl_data_set_ptr(pointer, 0, block)
            g_object_unref(pointer)
        }
    }

    /// Gives the mirrors back; the last use.
    func free() {
        if let buffer { g_object_unref(buffer) }
        g_object_unref(block)
    }
}
