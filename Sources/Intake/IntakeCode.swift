public import Diagnostics

/// The codes of this room: family F, facts and intake. Never reused.
public enum IntakeCode {
    /// A CSV file that names no kind.
    public static let unknownFile = Code("F001")
    /// A column or a key that is no attribute of the kind.
    public static let unknownAttribute = Code("F002")
    /// A row or a record without its key.
    public static let missingKey = Code("F003")
    /// The same record twice in one source.
    public static let duplicateRecord = Code("F004")
    /// The same column twice in a header.
    public static let duplicateColumn = Code("F005")
    /// A row whose cells do not line up with the header.
    public static let unevenRow = Code("F006")
    /// No `territory.yaml`, or one that does not say which territory it is.
    public static let territoryNotNamed = Code("F007")
    /// Records of a kind that the vocabulary does not have.
    public static let unknownKind = Code("F008")
    /// A file whose shape is not that of a territory's.
    public static let fileShape = Code("F009")
    public static let notANumber = Code("F010")
    /// A number with two readings.
    public static let ambiguousNumber = Code("F011")
    /// A number outside the range declared for its attribute.
    public static let outOfRange = Code("F012")
    public static let notABoolean = Code("F013")
    public static let notADate = Code("F014")
    /// A code that its list does not have.
    public static let unknownCode = Code("F015")
    /// A list, a mapping or a JSON type that the attribute does not take.
    public static let wrongShape = Code("F016")
    /// A reference to a record that nothing describes (a warning).
    public static let danglingReference = Code("F017")
    /// A validity that ends before it begins.
    public static let reversedValidity = Code("F018")
    /// A key whose parts hold the character that joins them.
    public static let ambiguousKey = Code("F019")
    /// A file or a folder that was not read: too large, a link out of the folder, no permission.
    public static let notRead = Code("F020")
    /// An import mapping that does not have the expected shape.
    public static let mappingShape = Code("F030")
    /// A column that a mapping names and the table does not have.
    public static let missingColumn = Code("F031")
    /// A cell that a mapping's table of values does not have.
    public static let unmappedValue = Code("F032")
    /// A control total that the imported rows do not reach (a warning).
    public static let unexpectedTotal = Code("F033")
    /// A body of changes or answers that does not have the expected shape.
    public static let bodyShape = Code("F040")

    /// In order.
    public static let all: [Code] = [
        unknownFile, unknownAttribute, missingKey, duplicateRecord, duplicateColumn, unevenRow, territoryNotNamed,
        unknownKind, fileShape, notANumber, ambiguousNumber, outOfRange, notABoolean, notADate, unknownCode,
        wrongShape, danglingReference, reversedValidity, ambiguousKey, notRead, mappingShape, missingColumn,
        unmappedValue, unexpectedTotal, bodyShape,
    ]
}
