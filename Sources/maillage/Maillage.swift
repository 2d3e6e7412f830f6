@main
enum Maillage { static func main() {} }
