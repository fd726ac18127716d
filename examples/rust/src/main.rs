//! Imports contacts into Hellomateo: those of a CSV file, or those of its own table.
//!
//!     cargo build --offline
//!     MATEO_API_KEY=... target/debug/contacts [CONTACTS.csv]
//!
//! MATEO_JOURNAL is the journal (mateo.db). MATEO_URL names another service.
//! After a crash, start it again: it continues. Exit status: 0 all rows are in, 1 some are not, 2 an error, 3 the
//! day's quota is used up.
mod ffi;
mod mateo;

use mateo::Client;
use std::collections::BTreeMap;
use std::env;
use std::process::ExitCode;

const FIELDS: [&str; 4] = ["external_id", "full_name", "email", "birthday"];
const CUSTOMERS: [[&str; 4]; 3] = [
    ["S-1", "Änne Großmann", "aenne@example.org", "1958-07-04"],
    ["S-2", "Weiß, Jörg", "joerg@example.org", "1964-01-15"],
    ["S-3", "Zoë Nowak", "zoe@example.org", "1990-02-31"], // the service refuses it: there is no such day
];

fn import_contacts(path: Option<&str>) -> Result<u8, String> {
    let key = env::var("MATEO_API_KEY").unwrap_or_default();
    let journal = env::var("MATEO_JOURNAL").unwrap_or_else(|_| "mateo.db".into());
    let url = env::var("MATEO_URL").ok();
    let (mut state, mut counts) = (String::from("running"), BTreeMap::new());
    // README: rust
    let client = Client::open(&key, &journal, url.as_deref())?;
    let import = client.contacts(path.unwrap_or("customers of main.rs"))?; // a later start finds it by this name
    match path {
        Some(path) => import.add_csv_file(path)?,
        None => CUSTOMERS.iter().try_for_each(|customer| import.add(FIELDS.into_iter().zip(*customer)))?,
    }
    import.seal()?; // from here on it survives crashes and restarts
    while state == "running" {
        state = import.step()?; // works for half a second
        counts = import.counts()?;
        eprintln!("{} of {} succeeded, {} failed", counts["succeeded"], counts["total"], counts["failed"]);
    }
    import.failures(|row, id, message| println!("row {row} ({id}): {message}"))?;
    // README: end
    for (name, number) in &counts {
        println!("{name:16}{number:8}");
    }
    println!("state: {state}");
    let done = counts["succeeded"] + counts["superseded"] + counts["unchanged"];
    Ok(match state.as_str() {
        "paused" => 3,
        _ if done == counts["total"] => 0,
        _ => 1,
    })
}

fn main() -> ExitCode {
    match import_contacts(env::args().nth(1).as_deref()) {
        Ok(status) => status.into(),
        Err(message) => {
            eprintln!("contacts: {message}");
            2.into()
        }
    }
}
