"""Lines as a PDF gave them: one text comes in, the same letters in the order in which they are read go out.

Must not know half-spaces, names or dates. Each rule is named in `EXAMPLES` with a line before and after it; a line that
only looks wrong stays as it is and is told as doubtful.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np

from helpers import repair_loops as loops
from helpers import tables
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
_STOPS_FIRST = frozenset(".؟!؛")
_STOP_FIRST = re.compile(r"[.؟!؛](?=[^\W\d_])")
_MIRRORED = (
    re.compile(r"(?<![^\s«])\)(?=[^\W_])([^()\n]{1,80})(?<=[^\W_])\((?![^\W_])"),
    re.compile(r"(?<![^\s(])»(?=[^\W_])([^«»\n]{1,80})(?<=[^\W_])«(?![^\W_])"),
)
_YEAR_WORDS = ("سال ", "عام ", "سنة ", "سنه ")
_YEAR = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(_YEAR_WORDS)})([۰-۹]{{4}}|[0-9]{{4}}|[٠-٩]{{4}})(?![\d])")
_FORM = re.compile("[\ufb50-\ufdf2\ufe70-\ufefc]")
_GAP = re.compile(r" {2,}")
# Words that need a word behind them, and words that never begin what follows a preposition.
_LEADS = frozenset(
    "در به از با برای تا بر که و یا این آن هر میان بین روی زیر طی جز خصوص مورد طریق های ها هایی".split()
) - {"ها"}
_FOLLOWS = frozenset("را است بود شد شده کرد ها های هایی می نیز هم اند ای".split())
_BEFORE_NOUN = _LEADS - frozenset("و که یا".split())
_CLEAR = 2
_LONG = 240  # letters of a line on a page; longer ones are paragraphs


RULES = ("", *CONFIDENCE)  # by the number that they have in `reasons`
_NUMBER = {rule: number for number, rule in enumerate(RULES)}


@dataclass
class Ordered:
    """A line in reading order: `origin[i]` is where its letter i stands in the evidence, `why[i]` the rule or ""."""

    text: str
    origin: Sequence[int]
    why: list[str]
    doubtful: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class InOrder:
    """A text in reading order: letter i stands at `origin[i]` of the evidence, by rule `RULES[reasons[i]]`."""

    text: str
    origin: np.ndarray
    reasons: np.ndarray
    doubtful: list[str]

    @property
    def why(self) -> list[str]:
        """The rule that moved each letter, "" for none."""
        return [RULES[number] for number in self.reasons.tolist()]


@cache
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[tuple[str, str]]]:
    """Frequent words, the same backwards, and pairs of words that are one term («تبادل نظر»)."""
    rows = tables.read("frequent_words")
    backwards = frozenset(word[::-1] for word in rows.loc[rows["backwards"] == "yes", "word"])
    phrases = tables.read("event_words")["phrase"].str.split()
    pairs = frozenset((words[0], words[1]) for words in phrases if len(words) == 2)
    return frozenset(rows["word"]), backwards, pairs


def ordered(text: str) -> InOrder:
    """Return `text` in reading order. Rules look at one line and its neighbours; nothing is lost but spaces."""
    out = _plain_forms(text)
    lines = _lines(out.text)
    loose = sum("  " in out.text[a:b].strip() for a, b in lines) > max(3, 0.5 * len(lines))
    plain = out.text is text
    origin = np.arange(len(text)) if plain else np.array(out.origin, dtype=np.int64)
    reasons = np.zeros(len(text), dtype=np.int8) if plain else _numbers(out.why)
    parts, origins, numbers, doubtful, since = [], [], [], [], 0
    for number in _suspects(out.text, lines):
        begin, end = lines[number]
        follows = next((out.text[a:b] for a, b in lines[number + 1 :] if out.text[a:b].strip()), "")
        line = Ordered(out.text[begin:end], list(out.origin[begin:end]), out.why[begin:end])
        line = _pieces(_stop(_brackets(_digits(_visual(line)))), follows, loose)
        parts += [out.text[since:begin], line.text]
        origins += [origin[since:begin], np.array(line.origin, dtype=np.int64)]
        numbers += [reasons[since:begin], _numbers(line.why)]
        doubtful += line.doubtful
        since = end
    whole = "".join([*parts, out.text[since:]])
    return InOrder(
        whole, np.concatenate([*origins, origin[since:]]), np.concatenate([*numbers, reasons[since:]]), doubtful
    )


def _numbers(why: list[str]) -> np.ndarray:
    return np.array([_NUMBER[rule] for rule in why], dtype=np.int8)


def _suspects(text: str, lines: list[tuple[int, int]]) -> list[int]:
    """The lines, by number, that a rule may change: most lines of most pages are as they should be."""
    backwards = _known()[1]
    turned = not backwards.isdisjoint(_WORD.findall(text))
    round_, angled = ")" in text and "(" in text, "»" in text and "«" in text
    found = []
    for number, (begin, end) in enumerate(lines):
        line = text[begin:end]
        body = line.strip()
        if (
            body.count("  ") > 2
            or body[:1] in _STOPS_FIRST
            or (round_ and ")" in line and _MIRRORED[0].search(line))
            or (angled and "»" in line and _MIRRORED[1].search(line))
            or (any(word in line for word in _YEAR_WORDS) and _YEAR.search(line))
            or (turned and sum(word in backwards for word in _WORD.findall(line)) > 1)
        ):
            found.append(number)
    return found


def looks_wrong(text: str, flags: int) -> bool:
    """Whether a rule of this module may change `text`: `flags` are those that `repair_loops` gave the record."""
    return bool(
        flags & (loops.HAS_FORM | loops.HAS_BACKWARDS)
        or (flags & loops.HAS_LEAD and _LEAD_LINE.search(text))
        or (
            flags & loops.HAS_GAPS
            and any(
                len(_GAP.findall(line.strip())) > 2 for line in text.split("\n") if "  " in line and len(line) < _LONG
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


def _visual(line: Ordered) -> Ordered:
    """Turn a line whose letters stand backwards; numbers and Latin words in it keep their own direction."""
    words = _WORD.findall(line.text)
    plain, backwards, _ = _known()
    behind, ahead = sum(word in backwards for word in words), sum(word in plain for word in words)
    if behind < 2 or behind <= 2 * ahead:
        return line
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
    for match in _YEAR.finditer(line.text):
        begin, end = match.span(1)
        if not _is_year(match[1]) and _is_year(match[1][::-1]):
            line.text = line.text[:begin] + match[1][::-1] + line.text[end:]
            line.origin[begin:end] = line.origin[begin:end][::-1]
            line.why[begin:end] = ["digits_reversed"] * (end - begin)
    return line


def _is_year(digits: str) -> bool:
    return 1250 <= int(digits) <= 1480 or 1800 <= int(digits) <= 2099


def _brackets(line: Ordered) -> Ordered:
    for pattern, signs in zip(_MIRRORED, ("()", "«»"), strict=True):
        found = list(pattern.finditer(line.text))
        # a line in which some pair is as it should be was not mirrored
        if found and line.text.count(signs[0]) == line.text.count(signs[1]) == len(found):
            for at in (place for match in found for place in (match.start(), match.end() - 1)):
                line.text = line.text[:at] + line.text[at].translate(_MIRROR) + line.text[at + 1 :]
                line.why[at] = "brackets_mirrored"
    return line


def _stop(line: Ordered) -> Ordered:
    """«.این نشست برگزار شد»: the stop that a line begins with is its end."""
    lead = len(line.text) - len(line.text.lstrip())
    body = line.text.rstrip()
    if not _STOP_FIRST.match(line.text, lead) or not body[-1].isalnum() or len(body.split()) < 3:
        return line
    order = [*range(lead), *range(lead + 1, len(body)), lead, *range(len(body), len(line.text))]
    why = [line.why[at] or ("stop_in_front" if lead <= at < len(body) else "") for at in order]
    return Ordered("".join(line.text[at] for at in order), [line.origin[at] for at in order], why)


def _pieces(line: Ordered, follows: str, loose: bool) -> Ordered:
    """Put the pieces of a line in order: in the file the last stands first, and two spaces stand between them.

    The first two pieces have one space between them («زمینه در» is در and زمینه), so where one ends is found by the
    words. Justified text and tables have two spaces in most lines: they are left.
    """
    begin = len(line.text) - len(line.text.lstrip())
    end = len(line.text.rstrip())
    chunks, at = [], begin
    for gap in _GAP.finditer(line.text, begin, end):
        chunks.append((at, gap.start()))
        at = gap.end()
    chunks.append((at, end))
    if len(chunks) < 4 or end > _LONG:
        return line
    words = [line.text[a:b].split() for a, b in chunks]
    exact = end < len(line.text) and all(b + 2 == c for (_, b), (c, _) in pairwise(chunks))
    if loose or not exact or max(map(len, words[1:])) > 5:
        line.doubtful.append(DOUBTFUL)
        return line
    ahead = sum(_fit(one[-1], other[0]) for one, other in pairwise(words))
    back = sum(_fit(other[-1], one[0]) for one, other in pairwise(words))
    # the lay-out alone says much when no gap is an exception to it; the words must not say the contrary
    if back - ahead < (-_CLEAR if len(chunks) > 4 else 0):
        line.doubtful.append(DOUBTFUL)
        return line
    cut = _cut(words[0], words[1][-1], (follows.split() or [""])[0])
    spans = _spans(line.text, chunks, cut)
    return _put(line, spans[::-1])


def _spans(text: str, chunks: list[tuple[int, int]], cut: int) -> list[tuple[int, int]]:
    """The pieces of a line: its chunks, the first of which is two when `cut` words of it are a piece of their own."""
    begin, end = chunks[0]
    if not cut:
        return chunks
    places = [match.span() for match in re.finditer(r"\S+", text[begin:end])]
    return [(begin, begin + places[cut - 1][1]), (begin + places[cut][0], end), *chunks[1:]]


def _put(line: Ordered, spans: list[tuple[int, int]]) -> Ordered:
    order: list[int] = []
    for number, (begin, end) in enumerate(spans):
        # each piece but the last of the line takes the space behind it along
        order += range(begin, end + (number + 1 < len(spans)))
    return Ordered(
        "".join(line.text[at] for at in order), [line.origin[at] for at in order], ["line_order"] * len(order)
    )


@lru_cache(1 << 14)
def _fit(one: str, other: str) -> int:
    """How well a word follows another: «در زمینه», «خود را» do, «به از», «های در» do not."""
    one, other = fold(one).strip("،.؛:«»()\"'"), fold(other).strip("«»()\"'")
    if one in _BEFORE_NOUN and ((other in _LEADS and other not in ("این", "ان", "هر")) or other in _FOLLOWS):
        return -2
    if other in _FOLLOWS or one in _LEADS:
        return 1
    return 0


def _cut(words: list[str], before: str, after: str) -> int:
    """After how many words of the first chunk its second piece begins; the later, where words do not say."""
    best, chosen = -99, len(words) - 1
    for cut in range(1, len(words)):
        fit = (
            _fit(before, words[cut]) + (_fit(words[cut - 1], after) if after else 0) - _fit(words[cut - 1], words[cut])
        )
        fit -= 3 * (words[cut] in _FOLLOWS) + 2 * ((words[cut - 1], words[cut]) in _known()[2])
        if fit >= best:
            best, chosen = fit, cut
    return chosen if len(words) > 1 else 0
