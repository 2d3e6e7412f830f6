@main
enum Maillaged { static func main() {} }
