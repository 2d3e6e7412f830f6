// YAMLReader
