public import Diagnostics
public import Wire

/// Who may do what: root and the daemon's own user everything, others by their groups.
///
/// Reading needs no rule: whoever can open the socket's file may read. Each level holds those before it: who
/// may administer may validate, who may validate may answer.
public struct WritePermission: Sendable {
    /// The groups, by what they may.
    public struct Groups: Hashable, Sendable {
        public var answer = "maillage-saisie"
        public var validate = "maillage-validation"
        public var administer = "maillage-admin"

        public init() {}
    }

    public var groups: Groups
    /// The daemon's own user.
    public var owner: UInt32
    public var accounts: Accounts

    public init(groups: Groups = Groups(), owner: UInt32, accounts: Accounts = .system) {
        self.groups = groups
        self.owner = owner
        self.accounts = accounts
    }

    /// The refusal, or nothing where the peer may.
    ///
    /// Membership is asked for at each write: a person added to a group writes at once.
    public func refusal(of peer: Peer?, asking access: Route.Access = .answer) -> Diagnostic? {
        if access == .read { return nil }
        guard let peer else { return AccessDiagnostic.unknownPeer }
        if peer.uid == 0 || peer.uid == owner { return nil }
        let able: [String] =
            switch access {
            case .read: []
            case .answer: [groups.answer, groups.validate, groups.administer]
            case .validate: [groups.validate, groups.administer]
            case .administer: [groups.administer]
            }
        let numbers = able.map { accounts.group($0) }
        let own = accounts.groups(peer.uid).union([peer.gid])
        if numbers.contains(where: { $0.map(own.contains) ?? false }) { return nil }
        return AccessDiagnostic.mayNotWrite(
            user: peer.name, access: access, group: able.first ?? "", groupExists: numbers.first.flatMap { $0 } != nil)
    }
}
