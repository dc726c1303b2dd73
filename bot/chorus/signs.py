"""The words that speak for each category, as weighted patterns over folded text (lower case, no accents).

Each entry is one sign, counted once. 6: the subject itself is named; 3 or 4: its usual words; 1 or 2: a hint that other
subjects share.
"""

from typing import Final

_REFUSED: Final = (
    r"(?:rejet\w*|refus\w*|suspend\w+|recycl\w+|retournee?s?|annul\w+|introuvable|mandatee?s?|comptabilisee?s?)"
)
_INVOICE: Final = r"factur(?!-?x)"
SIGNS: Final[dict[str, tuple[tuple[float, str], ...]]] = {
    "connexion": (
        (
            3,
            r"(?:lien|mail|courriel|message|e-?mail) d'activation|"
            r"activ(?:er|e|ation) (?:mon|du|de mon|le|son|un) compte|\blien\b[^.?!\n]{0,40}expire",
        ),
        (
            3,
            r"mots? de passe|\bmdp\b|double authentification|\b2fa\b|"
            r"code (?:de verification|a usage unique|recu)",
        ),
        (3, r"(?:\bme|\bse|\bnous|\bm') ?(?:re)?connect|\bconnexion\b|\blogin\b|s'identifier|deconnect"),
        (
            3,
            r"compte (?:utilisateur )?(?:est |reste )?(?:bloque|verrouille|desactive|inactif|ferme|"
            r"supprime)",
        ),
        (
            2,
            r"(?:cree|creation|ouvr|inscri)\w*[a-z' ]{0,20}\bcompte\b|\binscription\b|compte ne s'active|"
            r"lien du mail",
        ),
        (
            1,
            r"\bcomptes?\b(?! technique| bancaire| rendu)|captcha|identifiants?\b|frauduleux|hameconnage|"
            r"phishing|arnaque",
        ),
    ),
    "adresse": (
        (
            5,
            r"(?:chang\w+|modifier|perdu\w*|remplacer)[a-z' ]{0,25}(?:adresse|"
            r"mail)[a-z ]{0,15}(?:de connexion|du compte)",
        ),
        (
            5,
            r"(?:adresse|mail|boite|messagerie)\b[^?!\n]{0,80}(?:n'existe plus|plus acces|supprimee?|disparue?|perdue?|"
            r"fermee?|desactivee?)",
        ),
        (
            4,
            r"(?:ancienne|nouvelle) (?:adresse|boite)|"
            r"plus acces a (?:ma|cette|la|l') ?(?:boite|messagerie|adresse)",
        ),
    ),
    "structure": (
        (
            4,
            r"\brattach\w+|habilitation\w*|\bapprobations?\b|"
            r"demande d'un(?:e)? (?:collegue|collaborat\w+|utilisateur)",
        ),
        (
            4,
            r"(?:creer?|creation|ajout\w+|enregistr\w+|parametr\w+|modifi\w+|declarer|supprimer|"
            r"gerer)[a-z' ]{0,25}\b(?:structure|etablissement)",
        ),
        (
            4,
            r"structure\b(?! (?:destinataire|publique))[^?!\n]{0,40}(?:refus|rejet|existe deja|inconnu|"
            r"inactive)",
        ),
        (
            2,
            r"\b(?:ma|la|une|notre|cette|mes|des|plusieurs|deux|deuxieme) (?:structures?|"
            r"etablissements?)\b|adresse de (?:mon|ma|l') ?entreprise",
        ),
        (3, r"coordonnees? bancaires?|\biban\b|\brib\b|compte bancaire"),
        (
            3,
            r"(?:creer|ajouter|parametrer|gerer)[a-z' ]{0,15}\b(?:services?|utilisateurs?|profils?)\b|"
            r"\bprofils?\b",
        ),
        (
            3,
            r"(?:application|onglet|menu|espace)[^.?!\n]{0,40}(?:absent|manque|apparait pas|disparu)|"
            r"ne vois pas (?:l'application|le menu|l'onglet|l'espace)",
        ),
        (
            2,
            r"\bgestionnaire principal|role de gestionnaire|\bridet\b|\btahiti\b|raison sociale|"
            r"societe etrangere",
        ),
    ),
    "gestionnaire": (
        (
            9,  # the whole case in one sentence: it also speaks of structure, role and attachment
            r"(?<!service )gestionnaire(?: principal)?[^.?!\n]{0,60}(?:parti\b|partie\b|quitt\w+|retraite|"
            r"deced\w+|demission\w*|licenci\w+|n'est plus|remplac\w+|injoignable)",
        ),
        (7, r"(?:chang\w+|remplac\w+|nouveau|designer|nommer)[a-z' ]{0,15}gestionnaire"),
        (4, r"(?:ancien|precedent) gestionnaire|personne n'est gestionnaire|plus de gestionnaire"),
    ),
    "depot": (
        (
            3,
            r"\bdepos(?!ee)\w+|\bdepots?\b|\bsaisi(?:r|s|e|t|ssant)?\b|\bimport(?:er|e|ation)\b|televers\w+|"
            r"\bupload\w*",
        ),
        # « la facture déposée … » says what was done before, not what fails.
        (1, r"\bdeposees?\b"),
        (
            4,
            r"\b(?:portail|site|chorus(?: pro)?|formulaire|systeme) (?:me |m')?"
            r"(?:refuse|rejette|bloque|n'accepte|ne prend|ne veut)\b",
        ),
        (
            3,
            r"\bbrouillons?\b|\bboutons?\b|\bgrise\b|enregistre\w* (?:ma|une|la) facture|"
            r"confirmer et envoyer",
        ),
        (
            2,
            r"pieces? jointes?|\bpj\b|\bjoindre\b|fichiers?|\bpdf\b|\bmo\b|scan\w*|"
            r"\.(?:pdf|heic|zip|docx?)\b",
        ),
        (
            3,
            r"(?:code service|engagement|\bej\b|siret|destinataire|"
            r"bon de commande)[^.?!\n]{0,60}(?:inconnu|inactif|refuse|introuvable|obligatoire|manqu|"
            r"invalide|absent)",
        ),
        (3, r"deja depose|trop long|20 caracteres|doublon|mot de passe sur|(?:pdf|fichier) protege"),
        (
            2,
            r"cadre de facturation|\ba1\b|quel cadre|\bchamps?\b|numero d'engagement|code service|"
            r"\bavoirs?\b|destinataire|annuaire|mode de reglement|exonerat",
        ),
        (
            2,
            r"quel siret|client dans la liste|"
            r"trouver? (?:pas )?(?:le|la|mon) (?:client|structure|mairie|commune|destinataire)",
        ),
    ),
    "suivi": (
        (3, rf"{_INVOICE}[^?!\n]{{0,90}}{_REFUSED}|{_REFUSED}[^?!\n]{{0,60}}{_INVOICE}"),
        (2, rf"{_REFUSED}|\bmotif|a completer"),
        (3, r"mises? a disposition|a recycler"),
        (
            4,
            r"\bpay(?:ee?s?|er|ement|e)\b|\bpaiements?\b|impayee?s?|interets? moratoires?|\bretard\b|"
            r"\bvirements?\b|delais? de (?:paiement|reglement)|pas (?:ete )?regle\w*",
        ),
        (
            3,
            r"ou en est|etat d'avancement|\bstatuts?\b|\bsuivi\b|notification|acquitt\w+|\brelanc\w+|"
            r"toujours pas de (?:reponse|nouvelles)",
        ),
        (3, r"mauvais (?:siret|service|destinataire|client)|annuler (?:ma|une|la) facture|recuperer"),
    ),
    "travaux": (
        (
            5,
            r"\btravaux\b|maitres? d'oeuvre|maitres? d'ouvrage|\bmoe\b|\bmoa\b|maitrise d'o\w+|"
            r"\barchi(?:tecte)?\b|\bamo\b",
        ),
        (
            5,
            r"\bdecomptes?\b|\bdgd\b|\bpdm\b|etat d'acompte|\bccag\b|\bccap\b|reception du chantier|"
            r"\bsituations? (?:n|de travaux|mensuelle|par)|memoire en reclamation",
        ),
        (
            3,
            r"retenue de garantie|revision (?:de|des) prix|\bchantier\b|penalites|autoliquidation|"
            r"dossier de facturation|montant cumule|d'avance\b|\bacomptes?\b",
        ),
        (3, r"\ba(?:4|5|6|7|8|10|13|14|15|16|17|18|19|20|21|22|23|24|25)\b"),
    ),
    "sous_traitance": (
        (6, r"sous[- ]?trait\w+|\bco-?trait\w+|\bdc4\b|paiement direct"),
        (3, r"\btitulaire\b|\bmandataire\b|groupement|\ba9\b|\ba12\b|\bvalideurs?\b"),
    ),
    "flux": (
        (6, r"(?<!/)\bflux\b|\bedi\b|\bin_\w+|\bcpp\w*\d|peppol|\bfso\w+"),
        (4, r"factur-?x|\bubl\b|\bcii\b|pdf/a-?3|\bxml\b|par lots?\b|\blots? de factures?|\.value\b"),
        (2, r"\bschemas?\b|\bschematron\b|\bxsd\b|\bbalises?\b"),
    ),
    "api": (
        (
            6,
            r"\bapi\b|\bpiste\b|comptes? techniques?|\btech_\w+|oauth|\bjeton\b|invalid_client|"
            r"client_secret|code ?retour",
        ),
        (3, r"\b\w+/(?:flux|factures?|structures?|pdf)\b|/v\d+/"),
        (3, r"\bhttps? ?\d{3}\b|erreur (?:401|403|413|429|500|503)|\braccord\w+|connecteur|web ?service"),
    ),
    "reforme": (
        (
            6,
            r"plateformes? agreees?|\bpdp\b|\bppf\b|\breforme\b|e-?reporting|e-?invoicing|\brej_\w+|"
            r"inter-?entreprises|entre entreprises|\bb2[bc]\b",
        ),
        (
            4,
            r"facturation electronique|factures? electroniques?(?! (?:rejet|suspend|refus))|1er septembre|"
            r"en 202[678]\b|\btpe\b|\bpme\b|\beti\b|mentions? obligatoires?|nouvelles mentions",
        ),
        (
            3,
            r"\bpa\b|amendes?|sanctions?|franchise en base|micro-?entre\w+|auto-?entre\w+|\bape\b|"
            r"archiv\w+|cycle de vie|expert-?comptable|assujetti\w*|293 b",
        ),
        (
            2,
            r"\blogiciels? (?:de factur\w+|compatible)|\b(?:excel|word)\b|conserver|"
            r"garder (?:mes|les) factures",
        ),
    ),
}
