//! Addresses of links, as a page may hold them.

/// Legal in an address only when encoded; as they are, they would end a Markdown link.
const ENCODED: [(char, &str); 9] = [
    (' ', "%20"),
    ('(', "%28"),
    (')', "%29"),
    ('<', "%3C"),
    ('>', "%3E"),
    ('"', "%22"),
    ('\\', "%5C"),
    ('`', "%60"),
    ('|', "%7C"),
];

/// The address of a link as it may stand in a page, or `None` for what is not a web or mail address.
///
/// A rule base is a file like another: a `javascript:` address in it must not become something to click.
pub(crate) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let is_known = ["https://", "http://", "mailto:"].iter().any(|scheme| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if !is_known || url.chars().any(char::is_control) {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match ENCODED.iter().find(|(plain, _)| *plain == c) {
            Some((_, encoded)) => out.push_str(encoded),
            None => out.push(c),
        }
    }
    Some(out)
}
