//! Packs the shipped base: each file's text as it is, and the tree of its TOML, so that no command has to parse it again.

use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

#[path = "src/table/node.rs"]
#[allow(dead_code, reason = "the library reads the tree")]
mod node;
#[path = "src/table/packed.rs"]
#[allow(dead_code, reason = "the library unpacks")]
mod packed;

const FOLDERS: [&str; 2] = ["rules", "clause_templates"];

fn main() -> Result<(), Box<dyn Error>> {
    for source in ["build.rs", "src/table/node.rs", "src/table/packed.rs"] {
        println!("cargo::rerun-if-changed={source}");
    }
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={folder}");
        walk(&root, folder, &mut files)?;
    }
    files.sort();
    let (mut list, mut packed) = (String::from("&[\n"), Vec::new());
    for name in files {
        let path =
            root.join(&name).into_os_string().into_string().map_err(|_| "chemin illisible")?;
        let text = fs::read_to_string(&path)?;
        let start = packed.len();
        pack(&text, &mut packed);
        writeln!(list, "    ({name:?}, include_str!({path:?}), {start}..{}),", packed.len())?;
    }
    list.push_str("]\n");
    fs::write(out.join("base.rs"), list)?;
    fs::write(out.join("base.bin"), packed)?;
    Ok(())
}

/// The TOML of a file: the whole, or the head of a clause. A faulty one is left to the program, which says what is wrong with it.
fn pack(text: &str, packed: &mut Vec<u8>) {
    let Some((offset, toml)) = node::toml_of(text) else { return };
    let (root, errors) = DeTable::parse_recoverable(toml);
    if errors.is_empty() {
        packed::pack(&node::Node::of(root, offset), text, packed);
    }
}

/// Every `.toml` and `.md` file below a folder, by its path from the root with `/` between folders.
fn walk(root: &Path, folder: &str, files: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(root, &name, files)?;
        } else if matches!(
            Path::new(&name).extension().and_then(OsStr::to_str),
            Some("toml" | "md")
        ) {
            files.push(name);
        }
    }
    Ok(())
}
