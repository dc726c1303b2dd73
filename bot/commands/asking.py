"""``ask``: one turn, or a file of questions, on the command line."""

import argparse
import json
from pathlib import Path
from typing import Any

from bot.commands.outcome import DONE, Refused, Subparsers, opened, say
from bot.dialogue.types import Question
from bot.services import Services


def _ask(options: argparse.Namespace) -> int:
    with opened() as services:
        if options.batch:
            if not options.out:
                raise Refused("Avec --batch, indiquez aussi le fichier des réponses : --out REPONSES.jsonl.")
            return _ask_batch(services, options.batch, options.out)
        if not options.question:
            raise Refused('Posez une question entre guillemets : python -m bot ask "ma facture est suspendue ?"')
        reply = services.assistant.reply(Question(options.question))
    if options.json:
        say(json.dumps(reply.as_json(), ensure_ascii=False, indent=2))
    else:
        sources = [f"[{c.n}] {c.document} › {c.section}" for c in reply.citations]
        say("\n".join([reply.text, "", *sources, *(f"Voir aussi : {s}" for s in reply.suggestions)]))
    return DONE


def _ask_batch(services: Services, source: Path, target: Path) -> int:
    try:
        # Not splitlines(): a question may hold one of the line separators that JSON allows inside a string.
        rows = [json.loads(line) for line in source.read_text(encoding="utf-8").split("\n") if line.strip()]
        questions = [_question(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{source} n'est pas lisible : une question JSON par ligne est attendue ({error}).") from error
    try:
        with target.open("w", encoding="utf-8") as out:
            for question in questions:
                out.write(json.dumps(services.assistant.reply(question).as_json(), ensure_ascii=False) + "\n")
    except OSError as error:
        raise Refused(f"{target} ne peut pas être écrit : {error.strerror}.") from error
    return DONE


def _question(row: dict[str, Any]) -> Question:
    text, history = row["question"], row.get("history", [])
    if not isinstance(text, str) or not isinstance(history, list):
        raise TypeError("« question » est un texte et « history » une liste de textes")
    return Question(text, tuple(str(message) for message in history), str(row.get("id", "")))


def add_to(commands: Subparsers) -> None:
    ask = commands.add_parser("ask", help="poser une question, ou un fichier de questions")
    ask.add_argument("question", nargs="?", help="la question, entre guillemets")
    ask.add_argument("--json", action="store_true", help="réponse complète en JSON")
    ask.add_argument("--batch", type=Path, metavar="QUESTIONS.jsonl", help="une question JSON par ligne")
    ask.add_argument("--out", type=Path, metavar="REPONSES.jsonl", help="une réponse JSON par ligne")
    ask.set_defaults(run=_ask)
