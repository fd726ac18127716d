/// Headings that programs write, and the fields that people mean by them.
///
/// Headings are compared without case, blanks and signs; umlauts count as two letters, and numbers of things as `nr`.
enum KnownHeading {
    /// A field, a colon, its headings with commas between, and a semicolon. `first`, `last` and `house` are parts of a
    /// field, and `phone` may be one.
    private static let table: StaticString = """
        external_id:externalid,externeid,kundennr,kdnr,kundenid,kundennrn,kundenkennung,kunnr,debitor,debitornr,debitorennr,\
        debitorenkonto,debitorenkontonr,kontaktnr,kontaktid,adressnr,adressennr,adrnr,mitgliedsnr,mitgliedernr,patientennr,\
        patientnr,patientenid,patnr,personennr,personenid,partnernr,geschaeftspartner,geschaeftspartnernr,customerid,\
        customernr,customerno,custno,custid,clientid,clientnr,clientno,contactid,contactnr,contactno,memberid,membernr,\
        accountid,accountnr,accountno,personid,partnerid,kundennummerextern,kundencode,customercode,id,\
        idkunde,kundeid,nr;\
        email:email,emailadresse,mail,mailadresse,emailaddress,emailadr,emailaddr,epost,emailkontakt;\
        sms:sms,mobil,mobiltel,mobiltelefon,mobilnr,mobiltelefonnr,mobilfunk,mobilfunknr,mobilruf,handy,handynr,mobile,\
        mobilephone,mobilenr,mobileno,mobilephonenr,cell,cellphone,cellphonenr,telefonmobil,telmobil,telefonmobilnr,\
        phonemobile,mobiltel1,mobil1,mobil2,handy1,handy2,mobilprivat,smsnr;\
        phone:telefon,tel,telefonnr,telnr,tel1,tel2,telefon1,telefon2,phone,phonenr,phoneno,telephone,telephonenr,fon;\
        whatsapp:whatsapp,whatsappnr,whatsappnrn;\
        full_name:fullname,name,kundenname,vollername,vollerkundenname,customername,contactname,kontaktname,vorundnachname,\
        vornamenachname,vornameundnachname,namevollstaendig,namekomplett,name1,anzeigename;\
        first:vorname,vornamen,firstname,givenname,forename,rufname,fname;\
        last:nachname,lastname,surname,familyname,familienname,zuname,lname;\
        salutation:anrede,salutation;\
        birthday:geburtsdatum,gebdatum,geburtstag,gebdat,gebtag,geburtsdat,geburtsdt,birthday,birthdate,dateofbirth,dob,\
        geboren,geborenam,gebam,gdatum;\
        address_line1:strasse,str,street,strassehausnr,strasseundhausnr,strassenr,strassehnr,strasseuhausnr,adresse,\
        anschrift,address,addressline1,address1,street1,streetaddress,streetname,adresszeile1,adresse1,strasse1,postanschrift;\
        house:hausnr,hnr,hsnr,housenr,houseno,streetnr;\
        address_line2:adresszusatz,addressline2,address2,adresszeile2,adresse2,street2,strasse2,anschriftenzusatz;\
        zipcode:plz,postleitzahl,zip,zipcode,postcode,postalcode,plzstr;\
        city:ort,stadt,city,wohnort,town,ortsname,cityname;\
        country:land,country,laenderkennzeichen,laenderkz,landkz,lkz,laendercode,landcode,countrycode,countryiso,staat;\
        instagram:instagram;facebook:facebook;
        """
    /// What a heading of a consent has in it.
    private static let consents: StaticString =
        "newsletter;einwillig;optin;consent;werbe;werbung;dsgvo;gdpr;marketing;mailing;"

    /// The field that people mean by a heading; nil when it is not known.
    @inline(never)
    @_optimize(size)
    static func field(of heading: [UInt8]) -> [UInt8]? {
        let text = table.bytes
        let word = fold(heading)
        var (field, colon, start) = (0, 0, 0)
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: ":"):
                colon = index
                start = index + 1
            case UInt8(ascii: ","), UInt8(ascii: ";"):
                if text.extracting(start..<index).equals(word.span) {
                    return text.extracting(field..<colon).withUnsafeBufferPointer { Array($0) }
                }
                start = index + 1
                if text[index] == UInt8(ascii: ";") { field = index + 1 }
            default: break
            }
        }
        return nil
    }

    /// Whether a column is about consent.
    @inline(never)
    @_optimize(size)
    static func isConsent(_ heading: [UInt8]) -> Bool {
        let (text, word) = (consents.bytes, fold(heading))
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

    /// A heading as the table has it.
    @inline(never)
    @_optimize(size)
    private static func fold(_ heading: [UInt8]) -> [UInt8] {
        var word: [UInt8] = []
        for index in heading.indices {
            let byte = heading[index]
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): put(byte | 0x20, &word)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): put(byte, &word)
            case 0x80...0xBF where index > 0 && heading[index - 1] == 0xC3:
                // Capitals are 32 below the small letters but for the sharp s.
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
            // A number of something.
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
