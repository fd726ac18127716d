-- Imports contacts into Hellomateo with LuaJIT's ffi: those of a CSV file, or its own tables.
--
--     MATEO_API_KEY=... luajit examples/lua/contacts.lua [CONTACTS.csv]
--
-- MATEO_JOURNAL is the journal (mateo.db). MATEO_URL and MATEO_LIBRARY name another service and another library.
-- After a crash, start it again: it continues. Exit status: 0 all rows are in, 1 some are not, 2 an error, 3 the
-- day's quota is used up.
local ffi = require("ffi")

local fields = { "external_id", "full_name", "email", "birthday" }
local customers = {
  { "L-1", "Änne Großmann", "aenne@example.org", "1958-07-04" },
  { "L-2", "Weiß, Jörg", "joerg@example.org", "1964-01-15" },
  { "L-3", "Zoë Nowak", "zoe@example.org", "1990-02-31" }, -- the service refuses it: there is no such day
}

-- The functions of mateo.h that this import needs.
ffi.cdef [[
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
]]
local C = ffi.load(os.getenv("MATEO_LIBRARY") or "libmateo.so.0")
local CONTACTS, RUNNING, PAUSED, COUNTS = 1, 1, 3, 13 -- of mateo/types.h, as MATEO_TYPE_CONTACTS

-- Calls mateo_NAME, which returns a status and takes the address of an error last.
local function call(name, ...)
  local problem, arguments = ffi.new("void *[1]"), { ... }
  arguments[#arguments + 1] = problem
  if C["mateo_" .. name](unpack(arguments)) == 0 then return end
  local message = ffi.string(C.mateo_error_message(problem[0]))
  C.mateo_error_free(problem[0])
  error(message, 0)
end

-- Calls such a function, and returns its output: a number, or a handle.
local function get(ctype, name, ...)
  local out, arguments = ffi.new(ctype .. "[1]"), { ... }
  arguments[#arguments + 1] = out
  call(name, unpack(arguments))
  return out[0]
end

-- Calls a function whose output is a handle that the garbage collector frees with mateo_FREE.
local function open(free, name, ...) return ffi.gc(get("void *", name, ...), C["mateo_" .. free]) end

local function open_client()
  local options = open("options_free", "options_new")
  call("options_set_api_key", options, os.getenv("MATEO_API_KEY") or "")
  call("options_set_journal_path", options, os.getenv("MATEO_JOURNAL") or "mateo.db")
  if os.getenv("MATEO_URL") then call("options_set_base_url", options, os.getenv("MATEO_URL")) end
  return open("client_close", "client_open", options)
end

local function add_customers(import)
  local record = open("record_free", "record_new")
  for _, customer in ipairs(customers) do
    C.mateo_record_clear(record)
    for column, value in ipairs(customer) do call("record_set_text", record, fields[column], value) end
    call("import_add_record", import, record)
  end
end

-- Prints the progress, and returns the counts by their names.
local function count(import)
  local numbers, counts = ffi.new("int64_t[?]", COUNTS), {}
  call("import_counts", import, numbers, COUNTS)
  for what = 0, COUNTS - 1 do counts[ffi.string(C.mateo_count_name(what))] = tonumber(numbers[what]) end
  io.stderr:write(("%d of %d succeeded, %d failed\n"):format(counts.succeeded, counts.total, counts.failed))
  return counts
end

local function main(path)
  local state, counts
  -- README: lua
  local client = open_client()
  -- A later start finds the import by its name.
  local import = open("import_close", "import_open", client, CONTACTS, path or "customers of contacts.lua")
  if path then call("import_add_csv_file", import, path) else add_customers(import) end
  call("import_seal", import) -- from here on it survives crashes and restarts
  repeat
    state = get("int", "import_step", import, 500) -- works for half a second
    counts = count(import)
  until state ~= RUNNING
  local failures = open("failures_free", "import_failures", import)
  while get("int", "failures_next", failures) == 1 do
    local id, message = C.mateo_failures_external_id(failures), C.mateo_failures_reason(failures)
    print(("row %d (%s): %s"):format(tonumber(C.mateo_failures_row(failures)), ffi.string(id), ffi.string(message)))
  end
  -- README: end
  for what = 0, COUNTS - 1 do
    local name = ffi.string(C.mateo_count_name(what))
    print(("%-16s%8d"):format(name, counts[name]))
  end
  print("state: " .. ffi.string(C.mateo_state_name(state)))
  if state == PAUSED then return 3 end
  return counts.succeeded + counts.superseded + counts.unchanged == counts.total and 0 or 1
end

local ok, status = pcall(main, arg[1])
if not ok then
  io.stderr:write("contacts: ", status, "\n")
  status = 2
end
os.exit(status, true) -- true: closes what is open
