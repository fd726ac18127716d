import Foundation
import MateoCore
import MateoEngine

/// The resources of a Hellomateo in memory that are read and not imported.
struct ResourceModel {
    /// Key, type and entity of each custom field; nil when the key may not read them.
    var customFields: [(key: String, type: String, entity: String)]? = []
    /// The keys of the marketing channels; nil when there is no such resource.
    var channels: [String]?
    /// The external ids of the contacts.
    var contacts: Set<String> = []
    /// What comes instead of contacts.
    var contactsAnswer: ((String) -> Answer?)?
    /// The addresses that were asked for, without the service's.
    private(set) var asked: [String] = []

    mutating func answer(_ url: String) -> Answer? {
        guard
            let start = url.range(
                of: "/(custom_field|marketing_channel|contact_details)[?]", options: .regularExpression)
        else { return nil }
        asked.append(String(url[start.lowerBound...]))
        let items = URLComponents(string: url)?.queryItems ?? []
        let query = Dictionary(items.map { ($0.name, $0.value ?? "") }) { $1 }
        let page = Int(query["offset"] ?? "0") ?? 0
        switch url[start].dropFirst().dropLast() {
        case "custom_field":
            guard let customFields else { return .status(403, #"{"code":"42501","message":"permission denied"}"#) }
            return rows(
                customFields.dropFirst(page).map { ["key": $0.key, "type": $0.type, "entity": $0.entity, "name": "N"] })
        case "marketing_channel":
            guard let channels else { return .status(404, #"{"code":"PGRST205","message":"no such table"}"#) }
            return rows(channels.dropFirst(page).map { ["key": $0, "id": "1"] })
        default:
            if let answer = contactsAnswer?(url) { return answer }
            let wanted = ids(query["external_id"] ?? "")
            return rows(wanted.filter(contacts.contains).map { ["external_id": $0] })
        }
    }

    private func rows(_ rows: [[String: String]]) -> Answer {
        let body = (try? JSONSerialization.data(withJSONObject: Array(rows.prefix(50)))) ?? Data()
        return .status(200, String(decoding: body, as: UTF8.self))
    }

    /// The values of `in.(…)`, with or without quotes.
    private func ids(_ filter: String) -> [String] {
        var (ids, id, isQuoted, isEscaped): ([String], String, Bool, Bool) = ([], "", false, false)
        for character in filter.dropFirst("in.(".count).dropLast() {
            if isEscaped {
                id.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                ids.append(id)
                id = ""
            } else {
                id.append(character)
            }
        }
        return ids + [id]
    }
}
