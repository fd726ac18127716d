/// Recognizes columns about consent.
extension KnownHeading {
    /// Parts of the headings of consent.
    private static let consents: StaticString = """
        newsletter;einwillig;optin;consent;permission;subscribed;abonn;werbe;werbung;dsgvo;gdpr;marketing;mailing;\
        datenschutz;zustimm;einverst;erlaubt;
        """
    /// Parts of the headings of refusals.
    private static let refusals: StaticString = """
        optout;optedout;unsubscri;abgemeldet;abmeld;abbestell;widerspr;widerruf;donot;robinson;blacklist;blocklist;\
        werbesperr;werbungssperr;kontaktsperr;mailsperr;newslettersperr;telefonsperr;\
        anrufsperr;smssperr;marketingsperr;versandsperr;keinmail;keinemail;keinewerb;keinewerbe;keinwerb;keinnewsl;\
        keinenewsl;keinanruf;keineanruf;keinkontakt;keinsms;keinesms;keinmarketing;nichtanruf;nichtkontakt;\
        nichtanschreib;nichterwuenscht;nomail;noemail;nocall;nocontact;nonewsletter;nomarketing;excludefrom;
        """

    /// Returns whether a column is about consent.
    @inline(never)
    static func isConsent(_ heading: [UInt8]) -> Bool {
        // Dynamics has such columns for its own use.
        let word = fold(heading)
        if field(of: heading) != nil || contains(word, "donotmodify;") { return false }
        return word.equals("nl") || contains(word, consents) || isRefusal(heading)
    }

    /// Returns whether a heading names a way to reach a contact.
    static func isChannel(_ heading: [UInt8]) -> Bool {
        contains(fold(heading), "whatsapp;sms;mail;instagram;facebook;telefon;phone;anruf;post;")
    }

    /// Returns whether yes in a column about consent means no consent. An account may be blocked for other reasons than
    /// that its customer refuses advertising.
    static func isRefusal(_ heading: [UInt8]) -> Bool {
        let word = fold(heading)
        if contains(word, refusals) { return true }
        return contains(word, "gesperrt;blocked;sperrkennz;") && (contains(word, consents) || isChannel(heading))
    }

    /// Returns whether a heading is an amount of money.
    static func isMoney(_ heading: [UInt8]) -> Bool {
        contains(fold(heading), "betrag;amount;summe;preis;price;umsatz;revenue;total;saldo;netto;brutto;wert;")
    }

    /// Returns whether a word contains any part of a list.
    @inline(never)
    static func contains(_ word: [UInt8], _ parts: StaticString) -> Bool {
        let text = parts.bytes
        var start = 0
        for end in text.indices where text[end] == UInt8(ascii: ";") {
            let part = text.extracting(start..<end)
            if contains(word, part) { return true }
            start = end + 1
        }
        return false
    }

    /// Returns whether a word contains another one.
    static func contains(_ word: [UInt8], _ part: Span<UInt8>) -> Bool {
        var index = 0
        while index + part.count <= word.count {
            if word.span.extracting(index..<index + part.count).equals(part) { return true }
            index += 1
        }
        return false
    }
}
