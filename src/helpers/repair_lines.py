"""Lines as a PDF gave them: one text comes in, the same letters in the order in which they are read go out.

Must not know half-spaces, names or dates. Each rule is named in `EXAMPLES` with a line before and after it; a line that
only looks wrong stays as it is and is told as doubtful.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np

from helpers import repair_loops as loops
from helpers import repair_pieces, repair_words, tables
from helpers.repair_pieces import GAP, LONGEST
from helpers.text import fold

# Rule -> a line, how it is read. They are run as tests.
EXAMPLES = {
    "presentation_forms": ("\ufeb3\ufefc\ufee1 \ufe91\ufeae \ufe8d\ufbfe\ufeae\ufe8d\ufee5", "سلام بر ایران"),
    "visual_order": (".تسا هدش مالعا نارهت رد تلود یارب شرازگ نیا", "این گزارش برای دولت در تهران اعلام شده است."),
    "line_order": (
        "زمینه در  برای همکاری  را  آمادگی خود  سازمان  این ",
        "این سازمان آمادگی خود را برای همکاری در زمینه",
    ),
    "stop_in_front": (".این نشست در تهران برگزار شد", "این نشست در تهران برگزار شد."),
    "brackets_mirrored": ("رئیس سازمان )ایسسکو( گفت", "رئیس سازمان (ایسسکو) گفت"),
    "digits_reversed": (".این نشست در سال ۳۹۳۱ برگزار شد", "این نشست در سال ۱۳۹۳ برگزار شد."),
}
CONFIDENCE = {
    "presentation_forms": 0.99, "visual_order": 0.95, "line_order": 0.9, "stop_in_front": 0.9,
    "brackets_mirrored": 0.9, "digits_reversed": 0.85,
}  # fmt: skip
DOUBTFUL = "line_order_doubtful"
_MIRROR = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_LEFT_TO_RIGHT = re.compile(r"[0-9A-Za-z۰-۹٠-٩](?:[0-9A-Za-z۰-۹٠-٩.,:/٫٬@_%+-]*[0-9A-Za-z۰-۹٠-٩])?")
_WORD = re.compile(r"[^\W\d_]+")
_LEAD_LINE = re.compile(r"(?:^|\n)[^\S\n]{0,9}[.؟!؛][^\W\d_]")
_STOP_FIRST = re.compile(r"[.؟!؛](?=[^\W\d_])")
_MIRRORED = (
    re.compile(r"(?<![^\s«])\)(?=[^\W_])([^()\n]{1,80})(?<=[^\W_])\((?![^\W_])"),
    re.compile(r"(?<![^\s(])»(?=[^\W_])([^«»\n]{1,80})(?<=[^\W_])«(?![^\W_])"),
)
_YEAR_WORDS = ("سال ", "عام ", "سنة ", "سنه ")
_YEAR = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_YEAR_WORDS)})([۰-۹]{{4}}|[0-9]{{4}}|[٠-٩]{{4}})(?![\d])")
_FORM = re.compile("[\ufb50-\ufdf2\ufe70-\ufefc]")


RULES = ("", *CONFIDENCE)  # by the number that they have in `reasons`
_NUMBER = {rule: number for number, rule in enumerate(RULES)}


@dataclass
class Ordered:
    """A line in reading order: `origin[i]` is where its letter i stands in the evidence, `why[i]` the rule or ""."""

    text: str
    origin: Sequence[int]
    why: list[str]


@dataclass(frozen=True)
class InOrder:
    """A text in reading order: letter i stands at `origin[i]` of the evidence, by rule `RULES[reasons[i]]`."""

    text: str
    origin: np.ndarray
    reasons: np.ndarray
    doubtful: list[str] = field(default_factory=list)

    @property
    def why(self) -> list[str]:
        """The rule that moved each letter, "" for none."""
        return [RULES[number] for number in self.reasons.tolist()]


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Words that are none when their letters stand backwards, and those words backwards («تسا» is «است»)."""
    rows = tables.read("frequent_words")
    words = {fold(word) for word in rows["word"]} | repair_words.backwards()
    ahead = frozenset(word for word in words if word[::-1] not in words and word != word[::-1])
    return ahead, frozenset(word[::-1] for word in ahead)


def ordered(text: str) -> InOrder:
    """Return `text` in reading order. Rules look at one line and its neighbours; nothing is lost but spaces."""
    out = _plain_forms(text)
    spans = _lines(out.text)
    before = [Ordered(out.text[begin:end], out.origin[begin:end], out.why[begin:end]) for begin, end in spans]
    lines = [_stop(_digits(line)) for line in _brackets(_turned(out.text, before))]
    told = repair_pieces.in_order([line.text for line in lines])
    lines = [_put(line, pieces) if pieces else line for line, (pieces, _) in zip(lines, told, strict=True)]
    return _whole(out, spans, before, lines, [DOUBTFUL for _, doubtful in told if doubtful])


def _whole(out: Ordered, spans, before: list[Ordered], lines: list[Ordered], doubtful: list[str]) -> InOrder:
    """The lines as one text again. Most are as they were: what stands between two that changed is taken whole."""
    plain = isinstance(out.origin, range)
    origin = np.arange(len(out.text)) if plain else np.array(out.origin, dtype=np.int64)
    reasons = np.zeros(len(out.text), dtype=np.int8) if plain else _numbers(out.why)
    parts, origins, numbers, since = [], [], [], 0
    for line, old, (begin, end) in zip(lines, before, spans, strict=True):
        if line is old:
            continue
        parts += [out.text[since:begin], line.text]
        origins += [origin[since:begin], np.array(line.origin, dtype=np.int64)]
        numbers += [reasons[since:begin], _numbers(line.why)]
        since = end
    parts, origins, numbers = [*parts, out.text[since:]], [*origins, origin[since:]], [*numbers, reasons[since:]]
    return InOrder("".join(parts), np.concatenate(origins), np.concatenate(numbers), doubtful)


def _numbers(why: list[str]) -> np.ndarray:
    return np.array([_NUMBER[rule] for rule in why], dtype=np.int8)


def looks_wrong(text: str, flags: int) -> bool:
    """Whether a rule of this module may change `text`: `flags` are those that `repair_loops` gave the record."""
    return bool(
        flags & (loops.HAS_FORM | loops.HAS_BACKWARDS)
        or (flags & loops.HAS_LEAD and _LEAD_LINE.search(text))
        or (
            flags & loops.HAS_GAPS
            and any(
                len(GAP.findall(line.strip())) > 1 for line in text.split("\n") if "  " in line and len(line) < LONGEST
            )
        )
        or (flags & loops.HAS_BRACKET and any(pattern.search(text) for pattern in _MIRRORED))
    )


def _lines(text: str) -> list[tuple[int, int]]:
    spans, begin = [], 0
    for line in text.split("\n"):
        spans.append((begin, begin + len(line)))
        begin += len(line) + 1
    return spans


def _plain_forms(text: str) -> Ordered:
    if not _FORM.search(text):
        return Ordered(text, range(len(text)), [""] * len(text))
    letters, origin, why = [], [], []
    for at, letter in enumerate(text):
        plain = letter
        if "\ufb50" <= letter <= "\ufdf2" or "\ufe70" <= letter <= "\ufefc":
            plain = unicodedata.normalize("NFKC", letter)
            plain = letter if not all(each.isalpha() or unicodedata.combining(each) for each in plain) else plain
        letters.append(plain)
        origin += [at] * len(plain)
        why += ["presentation_forms" if plain != letter else ""] * len(plain)
    return Ordered("".join(letters), origin, why)


@lru_cache(1 << 15)
def _side(word: str) -> int:
    """1 for a word that is known backwards, -1 for one that is known as it stands, else 0."""
    ahead, behind = _known()
    return (fold(word) in behind) - (fold(word) in ahead)


def _backwards(text: str) -> int:
    """How many more words of a line are known backwards than as they stand; 0 where too few say so."""
    sides = list(map(_side, _WORD.findall(text)))
    behind, ahead = sides.count(1), sides.count(-1)
    return behind - ahead if behind > 2 * ahead else 0


@cache
def _behind() -> tuple[np.ndarray, np.ndarray]:
    """The letters of the words that are known backwards, by code, and their hashes as an open-addressing table."""
    words = _known()[1]
    letters = np.isin(repair_words.letters()[1], [ord(letter) for letter in set("".join(words))])
    keys = np.zeros(1 << (4 * len(words)).bit_length(), dtype=np.uint64)
    for word in words:
        loops.insert(keys, repair_words.hashed(word))
    return letters, keys


def _turned(text: str, lines: list[Ordered]) -> list[Ordered]:
    """Turn the lines whose letters stand backwards: two words must say it, or one where such lines are the most."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    asked = loops.lines_with(codes, len(lines), repair_words.letters()[1], *_behind()).tolist()
    signs = [_backwards(line.text) if ask else 0 for line, ask in zip(lines, asked, strict=True)]
    if not any(signs):
        return list(lines)
    filled = sum(bool(_WORD.search(line.text)) for line in lines)
    least = 1 if sum(sign > 1 for sign in signs) > 0.5 * filled else 2
    return [_visual(line) if sign >= least else line for line, sign in zip(lines, signs, strict=True)]


def _visual(line: Ordered) -> Ordered:
    """Turn a line; numbers and Latin words in it keep their own direction."""
    order = list(range(len(line.text)))[::-1]
    for match in _LEFT_TO_RIGHT.finditer(line.text[::-1]):
        order[match.start() : match.end()] = order[match.start() : match.end()][::-1]
    # the two letters of a lam-alef ligature are one in the evidence, and in the right order already
    for at in range(1, len(order)):
        if line.origin[order[at]] == line.origin[order[at - 1]]:
            order[at - 1], order[at] = order[at], order[at - 1]
    text = "".join(line.text[at] for at in order).translate(_MIRROR)
    return Ordered(text, [line.origin[at] for at in order], ["visual_order"] * len(order))


def _digits(line: Ordered) -> Ordered:
    """«سال ۳۹۳۱»: a year that no calendar of the news is in, and that backwards is one."""
    if not any([word in line.text for word in _YEAR_WORDS]):
        return line
    for match in _YEAR.finditer(line.text):
        begin, end = match.span(1)
        if not _is_year(match[1]) and _is_year(match[1][::-1]):
            text, origin, why = line.text, list(line.origin), list(line.why)
            origin[begin:end] = origin[begin:end][::-1]
            why[begin:end] = ["digits_reversed"] * (end - begin)
            line = Ordered(text[:begin] + match[1][::-1] + text[end:], origin, why)
    return line


def _is_year(digits: str) -> bool:
    return 1250 <= int(digits) <= 1480 or 1800 <= int(digits) <= 2099


def _brackets(lines: list[Ordered]) -> list[Ordered]:
    """Mirror the brackets of a line where all that tell their side stand wrong: two, or one in a text of such lines."""
    for signs in ("()", "«»"):
        told = [_sides(line.text, signs) for line in lines]
        right, wrong = (sum(each[side] for each in told) for side in (0, 1))
        least = 1 if wrong > 1 and not right else 2
        for number, (proper, mirrored) in enumerate(told):
            if mirrored < least or proper:
                continue
            text, why = lines[number].text, list(lines[number].why)
            for at in [at for at, letter in enumerate(text) if letter in signs]:
                text = text[:at] + text[at].translate(_MIRROR) + text[at + 1 :]
                why[at] = "brackets_mirrored"
            lines[number] = Ordered(text, lines[number].origin, why)
    return lines


def _sides(text: str, signs: str) -> tuple[int, int]:
    """How many brackets of a line stand as they should, and how many the wrong way: «)ایسسکو(» has two."""
    right = wrong = 0
    if signs[0] not in text and signs[1] not in text:
        return 0, 0
    for at, letter in enumerate(text):
        if letter in signs:
            # what is bracketed touches its bracket, what is outside does not
            inner = text[at + 1 : at + 2].isalnum() - text[max(at - 1, 0) : at].isalnum()
            side = inner if letter == signs[0] else -inner
            right, wrong = right + (side > 0), wrong + (side < 0)
    return right, wrong


def _stop(line: Ordered) -> Ordered:
    """«.این نشست برگزار شد»: the stop that a line begins with is its end."""
    lead = len(line.text) - len(line.text.lstrip())
    body = line.text.rstrip()
    if not _STOP_FIRST.match(line.text, lead) or not body[-1].isalnum() or len(body.split()) < 3:
        return line
    order = [*range(lead), *range(lead + 1, len(body)), lead, *range(len(body), len(line.text))]
    why = [line.why[at] or ("stop_in_front" if lead <= at < len(body) else "") for at in order]
    return Ordered("".join(line.text[at] for at in order), [line.origin[at] for at in order], why)


def _put(line: Ordered, spans: list[tuple[int, int]]) -> Ordered:
    order: list[int] = []
    for number, (begin, end) in enumerate(spans):
        # each piece but the last takes the space behind it along, that of the end of the line the one before it
        blank = number + 1 < len(spans)
        order += range(begin, end + (blank and end < len(line.text)))
        order += [begin - 1] if blank and end == len(line.text) else []
    return Ordered(
        "".join(line.text[at] for at in order), [line.origin[at] for at in order], ["line_order"] * len(order)
    )
