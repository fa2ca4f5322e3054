//! The published fields that clauses and facts may fill, spelled as the official schemas spell them.

/// A published form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The essential data of public procurement (*données essentielles*).
    Decp,
    /// European notices, lot by lot.
    Eforms,
}

impl Format {
    /// The key in a base, and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Decp => "decp",
            Self::Eforms => "eforms",
        }
    }
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    pub format: Format,
    pub name: &'static str,
    /// How its values are held.
    pub holds: Holds,
}

/// How the values of a field are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    One,
    Many,
    /// In a list under a key of its own.
    Under(&'static str),
}

const fn decp(name: &'static str, holds: Holds) -> Field {
    Field { format: Format::Decp, name, holds }
}

const fn eforms(name: &'static str, holds: Holds) -> Field {
    Field { format: Format::Eforms, name, holds }
}

impl Field {
    pub const STRATEGIC: Self = eforms("BT-06", Holds::Many);
    pub const RESERVED: Self = eforms("BT-71", Holds::Many);
    pub const RESERVED_EXECUTION: Self = eforms("BT-736", Holds::One);
    pub const ACCESSIBILITY: Self = eforms("BT-754", Holds::One);
    pub const GREEN: Self = eforms("BT-774", Holds::Many);
    pub const SOCIAL: Self = eforms("BT-775", Holds::Many);
    pub const INNOVATION: Self = eforms("BT-776", Holds::Many);
    pub const GREEN_CRITERIA: Self = eforms("BT-805", Holds::Many);

    /// Every field, in the order written.
    pub const ALL: [Self; 16] = [
        decp("ccag", Holds::One),
        decp("considerationsEnvironnementales", Holds::Under("considerationEnvironnementale")),
        decp("considerationsSociales", Holds::Under("considerationSociale")),
        decp("modalitesExecution", Holds::Under("modaliteExecution")),
        decp("nature", Holds::One),
        decp("procedure", Holds::One),
        decp("techniques", Holds::Under("technique")),
        decp("typesPrix", Holds::Under("typePrix")),
        Self::STRATEGIC,
        Self::RESERVED,
        Self::RESERVED_EXECUTION,
        Self::ACCESSIBILITY,
        Self::GREEN,
        Self::SOCIAL,
        Self::INNOVATION,
        Self::GREEN_CRITERIA,
    ];

    #[must_use]
    pub fn named(format: Format, name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.format == format && field.name == name)
    }

    /// The fields of a form.
    pub fn of(format: Format) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |field| field.format == format)
    }
}
