"""The codes that are read from a wall or told aloud: drawn at random, of characters that can't be taken for others."""

import re
import secrets

# Neither vowels, which make words, nor 0 O, 1 I L, 2 Z, 5 S, 8 B, U V; 20 characters, eight of them: 2.6e10 codes.
ALPHABET = "34679CDFGHJKMNPQRTWX"
LENGTH = 8


def draw_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """A code as somebody typed it: small letters, spaces and dashes don't count."""
    return re.sub(r"[\s\-–.]", "", typed).upper()


def show_code(code: str) -> str:
    """« 3467 CDFG »: two groups, which are kept in mind while one types, and on one line."""
    return f"{code[:4]}\u00a0{code[4:]}"
