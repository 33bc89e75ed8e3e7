"""Exports of Telegram: the bytes of result.json or messages.html come in, a record for each message goes out.

Knows how Telegram Desktop writes messages; must not know what they say. The day is the one of the export's own zone.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from helpers.sources import fields, jsonish, markup
from helpers.sources.encodings import decode
from helpers.sources.record import Contents, Record, Refused

_CHANNELS = frozenset({"public_channel", "private_channel"})
# Of a whole account only these are read: what channels and groups publish, not what a person wrote to another.
_PUBLIC = _CHANNELS | {"public_supergroup", "private_supergroup", "private_group", "public_group"}
_STAMP = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{2}:\d{2}(?::\d{2})?))?(?: (?:UTC)?([+-]\d{2}:?\d{2}))?")
_PAGE_ID = re.compile(r"message(-?\d+)")


@dataclass
class _Skipped:
    """What was left out of an export and is told: nothing vanishes."""

    service: int = 0
    empty: Counter = field(default_factory=Counter)
    private: int = 0
    broken: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        told = [f"{self.service} service messages (joined, pinned, …) were left out"] if self.service else []
        if self.empty:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.empty.items()))
            told.append(f"{sum(self.empty.values())} messages without text were left out ({kinds})")
        return told

    def warnings(self) -> list[str]:
        told = []
        if self.private:
            told.append(
                f"{self.private} personal chats of the account were not read: export a chat by itself to read it"
            )
        if self.broken:
            told.append(f"{len(self.broken)} messages could not be read ({', '.join(self.broken[:5])})")
        return told


def read(data: bytes, name: str) -> Contents:
    """Return a record for each message of an export that has a text.

    record: the message's own id (in the export of a whole account with its chat before it, «123/4711»); outlet: the
    chat; author: who signed or, in a group, wrote it; published: the day and hour as exported. JSON that is no export
    of Telegram is read as other JSON. Raises Refused (`damaged`, `no_text_column`, `empty`, encodings).
    """
    text, warnings = decode(data)
    if text.lstrip()[:1] == "<":
        return _page(text, warnings)
    parser = jsonish.Parser()
    try:
        value = parser.parse(text)
    except ValueError:
        return jsonish.read(data, name)
    if not is_export(value):
        return jsonish.collection(value, [*warnings, *parser.warnings()])
    return _export(value, [*warnings, *parser.warnings()])


def is_export(value) -> bool:
    """Whether a JSON value is an export of Telegram Desktop: of one chat, or of an account with its chats."""
    if not isinstance(value, dict):
        return False
    messages = value.get("messages")
    if isinstance(messages, list) and isinstance(value.get("type"), str):
        return all(isinstance(each, dict) and "type" in each for each in messages[:20])
    chats = value.get("chats")
    return isinstance(chats, dict) and isinstance(chats.get("list"), list)


def looks_like_page(text: str) -> bool:
    """Whether an HTML page is one of an export: `messages.html`, `messages2.html`."""
    return 'class="page_wrap"' in text[:50_000] and 'class="message' in text


# ---------------------------------------------------------------------------------------------------------- result.json


def _export(value: dict, warnings: list[str]) -> Contents:
    skipped = _Skipped()
    if "chats" in value:
        chats = [each for key in ("chats", "left_chats") for each in _list(value.get(key))]
        chats = [chat for chat in chats if isinstance(chat, dict)]
        public = [chat for chat in chats if _string(chat.get("type")) in _PUBLIC]
        skipped.private = len(chats) - len(public)
        made = [record for chat in public for record in _chat(chat, f"{chat.get('id', '')}/", skipped)]
    else:
        made = list(_chat(value, "", skipped))
    return _contents(made, warnings, skipped)


def _list(chats) -> list:
    return _members(chats.get("list")) if isinstance(chats, dict) else []


def _members(value) -> list:
    return value if isinstance(value, list) else []


def _contents(made: list[Record], warnings: list[str], skipped: _Skipped) -> Contents:
    warnings = [*warnings, *skipped.warnings()]
    ids = fields.unique_ids([each.record for each in made], [each.text for each in made],
                            [str(number) for number in range(len(made))], warnings)  # fmt: skip
    named = tuple(Record(own, *list(vars(each).values())[1:]) for own, each in zip(ids, made, strict=True))
    if not named and (skipped.service or skipped.empty or skipped.private):
        raise Refused("empty", "it holds no message with a text: " + "; ".join([*skipped.notes(), *skipped.warnings()]))
    return Contents(named, tuple(warnings), tuple(skipped.notes()))


def _chat(chat: dict, prefix: str, skipped: _Skipped) -> Iterator[Record]:
    outlet = fields.line(_string(chat.get("name")))
    handle = _string(chat.get("username")).lstrip("@")
    channel = _string(chat.get("type")) in _CHANNELS
    for message in _members(chat.get("messages")):
        if not isinstance(message, dict):
            skipped.broken.append(f"in «{outlet}»")
        elif message.get("type") == "service":
            skipped.service += 1
        elif body := fields.plain(_text(message)):
            number = _string(message.get("id"))
            yield Record(
                f"{prefix}{number}" if number else "",
                f"message {number} of «{outlet}»" if prefix else f"message {number}",
                None, body, _title(body), _day(message), outlet,
                f"https://t.me/{handle}/{number}" if handle and number else "",
                _author(message, channel), _told(message),
            )  # fmt: skip
        else:
            skipped.empty[_kind(message)] += 1


def _title(body: str) -> str:
    return fields.with_title("", body)[1]


def _string(value) -> str:
    """A name or number as text; deleted accounts and absent names are null."""
    return value if isinstance(value, str) else ""


def _text(message: dict) -> str:
    """What a message says: its text or caption, with the question and answers of a poll under it."""
    said = _plain(message.get("text"))
    if not said:
        said = _plain(message.get("text_entities"))
    poll = message.get("poll")
    if isinstance(poll, dict):
        answers = [_plain(each.get("text")) for each in _members(poll.get("answers")) if isinstance(each, dict)]
        said = "\n".join(filter(None, [said, _plain(poll.get("question")), *answers]))
    return said


def _plain(text) -> str:
    """A text, which is a string or a list of strings and entities: ["به گزارش ", {"type": "bold", "text": "ا"}]."""
    parts = text if isinstance(text, list) else [text]
    return "".join(_string(each.get("text")) if isinstance(each, dict) else _string(each) for each in parts)


def _day(message: dict) -> str:
    """`date` is written in the zone of the computer that exported; the day of an edit is another thing."""
    return _string(message.get("date")) or _string(message.get("date_unixtime"))


def _author(message: dict, channel: bool) -> str:
    signed = _string(message.get("author"))
    return fields.line(signed or ("" if channel else _string(message.get("from"))))


def _told(message: dict) -> tuple[str, ...]:
    source = fields.line(_string(message.get("forwarded_from")))
    return (f"forwarded from «{source}»",) if source or "forwarded_from" in message else ()


def _kind(message: dict) -> str:
    for name in ("photo", "media_type", "file", "location_information", "contact_information"):
        if name in message:
            return _string(message[name]) if name == "media_type" else name.removesuffix("_information")
    return "empty"


# -------------------------------------------------------------------------------------------------------- messages.html


def _page(text: str, warnings: list[str]) -> Contents:
    root = markup.parsed(text)
    if root is None or not looks_like_page(text):
        raise Refused("format", "it is no page of an export of Telegram: save its text as .txt")
    skipped = _Skipped()
    outlet = fields.line(_within(root, "page_header", "text"))
    made, sender, source = [], "", ""
    for message in _by_class(root, "message"):
        classes = set((message.get("class") or "").split())
        number = _PAGE_ID.fullmatch(message.get("id") or "")
        if "service" in classes:
            # the lines between two days have negative numbers and are no messages
            skipped.service += bool(number) and not number[1].startswith("-")
            continue
        body = next((each for each in message.iterchildren("div") if _has(each, "body")), None)
        if body is None or number is None:
            skipped.broken.append(message.get("id") or "without a number")
            continue
        # joined messages say who wrote only once, above the first of them
        sender = _own(body, "from_name") or ("" if "joined" not in classes else sender)
        said, forwarded = _said(body)
        source = ("" if forwarded is None else forwarded or source) if "joined" in classes else forwarded
        if not said:
            skipped.empty["media" if next(_by_class(body, "media_wrap"), None) is not None else "empty"] += 1
            continue
        signed = next((markup.element_text(each) for each in _by_class(body, "signature")), "")
        author = fields.line(signed or (sender if sender != outlet else ""))
        told = (f"forwarded from «{source}»",) if source else ()
        made.append(Record(number[1], f"message {number[1]}", None, said, _title(said), _stamp(body), outlet, "",
                           author, told))  # fmt: skip
    if not outlet:
        warnings = [*warnings, "the name of the chat is not in the page"]
    return _contents(made, warnings, skipped)


def _said(body: etree._Element) -> tuple[str, str | None]:
    """The text of a message, also of the forwarded part and of a poll in it, and who it was forwarded from.

    The second is None where nothing is forwarded, and empty where the page names the source only above.
    """
    parts: list[str] = []
    source = None
    for child in body.iterchildren("div"):
        if _has(child, "text"):
            parts.append(markup.element_text(child))
        elif _has(child, "forwarded"):
            source = fields.line(_own(child, "from_name"))
            parts.append(_said(child)[0])
        elif _has(child, "media_wrap"):
            for poll in _by_class(child, "media_poll"):
                lines = [each for each in poll.iterdescendants("div") if _has(each, "question") or _has(each, "answer")]
                parts += [markup.element_text(each, frozenset({"details"})).lstrip("- ") for each in lines]
    return "\n".join(filter(None, parts)), source


def _stamp(body: etree._Element) -> str:
    """The moment in the title of the date: «07.10.2023 23:20:00 UTC+03:30», day first, as ISO with its zone."""
    for child in body.iterchildren("div"):
        if _has(child, "date") and (match := _STAMP.match(child.get("title") or "")):
            day, month, year, clock, zone = match.groups()
            return f"{year}-{int(month):02}-{int(day):02}" + (f" {clock}{zone or ''}" if clock else "")
    return ""


def _own(element: etree._Element, name: str) -> str:
    """The text of the child of a class, without the date that stands in it."""
    child = next((each for each in element.iterchildren("div") if _has(each, name)), None)
    return "" if child is None else markup.element_text(child, frozenset({"date", "details"} - {name}))


def _has(element: etree._Element, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _by_class(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (each for each in root.iterdescendants("div") if _has(each, name))


def _within(root: etree._Element, outer: str, inner: str) -> str:
    around = next(_by_class(root, outer), None)
    found = None if around is None else next(_by_class(around, inner), None)
    return "" if found is None else markup.element_text(found)
