import Console

@main
enum Maillage {
    static func main() {
        MaillageCommand.start()
    }
}
