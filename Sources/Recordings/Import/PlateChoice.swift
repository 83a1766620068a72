/// Which plates of a file carry which side, by their numbers.
enum PlateChoice: Equatable {
    /// Left and right, by index from 0.
    case sides(left: Int, right: Int)
    /// The one that carries both feet.
    case total(Int)

    /// True where force columns are named and none of them as a plate: then the file is read as any text.
    static func namesColumns(_ options: TextOptions) -> Bool {
        let words = [options.left, options.right, options.total].compactMap(\.self)
        return !words.isEmpty && words.allSatisfy { index($0, bare: false) == nil }
    }

    /// The plate that `plate2` or, where `bare` numbers are plates, `2` means, from 0; nil where it is no such word.
    static func index(_ word: String, bare: Bool) -> Int? {
        let text = word.lowercased().filter { $0 != " " }
        let digits = text.hasPrefix("plate") ? text.dropFirst(5) : bare ? text[...] : ""
        guard let number = Int(digits), number >= 1, digits.allSatisfy(\.isNumber) else { return nil }
        return number - 1
    }
}

/// The plates of a file, as messages tell them.
struct PlateList {
    var file: String
    /// What the file says of each: device, column, load.
    var plates: [String]

    /// The plate of an option, within what there is.
    func check(_ index: Int, option: String) throws(RecordingError) -> Int {
        guard plates.indices.contains(index) else {
            throw needs("\(option) plate\(index + 1): there are \(plates.count) plates", "choose one of them")
        }
        return index
    }

    /// The error where nothing says whose plate is whose.
    func doubt(rate: Double?, needsRate: Bool) -> RecordingError {
        let name = file.contains(" ") ? "'\(file)'" : file
        let rate = rate.map { " --rate \(PlainNumber.text($0))" } ?? (needsRate ? " --rate HZ" : "")
        let command = "bilanx analyze \(name)"
        switch plates.count {
        case 1:
            return needs(
                "nothing says that its only plate carried both feet",
                "if it did, type: \(command) --total plate1\(rate)")
        case 2:
            return needs(
                "nothing says which plate is the person's left",
                "if plate 1 is the person's left, type: \(command) --left plate1 --right plate2\(rate); if it is the "
                    + "right: \(command) --left plate2 --right plate1\(rate); where one plate carried both feet: "
                    + "--total plate1 or plate2")
        default:
            return needs(
                "nothing says which plates are the person's left and right",
                "type: \(command) --left plateN --right plateN\(rate), or --total plateN where one carried both feet")
        }
    }

    func needs(_ problem: String, _ remedy: String) -> RecordingError {
        let listing = plates.enumerated().map { "\($0 + 1) \($1)" }.joined(separator: ", ")
        return RecordingError(.needsOption, file: file, problem: problem + " (plates: \(listing))", remedy: remedy)
    }
}
