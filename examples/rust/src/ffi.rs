//! The functions of mateo.h that an import of contacts needs.
use std::ffi::c_void;
use std::os::raw::c_char;

pub type Handle = *mut c_void;
pub type Text = *const c_char;

#[link(name = "mateo")]
extern "C" {
    pub fn mateo_error_message(error: Handle) -> Text;
    pub fn mateo_error_free(error: Handle);
    pub fn mateo_options_new(out: *mut Handle, error: *mut Handle) -> i32;
    pub fn mateo_options_set_api_key(options: Handle, key: Text, error: *mut Handle) -> i32;
    pub fn mateo_options_set_journal_path(options: Handle, path: Text, error: *mut Handle) -> i32;
    pub fn mateo_options_set_base_url(options: Handle, url: Text, error: *mut Handle) -> i32;
    pub fn mateo_options_free(options: Handle);
    pub fn mateo_client_open(options: Handle, out: *mut Handle, error: *mut Handle) -> i32;
    pub fn mateo_client_close(client: Handle);
    pub fn mateo_import_open(client: Handle, kind: i32, name: Text, out: *mut Handle, error: *mut Handle) -> i32;
    pub fn mateo_import_add_csv_file(import: Handle, path: Text, error: *mut Handle) -> i32;
    pub fn mateo_record_new(out: *mut Handle, error: *mut Handle) -> i32;
    pub fn mateo_record_set_text(record: Handle, name: Text, value: Text, error: *mut Handle) -> i32;
    pub fn mateo_record_free(record: Handle);
    pub fn mateo_import_add_record(import: Handle, record: Handle, error: *mut Handle) -> i32;
    pub fn mateo_import_seal(import: Handle, error: *mut Handle) -> i32;
    pub fn mateo_import_step(import: Handle, timeout_ms: i64, state: *mut i32, error: *mut Handle) -> i32;
    pub fn mateo_import_counts(import: Handle, counts: *mut i64, length: usize, error: *mut Handle) -> i32;
    pub fn mateo_import_failures(import: Handle, out: *mut Handle, error: *mut Handle) -> i32;
    pub fn mateo_import_close(import: Handle);
    pub fn mateo_count_name(what: i32) -> Text;
    pub fn mateo_state_name(state: i32) -> Text;
    pub fn mateo_failures_next(failures: Handle, found: *mut i32, error: *mut Handle) -> i32;
    pub fn mateo_failures_row(failures: Handle) -> i64;
    pub fn mateo_failures_external_id(failures: Handle) -> Text;
    pub fn mateo_failures_reason(failures: Handle) -> Text;
    pub fn mateo_failures_free(failures: Handle);
}
