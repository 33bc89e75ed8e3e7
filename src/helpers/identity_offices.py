"""Linked mentions with the offices their texts give them come in; who held which office, and whose office a bare title
is, go out. Knows words of offices (`tables/`); knows no file and decides nothing about names.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd

from helpers import tables
from helpers.identity_names import compare, known, name
from helpers.identity_sounds import words

COLUMNS = ("actor_id", "office", "body", "since", "until", "evidence")
# «وزیر کار» heads the وزارت کار: the table of bodies knows the ministry, the text names the minister.
_BODY_OF = {"minister": {"fa": "وزارت", "ar": "وزارة", "en": "ministry of"}}


@dataclass(frozen=True)
class Office:
    """A title read: what its holder is (minister, head …) and the rest of it, which says of what."""

    text: str
    language: str
    role: str
    of: str


@cache
def _roles() -> dict[tuple[str, str], str]:
    return {(row.language, "".join(words(row.word))): row.role for row in tables.read("office_words").itertuples()}


@lru_cache(maxsize=100_000)
def read(text: str, language: str) -> Office:
    """Return a title as its role and the rest; a title whose first words no table knows has role ''."""
    script = "ar" if language == "ar" else "fa"
    parts = words(text)
    for size in (3, 2, 1):
        letters = "".join(parts[:size])
        for form in (letters, letters.removeprefix("ال")):
            if len(parts) >= size and (role := _roles().get((script, form))):
                return Office(text, script, role, " ".join(parts[size:]))
    return Office(text, script, "", " ".join(parts))


def key(text: str, language: str) -> str:
    """Return a key that two wordings of one office share where the tables know its body."""
    office = read(text, language)
    body = _body(office)
    entity = known(body) if body else None
    return f"{office.role or 'office'} of {entity or office.of}"


def _body(office: Office):
    head = _BODY_OF.get(office.role, {}).get(office.language, "")
    of = " ".join(part for part in (head, office.of) if part)
    return name(of, "organisation", office.language) if of.strip() else None


def same(a: Office, b: Office) -> bool:
    """Return whether two titles are one office: «وزیر تعاون» and «وزیر کار و امور اجتماعی ایران» are, by the table."""
    if a.role != b.role or not a.role:
        return False
    mine, other = _body(a), _body(b)
    if mine is None or other is None:
        return mine is other
    score, said = compare(mine, other)
    return score >= 0.9 or (score >= 0.75 and "country" in said)


def table(rows: pd.DataFrame, documents: pd.DataFrame, bodies: dict[int, str]) -> pd.DataFrame:
    """Return `actor_id office body since until evidence`, a row an actor and office.

    rows: mentions with `actor_id office`; bodies: row -> the body that the title names. since, until: the first and
    last day of publication on which a record gives the office, missing where no such record is dated. evidence: the
    first mention, as `<doc_id>:<start>-<end>`.
    """
    published, language = (
        dict(zip(documents["doc_id"], documents[name], strict=True)) for name in ("published", "language")
    )
    found: dict[tuple[str, str], list[tuple]] = defaultdict(list)
    held = rows.dropna(subset=["actor_id", "office"])
    own = (held[column].tolist() for column in ("doc_id", "actor_id", "office", "start", "end"))
    for index, doc, actor, office, start, end in zip(held.index, *own, strict=True):
        for title in split(office):
            body = bodies.get((index, title))
            role = read(title, language[doc]).role
            same_office = f"{role} {body}" if role and body else key(title, language[doc])
            found[actor, same_office].append((doc, title, body, f"{doc}:{start}-{end}"))
    out = []
    for (actor, _), told in found.items():
        days = [day for doc, *_ in told if not pd.isna(day := published[doc])]
        titles = Counter(" ".join(title.split()) for _, title, *_ in told)
        best = min(titles, key=lambda title: (-titles[title], -len(title), title))
        body = next((each for _, _, each, _ in told if each), None)
        out.append((actor, best, body, min(days, default=pd.NaT), max(days, default=pd.NaT), told[0][3]))
    frame = pd.DataFrame(sorted(out, key=lambda each: (*each[:2], each[5])), columns=COLUMNS)
    return frame.astype({"since": "datetime64[s]", "until": "datetime64[s]"})


def split(told: str) -> list[str]:
    """Return the titles of one mention's `office`."""
    return [title.strip() for title in told.split("; ") if title.strip()]


def bodies(rows: pd.DataFrame) -> dict[tuple[int, str], str]:
    """Return (row, title) -> actor_id of the longest body, else place, named in the same record and in that title."""
    titled = rows[rows["office"].notna()]
    named = rows[rows["doc_id"].isin(titled["doc_id"]) & rows["actor_id"].notna()]
    named = named[named["type"].isin(("organisation", "place"))]
    by_doc: dict[str, dict[tuple, None]] = defaultdict(dict)
    own = (named[column].tolist() for column in ("doc_id", "type", "surface", "actor_id"))
    for doc, kind, surface, actor in zip(*own, strict=True):
        by_doc[doc][kind != "organisation", -len(surface), actor, _letters(surface)] = None
    found: dict[tuple[int, str], str] = {}
    for index, doc, office in zip(titled.index, titled["doc_id"].tolist(), titled["office"].tolist(), strict=True):
        for title in split(office):
            letters = _letters(title)
            rank = min((each for each in by_doc.get(doc, ()) if each[3] in letters), default=None)
            if rank:
                found[index, title] = rank[2]
    return found


@lru_cache(maxsize=100_000)
def _letters(text: str) -> str:
    return "".join(words(text))


def holders(rows: pd.DataFrame, documents: pd.DataFrame, told: dict) -> dict[int, tuple[str, str, str]]:
    """Return row -> (actor_id, candidates, reason) of bare titles («وزیر تعاون») whose holder the texts decide.

    First the record itself, then the records of the corpus whose span of days holds the day of this one, then the one
    person of the record that has no office while this is its only office that nobody has. told: as `bodies` returns.
    """
    language = documents.set_index("doc_id")["language"].to_dict()
    day = documents.set_index("doc_id")["published"].to_dict()
    bare = rows[is_bare(rows)]
    held = rows[rows["actor_id"].notna() & rows["office"].notna() & (rows["type"] == "person")]
    own: dict[str, list[tuple[str, Office, str | None, object]]] = defaultdict(list)
    every: dict[str, list[tuple[str, Office, str | None, object]]] = defaultdict(list)
    for row in held.itertuples():
        for title in split(row.office):
            each = (row.actor_id, read(title, language[row.doc_id]), told.get((row.Index, title)), day[row.doc_id])
            own[row.doc_id].append(each)
            every[each[1].role].append(each)
    out: dict[int, tuple[str, str, str]] = {}
    for row in bare.itertuples():
        office = read(split(row.office)[0], language[row.doc_id])
        body = told.get((row.Index, split(row.office)[0]))
        here = _who(office, body, own[row.doc_id])
        if here:
            out[row.Index] = _decided(here, "who holds this office in the record")
        elif day[row.doc_id] is not pd.NaT and (there := _on(day[row.doc_id], office, body, every[office.role])):
            out[row.Index] = _decided(there, "who holds this office in the corpus on that day")
    out |= _left_over(rows, bare, out, language)
    return out


def is_bare(rows: pd.DataFrame) -> pd.Series:
    """Return which mentions are a title without a name: «وزیر تعاون» (the surface is the office itself)."""
    return rows["actor_id"].isna() & (rows["type"] == "person") & rows["office"].notna() & rows["candidates"].isna()


def _who(office: Office, body: str | None, held: list) -> set[str]:
    found = {actor for actor, each, its, _ in held if office.role == each.role and body and its == body}
    return found or {actor for actor, each, its, _ in held if same(office, each) and not (body and its and body != its)}


def _on(day, office: Office, body: str | None, held: list) -> set[str]:
    spans: dict[str, list] = defaultdict(list)
    for actor in _who(office, body, held):
        spans[actor] = [when for who, each, _, when in held if who == actor and not pd.isna(when)]
    return {actor for actor, days in spans.items() if days and min(days) <= day <= max(days)}


def _decided(found: set[str], said: str) -> tuple[str, str, str]:
    if len(found) == 1:
        return min(found), "", said
    return "", "; ".join(sorted(found)), f"{len(found)} people: {said}"


def _left_over(rows: pd.DataFrame, bare: pd.DataFrame, done: dict, language: dict) -> dict:
    """In a record where one person has no office and one office no holder, and both are spoken of again and again."""
    out = {}
    left = bare[~bare.index.isin(done)]
    named = rows[rows["doc_id"].isin(left["doc_id"]) & (rows["type"] == "person") & rows["actor_id"].notna()]
    by_doc = dict(iter(named.groupby("doc_id", sort=False)))
    for doc, titles in left.groupby("doc_id", sort=False):
        if doc not in by_doc:
            continue
        people = by_doc[doc]
        without = people.groupby("actor_id")["office"].agg(lambda own: own.isna().all())
        read_titles = {row.Index: read(split(row.office)[0], language[doc]) for row in titles.itertuples()}
        # «همتای آذربایجانی» is somebody's counterpart, «روسای جمهوری» are two: neither is one office.
        offices = {index: each for index, each in read_titles.items() if each.role not in ("", "counterpart")}
        alone = without[without].index
        if len(alone) != 1 or len(without) > 8 or len(offices) < 2:
            continue
        first = next(iter(offices.values()))
        if not all(same(first, each) or each.text == first.text for each in offices.values()):
            continue
        if (people["actor_id"] == alone[0]).sum() >= 2:
            said = "the one person of the record without an office, and its one office without a person"
            out |= dict.fromkeys(offices, (alone[0], "", said))
    return out
