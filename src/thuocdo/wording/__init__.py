"""The words: one catalogue per language, read from this package's YAML and passed in to whoever speaks."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from thuocdo.core.wording import Catalogue

LANGUAGES = ("vi", "en")


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language.

    :raises KeyError: a language without one

    >>> from thuocdo.core.wording import Phrase
    >>> catalogue("vi").say(Phrase("verdict.achieved")), catalogue("en").say(Phrase("verdict.achieved"))
    ('Đạt', 'achieved')
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    texts: dict[str, str] = {}
    for part in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if part.name.endswith(f".{language}.yaml"):
            _flatten(yaml.load(part.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), "", texts)
    return Catalogue(language, texts)


def _flatten(tree: dict[str, object], above: str, into: dict[str, str]) -> None:
    for key, value in tree.items():
        name = f"{above}.{key}" if above else str(key)
        if isinstance(value, dict):
            _flatten(value, name, into)
        else:
            into[name] = str(value)
