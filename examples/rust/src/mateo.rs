//! A safe module over libmateo. Dropping a value frees its handle. An error is the library's message.
use crate::ffi::*;
use std::collections::BTreeMap;
use std::ffi::{CStr, CString};
use std::ptr::null_mut;

type Result<T> = std::result::Result<T, String>;

/// A handle, and the function that frees it.
struct Owned(Handle, unsafe extern "C" fn(Handle));

impl Drop for Owned {
    fn drop(&mut self) {
        unsafe { (self.1)(self.0) }
    }
}

/// Copies a text of the library, which is UTF-8 and never NULL.
fn copy(text: Text) -> String {
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

fn c_text(text: &str) -> Result<CString> {
    CString::new(text).map_err(|error| error.to_string())
}

/// Calls a function that returns a status and takes the address of an error.
fn call(function: impl FnOnce(*mut Handle) -> i32) -> Result<()> {
    let mut error = Owned(null_mut(), mateo_error_free);
    match function(&mut error.0) {
        0 => Ok(()),
        _ => Err(copy(unsafe { mateo_error_message(error.0) })),
    }
}

/// Calls such a function that gives a handle.
fn open(free: unsafe extern "C" fn(Handle), function: impl FnOnce(*mut Handle, *mut Handle) -> i32) -> Result<Owned> {
    let mut owned = Owned(null_mut(), free);
    call(|error| function(&mut owned.0, error)).map(|()| owned)
}

/// Calls such a function that takes a text.
fn give(function: unsafe extern "C" fn(Handle, Text, *mut Handle) -> i32, owned: &Owned, text: &str) -> Result<()> {
    let text = c_text(text)?;
    call(|error| unsafe { function(owned.0, text.as_ptr(), error) })
}

pub struct Client(Owned);
pub struct Import(Owned);

impl Client {
    pub fn open(key: &str, journal: &str, url: Option<&str>) -> Result<Client> {
        let options = open(mateo_options_free, |out, error| unsafe { mateo_options_new(out, error) })?;
        give(mateo_options_set_api_key, &options, key)?;
        give(mateo_options_set_journal_path, &options, journal)?;
        url.map_or(Ok(()), |url| give(mateo_options_set_base_url, &options, url))?;
        open(mateo_client_close, |out, error| unsafe { mateo_client_open(options.0, out, error) }).map(Client)
    }

    /// Opens the import of contacts that has a name.
    pub fn contacts(&self, name: &str) -> Result<Import> {
        let name = c_text(name)?;
        let function = |out, error| unsafe { mateo_import_open(self.0 .0, 1, name.as_ptr(), out, error) };
        open(mateo_import_close, function).map(Import)
    }
}

impl Import {
    pub fn add_csv_file(&self, path: &str) -> Result<()> {
        give(mateo_import_add_csv_file, &self.0, path)
    }

    pub fn add<'a>(&self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<()> {
        let record = open(mateo_record_free, |out, error| unsafe { mateo_record_new(out, error) })?;
        for (name, value) in fields {
            let (name, value) = (c_text(name)?, c_text(value)?);
            call(|error| unsafe { mateo_record_set_text(record.0, name.as_ptr(), value.as_ptr(), error) })?;
        }
        call(|error| unsafe { mateo_import_add_record(self.0 .0, record.0, error) })
    }

    pub fn seal(&self) -> Result<()> {
        call(|error| unsafe { mateo_import_seal(self.0 .0, error) })
    }

    /// Works on the import for half a second. Returns its state, such as "running".
    pub fn step(&self) -> Result<String> {
        let mut state = 0;
        call(|error| unsafe { mateo_import_step(self.0 .0, 500, &mut state, error) })?;
        Ok(copy(unsafe { mateo_state_name(state) }))
    }

    /// Returns the counts by their names, such as "total".
    pub fn counts(&self) -> Result<BTreeMap<String, i64>> {
        let mut counts = [0; 13];
        call(|error| unsafe { mateo_import_counts(self.0 .0, counts.as_mut_ptr(), counts.len(), error) })?;
        Ok((0..).map(|what| copy(unsafe { mateo_count_name(what) })).zip(counts).collect())
    }

    /// Calls a function with the row, the external id and the message of each failure.
    pub fn failures(&self, mut each: impl FnMut(i64, String, String)) -> Result<()> {
        let cursor = open(mateo_failures_free, |out, error| unsafe { mateo_import_failures(self.0 .0, out, error) })?;
        let mut found = 1;
        loop {
            call(|error| unsafe { mateo_failures_next(cursor.0, &mut found, error) })?;
            if found == 0 {
                return Ok(());
            }
            let row = unsafe { mateo_failures_row(cursor.0) };
            let id = copy(unsafe { mateo_failures_external_id(cursor.0) });
            each(row, id, copy(unsafe { mateo_failures_reason(cursor.0) }));
        }
    }
}
