import Transport

/// Something that goes wrong on the way between a plugged-in model and the host.
public enum Fault: Sendable, Hashable {
    /// The endpoint halts; its next transfer ends with `-EPIPE`, the others stay queued as in a real controller.
    case stall
    /// The next transfer carries only so many bytes of what the model gave; the rest is lost.
    case short(Int)
    /// The device sends more than was asked for: the next transfer ends with `-EOVERFLOW` and its data are lost.
    case overlong
    /// So many transfers end with `-EPROTO` one after the other; the model keeps its data.
    case protocolErrors(Int)
    /// Nothing comes for so many nanoseconds; the model goes on and fills its buffer.
    case silence(UInt64)
    /// The next packet comes a second time, right after itself.
    case duplicate
    /// The next two packets change places.
    case swap
    /// One bit of the next packet is turned: bit `n` of those behind its first two bytes, counted round and round.
    ///
    /// The first two bytes are left alone since an FTDI chip puts its own status there, which no line carried.
    case flip(Int)
}
