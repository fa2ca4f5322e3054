//! Why a clause text does not render, in French: the engine's own words are English.

use std::error::Error as _;
use std::fmt;

use minijinja::{Error, ErrorKind};

/// What is wrong, and what to do where the code's own remedy would not fit.
pub(super) struct Fault {
    pub message: String,
    pub help: Option<&'static str>,
}

/// Marks an error of ours, already in French.
#[derive(Debug)]
struct Own;

impl fmt::Display for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refusé")
    }
}

impl std::error::Error for Own {}

/// An error of a filter or a function of ours.
pub(super) fn refused(message: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.to_owned()).with_source(Own)
}

const FILTERS: &str =
    "filtres possibles : pourcentage, euros_ht, heures, mois, jours, nombre, texte, date";
const ALONE: &str =
    "écrire le passage ici : un texte de clause se lit seul ; `renvoi` mène à un autre article";
const LOGIC: &str = "un texte n’a que `if` et `for` sur ses variables, et leurs filtres : le calcul se fait dans la règle";
const SHORT: &str = "écrire le texte en entier : une clause tient en quelques paragraphes";
const SYNTAX: &str =
    "vérifier `{{ … }}`, `{% … %}` et les guillemets ; tout `if` et tout `for` se ferment";

pub(super) fn in_french(error: &Error) -> Fault {
    let detail = error.detail().unwrap_or_default();
    if error.source().is_some_and(<dyn std::error::Error>::is::<Own>) {
        return Fault { message: detail.to_owned(), help: None };
    }
    let has = |words: &[&str]| words.iter().any(|word| detail.contains(word));
    let (message, help) = match error.kind() {
        ErrorKind::UndefinedError => (
            "une variable n’est pas déclarée".to_owned(),
            Some("la déclarer dans l’en-tête par `[[variable]]`, ou corriger son nom"),
        ),
        ErrorKind::UnknownFilter => (with_name("filtre inconnu", detail), Some(FILTERS)),
        ErrorKind::UnknownFunction => (
            with_name("fonction inconnue", detail),
            Some("fonctions possibles : renvoi, article_ccag, retenue, champ, case"),
        ),
        ErrorKind::UnknownTest | ErrorKind::UnknownMethod => {
            ("ce test ou cette méthode n’existe pas".into(), Some(LOGIC))
        }
        ErrorKind::MissingArgument => {
            ("il manque un argument à un filtre ou à une fonction".into(), None)
        }
        ErrorKind::TooManyArguments => {
            ("un filtre ou une fonction a un argument de trop".into(), None)
        }
        ErrorKind::TemplateNotFound | ErrorKind::BadInclude => {
            ("un autre texte est appelé (`include`, `import` ou `extends`)".into(), Some(ALONE))
        }
        ErrorKind::OutOfFuel => ("le texte n’en finit pas".into(), Some(SHORT)),
        ErrorKind::SyntaxError if has(&["recursion"]) => {
            ("l’écriture est trop imbriquée".into(), Some(LOGIC))
        }
        ErrorKind::SyntaxError => (format!("écriture incorrecte{}", token(detail)), Some(SYNTAX)),
        _ if has(&["extend", "inheritance", "super", "block"]) => {
            ("un autre texte est appelé (`include`, `import` ou `extends`)".into(), Some(ALONE))
        }
        _ if has(&["recursion", "recurse"]) => {
            ("le texte s’appelle lui-même sans fin".into(), Some(LOGIC))
        }
        _ if has(&["too many elements", "too large"]) => {
            ("une répétition compte trop d’éléments".into(), Some(SHORT))
        }
        _ if has(&["not iterable", "iterate"]) => {
            ("`for` ne parcourt pas une variable : elle n’a qu’une valeur".into(), Some(LOGIC))
        }
        _ => ("cette opération n’a pas de sens dans un texte de clause".into(), Some(LOGIC)),
    };
    Fault { message, help }
}

/// « filtre inconnu : `x` », of « filter x is unknown » or « x is unknown ».
fn with_name(message: &str, detail: &str) -> String {
    let name = detail.strip_suffix(" is unknown").and_then(|rest| rest.rsplit(' ').next());
    name.map_or_else(|| message.to_owned(), |name| format!("{message} : `{name}`"))
}

/// « , `)` inattendu », of « unexpected `)`, expected … »; nothing when the engine names no sign.
fn token(detail: &str) -> String {
    let rest = detail.strip_prefix("unexpected ").unwrap_or_default();
    let found = rest.split(',').next().unwrap_or_default();
    if found.starts_with('`') && found.len() > 2 {
        return format!(" : {found} inattendu");
    }
    match found {
        "end of input" => " : le texte finit trop tôt".into(),
        "end of block" => " : `%}` arrive trop tôt".into(),
        "end of variable block" => " : `}}` arrive trop tôt".into(),
        _ => String::new(),
    }
}
