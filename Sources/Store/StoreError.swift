public import Diagnostics
import GRDB

/// Why the store could not do what it was asked; nothing was half done.
public struct StoreError: Error, Hashable, Sendable {
    /// What went wrong, for programs; one code of the diagnostics each.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case cannotOpen, foreignFile, damaged, fromTheFuture, inUse, full, readOnly, inputOutput
        case unreadableEntry, refusedEntry, destinationExists, needsMigration, brokenChain, differs, milestoneExists
        case unreadableExport, refusedQuery, heldByRows, erasedWhole, unexpected

        public var code: Code {
            switch self {
            case .cannotOpen: Code("S001")
            case .foreignFile: Code("S002")
            case .damaged: Code("S003")
            case .fromTheFuture: Code("S004")
            case .inUse: Code("S005")
            case .full: Code("S006")
            case .readOnly: Code("S007")
            case .inputOutput: Code("S008")
            case .unreadableEntry: Code("S009")
            case .refusedEntry: Code("S010")
            case .destinationExists: Code("S011")
            case .needsMigration: Code("S012")
            case .brokenChain: Code("S013")
            case .differs: Code("S014")
            case .milestoneExists: Code("S015")
            case .unreadableExport: Code("S016")
            case .refusedQuery: Code("S017")
            case .heldByRows: Code("S018")
            case .erasedWhole: Code("S019")
            case .unexpected: Code("S099")
            }
        }
    }

    public var kind: Kind
    /// The same, for people: what, and what to do about it.
    public var diagnostic: Diagnostic

    /// - Parameters:
    ///   - path: The file as the user named it.
    ///   - detail: What SQLite or the system said, untranslated; empty when they said nothing.
    init(_ kind: Kind, path: String, detail: String = "") {
        self.init(kind, headline: kind.headline(path), help: kind.help(path), detail: detail)
    }

    init(kind: Kind, diagnostic: Diagnostic) {
        self.kind = kind
        self.diagnostic = diagnostic
    }

    init(_ kind: Kind, headline: Localized, help: Localized, detail: String = "") {
        self.kind = kind
        self.diagnostic = Diagnostic(
            kind.code, .error, headline, notes: detail.isEmpty ? [] : [Localized(both: detail)], help: help)
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        ([diagnostic.headline.en] + diagnostic.notes.map(\.en)).joined(separator: ": ")
    }
}

// MARK: - From SQLite

extension StoreError {
    /// What an error met while reading or writing means to the person who runs the program.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError:
            let code = error.extendedResultCode
            let detail = "SQLite \(code.rawValue), \(error.message ?? "\(code)")"
            self.init(Kind(error.resultCode), path: path, detail: detail)
        default:
            self.init(.unexpected, path: path, detail: String(describing: error))
        }
    }
}

extension StoreError.Kind {
    /// - Parameter code: A primary code of SQLite.
    fileprivate init(_ code: ResultCode) {
        switch code {
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .cannotOpen
        case .SQLITE_NOTADB: self = .foreignFile
        case .SQLITE_CORRUPT: self = .damaged
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .inUse
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_IOERR: self = .inputOutput
        default: self = .unexpected
        }
    }
}

// MARK: - Messages

extension StoreError.Kind {
    fileprivate func headline(_ path: String) -> Localized {
        switch self {
        case .cannotOpen:
            Localized(
                fr: "impossible d'ouvrir la base « \(path) »",
                en: "cannot open the database '\(path)'")
        case .foreignFile:
            Localized(
                fr: "« \(path) » n'est pas une base de Maillage",
                en: "'\(path)' is not a Maillage database")
        case .damaged:
            Localized(
                fr: "la base « \(path) » est endommagée",
                en: "the database '\(path)' is damaged")
        case .fromTheFuture:
            Localized(
                fr: "la base « \(path) » vient d'une version plus récente de Maillage",
                en: "the database '\(path)' comes from a later version of Maillage")
        case .inUse:
            Localized(
                fr: "la base « \(path) » est tenue par un autre processus",
                en: "the database '\(path)' is held by another process")
        case .full:
            Localized(
                fr: "impossible d'écrire dans « \(path) » : plus de place",
                en: "cannot write to '\(path)': no space left")
        case .readOnly:
            Localized(
                fr: "impossible d'écrire dans « \(path) » : lecture seule",
                en: "cannot write to '\(path)': it is read-only")
        case .inputOutput:
            Localized(
                fr: "impossible de lire ou d'écrire « \(path) » : le disque a refusé",
                en: "cannot read or write '\(path)': the disk refused")
        case .unreadableEntry:
            Localized(
                fr: "impossible de relire une ligne de « \(path) »",
                en: "cannot read back a row of '\(path)'")
        case .refusedEntry:
            Localized(
                fr: "impossible d'inscrire cette modification",
                en: "cannot record this change")
        case .destinationExists:
            Localized(
                fr: "impossible d'écrire la copie « \(path) » : le fichier existe",
                en: "cannot write the copy '\(path)': the file exists")
        case .needsMigration:
            Localized(
                fr: "la base « \(path) » est d'une version plus ancienne et n'est ouverte qu'en lecture",
                en: "the database '\(path)' is of an earlier version and is opened for reading only")
        case .brokenChain:
            Localized(
                fr: "la chaîne du journal de « \(path) » est rompue",
                en: "the chain of the journal of '\(path)' is broken")
        case .differs:
            Localized(
                fr: "« \(path) » ne dit plus ce que dit son journal",
                en: "'\(path)' no longer says what its journal says")
        case .milestoneExists:
            Localized(
                fr: "ce jalon existe déjà",
                en: "this milestone exists already")
        case .unreadableExport:
            Localized(
                fr: "« \(path) » n'est pas un export entier de Maillage",
                en: "'\(path)' is not a whole export of Maillage")
        case .refusedQuery:
            Localized(
                fr: "cette requête n'est pas permise ou ne se lit pas",
                en: "this query is not permitted or cannot be read")
        case .heldByRows:
            Localized(
                fr: "ce que dit cette source vient d'une table importée en bloc",
                en: "what this source says comes from a table imported as a whole")
        case .erasedWhole:
            Localized(
                fr: "cette valeur est dans une ligne d'une table importée en bloc : elle ne s'efface pas seule",
                en: "this value is in a row of a table imported as a whole: it is not erased alone")
        case .unexpected:
            Localized(
                fr: "impossible de travailler avec la base « \(path) »",
                en: "cannot work with the database '\(path)'")
        }
    }

    fileprivate func help(_ path: String) -> Localized {
        switch self {
        case .cannotOpen:
            Localized(
                fr: "vérifier que le dossier existe et que l'utilisateur du démon peut y écrire",
                en: "check that the folder exists and that the daemon's user can write there")
        case .foreignFile:
            Localized(
                fr: "indiquer un autre fichier ; celui-ci n'a pas été modifié",
                en: "name another file; this one was left as it was")
        case .damaged:
            Localized(
                fr: "arrêter le démon, mettre ce fichier de côté et restaurer la dernière sauvegarde",
                en: "stop the daemon, set this file aside and restore the last backup")
        case .fromTheFuture:
            Localized(
                fr: "installer la version de Maillage qui l'a écrite, ou restaurer une sauvegarde antérieure",
                en: "install the version of Maillage that wrote it, or restore an earlier backup")
        case .inUse:
            Localized(
                fr: "arrêter l'autre démon (systemctl status maillaged), ou passer par son socket",
                en: "stop the other daemon (systemctl status maillaged), or go through its socket")
        case .full:
            Localized(
                fr: "libérer de la place ou relever la limite, puis recommencer ; rien n'a été écrit à moitié",
                en: "free some space or raise the limit, then try again; nothing was half written")
        case .readOnly:
            Localized(
                fr: "remonter le système de fichiers en écriture ou rendre le fichier à l'utilisateur du démon",
                en: "remount the file system for writing or give the file back to the daemon's user")
        case .inputOutput:
            Localized(
                fr: "examiner le disque (journalctl -k), puis vérifier la base avant de reprendre",
                en: "examine the disk (journalctl -k), then check the database before going on")
        case .unreadableEntry:
            Localized(
                fr: "vérifier la base, puis restaurer la dernière sauvegarde si elle est endommagée",
                en: "check the database, then restore the last backup if it is damaged")
        case .refusedEntry:
            Localized(
                fr: "corriger la modification et la renvoyer ; rien n'a été écrit",
                en: "correct the change and send it again; nothing was written")
        case .destinationExists:
            Localized(
                fr: "choisir un autre nom ou déplacer ce fichier",
                en: "choose another name or move that file")
        case .needsMigration:
            Localized(
                fr: "démarrer une fois le démon, qui la met à jour",
                en: "start the daemon once: it brings it up to date")
        case .brokenChain:
            Localized(
                fr: "garder une copie de ce fichier, comparer avec la dernière sauvegarde et chercher qui l'a modifié",
                en: "keep a copy of this file, compare with the last backup and find out who altered it")
        case .differs:
            Localized(
                fr: "redémarrer le démon, qui refait ce qui se déduit du journal, puis vérifier encore",
                en: "restart the daemon, which derives it again from the journal, then verify again")
        case .milestoneExists:
            Localized(
                fr: "un jalon ne change plus : donner un autre nom",
                en: "a milestone never changes: give another name")
        case .unreadableExport:
            Localized(
                fr: "reprendre l'export depuis la base, ou le restaurer d'une copie",
                en: "export again from the store, or take a copy of the export")
        case .refusedQuery:
            Localized(
                fr: "écrire une seule instruction SELECT, sur les vues « v_… » et « r_… », qui finisse en 10 s",
                en: "write one SELECT statement, over the views 'v_…' and 'r_…', that ends within 10 s")
        case .heldByRows:
            Localized(
                fr: "importer la table à nouveau, entière, par « maillage charger »",
                en: "import the table again, whole, with 'maillage load'")
        case .erasedWhole:
            Localized(
                fr: "effacer la fiche entière, puis redire ce qui peut rester",
                en: "erase the whole record, then state again what may stay")
        case .unexpected:
            Localized(
                fr: "c'est un défaut de Maillage : le signaler avec ce message",
                en: "this is a defect of Maillage: report it with this message")
        }
    }
}
