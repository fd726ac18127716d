# Imports contacts into Hellomateo with FFI::Platypus: those of a CSV file, or its own hashes.
#
#     MATEO_API_KEY=... perl examples/perl/contacts.pl [CONTACTS.csv]
#
# MATEO_JOURNAL is the journal (mateo.db). MATEO_URL and MATEO_LIBRARY name another service and another library.
# After a crash, start it again: it continues. Exit status: 0 all rows are in, 1 some are not, 2 an error, 3 the
# day's quota is used up.
use v5.36;
use utf8;
use Encode qw(encode_utf8);
use FFI::Platypus 2.00;

my @customers = (
    { external_id => 'E-1', full_name => 'Änne Großmann', email => 'aenne@example.org', birthday => '1958-07-04' },
    { external_id => 'E-2', full_name => 'Weiß, Jörg', email => 'joerg@example.org', birthday => '1964-01-15' },
    { external_id => 'E-3', full_name => 'Zoë Nowak', email => 'zoe@example.org', birthday => '1990-02-31' },    # no such day
);
use constant { CONTACTS => 1, RUNNING => 1, PAUSED => 3, COUNTS => 13 };    # of mateo/types.h

# The functions of mateo.h that this import needs. A string is UTF-8 in bytes, on its way in and out.
my $ffi = FFI::Platypus->new(api => 2, lib => $ENV{MATEO_LIBRARY} // 'libmateo.so.0');
# These return a status and take the address of an error last. In Perl they die with its message.
my %checked = (
    options_new              => ['opaque*'],
    options_set_api_key      => ['opaque', 'string'],
    options_set_journal_path => ['opaque', 'string'],
    options_set_base_url     => ['opaque', 'string'],
    client_open              => ['opaque', 'opaque*'],
    import_open              => ['opaque', 'sint32', 'string', 'opaque*'],
    import_add_csv_file      => ['opaque', 'string'],
    record_new               => ['opaque*'],
    record_set_text          => ['opaque', 'string', 'string'],
    import_add_record        => ['opaque', 'opaque'],
    import_seal              => ['opaque'],
    import_step              => ['opaque', 'sint64', 'sint32*'],
    import_counts            => ['opaque', 'sint64[' . COUNTS . ']', 'size_t'],
    import_failures          => ['opaque', 'opaque*'],
    failures_next            => ['opaque', 'sint32*'],
);
for my $name (keys %checked) {
    $ffi->attach(["mateo_$name" => $name], [@{ $checked{$name} }, 'opaque*'] => 'sint32', sub ($function, @arguments) {
        return if $function->(@arguments, \my $error) == 0;
        my $message = error_message($error);
        error_free($error);
        die "$message\n";
    });
}
my @frees = qw(error_free options_free client_close import_close record_clear record_free failures_free);
$ffi->attach(["mateo_$_" => $_], ['opaque'] => 'void') for @frees;
$ffi->attach(["mateo_$_" => $_], ['opaque'] => 'string') for qw(error_message failures_external_id failures_reason);
$ffi->attach(["mateo_$_" => $_], ['sint32'] => 'string') for qw(count_name state_name);
$ffi->attach([mateo_failures_row => 'failures_row'], ['opaque'] => 'sint64');

# Calls a function whose last output is a handle. Returns the handle, which is freed at the end of the program.
my @ends;
sub opened ($free, $function, @arguments) {
    $function->(@arguments, \my $handle);
    unshift @ends, sub { $free->($handle) };
    return $handle;
}
END { $_->() for @ends }

sub open_client () {
    my $options = opened(\&options_free, \&options_new);
    options_set_api_key($options, $ENV{MATEO_API_KEY} // '');
    options_set_journal_path($options, $ENV{MATEO_JOURNAL} // 'mateo.db');
    options_set_base_url($options, $ENV{MATEO_URL}) if $ENV{MATEO_URL};
    return opened(\&client_close, \&client_open, $options);
}

sub add_customers ($import) {
    my $record = opened(\&record_free, \&record_new);
    for my $customer (@customers) {
        record_clear($record);
        record_set_text($record, $_, encode_utf8 $customer->{$_}) for sort keys %$customer;    # each time in one order
        import_add_record($import, $record);
    }
}

# Prints the progress, and returns the counts by their names.
sub counts ($import) {
    my @numbers = (0) x COUNTS;
    import_counts($import, \@numbers, COUNTS);
    my %counts = map { count_name($_) => $numbers[$_] } 0 .. COUNTS - 1;
    print STDERR "$counts{succeeded} of $counts{total} succeeded, $counts{failed} failed\n";
    return %counts;
}

sub main ($path = undef) {
    my ($state, $found, %counts);
    # README: perl
    my $client = open_client();
    my $name   = $path // 'customers of contacts.pl';    # by which a later start finds the import
    my $import = opened(\&import_close, \&import_open, $client, CONTACTS, $name);
    if (defined $path) { import_add_csv_file($import, $path) } else { add_customers($import) }
    import_seal($import);                                # from here on it survives crashes and restarts
    do {
        import_step($import, 500, \$state);              # works for half a second
        %counts = counts($import);
    } while $state == RUNNING;
    my $failures = opened(\&failures_free, \&import_failures, $import);
    while (failures_next($failures, \$found), $found) {
        printf "row %d (%s): %s\n", failures_row($failures), failures_external_id($failures), failures_reason($failures);
    }
    # README: end
    printf "%-16s%8d\n", $_, $counts{$_} for map { count_name($_) } 0 .. COUNTS - 1;
    printf "state: %s\n", state_name($state);
    return 3 if $state == PAUSED;
    return $counts{succeeded} + $counts{superseded} + $counts{unchanged} == $counts{total} ? 0 : 1;
}

my $status = eval { main(@ARGV) };
print STDERR "contacts: $@" unless defined $status;
exit($status // 2);
