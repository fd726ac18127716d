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
        kundennrintern,kundennrextern,kundenr,kundencode,gpcode,gpnr,partyid,accountreference,accountref,customercode,cardcode,partycode,bpcode,sapnr,idkunde,kundeid;\
        weak:recordid,recordidcontact,id,nr,no,code,konto,kontonr,kto,ktonr,accountid,accountnr,accountno,\
        donotmodifycontact,donotmodifyaccount;\
        email:email,smtpaddr,emailadresse,mail,mailadresse,emailaddress,emailadr,emailaddr,epost,emailkontakt,\
        primaryemail,customeremail;\
        sms:sms,mobil,mobiltel,mobiltelefon,mobilnr,mobiltelefonnr,mobilfunk,mobilfunknr,mobilruf,handy,handynr,mobile,\
        mobilephone,mobilenr,mobileno,mobilephonenr,mobilephoneno,mobiletelefonnr,cell,cellphone,cellphonenr,\
        telefonmobil,telmobil,telefonmobilnr,phonemobile,\
        telefonnrmobil,telnrmobil,cellular,mobnr,smsnr,natel,natelnr;\
        phone:telefon,telf,tel,telefonnr,telnr,rufnr,phone,phonenr,phoneno,\
        telephone,telephonenr,fon,primaryphone;\
        whatsapp:whatsapp,whatsappphonenr,whatsappphone,whatsappnr,whatsappnrn;\
        full_name:fullname,name,kundenname,vollername,vollerkundenname,customername,contactname,kontaktname,\
        vorundnachname,vornamenachname,vornameundnachname,namevollstaendig,vollstaendigername,namekomplett,name1,\
        anzeigename,nameadressattypkeineangabe,partyname,namevorname,nachnamevorname,cardname,bpname,gpname;display_name:displayname;\
        name2:name2,firma2,firmenname2;company:firma,firmenname,company,companyname,unternehmen,organization,\
        firmenbezeichnung,relatedcompany,parentidname,unternehmensname,\
        organisation,organizationname,organisationname,nameadressattypunternehmen;\
        first:vorname,vornamen,firstname,givenname,forename,rufname,fname,vornameadressattypnatuerlperson;\
        last:nachname,lastname,surname,familyname,familienname,zuname,lname,\
        nameadressattypnatuerlperson;\
        salutation:anrede,anred,salutation;title:title,titel;is_blocked:isblocked,blocked,gesperrt;\
        birthday:geburtsdatum,gebdatum,geburtstag,gebdat,gebtag,geburtsdat,geburtsdt,birthday,birthdate,dateofbirth,dob,\
        geboren,geb,geborenam,gebam,gdatum,gbdat;\
        address_line1:strasse,stras,str,street,strassehausnr,strasseundhausnr,strassenr,strasseunr,strasseundnr,\
        strassehnr,strasseuhausnr,adresse,anschrift,address,addressline1,streetaddress,streetname,\
        adresszeile1,\
        postanschrift,postaladdress,addr,addres,strnr,strhausnr;\
        house:hausnr,hnr,hsnr,housenr,houseno,streetnr;\
        address_line2:adresszusatz,addr2,addressline2,address2,adresszeile2,adresse2,street2,strasse2,anschriftenzusatz;\
        zipcode:plz,postleitz,zipcod,pstlz,postleitzahl,zip,zipcode,postcode,postalcode,plzstr,plzcode;\
        city:ort,ort01,stadt,city,wohnort,town,ortsname,cityname;\
        country:country,land1,isoland,laenderschluessel,\
        laenderkennzeichen,laenderkennz,laenderkuerzel,laenderkz,landkz,lkz,laendercode,landcode,landiso,\
        countrycode,countryid,landisocode,laenderiso,laenderisocode,laendercodeiso,isolaendercode,isocountrycode,\
        countryisocode,landcodeiso,landkennung,laenderregionscode,landregionscode,countryiso,countryregion,countryregioncode;\
        land:land,staat,nation,landregion;none:state,stateprovince,province,county,region;\
        instagram:instagram;facebook:facebook;
        """
    /// Words that stand before or behind a known heading. The letter before each is its kind: `a` stands before an
    /// address, `r` before an address, an e-mail address or a telephone number, `p` before anything but an identifier,
    /// and `s` stands behind the same as `r`.
    private static let affixes: StaticString = """
        pbilling;abillto;abillingaddress;adefaultbillingaddress;adefaultaddress;amailing;amail;aadressen;aaddresses;\
        aaddress;aadresse;aaddress1;aadresse1;ahauptadresse;aprimaryaddress;ainvoice;ainvoiceaddress;arechnungs;\
        arechnungsadresse;arechnungsanschrift;arechnungsempfaenger;are;acompany;afirmen;adefaultshippingaddress;ashipping;\
        ashippingaddress;ashipto;adelivery;adeliveryaddress;aliefer;alieferadresse;alieferanschrift;aversand;\
        ruser;rhome;rbusiness;rwork;rprivat;pperson;pcontact;pkontakt;pkunden;pkunde;pcustomer;pansprechpartner;\
        sgeschaeftlich;sdienstlich;sprivat;svalue;swork;shome;
        """
    /// Countries in the form of the table of headings.
    private static let countries: StaticString = """
        DE:d,ger,deu,deutschland,germany,brd;AT:a,aut,oesterreich,austria;\
        CH:che,sui,schweiz,switzerland,suisse,svizzera;LI:liechtenstein;LU:luxemburg,luxembourg;FR:frankreich,france;\
        IT:italien,italy,italia;ES:spanien,spain;PT:portugal;BE:belgien,belgium;NL:niederlande,netherlands;\
        DK:daenemark,denmark;SE:schweden,sweden;NO:norwegen,norway;FI:finnland,finland;PL:polen,poland;CZ:tschechien;\
        HU:ungarn,hungary;SI:slowenien;SK:slowakei;HR:kroatien,croatia;RO:rumaenien;BG:bulgarien;\
        GR:griechenland,greece;TR:tuerkei,turkey;IE:irland,ireland;\
        GB:uk,gbr,grossbritannien,unitedkingdom,greatbritain,england,vereinigteskoenigreich;\
        US:usa,unitedstates,unitedstatesofamerica,vereinigtestaaten;CA:kanada,canada;UA:ukraine;RU:russland;CN:china;\
        JP:japan;AU:australien,australia;BR:brasilien,brazil;IN:indien,india;
        """

    /// Returns the field that a heading means, or nil if it is unknown.
    static func field(of heading: [UInt8]) -> [UInt8]? { look(heading)?.field }

    /// Returns the words around the known part of a heading. They are empty if the whole heading is known.
    static func affix(of heading: [UInt8]) -> [UInt8] { look(heading)?.affix ?? [] }

    /// Returns whether the words around a heading are those of an address for deliveries.
    static func isDelivery(_ affix: [UInt8]) -> Bool { contains(affix, "ship;deliver;liefer;versand;") }

    /// Finds a heading. If it is unknown as a whole, words in parentheses behind it count as if they stood before it, and
    /// a part of an address may have an unknown word, the same one or its name behind a slash.
    @inline(never)
    private static func look(_ heading: [UInt8]) -> (field: [UInt8], affix: [UInt8])? {
        if let found = look(fold(heading), 2) { return found }
        for index in heading.indices where heading[index] == UInt8(ascii: "(") || heading[index] == UInt8(ascii: "/") {
            let (first, second) = (fold(Array(heading[..<index])), fold(Array(heading[index...])))
            if heading[index] == UInt8(ascii: "(") { return look(second + first, 2) }
            guard let found = look(first, 2), isPlace(found.field) else { return nil }
            let other = look(second, 2)?.field ?? found.field
            return other == found.field || other.equals("full_name") ? found : nil
        }
        return nil
    }

    /// Finds a word with up to `most` words before and behind it. A number may be at its end, as in `PLZ1`. Only telephone
    /// numbers have more than one.
    @inline(never)
    private static func look(_ word: [UInt8], _ most: Int) -> (field: [UInt8], affix: [UInt8])? {
        if let field = find(word.span, table) { return (field, []) }
        if word.count > 1, word[word.count - 1] &- 49 < 3,
            let field = find(word.span.extracting(0..<word.count - 1), table),
            Mapping.place(of: field, in: "sms;phone;") != nil || (word[word.count - 1] == 49 && !isKey(field))
        {
            return (field, [])
        }
        if most == 0 { return nil }
        let affixes = affixes.bytes
        var start = 0
        for end in affixes.indices where affixes[end] == UInt8(ascii: ";") {
            let (kind, affix) = (affixes[start], affixes.extracting(start + 1..<end))
            start = end + 1
            guard word.count > affix.count else { continue }
            let rest = word.count - affix.count
            let isBehind = kind == UInt8(ascii: "s")
            let place = isBehind ? rest..<word.count : 0..<affix.count
            guard word.span.extracting(place).equals(affix) else { continue }
            let stem = isBehind ? 0..<rest : affix.count..<word.count
            guard let found = look(Array(word[stem]), most - 1) else { continue }
            let fits =
                switch kind {
                case UInt8(ascii: "a"): isPlace(found.field)
                case UInt8(ascii: "p"): !isKey(found.field)
                default: isPlace(found.field) || isReach(found.field)
                }
            if fits { return (found.field, found.affix + word[place]) }
        }
        return nil
    }

    /// Returns whether a field is a part of an address.
    @inline(never)
    static func isPlace(_ field: [UInt8]) -> Bool {
        Mapping.place(of: field, in: "address_line1;house;address_line2;zipcode;city;country;land;none;") != nil
    }

    /// Returns whether a field is an identifier of a customer.
    private static func isKey(_ field: [UInt8]) -> Bool {
        Mapping.place(of: field, in: "external_id;weak;") != nil
    }

    /// Returns whether a field is an e-mail address or a telephone number.
    private static func isReach(_ field: [UInt8]) -> Bool {
        Mapping.place(of: field, in: "email;sms;phone;") != nil
    }

    /// Returns the service's field that a heading may become, or nil if it is unknown.
    static func suggestion(for heading: [UInt8]) -> String? {
        guard let field = field(of: heading) else { return nil }
        switch Mapping.place(of: field, in: "first;last;name2;company;house;phone;weak;land;none;title;") {
        case 0, 1, 2, 3: return "full_name"
        case 4: return "address_line1"
        case 5: return "sms"
        case 6: return "external_id"
        case 7: return "country"
        case 8: return nil
        case 9: return "salutation"
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
        Mapping.place(of: fold(heading), in: "konto;kontonr;kto;ktonr;accountnr;accountno;accountid;") != nil
    }

    /// Returns whether a heading is about a bank.
    static func isBank(_ heading: [UInt8]) -> Bool {
        Mapping.place(of: fold(heading), in: "blz;bankleitzahl;iban;bic;swift;bank;bankname;kreditinstitut;")
            != nil
    }

    /// Returns whether a heading is a German word for zip code.
    static func isGermanZip(_ heading: [UInt8]) -> Bool {
        let word = fold(heading)
        return word.count >= 3 && word[0] == UInt8(ascii: "p") && (word[2] == UInt8(ascii: "z") || word.count == 12)
    }

    /// Returns the code of a text that looks like a country: its name, or up to three letters.
    static func country(_ cell: [UInt8]) -> [UInt8]? {
        var word = fold(cell)
        if let country = find(word.span, countries) { return country }
        guard word.count >= 1 && word.count <= 3 && cell.count <= 3 && word[0] > UInt8(ascii: "9") else { return nil }
        for index in word.indices { word[index] &= 0xDF }
        return word
    }

    /// Returns the name of the list in a table that contains a word.
    @inline(never)
    static func find(_ word: Span<UInt8>, _ table: StaticString) -> [UInt8]? {
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

    /// Returns a heading in the form of the table.
    @inline(never)
    static func fold(_ heading: [UInt8]) -> [UInt8] {
        var word: [UInt8] = []
        for index in heading.indices {
            let byte = heading[index]
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): put(byte | 0x20, &word)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): put(byte, &word)
            // A heading that is only this sign means the number of the row.
            case UInt8(ascii: "#") where !word.isEmpty:
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
