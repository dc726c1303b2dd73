"""Scripted conversations with the category and the identifiers that a careful person would write on the ticket.

Written before the rules that they judge. An identifier is ``(kind, value)``; a value is compared with its spaces
made plain. ``valid`` lists those that are expected to be told wrong.
"""

from dataclasses import dataclass

ANSWER, ABSTAIN, CLARIFY, SMALLTALK, HANDOFF, TICKET = "answer", "abstain", "clarify", "smalltalk", "handoff", "ticket"


@dataclass(frozen=True)
class Script:
    """``turns`` is what the trainee wrote and how each turn ended."""

    name: str
    turns: tuple[tuple[str, str], ...]
    category: str
    identifiers: tuple[tuple[str, str], ...] = ()
    wrong: tuple[str, ...] = ()


SCRIPTS: tuple[Script, ...] = (
    Script(
        "rejected invoice, all given at once",
        (
            ("Bonjour", SMALLTALK),
            (
                "Ma facture n° 2026-118 du 3 mars 2026 de 1 250,50 € TTC est rejetée, pourquoi ? "
                "L'EJ est 1300045678 et le code service SFACT-01.",
                ABSTAIN,
            ),
        ),
        "suivi",
        (
            ("facture", "2026-118"),
            ("date", "3 mars 2026"),
            ("montant", "1 250,50 € TTC"),
            ("engagement", "1300045678"),
            ("service", "SFACT-01"),
        ),
    ),
    Script(
        "invoice suspended, details across turns",
        (
            ("ma facture est suspendue depuis 2 semaines que faire", ANSWER),
            ("c'est la facture FA-0012 pour la mairie", ANSWER),
            ("siret 732 829 320 00074", ABSTAIN),
            ("ouvrir un ticket", TICKET),
        ),
        "suivi",
        (("facture", "FA-0012"), ("siret", "73282932000074")),
    ),
    Script(
        "SIRET of thirteen digits",
        (
            ("je n'arrive pas à créer ma structure, le portail refuse mon siret 7328293200007", ABSTAIN),
            ("c'est une SARL", ABSTAIN),
        ),
        "structure",
        (("siret", "7328293200007"),),
        ("7328293200007",),
    ),
    Script(
        "activation mail never came",
        (
            ("g pa resu le mail d'activation", ANSWER),
            ("toujours rien, mon adresse c'est jean.dupont@menuiserie-dupont.fr", ABSTAIN),
        ),
        "connexion",
        (("courriel", "jean.dupont@menuiserie-dupont.fr"),),
    ),
    Script(
        "account locked",
        (
            ("Mon compte est bloqué après 5 essais de mot de passe", ANSWER),
            ("j'ai attendu une heure et ça marche toujours pas, message « Votre compte est bloqué »", ABSTAIN),
        ),
        "connexion",
    ),
    Script(
        "two-factor code refused",
        (
            ("le code de double authentification que je reçois est refusé à chaque fois", ANSWER),
            ("ça ne marche pas", ABSTAIN),
        ),
        "connexion",
    ),
    Script(
        "login address lost with the former employer",
        (
            (
                "l'adresse de connexion de mon compte était compta@ancienneboite.fr et elle n'existe plus, "
                "je voudrais mettre contact@artisan-leroy.fr",
                ABSTAIN,
            ),
        ),
        "adresse",
        (("courriel", "compta@ancienneboite.fr"), ("courriel", "contact@artisan-leroy.fr")),
    ),
    Script(
        "main manager has left",
        (
            ("Notre gestionnaire principal est parti à la retraite sans transférer son rôle", ANSWER),
            (
                "il s'appelait M. Bernard, la remplaçante est Mme Lopez, son compte est s.lopez@btp-sud.fr, "
                "SIRET 55208131766522",
                ABSTAIN,
            ),
        ),
        "gestionnaire",
        (("courriel", "s.lopez@btp-sud.fr"), ("siret", "55208131766522")),
    ),
    Script(
        "attachment request pending",
        (
            ("ma demande de rattachement est en cours de validation depuis un mois", ANSWER),
            ("le gestionnaire ne répond pas, la structure c'est le 552 081 317 66522", ABSTAIN),
        ),
        "structure",
        (("siret", "55208131766522"),),
    ),
    Script(
        "the issued invoices application is missing",
        (("je ne vois pas l'application factures émises dans mon menu, il me faut l'habilitation", ANSWER),),
        "structure",
    ),
    Script(
        "bank details to add",
        (
            ("comment ajouter mes coordonnées bancaires à ma structure ?", ANSWER),
            ("voici mon IBAN FR76 3000 6000 0112 3456 7890 189, faites-le pour moi", ABSTAIN),
        ),
        "structure",
    ),
    Script(
        "PDF refused at deposit",
        (
            ("quand je dépose mon PDF le portail dit que le fichier est refusé", ABSTAIN),
            ("il fait 12 Mo, c'est la facture F112 du 3 mars", ABSTAIN),
        ),
        "depot",
        (("facture", "F112"), ("date", "3 mars")),
    ),
    Script(
        "unknown service code while typing the invoice",
        (
            (
                "je saisis ma facture et j'ai « Le code service de la structure publique destinataire est inconnu ou "
                "inactif dans Chorus Pro »",
                ANSWER,
            ),
            ("code service FAC75, siret du client 110 002 011 00044", ABSTAIN),
        ),
        "depot",
        (("service", "FAC75"), ("siret", "11000201100044")),
    ),
    Script(
        "engagement refused at the deposit",
        (
            ("le numéro d'engagement est refusé alors que je le recopie du bon", ANSWER),
            ("engagement n° 2100 123 456", ABSTAIN),
        ),
        "depot",
        (("engagement", "2100123456"),),
    ),
    Script(
        "invoice number too long",
        (("impossible de déposer, numéro de facture FACTURE-2026-03-CHANTIER-118 trop long ?", ABSTAIN),),
        "depot",
        (("facture", "FACTURE-2026-03-CHANTIER-118"),),
        ("FACTURE-2026-03-CHANTIER-118",),
    ),
    Script(
        "duplicate invoice number",
        (
            (
                "Le portail affiche : « Vous avez déjà déposé une demande de paiement avec ce numéro de facture pour "
                "cette structure », facture 20260045",
                ABSTAIN,
            ),
        ),
        "depot",
        (("facture", "20260045"),),
    ),
    Script(
        "payment date of one invoice",
        (
            ("ma facture F2026-044 elle sera payée quand ?", ABSTAIN),
            ("elle est mise à disposition depuis le 12/09/2026, 3 480 euros", ABSTAIN),
        ),
        "suivi",
        (("facture", "F2026-044"), ("date", "12 septembre 2026"), ("montant", "3 480 €")),
    ),
    Script(
        "late payment and interest",
        (
            ("la commune ne m'a pas payé, ça fait 60 jours", ANSWER),
            ("facture 1187 du 02/08/26 montant 980,00 € HT, je peux demander les intérêts moratoires ?", ANSWER),
            ("c'est pas clair", ABSTAIN),
        ),
        "suivi",
        (("facture", "1187"), ("date", "2 août 2026"), ("montant", "980,00 € HT")),
    ),
    Script(
        "three invoices to recycle",
        (
            ("les factures 2026-118, 2026-119 et 2026-120 sont à recycler", ANSWER),
            ("le client dit que c'est le mauvais service exécutant D3251PDD75", ABSTAIN),
        ),
        "suivi",
        (("facture", "2026-118"), ("facture", "2026-119"), ("facture", "2026-120"), ("service", "D3251PDD75")),
    ),
    Script(
        "flow rejected",
        (
            ("mon flux CPP0020261104000123 est en IN_REJETE", ANSWER),
            (
                "le libellé c'est « ApplicableHeaderTradeAgreement.BuyerReference.value est obligatoire », "
                "envoyé le 4 novembre 2026 en Factur-X",
                ABSTAIN,
            ),
        ),
        "flux",
        (("flux", "CPP0020261104000123"), ("date", "4 novembre 2026")),
    ),
    Script(
        "Factur-X taken for a batch",
        (
            (
                "j'ai déposé un factur-x et il me dit que le lot est importé sous le numéro de flux 4512877",
                ABSTAIN,
            ),
        ),
        "flux",
        (("flux", "4512877"),),
    ),
    Script(
        "EDI messages rejected by batch",
        (("tous nos envois EDI sont rejetés depuis ce matin, compte rendu de flux vide", ABSTAIN),),
        "flux",
    ),
    Script(
        "API answers 403",
        (
            (
                "l'API me renvoie HTTP 403 avec le compte technique TECH_1_12345@cpro.fr sur deposer/flux",
                ABSTAIN,
            ),
        ),
        "api",
        (("compte_technique", "TECH_1_12345@cpro.fr"),),
    ),
    Script(
        "PISTE token",
        (
            ("erreur invalid_client quand notre logiciel demande le jeton PISTE", ANSWER),
            ("client_secret=aZ93kfLq22 c'est pourtant le bon", ABSTAIN),
        ),
        "api",
    ),
    Script(
        "accredited platform refuses",
        (
            ("ma plateforme agréée refuse ma facture à la mairie avec REJ_CONT_B2G", ABSTAIN),
            ("c'est quoi cette règle de la réforme", ABSTAIN),
        ),
        "reforme",
    ),
    Script(
        "reform calendar for a small firm",
        (("on est 8 salariés, l'émission des factures électroniques entre entreprises c'est en 2027 ?", ANSWER),),
        "reforme",
    ),
    Script(
        "works invoice, MOE silent",
        (
            ("le maître d'œuvre ne traite pas mon projet de décompte mensuel", ANSWER),
            (
                "situation n° 4 du marché 2025T0034, facture SIT-04, déposée le 15 octobre 2026 pour 48 200,00 € HT",
                ABSTAIN,
            ),
        ),
        "travaux",
        (
            ("marche", "2025T0034"),
            ("facture", "SIT-04"),
            ("date", "15 octobre 2026"),
            ("montant", "48 200,00 € HT"),
        ),
    ),
    Script(
        "wrong frame for works",
        (
            ("j'ai déposé en A1 au lieu de A4 pour un marché de travaux", ANSWER),
            ("c'est la facture n° 77 à la région", ABSTAIN),
        ),
        "travaux",
        (("facture", "77"),),
    ),
    Script(
        "general statement of account",
        (("la MOA n'a pas notifié le décompte général, le DGD est bloqué sur le portail", ABSTAIN),),
        "travaux",
    ),
    Script(
        "subcontractor awaits the holder",
        (
            ("je suis sous-traitant, le titulaire n'a pas validé ma demande de paiement A9", ANSWER),
            ("facture ST-2026-7 de 6 400 euros HT, plus de 15 jours", ABSTAIN),
        ),
        "sous_traitance",
        (("facture", "ST-2026-7"), ("montant", "6 400 € HT")),
    ),
    Script(
        "co-contractor and lead contractor",
        (("cotraitant A12 : le mandataire du groupement a refusé ma facture, comment contester ?", ABSTAIN),),
        "sous_traitance",
    ),
    Script(
        "phone French, wrong check digit",
        (
            ("slt ma factur a ete rejeté jcomprend pas", ANSWER),
            ("fact 458 siret 73282932000079", ABSTAIN),
        ),
        "suivi",
        (("facture", "458"), ("siret", "73282932000079")),
        ("73282932000079",),
    ),
    Script(
        "password given by mistake",
        (("je n'arrive pas à me connecter, mon mot de passe est Toto2026! et mon mail paul@plombier.fr", ABSTAIN),),
        "connexion",
        (("courriel", "paul@plombier.fr"),),
    ),
    Script(
        "VAT number refused",
        (("la structure de notre filiale est refusée, numéro de TVA intracommunautaire FR40732829320", ABSTAIN),),
        "structure",
        (("tva", "FR40732829320"),),
        ("FR40732829320",),
    ),
    Script(
        "follow-up of an earlier ticket",
        (
            ("j'ai ouvert le ticket n° 0458123 sur ma facture 2026/077 et toujours pas de réponse", ABSTAIN),
            ("la facture est rejetée par la mairie", ABSTAIN),
        ),
        "suivi",
        (("ticket", "0458123"), ("facture", "2026/077")),
    ),
    Script(
        "wrong recipient SIRET",
        (
            (
                "J'ai envoyé ma facture FAC-2026-0031 au mauvais SIRET : 22060001900016 au lieu de 13001533200013. "
                "Comment la récupérer ?",
                ABSTAIN,
            ),
        ),
        "suivi",
        (("facture", "FAC-2026-0031"), ("siret", "22060001900016"), ("siret", "13001533200013")),
    ),
    Script(
        "credit note after the invoice was paid",
        (
            ("je dois faire un avoir sur la facture n°F-889 déjà mandatée", ANSWER),
            ("l'avoir n° AV-12 de -300 € est bloqué au dépôt", ABSTAIN),
        ),
        "depot",
        (("facture", "F-889"), ("facture", "AV-12"), ("montant", "-300 €")),
    ),
    Script(
        "attachments refused while depositing",
        (
            ("impossible de joindre ma pièce jointe .heic à la facture que je dépose", ANSWER),
            ("et en pdf non plus", ABSTAIN),
        ),
        "depot",
    ),
    Script(
        "draft that never left",
        (("j'ai enregistré ma facture mais elle reste en brouillon, le bouton envoyer est grisé", ABSTAIN),),
        "depot",
    ),
    Script(
        "an adviser at once",
        (("je veux parler à un conseiller", HANDOFF),),
        "autre",
    ),
    Script(
        "off the subject",
        (("quel temps fera-t-il demain à Lyon ?", ABSTAIN), ("préparez un ticket", TICKET)),
        "autre",
    ),
    Script(
        "La Poste establishment",
        (
            (
                "facture LP-2231 pour La Poste siret 356 000 000 49837 introuvable quand je saisis le destinataire",
                ABSTAIN,
            ),
        ),
        "depot",
        (("facture", "LP-2231"), ("siret", "35600000049837")),
    ),
    Script(
        "phone number and postcode are nobody's identifiers",
        (("Rappelez-moi au 06 12 34 56 78, je suis à 69003 Lyon, mon compte ne s'active pas", ABSTAIN),),
        "connexion",
    ),
    Script(
        "SIREN in the place of a SIRET",
        (("impossible de trouver la structure destinataire, siret 732829320, pour déposer ma facture", ABSTAIN),),
        "depot",
        (("siret", "732829320"),),
        ("732829320",),
    ),
    Script(
        "order number of a university",
        (
            ("l'université demande le bon de commande n° 4500123987 dans le champ engagement", ANSWER),
            ("je saisis la facture 2026-0098 et c'est refusé", ABSTAIN),
        ),
        "depot",
        (("engagement", "4500123987"), ("facture", "2026-0098")),
    ),
    Script(
        "card number given by mistake",
        (
            ("je peux payer le support par carte ? 4970 1012 3456 7893", ABSTAIN),
            ("mon compte utilisateur est bloqué", ABSTAIN),
        ),
        "connexion",
    ),
    Script(
        "several establishments under one account",
        (
            ("comment rattacher un deuxième établissement à mon compte utilisateur", ANSWER),
            ("siren 732 829 320, les deux établissements finissent par 00074 et 00082", ABSTAIN),
        ),
        "structure",
        (("siren", "732829320"),),
    ),
    Script(
        "an invoice dated and priced in words around it",
        (
            (
                "Bonjour, suite à la facture référencée MEN/2026/14 (12/10/2026, 7.850,00 € TTC), le service "
                "gestionnaire a rejeté sans motif. Que faire ?",
                ABSTAIN,
            ),
        ),
        "suivi",
        (("facture", "MEN/2026/14"), ("date", "12 octobre 2026"), ("montant", "7 850,00 € TTC")),
    ),
)
