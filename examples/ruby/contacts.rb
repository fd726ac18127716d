# Imports contacts into Hellomateo with Ruby's own Fiddle: those of a CSV file, or its own hashes.
#
#     MATEO_API_KEY=... ruby examples/ruby/contacts.rb [CONTACTS.csv]
#
# MATEO_JOURNAL is the journal (mateo.db). MATEO_URL and MATEO_LIBRARY name another service and another library.
# After a crash, start it again: it continues. Exit status: 0 all rows are in, 1 some are not, 2 an error, 3 the day's
# quota is used up.
require 'fiddle/import'

CUSTOMERS = [
  { external_id: 'R-1', full_name: 'Änne Großmann', email: 'aenne@example.org', newsletter: 'accepted' },
  { external_id: 'R-2', full_name: 'Weiß, Jörg', email: 'joerg@example.org', birthday: '1964-01-15' },
  { external_id: 'R-3', full_name: 'Zoë Nowak', email: 'zoe@example.org', birthday: '1990-02-31' } # no such day
].freeze
CONTACTS, RUNNING, PAUSED = 1, 1, 3 # of mateo/types.h, as MATEO_TYPE_CONTACTS

# The functions of mateo.h that this import needs.
module Mateo
  extend Fiddle::Importer
  dlload ENV.fetch('MATEO_LIBRARY', 'libmateo.so.0')
  <<~C.split(';').map(&:strip).reject(&:empty?).each { |prototype| extern prototype }
    char *mateo_error_message(void *); void mateo_error_free(void *); int mateo_options_new(void **, void **);
    void mateo_options_free(void *); int mateo_options_set_api_key(void *, char *, void **);
    int mateo_options_set_journal_path(void *, char *, void **);
    int mateo_options_set_base_url(void *, char *, void **); int mateo_client_open(void *, void **, void **);
    void mateo_client_close(void *); int mateo_import_open(void *, int, char *, void **, void **);
    void mateo_import_close(void *); int mateo_import_add_csv_file(void *, char *, void **);
    int mateo_import_add_record(void *, void *, void **); int mateo_record_new(void **, void **);
    void mateo_record_clear(void *); void mateo_record_free(void *);
    int mateo_record_set_text(void *, char *, char *, void **);
    int mateo_import_seal(void *, void **); int mateo_import_step(void *, long long, int *, void **);
    int mateo_import_counts(void *, long long *, size_t, void **); char *mateo_count_name(int);
    char *mateo_state_name(int); int mateo_import_failures(void *, void **, void **);
    void mateo_failures_free(void *); int mateo_failures_next(void *, int *, void **);
    long long mateo_failures_row(void *); char *mateo_failures_external_id(void *);
    char *mateo_failures_reason(void *);
  C
  COUNTS = (0...13).map { |what| mateo_count_name(what).to_s.to_sym }
  Error = Class.new(StandardError)
  def self.text(function, handle) = public_send("mateo_#{function}", handle).to_s.force_encoding(Encoding::UTF_8)

  # Calls a function that returns a status. It takes the address of an error last.
  def self.call(function, *arguments)
    error = [0].pack('J')
    return if public_send("mateo_#{function}", *arguments, error).zero?
    handle = error.unpack1('J')
    raise Error, text(:error_message, handle)
  ensure
    mateo_error_free(handle)
  end

  # Calls such a function, and returns its output: a handle, or what the directive of Array#pack says.
  def self.get(function, *arguments, as: 'J') = [0].pack(as).tap { |out| call(function, *arguments, out) }.unpack1(as)

  # Calls such a function for a handle, which is freed at the end of the program.
  def self.open(free, function, *arguments)
    get(function, *arguments).tap { |handle| at_exit { public_send("mateo_#{free}", handle) } }
  end

  # Prints the progress, and returns the counts by their names.
  def self.counts(import)
    numbers = ([0].pack('q') * COUNTS.size).tap { |out| call(:import_counts, import, out, COUNTS.size) }
    counts = COUNTS.zip(numbers.unpack('q*')).to_h
    warn format('%<succeeded>d of %<total>d succeeded, %<failed>d failed', counts)
    counts
  end
end

def open_client
  options = Mateo.open(:options_free, :options_new)
  Mateo.call(:options_set_api_key, options, ENV.fetch('MATEO_API_KEY', ''))
  Mateo.call(:options_set_journal_path, options, ENV.fetch('MATEO_JOURNAL', 'mateo.db'))
  Mateo.call(:options_set_base_url, options, ENV['MATEO_URL']) if ENV['MATEO_URL']
  Mateo.open(:client_close, :client_open, options)
end

def add_customers(import)
  record = Mateo.open(:record_free, :record_new)
  CUSTOMERS.each do |customer|
    Mateo.mateo_record_clear(record)
    customer.each { |field, value| Mateo.call(:record_set_text, record, field.to_s, value) }
    Mateo.call(:import_add_record, import, record)
  end
end

# Imports the file, or the customers, and returns the exit status.
def import_contacts(path)
  state, counts = RUNNING, {}
  # README: ruby
  client = open_client
  name = path || 'customers of contacts.rb' # by which a later start finds the import
  import = Mateo.open(:import_close, :import_open, client, CONTACTS, name)
  path ? Mateo.call(:import_add_csv_file, import, path) : add_customers(import)
  Mateo.call(:import_seal, import) # from here on it survives crashes and restarts
  while state == RUNNING # in steps of half a second
    state = Mateo.get(:import_step, import, 500, as: 'l')
    counts = Mateo.counts(import)
  end
  failures = Mateo.open(:failures_free, :import_failures, import)
  while Mateo.get(:failures_next, failures, as: 'l') == 1
    print 'row ', Mateo.mateo_failures_row(failures), ' (', Mateo.text(:failures_external_id, failures), '): '
    puts Mateo.text(:failures_reason, failures)
  end
  # README: end
  counts.each { |what, number| puts format('%-16s%8d', what, number) }
  puts "state: #{Mateo.text(:state_name, state)}"
  return 3 if state == PAUSED
  counts.values_at(:succeeded, :superseded, :unchanged).sum == counts[:total] ? 0 : 1
end

begin
  exit import_contacts(ARGV.first)
rescue Mateo::Error => e
  warn "contacts: #{e.message}"
  exit 2
end
