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
    void mateo_record_free(void *); int mateo_record_set_text(void *, char *, char *, void **);
    int mateo_import_seal(void *, void **); int mateo_import_step(void *, long long, int *, void **);
    int mateo_import_counts(void *, long long *, size_t, void **); char *mateo_count_name(int);
    char *mateo_state_name(int); int mateo_import_failures(void *, void **, void **);
    void mateo_failures_free(void *); int mateo_failures_next(void *, int *, void **);
    long long mateo_failures_row(void *); char *mateo_failures_external_id(void *);
    char *mateo_failures_message(void *);
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

  # Gives the block a handle, and frees it after the block.
  def self.with(function, *arguments, free:)
    handle = get(function, *arguments)
    yield handle
  ensure
    public_send("mateo_#{free}", handle)
  end

  def self.counts(import)
    numbers = ([0].pack('q') * COUNTS.size).tap { |out| call(:import_counts, import, out, COUNTS.size) }
    COUNTS.zip(numbers.unpack('q*')).to_h
  end
end

def add(import, customer)
  Mateo.with(:record_new, free: :record_free) do |record|
    customer.each { |field, value| Mateo.call(:record_set_text, record, field.to_s, value) }
    Mateo.call(:import_add_record, import, record)
  end
end

# Runs an import in steps of half a second, so that Ruby notices Ctrl-C. Returns the state at the end.
def run(import)
  loop do
    state = Mateo.mateo_state_name(Mateo.get(:import_step, import, 500, as: 'l')).to_s
    warn format('%<succeeded>d of %<total>d succeeded, %<failed>d failed', Mateo.counts(import))
    return state unless state == 'running'
  end
end

def print_failures(failures)
  until Mateo.get(:failures_next, failures, as: 'l').zero?
    print 'row ', Mateo.mateo_failures_row(failures), ' (', Mateo.text(:failures_external_id, failures), '): '
    puts Mateo.text(:failures_message, failures)
  end
end

# Imports the file, or the customers, and returns the exit status.
def import_contacts(import, path)
  path ? Mateo.call(:import_add_csv_file, import, path) : CUSTOMERS.each { |customer| add(import, customer) }
  Mateo.call(:import_seal, import) # from here on it survives crashes and restarts
  state = run(import)
  counts = Mateo.counts(import)
  counts.each { |what, number| puts format('%-16s%8d', what, number) }
  puts "state: #{state}"
  Mateo.with(:import_failures, import, free: :failures_free) { |failures| print_failures(failures) }
  done = counts.values_at(:succeeded, :superseded, :unchanged).sum
  return 3 if state == 'paused'
  done == counts[:total] ? 0 : 1
end

def main(path)
  Mateo.with(:options_new, free: :options_free) do |options|
    Mateo.call(:options_set_api_key, options, ENV.fetch('MATEO_API_KEY', ''))
    Mateo.call(:options_set_journal_path, options, ENV.fetch('MATEO_JOURNAL', 'mateo.db'))
    Mateo.call(:options_set_base_url, options, ENV['MATEO_URL']) if ENV['MATEO_URL']
    Mateo.with(:client_open, options, free: :client_close) do |client|
      name = path || 'customers of contacts.rb' # by which a later start finds the import
      Mateo.with(:import_open, client, 1, name, free: :import_close) { |import| import_contacts(import, path) }
    end
  end
rescue Mateo::Error => e
  warn "contacts: #{e.message}"
  2
end

exit main(ARGV.first)
