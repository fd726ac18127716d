/// Common headings of exports, and the fields that they mean.
///
/// Headings are compared without case, blanks and punctuation. An umlaut counts as two letters. The word for number is
/// always `nr`.
enum KnownHeading {
    /// A field, a colon, its headings with commas between them, and a semicolon. `first`, `last`, `name2` and `house`
    /// are parts of a field. `phone`, `company`, `land` and `weak` may be a telephone number, a name, a country, and an
    /// identifier. `none` means a known heading that is not a field.
    private static let table: StaticString = """
        external_id:externalid,externeid,kundennr,kundenno,kdnr,kundenid,kundennrn,kundenkennung,kunnr,debitor,\
        debitornr,debitorennr,debitorenkonto,debitorenkontonr,kontaktnr,kontaktid,adressnr,adressennr,adrnr,mitgliedsnr,\
        mitgliedernr,patientennr,patientnr,patientenid,patnr,personennr,personenid,partnernr,geschaeftspartner,\
        geschaeftspartnernr,ansprechpartnernr,ansprechpartnerid,customerid,customernr,customerno,custno,custid,clientid,\
        clientnr,clientno,contactid,contactnr,contactno,memberid,membernr,memberno,personid,partnerid,\
        kundennummerextern,kundencode,customercode,cardcode,partycode,bpcode,sapnr,idkunde,kundeid;\
        weak:recordid,recordidcontact,id,nr,no,code,konto,kontonr,accountid,accountnr,accountno,matchcode;\
        email:email,smtpaddr,emailadresse,mail,mailadresse,emailaddress,emailadr,emailaddr,epost,emailkontakt,email1,\
        primaryemail,customeremail;\
        sms:sms,mobil,mobiltel,mobiltelefon,mobilnr,mobiltelefonnr,mobilfunk,mobilfunknr,mobilruf,handy,handynr,mobile,\
        mobilephone,mobilenr,mobileno,mobilephonenr,mobilephoneno,mobiletelefonnr,cell,cellphone,cellphonenr,\
        telefonmobil,telmobil,telefonmobilnr,phonemobile,mobiltel1,mobil1,mobil2,handy1,handy2,\
        telefonnrmobil,telnrmobil,smsnr,natel,natelnr;\
        phone:telefon,telf1,telf2,tel,telefonnr,telnr,tel1,tel2,telefon1,telefon2,phone,phone1,phonenr,phoneno,\
        telephone,telephonenr,fon;\
        whatsapp:whatsapp,whatsappphonenr,whatsappphone,whatsappnr,whatsappnrn;\
        full_name:fullname,name,kundenname,vollername,vollerkundenname,customername,contactname,kontaktname,\
        vorundnachname,vornamenachname,vornameundnachname,namevollstaendig,vollstaendigername,namekomplett,name1,\
        anzeigename,partyname,namevorname,nachnamevorname,cardname;\
        name2:name2;company:firma,firmenname,company,companyname,unternehmen,firma1;\
        first:vorname,vornamen,firstname,givenname,forename,rufname,fname;\
        last:nachname,lastname,surname,familyname,familienname,zuname,lname;\
        salutation:anrede,salutation;\
        birthday:geburtsdatum,gebdatum,geburtstag,gebdat,gebtag,geburtsdat,geburtsdt,birthday,birthdate,dateofbirth,dob,\
        geboren,geborenam,gebam,gdatum;\
        address_line1:strasse,stras,str,street,strassehausnr,strasseundhausnr,strassenr,strasseunr,strasseundnr,\
        strassehnr,strasseuhausnr,adresse,anschrift,address,addressline1,address1,street1,streetaddress,streetname,\
        adresszeile1,\
        adresse1,strasse1,postanschrift;\
        house:hausnr,hnr,hsnr,housenr,houseno,streetnr;\
        address_line2:adresszusatz,addressline2,address2,adresszeile2,adresse2,street2,strasse2,anschriftenzusatz;\
        zipcode:plz,pstlz,postleitzahl,zip,zipcode,postcode,postalcode,plzstr,plzcode,zippostalcode;\
        city:ort,ort01,stadt,city,wohnort,town,ortsname,cityname,citytown;\
        country:country,land1,laenderschluessel,countrycountrycode,\
        laenderkennzeichen,laenderkennz,laenderkuerzel,laenderkz,landkz,lkz,laendercode,landcode,landiso,\
        countrycode,countryiso,countryregion,countryregioncode;\
        land:land,staat,landregion;none:state,stateprovince,province,county,region;\
        instagram:instagram;facebook:facebook;
        """
    /// Words that stand before an address in a heading, and words that stand behind a heading.
    private static let prefixes: StaticString = "billing;defaultaddress;mailing;adressen;addresses;"
    private static let suffixes: StaticString = "geschaeftlich;privat;value;"
    /// Parts of consent headings.
    private static let consents: StaticString = """
        newsletter;einwillig;optin;optout;optedout;consent;werbe;werbung;dsgvo;gdpr;marketing;mailing;unsubscri;\
        donotc;donote;donotm;kontaktsperre;widerspr;datenschutz;zustimm;einverst;erlaubt;
        """
    /// Countries in the form of the table of headings: those with recognizable telephone numbers, and others.
    private static let countries: StaticString = """
        DE:d,de,ger,deu,deutschland,germany,brd;AT:a,at,aut,oesterreich,austria;\
        CH:ch,che,sui,schweiz,switzerland,suisse,svizzera;\
        other:liechtenstein,luxemburg,luxembourg,frankreich,france,italien,italy,italia,spanien,spain,portugal,belgien,\
        belgium,niederlande,netherlands,daenemark,denmark,schweden,sweden,norwegen,norway,finnland,finland,polen,\
        poland,tschechien,ungarn,hungary,slowenien,slowakei,kroatien,croatia,rumaenien,bulgarien,griechenland,greece,\
        tuerkei,turkey,irland,ireland,grossbritannien,unitedkingdom,england,vereinigteskoenigreich,usa,unitedstates,\
        vereinigtestaaten,kanada,canada,ukraine,russland,china,japan,australien,australia,brasilien,brazil,indien,india;
        """

    /// Returns the field that a heading means, or nil if it is unknown.
    @inline(never)
    static func field(of heading: [UInt8]) -> [UInt8]? {
        let word = fold(heading)
        if let field = find(word.span, table) { return field }
        for number in 0..<2 {
            let affixes = (number == 0 ? prefixes : suffixes).bytes
            var start = 0
            for end in affixes.indices where affixes[end] == UInt8(ascii: ";") {
                let affix = affixes.extracting(start..<end)
                start = end + 1
                guard word.count > affix.count else { continue }
                let rest = word.count - affix.count
                let place = number == 0 ? 0..<affix.count : rest..<word.count
                guard word.span.extracting(place).equals(affix) else { continue }
                let stem = number == 0 ? word.span.extracting(affix.count..<word.count) : word.span.extracting(0..<rest)
                if let field = find(stem, table), isPlace(field) || (number == 1 && isReach(field)) { return field }
            }
        }
        return nil
    }

    /// Returns whether the whole heading is known, with no other word before or behind it.
    static func isWhole(_ heading: [UInt8]) -> Bool { find(fold(heading).span, table) != nil }

    /// Returns whether a field is a part of an address.
    private static func isPlace(_ field: [UInt8]) -> Bool {
        Mapping.place(of: field.span, in: "address_line1;house;address_line2;zipcode;city;country;land;none;") != nil
    }

    /// Returns whether a field is an e-mail address or a telephone number.
    private static func isReach(_ field: [UInt8]) -> Bool {
        Mapping.place(of: field.span, in: "email;sms;phone;") != nil
    }

    /// Returns the service's field that a heading may become, or nil if it is unknown.
    static func suggestion(for heading: [UInt8]) -> String? {
        guard let field = field(of: heading) else { return nil }
        switch Mapping.place(of: field.span, in: "first;last;name2;company;house;phone;weak;land;none;") {
        case 0, 1, 2, 3: return "full_name"
        case 4: return "address_line1"
        case 5: return "sms"
        case 6: return "external_id"
        case 7: return "country"
        case 8: return nil
        default: return String(decoding: field, as: UTF8.self)
        }
    }

    /// Returns whether a heading is only the word number.
    static func isNumber(_ heading: [UInt8]) -> Bool {
        let word = fold(heading)
        return word.equals("nr") || word.equals("no")
    }

    /// Returns whether a heading means an account, of a customer or at a bank.
    static func isAccount(_ heading: [UInt8]) -> Bool {
        Mapping.place(of: fold(heading).span, in: "konto;kontonr;accountnr;accountno;accountid;") != nil
    }

    /// Returns whether a heading is about a bank.
    static func isBank(_ heading: [UInt8]) -> Bool {
        Mapping.place(of: fold(heading).span, in: "blz;bankleitzahl;iban;bic;swift;bank;bankname;kreditinstitut;")
            != nil
    }

    /// Returns whether a heading is a German word for zip code.
    static func isGermanZip(_ heading: [UInt8]) -> Bool {
        let word = fold(heading)
        return word.count >= 3 && word[0] == UInt8(ascii: "p") && (word[2] == UInt8(ascii: "z") || word.count == 12)
    }

    /// Returns `DE`, `AT`, `CH` or `other` for a text that looks like a country: its name, or up to three letters.
    static func country(_ cell: [UInt8]) -> [UInt8]? {
        let word = fold(cell)
        if let country = find(word.span, countries) { return country }
        return word.count >= 1 && word.count <= 3 && cell.count <= 3 && word[0] > UInt8(ascii: "9") ? word : nil
    }

    /// Returns the name of the list in a table that contains a word.
    @inline(never)
    private static func find(_ word: Span<UInt8>, _ table: StaticString) -> [UInt8]? {
        let text = table.bytes
        var (field, colon, start) = (0, 0, 0)
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: ":"):
                colon = index
                start = index + 1
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                if text.extracting(start..<index).equals(word) {
                    return text.extracting(field..<colon).withUnsafeBufferPointer { Array($0) }
                }
                start = index + 1
                if text[index] == UInt8(ascii: ";") { field = index + 1 }
            default: break
            }
        }
        return nil
    }

    /// Returns whether a column is about consent.
    @inline(never)
    static func isConsent(_ heading: [UInt8]) -> Bool {
        if field(of: heading) != nil { return false }
        let (text, word) = (consents.bytes, fold(heading))
        if word.equals("nl") { return true }
        var start = 0
        for end in text.indices where text[end] == UInt8(ascii: ";") {
            let part = text.extracting(start..<end)
            var index = 0
            while index + part.count <= word.count {
                if word.span.extracting(index..<index + part.count).equals(part) { return true }
                index += 1
            }
            start = end + 1
        }
        return false
    }

    /// Returns a heading in the form of the table.
    @inline(never)
    private static func fold(_ heading: [UInt8]) -> [UInt8] {
        var word: [UInt8] = []
        for index in heading.indices {
            let byte = heading[index]
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): put(byte | 0x20, &word)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): put(byte, &word)
            case UInt8(ascii: "#"):
                put(UInt8(ascii: "n"), &word)
                put(UInt8(ascii: "r"), &word)
            case 0x80...0xBF where index > 0 && heading[index - 1] == 0xC3:
                // Upper-case letters are 32 below lower-case letters, except for the sharp s.
                switch byte | 0x20 {
                case 0xA4: put(UInt8(ascii: "a"), &word)
                case 0xB6: put(UInt8(ascii: "o"), &word)
                case 0xBC: put(UInt8(ascii: "u"), &word)
                case 0xBF where byte == 0x9F: put(UInt8(ascii: "s"), &word)
                case 0xA9: break
                default: continue
                }
                put(byte == 0x9F ? UInt8(ascii: "s") : UInt8(ascii: "e"), &word)
            default: break
            }
            // The word ends in "number".
            if word.count >= 6,
                Array(word[(word.count - 6)...]).equals("nummer") || Array(word[(word.count - 6)...]).equals("number")
            {
                word.removeLast(6)
                put(UInt8(ascii: "n"), &word)
                put(UInt8(ascii: "r"), &word)
            }
        }
        return word
    }

    @inline(never)
    private static func put(_ byte: UInt8, _ word: inout [UInt8]) {
        word.append(byte)
    }
}
