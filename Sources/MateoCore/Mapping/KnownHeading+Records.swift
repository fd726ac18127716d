/// Headings of deals and appointments.
extension KnownHeading {
    /// Fields in the form of the table of contacts. `deal` and `appointment` are their identifiers.
    private static let records: StaticString = """
        external_id:externalid,externeid;\
        deal:auftragsnr,auftragnr,auftragsid,auftrnr,orderid,ordernr,orderno,belegnr,belegid,angebotsnr,angebotnr,\
        angebotsid,vorgangsnr,vorgangnr,vorgangsid,dealid,dealnr,dealno,opportunityid,opportunitynr,opportunityno,\
        projektnr,vertragsnr,rechnungsnr,invoicenr,invoiceno,invoiceid,quotenr,quoteno,quoteid,docnum,docentry,\
        bestellnr,bestellid;\
        appointment:terminnr,terminid,appointmentid,appointmentnr,appointmentno,eventid,bookingid,bookingnr,bookingno,\
        buchungsnr,buchungsid,reservierungsnr,reservationid,besuchsnr;\
        contact_external_id:contactexternalid,primarycontactid,associatedcontactid,associatedcontactids,patientid;\
        start_time:starttime,start,startzeit,beginn,begin,von,startdatetime,startsat,startat,terminbeginn,anfang,from,\
        dtstart,terminstart,startdatum,startdate,startdateandtime;\
        end_time:endtime,end,ende,endzeit,bis,enddatetime,endsat,endat,terminende,to,dtend,enddatum,enddate;\
        cancelled_at:cancelledat,canceledat,abgesagtam,storniertam,cancelledon,stornodatum;\
        confirmed_at:confirmedat,bestaetigtam,confirmedon;\
        name:betreff,subject,titel,title,bezeichnung,terminname,appointmentname,summary;\
        description:description,beschreibung,notiz,notizen,notes,note,bemerkung,bemerkungen,kommentar;\
        key:status,typ,type,art,terminart,terminstatus,appointmenttype,appointmentstatus;
        """

    /// Returns what a heading means for records of a type; nil if it is unknown, and `none` for a field of contacts.
    static func meaning(of heading: [UInt8], _ type: RecordType) -> [UInt8]? {
        guard type != .contacts else { return field(of: heading) }
        let found = find(fold(heading).span, records)
        if let found {
            switch Mapping.place(of: found, in: "deal;appointment;external_id;contact_external_id;") {
            case 0: return Proposal.bytes(type == .deals ? "external_id" : "weak")
            case 1: return Proposal.bytes(type == .deals ? "weak" : "external_id")
            case 2, 3: return found
            default: return type == .deals ? Proposal.bytes("none") : found
            }
        }
        guard let field = field(of: heading) else { return nil }
        if field.equals("external_id") { return Proposal.bytes("contact_external_id") }
        return Proposal.bytes(field.equals("weak") && !isAccount(heading) ? "weak" : "none")
    }

    /// Returns whether a heading of a time is German.
    static func isGermanTime(_ heading: [UInt8]) -> Bool {
        contains(fold(heading), "beginn;anfang;zeit;ende;von;bis;datum;termin;am;")
    }
}
