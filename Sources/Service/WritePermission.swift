public import Diagnostics
import Wire

/// Who may write: root, the daemon's own user, and the members of one group.
///
/// Reading needs no rule: whoever can open the socket's file may read.
public struct WritePermission: Sendable {
    public var group: String
    /// The daemon's own user.
    public var owner: UInt32
    public var accounts: Accounts

    public init(group: String = "maillage-saisie", owner: UInt32, accounts: Accounts = .system) {
        self.group = group
        self.owner = owner
        self.accounts = accounts
    }

    /// The refusal, or nothing where the peer may write.
    ///
    /// Membership is asked for at each write: a person added to the group writes at once.
    public func refusal(of peer: Peer?) -> Diagnostic? {
        guard let peer else { return AccessDiagnostic.unknownPeer }
        if peer.uid == 0 || peer.uid == owner { return nil }
        let number = accounts.group(group)
        if let number, peer.gid == number || accounts.groups(peer.uid).contains(number) { return nil }
        return AccessDiagnostic.mayNotWrite(user: peer.name, group: group, groupExists: number != nil)
    }
}
