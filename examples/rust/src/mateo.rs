//! A safe module over libmateo. Dropping a value frees its handle.
use crate::ffi::*;
use std::ffi::{CStr, CString};
use std::ptr::null_mut;

/// The library's message about a failed call.
#[derive(Debug)]
pub struct Error(pub String);

/// A handle, and the function that frees it.
struct Owned(Handle, Free);
type Free = unsafe extern "C" fn(Handle);

impl Drop for Owned {
    fn drop(&mut self) {
        unsafe { (self.1)(self.0) }
    }
}

/// Copies a text of the library, which is UTF-8 and never NULL.
fn copy(text: Text) -> String {
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

fn c_text(text: &str) -> Result<CString, Error> {
    CString::new(text).map_err(|error| Error(error.to_string()))
}

/// Calls a function that returns a status and takes the address of an error.
fn call(function: impl FnOnce(*mut Handle) -> i32) -> Result<(), Error> {
    let mut error = Owned(null_mut(), mateo_error_free);
    match function(&mut error.0) {
        0 => Ok(()),
        _ => Err(Error(copy(unsafe { mateo_error_message(error.0) }))),
    }
}

/// Calls such a function that gives a handle.
fn open(free: Free, function: impl FnOnce(*mut Handle, *mut Handle) -> i32) -> Result<Owned, Error> {
    let mut owned = Owned(null_mut(), free);
    call(|error| function(&mut owned.0, error)).map(|()| owned)
}

pub struct Client(Owned);

impl Client {
    pub fn open(key: &str, journal: &str, url: Option<&str>) -> Result<Client, Error> {
        let options = open(mateo_options_free, |out, error| unsafe { mateo_options_new(out, error) })?;
        let (key, journal) = (c_text(key)?, c_text(journal)?);
        call(|error| unsafe { mateo_options_set_api_key(options.0, key.as_ptr(), error) })?;
        call(|error| unsafe { mateo_options_set_journal_path(options.0, journal.as_ptr(), error) })?;
        if let Some(url) = url {
            let url = c_text(url)?;
            call(|error| unsafe { mateo_options_set_base_url(options.0, url.as_ptr(), error) })?;
        }
        open(mateo_client_close, |out, error| unsafe { mateo_client_open(options.0, out, error) }).map(Client)
    }

    /// Opens the import of contacts that has a name.
    pub fn contacts(&self, name: &str) -> Result<Import, Error> {
        let name = c_text(name)?;
        let function = |out, error| unsafe { mateo_import_open(self.0 .0, 1, name.as_ptr(), out, error) };
        open(mateo_import_close, function).map(Import)
    }
}

pub struct Import(Owned);

impl Import {
    pub fn add_csv_file(&self, path: &str) -> Result<(), Error> {
        let path = c_text(path)?;
        call(|error| unsafe { mateo_import_add_csv_file(self.0 .0, path.as_ptr(), error) })
    }

    pub fn add<'a>(&self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), Error> {
        let record = open(mateo_record_free, |out, error| unsafe { mateo_record_new(out, error) })?;
        for (name, value) in fields {
            let (name, value) = (c_text(name)?, c_text(value)?);
            call(|error| unsafe { mateo_record_set_text(record.0, name.as_ptr(), value.as_ptr(), error) })?;
        }
        call(|error| unsafe { mateo_import_add_record(self.0 .0, record.0, error) })
    }

    pub fn seal(&self) -> Result<(), Error> {
        call(|error| unsafe { mateo_import_seal(self.0 .0, error) })
    }

    /// Works on the import for half a second. Returns its state, such as "running".
    pub fn step(&self) -> Result<String, Error> {
        let mut state = 0;
        call(|error| unsafe { mateo_import_step(self.0 .0, 500, &mut state, error) })?;
        Ok(copy(unsafe { mateo_state_name(state) }))
    }

    /// Returns the counts with their names, such as "total".
    pub fn counts(&self) -> Result<Vec<(String, i64)>, Error> {
        let mut counts = [0; 13];
        call(|error| unsafe { mateo_import_counts(self.0 .0, counts.as_mut_ptr(), counts.len(), error) })?;
        Ok((0..).map(|what| copy(unsafe { mateo_count_name(what) })).zip(counts).collect())
    }

    /// Calls a function with the row, the external id and the message of each failure.
    pub fn failures(&self, mut each: impl FnMut(i64, String, String)) -> Result<(), Error> {
        let cursor = open(mateo_failures_free, |out, error| unsafe { mateo_import_failures(self.0 .0, out, error) })?;
        let mut found = 0;
        loop {
            call(|error| unsafe { mateo_failures_next(cursor.0, &mut found, error) })?;
            if found == 0 {
                return Ok(());
            }
            let row = unsafe { mateo_failures_row(cursor.0) };
            each(
                row,
                copy(unsafe { mateo_failures_external_id(cursor.0) }),
                copy(unsafe { mateo_failures_message(cursor.0) }),
            );
        }
    }
}
