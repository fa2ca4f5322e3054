//! Every diagnostic code: its name, its one-line description, what to do about it, and its page (`pages/<code>.md`).

macro_rules! codes {
    ($($variant:ident $id:literal $summary:literal $remedy:literal)*) => {
        /// What a diagnostic is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every code, by name.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in messages: `seuil-inconnu`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// One line on what it says.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* }
            }

            /// Why it matters, what to avoid and what to write instead, in Markdown.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("pages/", $id, ".md")),)* }
            }

            /// What to do next.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)* }
            }
        }
    };
}

codes! {
    AdaptationInterdite "adaptation-interdite" "Une politique abaisse ou restreint une obligation légale." "Une politique peut adapter une règle ou en ajouter ; ce que la loi impose ne s’abaisse pas. Retirer l’adaptation."
    AdaptationSansEffet "adaptation-sans-effet" "Une politique adapte une règle ou donne une valeur, et rien ne change." "Écrire ce que l’adaptation change, corriger le nom de la variable, ou la retirer."
    AdaptationSansFondement "adaptation-sans-fondement" "Une politique rend obligatoire une règle qu’aucune référence confirmée n’impose." "Baisser le niveau à `objectif` ou `recommande`, ou donner à la règle sa référence."
    AdresseInvalide "adresse-invalide" "Une référence confirmée n’a pas d’adresse, ou une référence a une adresse qui ne s’ouvre pas." "Écrire `url` avec l’adresse du texte officiel."
    ArticleCcagInconnu "article-ccag-inconnu" "Une clause nomme un CCAG ou un article qui n’est pas dans ccag.toml." "Vérifier le numéro dans le CCAG, puis l’ajouter à ccag.toml."
    BandesDisjointes "bandes-disjointes" "Deux règles qui se partagent des montants ou des dates laissent un trou à leur jointure, ou s’y recouvrent." "Compter la borne d’un seul côté ; finir une version le jour où l’autre commence."
    BlocInconnu "bloc-inconnu" "Un texte de clause a un bloc qui ne correspond à aucune pièce." "Blocs possibles : cctp, ccap, rc, ae, cadre_reponse, avis, conditions."
    BlocSansPlace "bloc-sans-place" "Un bloc de texte n’a pas de place au plan de sa pièce, ou une place n’a pas de bloc." "Compléter `place` avec un article du plan (clause_templates/plans), ou retirer le bloc."
    CaractereTrompeur "caractere-trompeur" "Un caractère ne se voit pas, change le sens de lecture, ou ressemble à un autre." "Le retirer, ou retaper le mot au clavier."
    ChiffreSansSource "chiffre-sans-source" "Un chiffre est écrit en dur dans le texte d’une clause, sans que rien ne le soutienne." "En faire une variable, un paramètre de règle ou une valeur datée ; ou citer dans `sources` le texte qui le donne."
    ClauseIncomplete "clause-incomplete" "Une clause n’a pas tout ce qu’un juriste attend." "Ajouter ce qui manque : preuve, contrôle, pénalité ou raison de son absence."
    ClauseInconnue "clause-inconnue" "Une clause de ce nom n’existe pas dans la base." "Vérifier le nom avec `clausier recommander`, qui liste les clauses de l’achat."
    ClauseOrpheline "clause-orpheline" "Aucune règle ne recommande la clause, et aucune clause recommandée ne l’exige." "Écrire la règle qui l’appelle, ou l’ajouter à `exige` d’une clause qui en a besoin, ou la retirer."
    CleInconnue "cle-inconnue" "Une clé n’existe pas à cet endroit." "Corriger son orthographe ou la retirer ; une clé inconnue n’est jamais ignorée."
    CleManquante "cle-manquante" "Une clé nécessaire n’est pas là." "L’ajouter ; des exemples : `clausier nouvelle` pour une fiche, docs/ecrire-une-regle.md pour une base."
    ComparaisonImpossible "comparaison-impossible" "Une condition compare un fait à une valeur d’un autre type." "Comparer un montant à un montant, un taux à un taux, un nombre à un nombre ; chercher des mots dans un texte."
    ControlePerime "controle-perime" "Une clause ou une référence n’a pas été contrôlée depuis plus de douze mois." "La relire à sa source, puis écrire le jour dans `controle_le`."
    CpvInvalide "cpv-invalide" "Un code CPV n’existe pas ou sa clé est fausse." "Chercher le bon code : clausier cpv <mots de l’objet>."
    CycleDeDeductions "cycle-de-deductions" "Des déductions s’attendent l’une l’autre." "Rompre le cycle : un fait ne peut dépendre, même de loin, de lui-même."
    DateInvalide "date-invalide" "Une date est impossible, ambiguë ou mal écrite." "Écrire une date du calendrier, sans guillemets, année-mois-jour : 2027-01-15."
    DispenseInconnue "dispense-inconnue" "Une dispense ne fait pas partie de la liste fermée de l’obligation." "Choisir l’un des cas ouverts par la loi, affichés par `clausier recommander`."
    DoublonId "doublon-id" "Un identifiant sert deux fois." "Renommer l’un des deux ; un identifiant ne désigne qu’une chose, pour toujours."
    EnumerationOuverte "enumeration-ouverte" "Une liste d’un contrat finit par « etc. » ou par des points de suspension." "Dire la liste entière, ou ce qui fait qu’une chose en est."
    EspaceEnTrop "espace-en-trop" "Un texte a deux espaces de suite." "N’en garder qu’une."
    ExempleFaux "exemple-faux" "Un exemple de règle ne donne pas le résultat annoncé." "Corriger la règle ou l’exemple."
    ExempleManquant "exemple-manquant" "Une règle n’a pas les exemples qui montrent ses bornes." "Ajouter un exemple de chaque côté : à la borne et à un centime, la veille et le jour de l’entrée en vigueur."
    MotifRegexInvalide "expression-invalide" "Une expression rationnelle ne se lit pas." "Corriger l’expression ; elle porte sur un texte sans accents, en minuscules."
    ExpressionNonPliee "expression-non-pliee" "Un motif cherche une majuscule, un accent ou une apostrophe dans un texte qui n’en a pas." "L’écrire en minuscules sans accents, une espace entre les mots."
    ExpressionSansEffet "expression-sans-effet" "Un motif ou un mot trouve tout, ou ne trouve rien." "Le corriger, ou montrer par un exemple l’objet qu’il vise."
    ExigeeJamaisLa "exigee-jamais-la" "Une clause en exige une autre qu’aucun achat ne reçoit avec elle." "Lever l’incompatibilité qui la met de côté, ou ne plus l’exiger."
    FaitInconnu "fait-inconnu" "Un fait n’est pas déclaré dans faits.toml." "Corriger son nom, ou le déclarer avec son type et sa question."
    FaitMalPlace "fait-mal-place" "Un fait est dit ou testé là où il n’a pas de sens." "Un fait de lot se dit dans [lots.faits], un fait de marché dans [faits]."
    FichierIgnore "fichier-ignore" "Un fichier d’une base est un lien, ou n’est pas un fichier ordinaire." "Le remplacer par une copie : une base ne suit pas les liens."
    FondementEchu "fondement-echu" "Ce qui est obligatoire n’a pas de référence confirmée en vigueur sur toute sa durée." "Finir la règle (`en_vigueur`) avec sa référence, ou citer celle qui suit."
    FondementInconnu "fondement-inconnu" "Une référence juridique n’est pas déclarée dans fondements.toml." "Corriger son identifiant, ou déclarer la référence avec ses dates et sa source."
    FondementManquant "fondement-manquant" "Une règle n’a ni fondement ni source, ou ce qui est obligatoire n’a pas de fondement." "Ajouter la référence en vigueur qui la soutient, ou baisser le niveau."
    FondementNonConfirme "fondement-non-confirme" "Ce qui est obligatoire ne s’appuie sur aucune référence confirmée." "Lire le texte à sa source, puis écrire `confirme = true` ; ou baisser le niveau."
    FondementSansRegle "fondement-sans-regle" "Une référence juridique ne porte ni règle, ni obligation, ni valeur, et ne dit pas pourquoi." "L’ajouter aux `fondements` d’une règle, ou écrire `sans_regle` avec la raison."
    FormuleInvalide "formule-invalide" "Une formule ne se calcule pas." "Opérations admises : + - * / et parenthèses, sur des faits, des variables, des seuils et des nombres."
    GabaritInvalide "gabarit-invalide" "Le texte d’une clause ne peut pas être mis en page." "Corriger l’expression signalée ; les variables s’impriment par un filtre : {{ taux|pourcentage }}."
    GuillemetsMalFermes "guillemets-mal-fermes" "Un guillemet n’a pas son pendant." "Ouvrir par « et fermer par », dans le même paragraphe."
    HorsLimites "hors-limites" "Une base dépasse ce que les vérifications comparent en un temps borné." "Réunir les règles qui disent la même chose (`un_de`), raccourcir la liste, ou la remplacer par une famille d’achat."
    IdReutilise "id-reutilise" "Un ancien identifiant désigne autre chose." "Donner à la nouvelle règle un identifiant qui n’a jamais servi."
    ImposeesContraires "imposees-contraires" "Deux clauses incompatibles sont toutes deux obligatoires pour un même achat." "Restreindre l’une des règles, ou lever l’incompatibilité : l’une des deux serait mise de côté alors que la loi l’impose."
    LabelSansEquivalent "label-sans-equivalent" "Un label est nommé sans que l’équivalent soit admis." "Ajouter « ou équivalent » et les moyens de preuve admis (CCP, art. R. 2111-12 à R. 2111-17)."
    LotsIncoherents "lots-incoherents" "Les lots ne s’accordent pas entre eux ou avec le total." "Un numéro par lot ; la somme des lots ne dépasse pas le montant du marché."
    MarqueCitee "marque-citee" "Une clause nomme une marque." "Décrire la performance ou la fonction attendue (CCP, art. R. 2111-7)."
    MontantInvalide "montant-invalide" "Un montant n’est pas un nombre positif d’euros hors taxe." "Écrire le nombre seul : 1_850_000 ou 24_999.99."
    MotifManquant "motif-manquant" "Une décision d’écarter ou une dispense n’a pas de motif." "Ajouter `motif = \"…\"` : il s’imprime dans la note justificative."
    MoyenSansCarte "moyen-sans-carte" "Un moyen de la politique n’a pas de carte pour l’un de ses leviers." "Écrire la carte et la citer dans `clauses`, ou dire pourquoi dans `refus`."
    ParametreMalType "parametre-mal-type" "Une valeur n’est pas du type de la variable qu’elle remplit." "Donner un taux à un taux, un montant à un montant, un nombre à un nombre ; accorder `arrondi` au type de la variable."
    NiveauxSansPreseance "niveaux-sans-preseance" "Deux règles visent exactement les mêmes achats pour une même clause, à deux niveaux." "N’en garder qu’une : seul le plus haut niveau compte."
    PenaliteSansMontant "penalite-sans-montant" "Une pénalité n’a ni montant, ni taux, ni place où l’écrire." "Déclarer une variable de type `montant` ou `taux` et la citer dans `[[penalite]]`."
    PlaceInconnue "place-inconnue" "Une place n’existe pas au plan de la pièce." "Choisir un article de clause_templates/plans."
    PolitiqueDEntreprise "politique-d-entreprise" "Une clause porte sur l’entreprise tout entière, non sur le marché." "Demander ce qui est fait pour l’exécution du marché (CCP, art. L. 2112-3 et R. 2152-7)."
    PolitiqueInconnue "politique-inconnue" "La politique d’achat nommée n’est pas dans la base." "Corriger son identifiant, la retirer, ou donner son dossier avec --avec."
    PolitiqueToucheAuDroit "politique-touche-au-droit" "Une politique remplace les plafonds ou les articles d’un CCAG, pour tous les achats." "Faire relire ce fichier par un juriste, ou le retirer."
    PreferenceDeLieu "preference-de-lieu" "Une clause préfère un lieu ou une distance." "Retirer le lieu ; dire ce qui compte vraiment : délai d’intervention, fraîcheur, nombre d’intermédiaires, mode de transport."
    PrefixeEnDouble "prefixe-en-double" "Un début de code CPV est de deux familles." "Le laisser à l’une, ou l’allonger dans l’autre : le plus long l’emporte."
    QuestionManquante "question-manquante" "Une règle teste un fait que rien ne demande ni ne déduit." "Écrire sa `question` dans faits.toml, ou une déduction sans condition."
    PreuveNonTranchee "preuve-non-tranchee" "Le prouveur n’a pas pu dire si une règle peut s’appliquer." "Écrire un exemple `applicable` : le moteur l’évalue."
    ReferenceCroisee "reference-croisee" "Un élément de la base en désigne un autre qui n’existe pas." "Corriger l’identifiant désigné."
    RelueSansSignature "relue-sans-signature" "Une clause se dit relue sans qu’aucune signature ne le dise." "Écrire `statut = \"brouillon\"`, ou signer la relecture : clausier revue signer CLAUSE --par … --motif …"
    RevuePerimee "revue-perimee" "Une carte a changé depuis qu’elle a été signée." "La faire relire et signer de nouveau : clausier revue signer CLAUSE --par … --motif …"
    SeuilEnDur "seuil-en-dur" "Un seuil de la loi est écrit en nombre dans une condition." "Citer le seuil daté par son nom."
    RegleCouverte "regle-couverte" "Une règle n’ajoute rien : une autre appelle la même clause partout où elle s’applique." "Retirer l’une des deux, ou dire ce que celle-ci donne de plus."
    RegleImpossible "regle-impossible" "Une règle ne peut s’appliquer à aucun achat." "Revoir les conditions qui s’excluent, ou les dates."
    SeuilInconnu "seuil-inconnu" "Un seuil ou un quota daté n’est pas déclaré." "Corriger son nom, ou l’ajouter à seuils.toml ou quotas.toml."
    SeuilTropTardif "seuil-trop-tardif" "Une règle vaut avant le premier jour du seuil qu’elle cite." "Écrire la ligne d’avant dans seuils.toml, ou commencer la règle ce jour-là."
    TauxInvalide "taux-invalide" "Un taux n’est pas un nombre positif." "Écrire 0.70 pour 70 %."
    TomlInvalide "toml-invalide" "Le fichier n’est pas un TOML correct." "Vérifier guillemets, crochets et signes `=`."
    TypeInattendu "type-inattendu" "Une valeur n’est pas du type attendu." "Suivre l’exemple de `clausier nouvelle` ou de la documentation des formats."
    ValeurInconnue "valeur-inconnue" "Une valeur ne fait pas partie de celles qui sont admises." "Choisir l’une des valeurs proposées."
    ValeursEnDouble "valeurs-en-double" "Une valeur datée a deux valeurs le même jour." "Finir la première ligne le jour où la seconde commence."
    ValeursTrouees "valeurs-trouees" "Une valeur datée n’a pas de valeur certains jours." "Commencer la ligne suivante le jour où la précédente finit."
    VariableInconnue "variable-inconnue" "Une variable n’est pas déclarée par la clause." "Corriger son nom, ou la déclarer dans l’en-tête de la clause."
    VariableInutile "variable-inutile" "Une variable ne s’imprime, ne se teste et ne se calcule nulle part." "L’imprimer dans un bloc, ou la retirer."
    VariableSansSource "variable-sans-source" "Une variable n’a pas de question : sans valeur, sa place à remplir ne dit rien." "Écrire sa `question`."
    VerbeVague "verbe-vague" "Une obligation est écrite avec un mot qui n’oblige à rien." "Dire ce qui est dû, combien, quand et prouvé comment, au présent."
}

impl Code {
    /// The code of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id() == id)
    }
}
