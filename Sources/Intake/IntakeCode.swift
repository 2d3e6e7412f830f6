public import Diagnostics

/// The codes of this room: family F, facts and intake, from F101; those below are of the CSV itself.
public enum IntakeCode {
    /// A CSV file that names no kind.
    public static let unknownFile = Code("F101")
    /// A column or a key that is no attribute of the kind.
    public static let unknownAttribute = Code("F102")
    /// A row or a record without its key.
    public static let missingKey = Code("F103")
    /// The same record twice in one source.
    public static let duplicateRecord = Code("F104")
    /// No `territory.yaml`, or one that does not say which territory it is.
    public static let territoryNotNamed = Code("F107")
    /// Records of a kind that the vocabulary does not have.
    public static let unknownKind = Code("F108")
    /// A file whose shape is not that of a territory's.
    public static let fileShape = Code("F109")
    public static let notANumber = Code("F110")
    /// A number with two readings.
    public static let ambiguousNumber = Code("F111")
    /// A number outside the range declared for its attribute.
    public static let outOfRange = Code("F112")
    public static let notABoolean = Code("F113")
    public static let notADate = Code("F114")
    /// A code that its list does not have.
    public static let unknownCode = Code("F115")
    /// A list, a mapping or a JSON type that the attribute does not take.
    public static let wrongShape = Code("F116")
    /// A reference to a record that nothing describes (a warning).
    public static let danglingReference = Code("F117")
    /// A validity that ends before it begins.
    public static let reversedValidity = Code("F118")
    /// A key whose parts hold the character that joins them.
    public static let ambiguousKey = Code("F119")
    /// A file or a folder that was not read: too large, a link out of the folder, no permission.
    public static let notRead = Code("F120")
    /// "Not applicable" said of an attribute that always applies.
    public static let alwaysApplies = Code("F121")
    /// An import mapping that does not have the expected shape.
    public static let mappingShape = Code("F130")
    /// A column that a mapping names and the table does not have.
    public static let missingColumn = Code("F131")
    /// A cell that a mapping's table of values does not have.
    public static let unmappedValue = Code("F132")
    /// A control total that the imported rows do not reach (a warning).
    public static let unexpectedTotal = Code("F133")
    /// A row of a long table that belongs to no known territory.
    public static let noTerritory = Code("F134")
    /// A mapping that a long table does not take.
    public static let notByTheRow = Code("F135")
    /// A body of changes or answers that does not have the expected shape.
    public static let bodyShape = Code("F140")

    /// In order.
    public static let all: [Code] = [
        unknownFile, unknownAttribute, missingKey, duplicateRecord, territoryNotNamed,
        unknownKind, fileShape, notANumber, ambiguousNumber, outOfRange, notABoolean, notADate, unknownCode,
        wrongShape, danglingReference, reversedValidity, ambiguousKey, notRead, alwaysApplies, mappingShape,
        missingColumn,
        unmappedValue, unexpectedTotal, noTerritory, notByTheRow, bodyShape,
    ]
}
