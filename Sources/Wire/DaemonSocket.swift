/// Where the daemon listens unless told otherwise.
public enum DaemonSocket {
    /// As the units lay it out: the runtime folder of the service.
    public static let standardFolder = "/run/maillage"
    public static let fileName = "maillage.sock"
    public static let standardPath = standardFolder + "/" + fileName
}
