"""Reports in one text: the text of a file comes in, a record for each report goes out, an exact slice of the text.

Knows how pages list reports, in named rules each with an example; resolves no day. One report is never cut in two:
a rule cuts only where every piece looks like a report of its own, and where there is doubt nothing is cut.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from helpers import tables
from helpers.sources import alone, dumps, page
from helpers.sources.page import LONGEST_TITLE, ORNAMENT, STOP, Line, Piece
from helpers.sources.record import Record
from helpers.text import fold

_SENTENCE = re.compile(r"[.!؟?۔](?:\s|[»”\")\]]|$)")
# Lines of a text in which reports are told apart: a dump of 50 MB has some 300,000, a line of three letters on each of
# millions is no dump, and each costs half a kilobyte to look at.
_MOST_LINES = 400_000
_BODY = 40  # letters that a report has at least
_HEAD = (
    30  # lines that show whether a report begins: a page of a thousand parts is looked at once, not a thousand times
)
_HANDLE = re.compile(r"[^\w@]*(?:[^\W\d_]+\s*[:：]?\s*)?(?:https?://)?(?:t\.me/|telegram\.me/|@)([A-Za-z]\w{3,31})\W*")
_NUMBER = re.compile(r"[\W_]*?\(?(\d{1,3})\)?\s*(?:[.\-–—)ـ:]|/(?=\s))+\s*")


def records(text: str) -> Iterator[Record]:
    """Yield each report of a text. `start` counts its code points; blank edges and page furniture belong to none.

    A text of nothing but furniture is one record as it stands: something is there, and an analyst should see it.
    """
    if text.count("\n") > _MOST_LINES:
        yield from _whole(text)
        return
    if span := alone.whole(text, _may_list):
        body = text[slice(*span)]
        yield Record("0", f"character {span[0]}", span[0], body, title(body))
        return
    lines = page.lines(text)
    if not lines:
        return
    pieces = list(_pieces(lines, *_edges(lines, 0, len(lines)))) or [Piece(0, len(lines))]
    for number, piece in enumerate(pieces):
        start = lines[piece.first].start if piece.start is None else piece.start
        body = text[start : lines[piece.after - 1].end]
        own = piece.told.get("title") or title(body)
        told = {name: piece.told[name] for name in ("published", "outlet", "url", "author") if name in piece.told}
        yield Record(str(number), f"character {start}", start, body, own, **told)


def _may_list(first: Line, last: Line) -> bool:
    """Whether the first or the last line of a page is one by which the rules know a list of reports."""
    return bool(_mark(first) or dumps.named(first) or _HANDLE.fullmatch(last.text))


def _whole(text: str) -> Iterator[Record]:
    body = text.strip()
    if body:
        start = text.index(body[0])
        told = f"more than {_MOST_LINES} lines: not looked at for several reports"
        yield Record("0", f"character {start}", start, body, title(body), warnings=(told,))


def title(text: str) -> str:
    """Return the title of a record: its first line without bullets, or the second when the first is an overline.

    Rule `kicker`: «خبر فوری» alone is no headline. Rule `overline`: a first line that ends with a colon names the
    speaker («مدیرکل …:»), the headline follows.
    """
    lines = [line.strip() for line in text.split("\n", 4)[:4] if line.strip()]
    # «🔴 خبر فوری» over the headline of a channel's post
    while len(lines) > 1 and page.key(fold(ORNAMENT.sub("", lines[0]).strip(" :!#_"))) in _words("kicker"):
        del lines[0]
    if len(lines) > 1 and lines[0].endswith(":") and len(lines[1]) <= LONGEST_TITLE:
        lines = lines[1:]
    return ORNAMENT.sub("", lines[0]).strip() if lines else ""


def _edges(lines: list[Line], first: int, after: int) -> tuple[int, int]:
    """Furniture at the edges belongs to no record; when nothing else is left, everything stays."""
    inner = page.trimmed(lines, first, after)
    return inner if inner[0] < inner[1] else (first, after)


def _pieces(lines: list[Line], first: int, after: int) -> Iterator[Piece]:
    """Cut by the first rule that finds several reports, and look into each of them again."""
    for rule in RULES if after - first > 1 else ():
        found = [piece for piece in rule(lines, first, after) if piece.first < piece.after]
        if len(found) > 1 or (found and found[0].told):
            for piece in found:
                if len(found) == 1 or piece.told or piece.start is not None:
                    yield piece
                else:
                    yield from _pieces(lines, piece.first, piece.after)
            return
    yield Piece(first, after)


# -------------------------------------------------------------------------------------------- what a report looks like


@cache
def _words(kind: str) -> tuple[str, ...]:
    words = (row["word"] for row in tables.rows("report_words") if row["kind"] == kind)
    return tuple(dict.fromkeys(page.key(fold(word)) for word in words))


@cache
def _joined() -> tuple[str, ...]:
    """Letters of «and» with a verb, as written: folded they are those of واشنطن."""
    return tuple(row["word"] for row in tables.rows("report_words") if row["kind"] == "joined")


def _begins_with(words: tuple[str, ...], key: str) -> bool:
    return any(key.startswith(word) and not key[len(word) : len(word) + 1].isalpha() for word in words)


def _letters(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _sentences(lines: list[Line]) -> int:
    return sum(len(_SENTENCE.findall(line.text)) for line in lines)


def _carries_on(lead: Line) -> bool:
    """Whether a paragraph speaks of what was named before it: «وی افزود …», `وأضاف …`, «این نشست …»."""
    # `وأطلقت`: a word that begins so is «and» with a verb; none of Persian or Arabic names does
    return lead.text.startswith(_joined()) or _begins_with(_words("continues"), lead.key)


def _is_section(line: Line) -> bool:
    """Whether a headline is one of a part of a report: «پیشینه موضوع», «واکنش نمایندگان به این طرح»."""
    if _begins_with(_words("section"), line.key) or _carries_on(line):
        return True
    # «رئیس: این طرح اجرا می‌شود» quotes a sentence and points to nothing before it
    back = _words("back")
    return not re.search(r"[:：«\"]", line.text) and any(word in back for word in line.key.split())


def _wraps(lines: list[Line], head: int) -> bool:
    """Whether what seems a headline may be the first line of a paragraph of hard-wrapped lines: as long as the next."""
    below = lines[head + 1] if head + 1 < len(lines) else None
    if below is None or below.blank_before or below.ends_a_sentence or page.date_only(below):
        return False
    return len(lines[head].text) >= 0.75 * len(below.text)


def _is_report(lines: list[Line], least: int = _BODY) -> bool:
    """Whether these lines are a report of their own: a headline and a lead that carries nothing on, or a dateline.

    «پیشینه موضوع» over a paragraph is a section of a report: too short for a headline, or a word of sections begins it.
    """
    if not lines:
        return False
    if page.dateline(lines[0]):
        return _letters(lines) >= least
    head = 1 if lines[0].text.endswith(":") and len(lines) > 2 else 0
    if not lines[head].is_title or _is_section(lines[head]):
        return False
    if _wraps(lines, head):
        return False
    body = [line for line in lines[head + 1 :] if not page.date_only(line)]
    if body and body[0].is_title and len(body) > 1:  # a second line of the headline
        body = body[1:]
    return bool(body) and not _carries_on(body[0]) and _letters(body) >= least and _sentences(body) > 0


def echoes(line: Line, lead: Line) -> bool:
    """Whether `lead` opens with the words of `line`: «ورکشاپ هماهنگی …» under the title «ورکشاپ هما هنگی …»."""
    if len(line.text) > LONGEST_TITLE or STOP.search(line.text) or len(lead.text) < len(line.text):
        return False
    words = line.folded.split()
    opening = set(lead.folded[: 2 * len(line.text) + 20].replace("،", " ").split())
    return len(words) >= 3 and sum(word in opening for word in words) >= 0.6 * len(words)


def _between(lines: list[Line], starts: list[int], after: int) -> list[Piece]:
    """The pieces that begin at `starts`, each without the furniture at its edges."""
    spans = [page.trimmed(lines, a, b) for a, b in zip(starts, [*starts[1:], after], strict=True)]
    return [Piece(a, b) for a, b in spans if a < b]


# --------------------------------------------------------------------------------------------------------------- rules


def numbered(lines: list[Line], first: int, after: int) -> list[Piece]:
    """Rule `numbered`: «۱. عنوان … متن», «۲. عنوان … متن», `أولاً: …`: each number stands before a report.

    The first one begins the page (or stands under a page heading), a blank line stands before each other, and each is
    a report of its own. A list inside a report follows a lead; its items are lines, not reports.
    """
    opening = _mark(lines[first])
    if not opening or opening[0] != 1:
        return []
    marks = [(at, *mark) for at in range(first, after) if (mark := _mark(lines[at]))]
    taken = [marks[0]]
    for at, number, skip in marks[1:]:
        if number == len(taken) + 1 and lines[at].blank_before and _item(lines, at, skip, after):
            taken.append((at, number, skip))
    ends = [at for at, _, _ in taken[1:]] + [after]
    spans = [(page.trimmed(lines, at, end), skip) for (at, _, skip), end in zip(taken, ends, strict=True)]
    reports = [_item(lines, a, skip, b) for (a, b), skip in spans]
    # a number left over between them may be the real one: «۲.» of a list inside the first report came before it
    left = [number for at, number, _ in marks if (at, number) not in {t[:2] for t in taken} and number > 1]
    doubt = any(number in range(2, len(taken) + 2) and not _is_list(lines, marks, number, taken) for number in left)
    if len(taken) < 2 or not all(reports) or doubt:
        return []
    # «خبر اول:» may stand on a line of its own
    own = [skip < len(lines[a].text) for (a, _), skip in spans]
    return [
        Piece(a, b, lines[a].start + skip) if inside else Piece(a + 1, b, lines[a + 1].start)
        for ((a, b), skip), inside in zip(spans, own, strict=True)
    ]


def _is_list(lines: list[Line], marks: list, number: int, taken: list) -> bool:
    """Whether the marks of `number` that were not taken are plain items of a list: no blank line before them."""
    chosen = {at for at, _, _ in taken}
    return all(not lines[at].blank_before for at, own, _ in marks if own == number and at not in chosen)


@cache
def _ordinals() -> tuple[dict[str, int], re.Pattern]:
    rows = (row for row in tables.rows("report_words") if row["kind"].startswith("ordinal "))
    numbers = {page.key(fold(row["word"])): int(row["kind"].split()[1]) for row in rows}
    ordinal, item = "|".join(map(re.escape, numbers)), "|".join(map(re.escape, _words("item")))
    number = rf"(?:(\d{{1,3}})|(?:ال)?({ordinal})[\u064b\u0640]?)\s*"
    pattern = rf"[\W_]*?(?:(?:{item})\s+{number}(?:[:.)\-–—]+\s*|$)|{number}[:.)\-–—]+\s*)"
    return numbers, re.compile(pattern)


def _mark(line: Line) -> tuple[int, int] | None:
    """The number that a line begins with and its length: «۱. », «(۲) », `ثالثاً: `, «خبر اول: », «گزارش ۲»."""
    if match := _NUMBER.match(line.folded):
        return int(match[1]), match.end()
    numbers, pattern = _ordinals()
    if match := pattern.match(line.folded):
        digits, word = match[1] or match[3], match[2] or match[4]
        return (int(digits) if digits else numbers[word]), match.end()
    return None


def _item(lines: list[Line], at: int, skip: int, after: int) -> bool:
    """Whether a report begins behind the number at the head of line `at`."""
    if at >= after:
        return False
    line = lines[at]
    rest = [Line(line.start + skip, line.end, line.text[skip:], line.folded[skip:], line.blank_before)]
    end = next((n for n in range(at + 1, after) if lines[n].blank_before and _mark(lines[n])), after)
    return _is_report([*(rest if rest[0].text else ()), *lines[at + 1 : min(end, at + _HEAD)]])


def separated(lines: list[Line], first: int, after: int) -> list[Piece]:
    """Rule `separated`: a line of signs («-----», «***», «###», «➖➖➖») between two reports.

    It cuts only where each part is a report: not under a headline («عنوان / -----»), not between the parts of one
    report («*** / وی همچنین افزود …»). A heading above the first and a closing line below the last are no parts.
    """
    stops = [at for at in range(first, after) if lines[at].is_separator]
    if not stops:
        return []
    spans = zip([first, *(at + 1 for at in stops)], [*stops, after], strict=True)
    spans = [span for a, b in spans if (span := page.trimmed(lines, a, b))[0] < span[1]]
    if len(spans) > 2 and _is_masthead(lines[slice(*spans[0])]):
        del spans[0]
    if len(spans) > 2 and _letters(lines[slice(*spans[-1])]) < _BODY:
        spans[-2:] = [(spans[-2][0], spans[-1][1])]
    whole = all(_is_report(lines[a : min(b, a + _HEAD)]) for a, b in spans)
    return [Piece(a, b) for a, b in spans] if whole else []


def datelined(lines: list[Line], first: int, after: int) -> list[Piece]:
    """Rule `datelined`: «کابل، ۷ قوس ۱۳۹۶ - …», later «هرات، ۹ قوس ۱۳۹۶ - …»: each begins a report, with its headline.

    No cut when a paragraph stands before the first (a lead with a chronology under it), or when half of the pieces
    are but one sentence without a headline (the chronology itself).
    """
    heads = [_headline(lines, at, first) for at in range(first, after) if page.dateline(lines[at])]
    if len(heads) < 2 or not _begins(lines, page.trimmed(lines, first, after)[0], heads):
        return []
    pieces = _between(lines, heads, after)
    parts = [lines[piece.first : piece.after] for piece in pieces]
    fit = all(_letters(part) >= _BODY for part in parts)
    return pieces if fit and 2 * sum(map(_is_whole, parts)) > len(parts) else []


def _headline(lines: list[Line], at: int, first: int) -> int:
    """Where the report begins whose lead is line `at`: its headline above it, with an overline, or the lead itself."""
    above = at - 1
    if above < first or not lines[above].is_title or page.dateline(lines[above]):
        return at
    free = above == first or lines[above].blank_before or lines[above - 1].ends_a_sentence
    if not (free or page.is_furniture(lines[above - 1])):
        over = above - 1
        return over if lines[over].text.endswith(":") and (over == first or lines[over].blank_before) else at
    return above


def _is_whole(lines: list[Line]) -> bool:
    """Whether a piece with a dateline is more than a line of a chronology."""
    return not page.dateline(lines[0]) or _sentences(lines) >= 2


def _is_masthead(lines: list[Line]) -> bool:
    """Whether lines above a list of reports are its heading: «خبرنامه هفتگی وزارت / شماره ۱۲», no sentence, no dash."""
    return len(lines) <= 3 and all(line.words <= 10 and not STOP.search(line.text) for line in lines)


def _begins(lines: list[Line], first: int, heads: list[int]) -> bool:
    """Whether nothing stands before the first head, or only the heading of a page whose reports all have headlines."""
    if heads[0] == first:
        return True
    titled = all(lines[head].is_title and not page.dateline(lines[head]) for head in heads)
    return titled and lines[heads[0]].blank_before > 0 and _is_masthead(lines[first : heads[0]])


def dated(lines: list[Line], first: int, after: int) -> list[Piece]:
    """Rule `dated`: a headline, under it a line that is a day and nothing else, under that a report; again and again.

    `عنوان / 26 مارس 2024 / نص …`. Related links («عنوان / ۱۴۰۲/۰۷/۱۵», without a text) are no reports.
    """
    heads = []
    for at in range(first + 1, after - 1):
        if page.date_only(lines[at]) and lines[at - 1].is_title:
            head = _headline(lines, at, first)
            if head == at:
                return []
            heads.append(head)
    if len(heads) < 2 or not _begins(lines, page.trimmed(lines, first, after)[0], heads):
        return []
    pieces = _between(lines, heads, after)
    return pieces if all(_is_report(lines[piece.first : piece.after]) for piece in pieces) else []


def titled(lines: list[Line], first: int, after: int) -> list[Piece]:
    """Rule `titled`: after two blank lines, a headline alone, and a lead that shows that a report begins.

    It repeats the headline («ورکشاپ هماهنگی …» under «ورکشاپ هما هنگی …», as ministry pages print a list of reports),
    or begins as news does («به گزارش …», `أفادت …`) as the first report of the page does.
    """
    apart = [at for at in range(first + 1, after - 1) if lines[at].blank_before >= 2]
    starts = [first]
    news = bool(apart) and _opens(lines, first, after)
    for at in apart:
        if lines[at + 1].blank_before:
            told = echoes(lines[at], lines[at + 1])
            if told or (news and _opens(lines, at, after) and _is_report(lines[at : at + _HEAD])):
                starts.append(at)
    return _between(lines, starts, after)


def _opens(lines: list[Line], at: int, after: int) -> bool:
    """Whether a headline stands at line `at`, and under it a paragraph that begins as news does."""
    if at + 1 >= after or not lines[at].is_title:
        return False
    return _begins_with(_words("opens"), lines[at + 1].key) or page.dateline(lines[at + 1])


def signed(lines: list[Line], first: int, after: int) -> list[Piece]:
    """Rule `signed`: messages of a channel that each end with the line of its name, «@kabul_news», as does the page.

    A name inside a sentence signs nothing; each message has a headline or begins with a sign, or all are one paragraph,
    and none carries on what the one before says.
    """
    if not _HANDLE.fullmatch(lines[after - 1].text):
        return []
    handles = {at: match[1] for at in range(first, after) if (match := _HANDLE.fullmatch(lines[at].text))}
    ends = [at + 1 for at, name in handles.items() if name == handles[after - 1]]
    spans = [page.trimmed(lines, a, b) for a, b in zip([first, *ends[:-1]], ends, strict=True)]
    bodies = [lines[a : b - 1] for a, b in spans]
    if not all(body and _letters(body) >= _BODY and not _carries_on(body[0]) for body in bodies):
        return []
    if not all(body[0].blank_before for body in bodies[1:]):
        return []
    short = all(len(body) == 1 and _sentences(body) for body in bodies)
    # «🔻گشایش …», «#خبر …»: messages begin with a sign where they have no headline
    begun = all(not body[0].text[0].isalnum() or _is_report(body[:_HEAD]) for body in bodies)
    return [Piece(a, b) for a, b in spans] if short or begun else []


RULES: tuple[Callable[[list[Line], int, int], list[Piece]], ...] = (
    dumps.labelled, numbered, separated, signed, datelined, dated, titled,
)  # fmt: skip
