"""How hard a text is to read, by the formulas that schools and courts use.

Both count what makes a text hard, long sentences and long words, and neither knows what it says.
"""

import re
from collections.abc import Iterable
from html import unescape

_SENTENCE = re.compile(r"[^.!?]*\w[^.!?]*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.)+|\b(?:No|St|Mr|Ms|Dr|Miss)\.")
_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[^aeiouy])(?:e|es|ed)$")
_SPOKEN = re.compile(r"(?:[^aeiouy][lr]es?|[td]ed|[sxz]es|ches|shes|[cg]es)$")
_SPANISH_VOWELS = re.compile(r"[aeoáéó](?:[iuy](?![íú]))?|[iu][aeoáéó][iuy]?|[íú]|[iuü]+|y(?!\w)")


def school_grade(texts: Iterable[str]) -> float:
    """The grade of a school in the United States whose pupils read these English texts.

    Source:
        Kincaid and others, Derivation of New Readability Formulas, Navy report 8-75 (1975).
    """
    sentences, words = _counted(texts)
    syllables = sum(map(english_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def spanish_ease(texts: Iterable[str]) -> float:
    """How easy these Spanish texts are: 100 is very easy; from 60 on, thirteen-year-olds read it.

    Source:
        Fernández Huerta, Medidas sencillas de lecturabilidad, Consigna 214 (1959).
    """
    sentences, words = _counted(texts)
    syllables = sum(map(spanish_syllables, words))
    return 206.84 - 60 * syllables / len(words) - 1.02 * len(words) / sentences


def english_syllables(word: str) -> int:
    """How many syllables an English word has, near enough for a mean.

    >>> [english_syllables(one) for one in ("land", "acres", "delinquent", "held", "people")]
    [1, 2, 3, 1, 2]
    """
    letters = word.lower()
    spoken = letters if _SPOKEN.search(letters) else _SILENT.sub("", letters)
    return max(len(_ENGLISH_VOWELS.findall(spoken)), 1)


def spanish_syllables(word: str) -> int:
    """How many syllables a Spanish word has, near enough for a mean.

    >>> [spanish_syllables(one) for one in ("tierra", "dueño", "impuestos", "baldío", "ley")]
    [2, 2, 3, 3, 1]
    """
    return max(len(_SPANISH_VOWELS.findall(word.lower())), 1)


def _counted(texts: Iterable[str]) -> tuple[int, list[str]]:
    """How many sentences there are, and all words; a text that says nothing counts for none."""
    whole = [_NUMBER.sub("", _ABBREVIATION.sub("Miss", one)) for one in texts]
    sentences = sum(len(_SENTENCE.findall(one)) for one in whole)
    return sentences, [word for one in whole for word in _WORD.findall(one)]


def page_texts(page: str) -> list[str]:
    """What the main part of a page says, block by block, without the citations of laws."""
    main = page[page.index("<main") : page.index("</main>")]
    told = re.sub(r'<span class="second law">.*?</span>', "", main, flags=re.DOTALL)
    blocks = re.split(r"</?(?:p|li|dt|dd|h\d|td|th|caption|div|tr)\b[^>]*>", told)
    texts = (" ".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in blocks)
    return [one for one in texts if re.search(r"[a-z]{2}", one)]
