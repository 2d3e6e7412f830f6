/// What one client may take of the daemon.
public struct Limits: Sendable {
    /// Bytes of a request's body.
    public var body: Int = 16 << 20
    /// Connections open at once; further ones wait in the kernel's queue.
    public var connections: Int = 256
    /// Connections of one account: nobody takes them all.
    public var connectionsPerAccount: Int = 200
    /// Connections that the kernel keeps waiting.
    public var backlog: Int = 128
    /// Bytes of one header field, and of all of them.
    public var headerField: Int = 16 << 10
    public var headers: Int = 64 << 10
    public var headerCount: Int = 100
    /// How long a connection may stay without asking anything, or between two pieces of a request.
    public var idle: Duration = .seconds(60)
    /// How long a whole body may take to arrive.
    public var bodyTime: Duration = .seconds(120)
    /// How long a client may leave what is sent to it unread.
    public var stall: Duration = .seconds(30)
    /// How long a connection whose answers have ended stays for what its client still sends.
    public var linger: Duration = .seconds(5)
    /// Events waiting for one reader, beyond which the reader is dropped.
    public var eventsWaiting: Int = 1024
    /// How long requests under way may take to end once the daemon is asked to stop.
    public var shutdown: Duration = .seconds(20)

    public init() {}
}
