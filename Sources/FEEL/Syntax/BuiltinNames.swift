/// The names of built-in functions, as the grammar needs them: several hold spaces, and two the word
/// `and`.
enum BuiltinNames {
    static let trie = NameTrie(BuiltinSignatures.all.keys)
}
