//! The order Word wants among the children of an element: a short list of our own, for what we write.

const P_PR: &str = "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs \
    suppressAutoHyphens spacing ind contextualSpacing mirrorIndents jc outlineLvl rPr sectPr";
const R_PR: &str = "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u effect \
    bdr shd vertAlign lang";
const SDT_PR: &str = "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex docPartObj text checkbox";
const TBL_PR: &str =
    "tblStyle tblpPr tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook";
const TC_PR: &str = "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign";
const TR_PR: &str = "cantSplit tblHeader";
const LVL: &str = "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr";
const ABSTRACT_NUM: &str = "nsid multiLevelType tmpl name styleLink numStyleLink lvl";
const NUMBERING: &str = "abstractNum num";
const STYLE: &str = "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr trPr tcPr tblStylePr";
const TBL: &str = "tblPr tblGrid tr";
const SDT: &str = "sdtPr sdtEndPr sdtContent";
const SECT_PR: &str = "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType \
    pgNumType cols vAlign titlePg docGrid";
const SETTINGS: &str = "zoom mirrorMargins bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop defaultTabStop \
    autoHyphenation consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps evenAndOddHeaders characterSpacingControl compat \
    themeFontLang clrSchemeMapping decimalSymbol listSeparator";

/// The children allowed in an element, in order; `None` when we hold no list for it.
pub fn of(name: &str) -> Option<Vec<&'static str>> {
    let list = match name {
        "pPr" => P_PR,
        "rPr" => R_PR,
        "sdtPr" => SDT_PR,
        "tblPr" => TBL_PR,
        "tcPr" => TC_PR,
        "trPr" => TR_PR,
        "lvl" => LVL,
        "abstractNum" => ABSTRACT_NUM,
        "numbering" => NUMBERING,
        "style" => STYLE,
        "tbl" => TBL,
        "sdt" => SDT,
        "sectPr" => SECT_PR,
        "settings" => SETTINGS,
        _ => return None,
    };
    Some(list.split_whitespace().collect())
}
