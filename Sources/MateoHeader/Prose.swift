/// The text of a Swift comment for a C comment.
struct Prose: Equatable {
    var blocks: [Block]

    /// A paragraph, an item of a list, or unchanged lines.
    struct Block: Equatable {
        var text: String
        var isCode = false
        /// The blanks before every line except the first. They align the text of a list item.
        var hanging = 0
        var isSpaced = false
        var tag: Tag?
    }

    enum Tag: Equatable {
        case parameter(String)
        case returns
        case since
    }
}

extension Prose {
    /// Parses the lines of a comment, which are Markdown: paragraphs, lists, code that is indented by four blanks, and
    /// the fields of a doc comment.
    ///
    /// Backticks are dropped. The marked names are recognizable by `mateo_` or `MATEO_`.
    init(lines: [String]) {
        blocks = []
        var afterBlank = false
        var isOpen = false
        var isInParameters = false
        for line in lines {
            let text = line.filter { $0 != "`" }.trimmed
            if text == "- Parameters:" {
                isInParameters = true
            } else if text.isEmpty {
                afterBlank = true
                isOpen = false
            } else if line.hasPrefix("    "), !isOpen, !isInParameters {
                add(code: line, afterBlank: afterBlank)
                afterBlank = false
            } else if var block = Block(item: text, isParameter: isInParameters && line.hasPrefix(" ")) {
                let followsTag = block.tag != nil && blocks.last?.tag != nil
                block.isSpaced = !blocks.isEmpty && !followsTag && (afterBlank || block.tag != nil)
                blocks.append(block)
                (afterBlank, isOpen) = (false, true)
            } else if isOpen {
                blocks[blocks.count - 1].text += " " + text
            } else {
                blocks.append(Block(text: text, isSpaced: !blocks.isEmpty))
                (afterBlank, isOpen) = (false, true)
            }
            if !text.isEmpty, !line.hasPrefix(" "), text != "- Parameters:" { isInParameters = false }
        }
    }

    /// Adds a line of code to the code before it, if there is any.
    private mutating func add(code line: String, afterBlank: Bool) {
        if blocks.last?.isCode == true {
            blocks[blocks.count - 1].text += (afterBlank ? "\n\n" : "\n") + line
        } else {
            blocks.append(Block(text: line, isCode: true, isSpaced: !blocks.isEmpty))
        }
    }

    /// Returns the lines, of at most `width` characters. A longer word stands alone.
    func wrapped(width: Int) -> [String] {
        var lines: [String] = []
        for block in blocks {
            if block.isSpaced { lines.append("") }
            guard !block.isCode else {
                lines += block.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                continue
            }
            let indent = String(repeating: " ", count: block.hanging)
            lines += wrap(block.text.split(separator: " "), width: width, indent: indent)
        }
        return lines
    }
}

extension Prose.Block {
    /// - Parameter isParameter: whether the line is below `- Parameters:`.
    fileprivate init?(item text: String, isParameter: Bool) {
        let dash = "- ", parameter = "- Parameter ", returns = "- Returns: ", since = "Since: "
        if text.hasPrefix(parameter) || (isParameter && text.hasPrefix(dash)) {
            let rest = text.dropFirst(text.hasPrefix(parameter) ? parameter.count : dash.count)
            let name = rest.prefix { $0 != ":" }
            self.init(text: String(rest), hanging: 4, tag: .parameter(String(name)))
        } else if text.hasPrefix(returns) {
            self.init(text: String(text.dropFirst(dash.count)), hanging: 4, tag: .returns)
        } else if text.hasPrefix(since) {
            self.init(text: text, hanging: 4, tag: .since)
        } else if text.hasPrefix(dash) {
            self.init(text: text, hanging: dash.count)
        } else {
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, text.dropFirst(digits.count).hasPrefix(". ") else { return nil }
            self.init(text: text, hanging: digits.count + 2)
        }
    }
}

/// Fills lines with words. Every line except the first starts with `indent`.
func wrap(_ words: [some StringProtocol], width: Int, indent: String) -> [String] {
    var lines: [String] = []
    for word in words {
        if let last = lines.last, last.count + 1 + word.count <= width {
            lines[lines.count - 1] = "\(last) \(word)"
        } else {
            lines.append(lines.isEmpty ? String(word) : indent + word)
        }
    }
    return lines
}

extension StringProtocol {
    /// The text without blanks at both ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
