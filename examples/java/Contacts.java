import com.sun.jna.*;
import com.sun.jna.ptr.*;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.stream.Stream;

/**
 * Imports contacts into Hellomateo with JNA: those of a CSV file, or those of its own list.
 *
 *     MATEO_API_KEY=... java -cp /usr/share/java/jna.jar examples/java/Contacts.java [CONTACTS.csv]
 *
 * MATEO_JOURNAL is the journal (mateo.db). MATEO_URL and MATEO_LIBRARY name another service and another library.
 * After a crash, start it again: it continues. Exit status: 0 all rows are in, 1 some are not, 2 an error, 3 the
 * day's quota is used up.
 */
public final class Contacts {
    static final List<String> FIELDS = List.of("external_id", "full_name", "email", "birthday");
    static final List<List<String>> CUSTOMERS = List.of(
        List.of("J-1", "Änne Großmann", "aenne@example.org", "1958-07-04"),
        List.of("J-2", "Weiß, Jörg", "joerg@example.org", "1964-01-15"),
        List.of("J-3", "Zoë Nowak", "zoe@example.org", "1990-02-31")); // the service refuses it: there is no such day
    static final Map<String, String> ENV = System.getenv();
    static final NativeLibrary LIBRARY = NativeLibrary.getInstance(ENV.getOrDefault("MATEO_LIBRARY", "libmateo.so.0"));
    static final int CONTACTS = 1, RUNNING = 1, PAUSED = 3; // of mateo/types.h, as the places of the counts
    static final int TOTAL = 0, SUCCEEDED = 3, FAILED = 4, SUPERSEDED = 6, UNCHANGED = 7, COUNTS = 13;
    static final Deque<Runnable> CLOSING = new ArrayDeque<>();

    /** Finds a function of mateo.h. JNA passes a long as int64_t and an int as int32_t. */
    static Function function(String name) {
        return LIBRARY.getFunction("mateo_" + name, Function.C_CONVENTION, "UTF-8");
    }

    static String text(String name, Object argument) {
        return function(name).invokeString(new Object[] {argument}, false);
    }

    static Object[] append(Object[] arguments, Object last) {
        return Stream.concat(Arrays.stream(arguments), Stream.of(last)).toArray();
    }

    /** Calls a function that returns a status and takes the address of an error last. */
    static void call(String name, Object... arguments) {
        var error = new PointerByReference();
        if (function(name).invokeInt(append(arguments, error)) == 0) return;
        var message = text("error_message", error.getValue());
        function("error_free").invokeVoid(new Object[] {error.getValue()});
        throw new IllegalStateException(message);
    }

    /** Calls such a function, and returns its output: a number. */
    static int number(String name, Object... arguments) {
        var number = new IntByReference();
        call(name, append(arguments, number));
        return number.getValue();
    }

    /** Calls such a function, and returns its output: a handle, which the function FREE gets at the end. */
    static Pointer open(String free, String name, Object... arguments) {
        var handle = new PointerByReference();
        call(name, append(arguments, handle));
        CLOSING.push(() -> function(free).invokeVoid(new Object[] {handle.getValue()}));
        return handle.getValue();
    }

    static Pointer openClient() {
        var options = open("options_free", "options_new");
        call("options_set_api_key", options, ENV.getOrDefault("MATEO_API_KEY", ""));
        call("options_set_journal_path", options, ENV.getOrDefault("MATEO_JOURNAL", "mateo.db"));
        call("options_set_base_url", options, ENV.getOrDefault("MATEO_URL", "https://integration.getmateo.com/api/v1"));
        return open("client_close", "client_open", options);
    }

    static void addCustomers(Pointer job) {
        var record = open("record_free", "record_new");
        for (var customer : CUSTOMERS) {
            function("record_clear").invokeVoid(new Object[] {record});
            for (int at = 0; at < FIELDS.size(); at++) call("record_set_text", record, FIELDS.get(at), customer.get(at));
            call("import_add_record", job, record);
        }
    }

    /** Imports the file, or the customers. Returns the exit status. */
    static int importContacts(String path, PrintStream out) {
        int state;
        var counts = new long[COUNTS];
        // README: java
        var name = path != null ? path : "customers of Contacts.java"; // by which a later start finds the import
        var job = open("import_close", "import_open", openClient(), CONTACTS, name);
        if (path == null) addCustomers(job); else call("import_add_csv_file", job, path);
        call("import_seal", job); // from here on it survives crashes and restarts
        do {
            state = number("import_step", job, 500L); // works for half a second
            call("import_counts", job, counts, (long) COUNTS);
            System.err.printf("%d of %d succeeded, %d failed%n", counts[SUCCEEDED], counts[TOTAL], counts[FAILED]);
        } while (state == RUNNING);
        var failures = open("failures_free", "import_failures", job);
        while (number("failures_next", failures) == 1) {
            long row = function("failures_row").invokeLong(new Object[] {failures});
            out.printf("row %d (%s): %s%n", row, text("failures_external_id", failures), text("failures_reason", failures));
        }
        // README: end
        for (int what = 0; what < COUNTS; what++) out.printf("%-16s%8d%n", text("count_name", what), counts[what]);
        out.println("state: " + text("state_name", state));
        if (state == PAUSED) return 3;
        return counts[SUCCEEDED] + counts[SUPERSEDED] + counts[UNCHANGED] == counts[TOTAL] ? 0 : 1;
    }

    public static void main(String[] arguments) {
        int status = 2;
        try (var out = new PrintStream(System.out, true, StandardCharsets.UTF_8)) {
            status = importContacts(arguments.length > 0 ? arguments[0] : null, out);
        } catch (IllegalStateException error) {
            System.err.println("contacts: " + error.getMessage());
        }
        CLOSING.forEach(Runnable::run);
        System.exit(status);
    }
}
