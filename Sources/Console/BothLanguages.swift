import ArgumentParser

/// A help text in both languages: the argument parser builds its texts before any locale is read.
func both(_ french: String, _ english: String) -> String { "\(french) / \(english)" }

func both(_ french: String, _ english: String) -> ArgumentHelp { ArgumentHelp("\(french) / \(english)") }
