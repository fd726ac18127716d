<?php
// Imports contacts into Hellomateo with PHP's own FFI: those of a CSV file, or its own arrays.
//
//     MATEO_API_KEY=... php examples/php/contacts.php [CONTACTS.csv]
//
// MATEO_JOURNAL is the journal (mateo.db). MATEO_URL and MATEO_LIBRARY name another service and another library.
// After a crash, start it again: it continues. Exit status: 0 all rows are in, 1 some are not, 2 an error, 3 paused.
declare(strict_types=1);

const CUSTOMERS = [ // the service refuses the last one: there is no such day
    ['external_id' => 'P-1', 'full_name' => 'Änne Großmann', 'email' => 'aenne@example.org', 'birthday' => '1958-07-04'],
    ['external_id' => 'P-2', 'full_name' => 'Weiß, Jörg', 'email' => 'joerg@example.org', 'birthday' => '1964-01-15'],
    ['external_id' => 'P-3', 'full_name' => 'Zoë Nowak', 'email' => 'zoe@example.org', 'birthday' => '1990-02-31'],
];

const CONTACTS = 1, RUNNING = 1, PAUSED = 3, COUNTS = 13; // of mateo/types.h, as MATEO_TYPE_CONTACTS

/** The functions of mateo.h that this import needs. */
define('C', FFI::cdef(<<<'C'
    const char *mateo_error_message(void *); void mateo_error_free(void *);
    int mateo_options_new(void **, void **); void mateo_options_free(void *);
    int mateo_options_set_api_key(void *, const char *, void **);
    int mateo_options_set_journal_path(void *, const char *, void **);
    int mateo_options_set_base_url(void *, const char *, void **);
    int mateo_client_open(void *, void **, void **); void mateo_client_close(void *);
    int mateo_import_open(void *, int, const char *, void **, void **); void mateo_import_close(void *);
    int mateo_record_new(void **, void **); void mateo_record_clear(void *); void mateo_record_free(void *);
    int mateo_record_set_text(void *, const char *, const char *, void **);
    int mateo_import_add_record(void *, void *, void **); int mateo_import_add_csv_file(void *, const char *, void **);
    int mateo_import_seal(void *, void **); int mateo_import_step(void *, int64_t, int *, void **);
    int mateo_import_counts(void *, int64_t *, size_t, void **);
    const char *mateo_count_name(int); const char *mateo_state_name(int);
    int mateo_import_failures(void *, void **, void **); void mateo_failures_free(void *);
    int mateo_failures_next(void *, int *, void **); int64_t mateo_failures_row(void *);
    const char *mateo_failures_external_id(void *); const char *mateo_failures_reason(void *);
    C, getenv('MATEO_LIBRARY') ?: 'libmateo.so.0'));

/** Calls mateo_FUNCTION, which returns a status and takes the address of an error last. Returns true, or throws. */
function call(string $function, mixed ...$arguments): bool
{
    $error = C->new('void *');
    if (C->{"mateo_$function"}(...[...$arguments, FFI::addr($error)]) !== 0) {
        $message = C->mateo_error_message($error);
        C->mateo_error_free($error);
        throw new RuntimeException($message);
    }
    return true;
}

/** Calls such a function, and returns its output: a handle, which mateo_FREE gets at the end. */
function open(string $free, string $function, mixed ...$arguments): FFI\CData
{
    $handle = C->new('void *');
    call($function, ...[...$arguments, FFI::addr($handle)]);
    register_shutdown_function(fn () => C->{"mateo_$free"}($handle));
    return $handle;
}

function open_client(): FFI\CData
{
    $options = open('options_free', 'options_new');
    call('options_set_api_key', $options, getenv('MATEO_API_KEY') ?: '');
    call('options_set_journal_path', $options, getenv('MATEO_JOURNAL') ?: 'mateo.db');
    getenv('MATEO_URL') && call('options_set_base_url', $options, getenv('MATEO_URL'));
    return open('client_close', 'client_open', $options);
}

function add_customers(FFI\CData $import): void
{
    $record = open('record_free', 'record_new');
    foreach (CUSTOMERS as $customer) {
        C->mateo_record_clear($record);
        foreach ($customer as $field => $value) {
            call('record_set_text', $record, $field, $value);
        }
        call('import_add_record', $import, $record);
    }
}

/** Prints the progress, and returns the counts by their names. */
function counts(FFI\CData $import): array
{
    call('import_counts', $import, $numbers = C->new('int64_t[13]'), COUNTS);
    foreach ($numbers as $what => $number) {
        $counts[C->mateo_count_name($what)] = $number;
    }
    fwrite(STDERR, "$counts[succeeded] of $counts[total] succeeded, $counts[failed] failed\n");
    return $counts;
}

[$state, $found] = [C->new('int'), C->new('int')];
try {
    // README: php
    $client = open_client();
    // A later start finds the import by its name.
    $import = open('import_close', 'import_open', $client, CONTACTS, $argv[1] ?? 'customers of contacts.php');
    isset($argv[1]) ? call('import_add_csv_file', $import, $argv[1]) : add_customers($import);
    call('import_seal', $import); // from here on it survives crashes and restarts
    do {
        call('import_step', $import, 500, FFI::addr($state));
        $counts = counts($import);
    } while ($state->cdata === RUNNING);
    $failures = open('failures_free', 'import_failures', $import);
    while (call('failures_next', $failures, FFI::addr($found)) && $found->cdata) {
        [$id, $message] = [C->mateo_failures_external_id($failures), C->mateo_failures_reason($failures)];
        printf("row %d (%s): %s\n", C->mateo_failures_row($failures), $id, $message);
    }
    // README: end
    foreach ($counts as $what => $number) {
        printf("%-16s%8d\n", $what, $number);
    }
    echo 'state: ', C->mateo_state_name($state->cdata), "\n";
    $done = $counts['succeeded'] + $counts['superseded'] + $counts['unchanged'];
    exit($state->cdata === PAUSED ? 3 : ($done === $counts['total'] ? 0 : 1));
} catch (RuntimeException $problem) {
    fwrite(STDERR, "contacts: {$problem->getMessage()}\n");
    exit(2);
}
