"""What a text claims, clause by clause: its figures, codes, labels, actors, choices and negations, and its words.

A generated sentence is compared with its passage in these terms and not word for word, so that it may reword
everything but what would change its meaning. No language model takes part.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bot.chorus.checks import MONTH_NUMBERS
from bot.dialogue.word_lists import load_word_lists
from bot.search.french import fold, stem

NUMBER, CODE, MONTH, LABEL, ACTOR, PAIR, RESERVE = "nombre", "code", "mois", "libellé", "acteur", "suite", "réserve"
HARD = (NUMBER, CODE, MONTH, LABEL, ACTOR)
READER = "acteur_vous"

# A unit ends at a full stop (not that of « R. 2192-29 »), at a semicolon, and at a line.
_UNIT_END = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)[)»\s]*\s+(?=[A-ZÀ-Ý«0-9*])|\s*;\s+|\n+")
_LIST_MARK = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[-*•–])\s+", re.M)
_ASIDE = re.compile(r"\(([^()]*)\)")
_CLAUSE_END = re.compile(
    r"\s*[,:]\s*|\s+-\s+|\s+(?=(?:et non|et pas|mais|puis|sauf|ni|car|qui|sinon|alors que|tandis que|afin|pour que)\b)"
)
_JOINED = re.compile(r"\s+(?=(?:et|ou)\b(?! (?:de |du |des |d'|a |au |aux |par |en |sur )))")
_OF_ITS_OWN = re.compile(r"(?<![\w-])\d|,")
_STATUS = re.compile(r" \((\d{3})\)")  # « un rejet (213) »
# Set between commas, they cut a clause in two that is one.
_ASIDE_WORDS = re.compile(
    r", (?:en revanche|en pratique|par exemple|donc|lui|elle|eux|elles|en principe|au contraire|quant a (?:lui|elle)),"
)
_OPENING = re.compile(r"\W*(?:\w+ )?(oui|non)\b")
# « voir si » asks and sets no condition.
_CONDITION = re.compile(
    r"(?<!voir )(?<!verifier )(?<!verifiez )(?<!demandez )\b"
    r"(?:si(?! besoin| possible| vous voulez)|s'ils?|quand|lorsqu\w*|sauf|en cas)(?!\w)"
)
# Said first, it holds for all that follows.
_SCOPE = re.compile(r"(?:si|s'ils?|quand|lorsqu\w*|en cas|pour (?:les?|la)|pour l)(?!\w)")
_EXCEPTION = re.compile(r"\bsauf\b")
# « Sans activité lucrative : aucune obligation »
_HEAD = re.compile(r"((?:sans|avec|en|pour|hors|apres|avant|chez|cote) [^:,]{3,60}?) ?: ")
# It takes up the condition just said.
_TAKING_UP = re.compile(r"(?:dans ce cas|ensuite|puis|alors|sinon)\b")
_POINTING = re.compile(
    r"\b(?:il(?! faut| n'y a| y a| s'agit| suffit| n'est pas possible)|ils|elles?)\b|"
    r"\b(?:cela|celui|ceux|celles?|ces|cette|cet|lui)\b|\bn(?:e |')(?:l'|les? |la |en |y |lui |leur )|"
    r"-(?:les?|la|lui|leur|en|y)\b"
)
_QUOTED = re.compile(r'"\s*([^"]+?)\s*"')
_ARTICLE = re.compile(r"\b([rld])\.?\s?(\d{3,4}(?:-\d+)+)")
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[ .]\d{3})+)(?!\d)")
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\b")
_NOT_SOMETHING = re.compile(r"(?<=\w )non ([a-z]{4,})")
_YOU = re.compile(r"\b(?!chez\b|assez\b)[a-z]{2,}ez\b|\bvotre part\b")
_TOKEN = re.compile(r"(?:acteur|label)_\w+|[a-z]+\d[\w-]*|[a-z0-9]+(?:_[a-z0-9]+)+|\d+(?:[.,/]\d+)*|[a-z]+|[€%]")
_NEGATIVE = frozenset(["pas", "aucun", "aucune", "jamais", "ni", "non", "rien", "nul", "nulle", "ne", "n"])
_DENYING = frozenset(["pas", "aucun", "aucune", "jamais", "rien", "plus", "ni"])
_SPELLED = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "quarante-cinq": 45, "cinquante": 50,
    "soixante": 60, "cent": 100, "mille": 1000,
}  # fmt: skip
_SPELLED_OUT = re.compile(rf"\b(?:{'|'.join(sorted(_SPELLED, key=len, reverse=True))})\b")
_MONTH_NAMES = {number: name for name, number in MONTH_NUMBERS.items()}
# « le même numéro » is no « nouveau numéro », « avec réserves » no « sans réserve ».
CONTRARY = {"meme": ("nouveau", "nouvelle", "nouvel"), "avec": ("sans",), "sans": ("avec",)}
CONTRARY |= dict.fromkeys(CONTRARY["meme"], ("meme",))
_CHOICE = re.compile(
    rf"\b(?=({'|'.join(CONTRARY)})s? (?:(?:une?|les?|la|cette|ce|autre|vous|des?) |[ld]')*([a-z]{{3,}}))"
)
# « l'ancienne prévient la nouvelle »: what is told apart by its adjective alone acts too.
_TOLD_APART = {"ancienne": "ancien", "nouvelle": "nouveau", "nouvel": "nouveau"}


@dataclass(frozen=True)
class Clause:
    """What one clause says, in stems.

    ``facts`` may not change, by kind; ``context`` are the other words that carry meaning, ``label_words`` those of its
    labels; ``without`` is what « sans » takes away, ``around`` what follows that; ``order`` who acts, as they come;
    ``inherited`` what a pronoun may refer to; ``main`` and ``when`` the two halves of « A si b ».
    """

    context: frozenset[str]
    facts: Mapping[str, frozenset[str]]
    label_words: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    negative: bool = False
    conditional: bool = False
    order: tuple[str, ...] = ()
    inherited: frozenset[str] = frozenset()
    main: frozenset[str] = frozenset()
    when: frozenset[str] = frozenset()

    def of(self, kind: str) -> frozenset[str]:
        return self.facts.get(kind, frozenset())

    @cached_property
    def hard(self) -> frozenset[str]:
        return frozenset().union(*(self.of(kind) for kind in HARD)) - {READER}

    @cached_property
    def stems(self) -> frozenset[str]:
        return self.context | self.hard

    @cached_property
    def words(self) -> frozenset[str]:
        """All that another clause may repeat of this one."""
        return self.stems | self.label_words

    def denies(self, stem: str) -> bool:
        return self.negative or stem in self.without


@dataclass(frozen=True)
class Unit:
    """A sentence, list item or half of one cut at a semicolon: as it was written, and its clauses.

    ``conditional``: it says when or for whom; ``pointing``: a pronoun refers to what was said before; ``excepting``:
    it makes an exception; ``head``: the words of « Sans activité : … », which bound what follows.
    """

    text: str
    clauses: tuple[Clause, ...]
    conditional: bool
    pointing: bool
    excepting: bool
    head: frozenset[str]

    @cached_property
    def whole(self) -> Clause:
        """All clauses as one, for what is compared beyond a clause."""
        kinds = {kind for clause in self.clauses for kind in clause.facts}
        return Clause(
            frozenset().union(*(clause.context for clause in self.clauses)),
            {kind: frozenset().union(*(clause.of(kind) for clause in self.clauses)) for kind in kinds},
            frozenset().union(*(clause.label_words for clause in self.clauses)),
            order=tuple(name for clause in self.clauses for name in clause.order),
        )


@lru_cache(maxsize=1000)
def read_units(text: str) -> tuple[Unit, ...]:
    """The units of ``text`` in order; those that say nothing but « oui » or « non » are left out.

    Kept, for the same passages are read again and again.
    """
    units: list[Unit] = []
    before: frozenset[str] = frozenset()
    for piece in _UNIT_END.split(_LIST_MARK.sub("", text)):
        written = piece.strip()
        said = fold(written.replace("*", "").replace("`", ""))
        clauses = tuple(_clauses(said, before))
        if clauses:
            units.append(_unit(written, said, clauses))
            before = units[-1].whole.words | (before if units[-1].pointing else frozenset())
    return tuple(units)


def _unit(written: str, said: str, clauses: tuple[Clause, ...]) -> Unit:
    head = _HEAD.match(said)
    return Unit(
        written,
        clauses,
        conditional=bool(_CONDITION.search(said) or _SCOPE.match(said) or _TAKING_UP.match(said)),
        pointing=bool(_POINTING.search(said)),
        excepting=bool(_EXCEPTION.search(said)),
        head=frozenset().union(*(c.words for c in _clauses(head[1], frozenset()))) if head else frozenset(),
    )


def opening_answer(text: str) -> str | None:
    """« oui » or « non » when ``text`` gives that answer in its first words."""
    match = _OPENING.match(fold(text.replace("*", "")))
    return match[1] if match else None


def _clauses(said: str, before: frozenset[str]) -> Iterator[Clause]:
    lists = load_word_lists()
    labels: dict[str, str] = {}
    said = _in_figures(_QUOTED.sub(lambda match: _keep_label(match[1], labels), said))
    # « non structuré » is a word of its own, and denies nothing of its clause.
    said = _NOT_SOMETHING.sub(lambda m: m[0] if m[1] in lists.function_words else f"non{m[1]}", said)
    said = _ASIDE_WORDS.sub(lambda match: match[0].strip(","), said)
    said = _STATUS.sub(r" code\1", said)
    # « (MOE) » belongs to its clause; « (50 pour un hôpital) » says something of its own.
    said = _ASIDE.sub(lambda match: match[0] if _OF_ITS_OWN.search(match[1]) else f" {match[1]} ", said)
    said = lists.name_actors(said)
    last: tuple[str, ...] = ()
    scoped = bool(_SCOPE.match(said))
    pieces = _pieces(_ASIDE.sub(" ", said))
    for n, piece in enumerate(pieces):
        condition = _CONDITION.search(piece)
        bound = scoped or condition or any(_CONDITION.match(later) for later in pieces[n + 1 :])
        clause = _read(piece, labels, conditional=bool(bound))
        if condition:
            main, when = (_read(half, labels).words for half in (piece[: condition.start()], piece[condition.end() :]))
            clause = replace(clause, main=main, when=when)
        if piece.startswith("qui "):
            clause = replace(clause, order=last + clause.order)
        yield replace(clause, inherited=before - clause.words) if _POINTING.search(piece) else clause
        before |= clause.words
        last = clause.order[-1:]
    for aside in _ASIDE.findall(said):
        # « (MOE) » after « maître d'œuvre » only says it again.
        yield from (clause for piece in _pieces(aside) if not (clause := _read(piece, labels)).words <= before)


def _keep_label(label: str, labels: dict[str, str]) -> str:
    token = f"label_{len(labels)}"
    labels[token] = label
    return token


def _in_figures(said: str) -> str:
    """Numbers, dates and articles of law in one written form each."""
    said = _NUMERIC_DATE.sub(lambda m: f"{int(m[1])} {_MONTH_NAMES.get(int(m[2]), m[2])} {m[3]}", said)
    said = re.sub(r"\b1er\b", "1", said)
    said = _ARTICLE.sub(r"\1\2", said)
    said = _THOUSANDS.sub(lambda m: m[1] + re.sub(r"\D", "", m[2]), said)
    return re.sub(r"\beuros?\b", "€", _SPELLED_OUT.sub(lambda m: str(_SPELLED[m[0]]), said))


def _pieces(said: str) -> list[str]:
    """Cut into clauses; « et » and « ou » cut only between two things said, a bare negation joins what it denies."""
    pieces: list[str] = []
    for part in _CLAUSE_END.split(said):
        if pieces and not _content(part):
            pieces[-1] += f" {part}"
            continue
        joined: list[str] = []
        for piece in _JOINED.split(part):
            if joined and (len(_content(joined[-1])) < 2 or len(_content(piece)) < 2):
                joined[-1] += f" {piece}"
            else:
                joined.append(piece)
        pieces += joined
    return [piece for piece in pieces if _content(piece)]


def _content(said: str) -> list[str]:
    known = load_word_lists().function_words
    return [token for token in _TOKEN.findall(said) if token not in known]


def _read(said: str, labels: Mapping[str, str], conditional: bool = False) -> Clause:
    lists = load_word_lists()
    facts: dict[str, set[str]] = {}
    context: set[str] = set()
    tokens = _TOKEN.findall(said)
    for token, after in itertools.pairwise([*tokens, ""]):
        kind = _kind(token, labels)
        if kind:
            facts.setdefault(kind, set()).add(labels.get(token, token))
        elif token not in lists.function_words:
            context.add(stem(token))
        counts = kind == NUMBER and after and not after[0].isdigit() and after not in lists.function_words
        if counts or (kind == MONTH and after.isdigit()):
            facts.setdefault(PAIR, set()).add(f"{token} {stem(after)}")
    facts[PAIR] = facts.get(PAIR, set()) | {f"{choice} {stem(noun)}" for choice, noun in _CHOICE.findall(said)}
    if _YOU.search(said):
        facts.setdefault(ACTOR, set()).add(READER)
    for kind, value, pattern in lists.choices:
        if pattern.search(said):
            facts.setdefault(kind, set()).add(value)
    return Clause(
        frozenset(context),
        {kind: frozenset(values) for kind, values in facts.items()},
        frozenset(stem(word) for label in facts.get(LABEL, ()) for word in _content(label)),
        frozenset(stem(word) for part in said.split("sans ")[1:] for word in _content(part)[:1]),
        frozenset(stem(word) for part in said.split("sans ")[1:] for word in _content(part)[1:]),
        _denies(tokens),
        conditional,
        tuple(_TOLD_APART.get(name, name) for name in tokens if name.startswith(("acteur_", "ancien", "nouve"))),
    )


def _kind(token: str, labels: Mapping[str, str]) -> str | None:
    if token in labels:
        return LABEL
    if token.startswith("acteur_"):
        return ACTOR
    if token[0].isdigit() and "_" not in token:
        return NUMBER
    if token in MONTH_NUMBERS:
        return MONTH
    return CODE if any(c.isdigit() or c == "_" for c in token) else None


def _denies(tokens: list[str]) -> bool:
    """« ne … que » restricts and doesn't deny."""
    held = set(tokens)
    if held & {"ne", "n"} and held & {"que", "qu"} and not held & _DENYING:
        return False
    return bool(held & _NEGATIVE)
