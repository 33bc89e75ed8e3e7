"""What a hostile file is: its name, its bytes and the end it must come to; and the sentences of the good ones.

Knows no reader: outcomes follow from what the project promises, not from what its code does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOADS, WARNED, REJECTED = "loads", "loads_with_warning", "rejected"
READ = f"{LOADS}/{WARNED}"
ANY = f"{LOADS}/{WARNED}/{REJECTED}"
DOUBTFUL = f"{WARNED}/{REJECTED}"

# Invented reports in three languages; each says a day, a body and a place, so that what is found can be looked at.
FA = "دبیرخانه شورای فرهنگی استان در ۱۲ تیر ۱۴۰۱ نشستی درباره کتابخانه‌های روستایی در شهر سبزوار برگزار کرد."
PRS = "ریاست معارف ولایت بدخشان به تاریخ ۱۵ میزان ۱۳۹۸ ورکشاپ آموزشی را برای معلمان در شهر فیض‌آباد دایر نمود."
AR = "عقدت وزارة الثقافة في 14 أيار 2021 ندوة حول المكتبات العامة في مدينة صيدا بحضور عدد من الباحثين."
FA_TITLE, PRS_TITLE, AR_TITLE = "نشست کتابخانه‌های روستایی", "ورکشاپ آموزشی معلمان", "ندوة حول المكتبات العامة"
MORE = "در این نشست گزارش کار سال گذشته خوانده شد و شرکت‌کنندگان درباره برنامه سال آینده گفت‌وگو کردند."
REPORT = f"{FA_TITLE}\n\n{FA}\n\n{MORE}\n"
DARI = f"{PRS_TITLE}\n\n{PRS}\n"
ARABIC = f"{AR_TITLE}\n\n{AR}\n"


@dataclass(frozen=True)
class World:
    """What payloads point at: an address that must never be called, and a file outside the root, never to be read."""

    canary: str = "http://127.0.0.1:9/canary"
    secret: Path = Path("/nonexistent/secret.txt")
    secret_text: str = "راز-بیرون-از-پوشه-7f3a91"


@dataclass(frozen=True)
class Case:
    """One entry of the corpus. `data` is its bytes or makes them; `place` instead puts something else at the path.

    `outcome` may hold several, parted by `/`; `code` too, and none means any. `records` is the least number of them
    if the file loads, `has` what their texts must hold then, `lacks` what no text, title, outlet or author may hold.
    `soak`: takes more than two seconds.
    """

    file: str
    kind: str
    data: bytes | str | Callable[[World], bytes | str] = b""
    outcome: str = LOADS
    code: str = ""
    records: int = 1
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    place: Callable[[Path, World], None] | None = None
    soak: bool = False

    def write(self, folder: Path, world: World) -> bool:
        """Put the entry into `folder`; False where this system has no such thing (a device, a name of odd bytes)."""
        path = folder / self.file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if self.place:
                self.place(path, world)
            else:
                data = self.data(world) if callable(self.data) else self.data
                path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        except (OSError, NotImplementedError):
            return False
        return True
