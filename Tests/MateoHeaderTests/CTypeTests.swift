import Testing

@testable import MateoHeader

@Suite struct CTypeTests {
    private let types = DeclaredTypes(
        names: ["mateo_status", "mateo_client", "mateo_error"], callbacks: ["mateo_log"])

    @Test(
        "A Swift type is spelled as C does",
        arguments: [
            ("UInt", "size_t"), ("Int32", "int32_t"), ("Int64", "int64_t"), ("Double", "double"),
            ("mateo_status", "mateo_status"),
            ("mateo_log?", "mateo_log"),
            ("UnsafePointer<CChar>?", "const char *"),
            ("UnsafePointer<UInt8>?", "const uint8_t *"),
            ("UnsafeRawPointer?", "const void *"),
            ("UnsafeMutableRawPointer?", "void *"),
            ("UnsafeMutablePointer<UInt>?", "size_t *"),
            ("UnsafePointer<mateo_client>?", "const mateo_client *"),
            ("UnsafeMutablePointer<mateo_client>?", "mateo_client *"),
            ("UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>?>?", "mateo_error **"),
            ("UnsafeMutablePointer<UnsafePointer<CChar>?>?", "const char **"),
            ("UnsafePointer<UnsafePointer<CChar>?>?", "const char *const *"),
            ("UnsafeMutablePointer<UnsafeRawPointer?>?", "const void **"),
        ])
    func isSpelledAsCDoes(swift: String, c: String) throws {
        let type = try CType(swift: swift, types: types)
        #expect(type.spelling == c)
        #expect(!type.trustsNull)
    }

    @Test(
        "A pointer that is not optional is undefined for NULL",
        arguments: [
            "UnsafePointer<CChar>", "UnsafeRawPointer", "mateo_log",
            "UnsafeMutablePointer<UnsafeMutablePointer<mateo_error>>?",
        ])
    func noticesWhereNullWouldBeUndefined(swift: String) throws {
        #expect(try CType(swift: swift, types: types).trustsNull)
    }

    @Test(
        "A type that C does not know is refused",
        arguments: [
            "Int", "Bool", "String", "Int32?", "OpaquePointer?", "mateo_nothing", "UnsafePointer<Int>?",
            "UnsafeMutablePointer<mateo_nothing>?", "UnsafePointer<CChar", "",
        ])
    func refusesWhatCDoesNotKnow(swift: String) {
        #expect(throws: Problem.self) { try CType(swift: swift, types: types) }
    }

    @Test("The message says which type to use instead") func saysWhatToUseInstead() {
        #expect(throws: Problem("Int has no C type (UInt is size_t, Int64 is int64_t)")) {
            try CType(swift: "Int", types: types)
        }
    }

    @Test("The name stands directly behind the star") func putsTheNameBehindTheStar() {
        #expect(CType(spelling: "const char *").declaring("text") == "const char *text")
        #expect(CType(spelling: "size_t").declaring("length") == "size_t length")
    }

    @Test("The types are found in the hand-written header") func findsTheTypesInTheHandWrittenHeader() {
        let types = DeclaredTypes(
            header: """
                /* Not a type: mateo_open. */
                typedef struct mateo_client { void *reserved; } mateo_client;
                typedef int32_t mateo_status;
                typedef void (*mateo_log)(void *context, const char *message);
                #define MATEO_OK ((mateo_status)0)
                """)
        #expect(
            types
                == DeclaredTypes(
                    names: ["mateo_client", "mateo_status", "mateo_log"], callbacks: ["mateo_log"]))
    }
}
