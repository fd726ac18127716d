import Testing

@testable import MateoSandbox

struct QueryTests {
    private let imports = Resource.imports(failedInline: true)

    @Test("The items of a query are decoded")
    func itemsAreDecoded() {
        let items = QueryItem.list("a=in.(%22x%22,y)&b=1+2&c&d=%zz")
        #expect(items.map(\.name) == ["a", "b", "c", "d"])
        #expect(items.map(\.value) == ["in.(\"x\",y)", "1 2", "", "%zz"])
    }

    @Test("A poll becomes an SQL statement")
    func aPollBecomesAStatement() throws {
        let id = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
        let query = try Query(
            "select=id,total_count&id=in.(\(id))&order=created_at.desc&limit=7", of: imports)
        #expect(
            query.sql(of: imports) == "SELECT \"id\", \"total_count\" FROM import WHERE (\"id\" IN (?)) "
                + "ORDER BY \"created_at\" DESC LIMIT 7 OFFSET 0")
        #expect(query.filters.first?.operands == [.text(id)])
    }

    @Test("A read has 50 rows at most")
    func noReadHasMoreThan50Rows() throws {
        #expect(try Query("limit=1000", of: imports).limit == 50)
        #expect(try Query("", of: imports).limit == 50)
        #expect(try Query("", range: "10-19", of: imports).limit == 10)
        #expect(try Query("", range: "10-19", of: imports).offset == 10)
    }

    @Test("Values in quotes may have commas and quotes")
    func valuesInQuotes() throws {
        let query = try Query(#"reference_id=in.(a,%22b,c%22,%22d%5C%22%22)"#, of: imports)
        #expect(query.filters.first?.operands == [.text("a"), .text("b,c"), .text("d\"")])
    }

    @Test("Times are compared as numbers")
    func timesAreCompared() throws {
        let query = try Query("created_at=gte.1970-01-01T00:00:01Z", of: imports)
        #expect(query.filters.first?.operands == [.integer(1_000_000)])
    }

    @Test(
        "A query that the service does not know is refused",
        arguments: [
            ("select=nope", "42703"), ("nope=eq.1", "42703"), ("id=eq.7", "22P02"), ("id=in.()", "PGRST100"),
            ("id=7", "PGRST100"), ("id=in.(a", "PGRST100"), ("type=fts.x", "PGRST100"),
            ("total_count=eq.x", "22P02"),
            ("created_at=gte.yesterday", "22007"), ("created_at=gte.2026-01-01T00:00:00+00:00", "22007"),
            ("limit=x", "PGRST100"), ("order=id.up", "PGRST100"),
            ("select=id,conversation(subject)", "PGRST200"),
        ])
    func refused(_ text: String, _ code: String) {
        let error = #expect(throws: ServiceError.self) { try Query(text, of: imports) }
        #expect(error?.code == code)
        #expect(error?.status == 400)
    }

    @Test("The column failed exists only if failures are inline")
    func failedExistsInOneFormOnly() {
        #expect(throws: ServiceError.self) { try Query("select=failed", of: .imports(failedInline: false)) }
    }
}
