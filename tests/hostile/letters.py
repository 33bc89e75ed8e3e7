"""Plain texts whose letters are the trouble: markup, formulas, odd code points, encodings, sizes, impossible days.

All are `.txt`; what a text says is data, so most of them load with every letter in its place.
"""

from hostile.cases import (
    ANY,
    AR,
    ARABIC,
    DARI,
    DOUBTFUL,
    FA,
    FA_TITLE,
    LOADS,
    MORE,
    PRS,
    READ,
    REJECTED,
    REPORT,
    WARNED,
    Case,
    World,
)

SCRIPT = "<script>window.hit=1</script>"


def cases() -> list[Case]:
    """Every case of a plain text."""
    return [*_markup(), *_formulas(), *_points(), *_encodings(), *_shapes(), *_patterns(), *_days()]


def _text(name: str, kind: str, text, outcome: str = LOADS, **more) -> Case:
    return Case(f"{kind}/{name}.txt", kind, text, outcome, **more)


def _markup() -> list[Case]:
    def called(form: str):
        return lambda world: f"{form.format(url=world.canary)}\n\n{FA}\n"

    payloads = {
        "link": "<a href={url}>خبر</a>", "beacon": '<span style="background:url({url})">خبر</span>',
        "image": '<img src={url} onerror="window.hit=1">', "frame": "<iframe src={url}></iframe>",
        "markdown": "![خبر]({url}) [باز کنید]({url})", "svg": "<svg onload=window.hit=1><use href={url}>",
    }  # fmt: skip
    return [_text(name, "markup", called(form), has=(FA,)) for name, form in payloads.items()] + [
        _text("script", "markup", f"{SCRIPT}\n\n{FA}", has=(SCRIPT, FA)),
        _text(
            "template", "markup", f"%{{customdata}} {{{{7*7}}}} ${{window.hit=1}} {{0.__class__}}\n\n{FA}", has=(FA,)
        ),
        _text("mathjax", "markup", f"$\\href{{javascript:window.hit=1}}{{x}}$ خبر\n\n{FA}", has=(FA,)),
        _text("escape_codes", "markup", f"خبر \x1b[31mسرخ\x1b[0m \x07\n\n{FA}", READ, has=(FA,)),
        _text("sql", "markup", f"'; DROP TABLE documents; -- خبر\n\n{FA}", has=("DROP TABLE", FA)),
    ]


def _formulas() -> list[Case]:
    starts = {
        "command": "=cmd|' /C calc'!A0", "plus": "+1+cmd|' /C calc'!A0", "minus": "-2+3+cmd|' /C calc'!A0",
        "at": "@SUM(1+1)*cmd|' /C calc'!A0", "tab": "\t=1+1", "full_width": "＝1+1", "return": "\r=1+1",
        "link": '=HYPERLINK("http://127.0.0.1:9/f","خبر")', "mark": "\u200e=1+1",
    }  # fmt: skip
    return [_text(name, "formulas", f"{start} خبر\n\n{FA}\n", has=(FA,)) for name, start in starts.items()]


def _points() -> list[Case]:
    surrogate = REPORT.encode() + b"\xed\xa0\x80 \xed\xb0\x80" + AR.encode()
    return [
        # Three bytes that spell a lone surrogate are no UTF-8; a UTF-16 file may really hold one.
        Case("unicode/surrogate_bytes.txt", "unicode", surrogate, ANY),
        Case(
            "unicode/surrogate_utf16.txt",
            "unicode",
            b"\xff\xfe" + FA.encode("utf-16-le") + b"\x00\xd8\x20\x00",
            DOUBTFUL,
            has=(FA,),
        ),
        _text("nul", "unicode", f"خبر \x00 کوتاه\n\n{FA}", DOUBTFUL, has=(FA, "\ufffd"), lacks=("\x00",)),
        _text("bom_inside", "unicode", f"خبر\ufeffها\n\n{FA}", READ, has=(FA,)),
        _text("bom_twice", "unicode", f"\ufeff\ufeffخبرها\n\n{FA}", READ, has=(FA,)),
        _text("marks", "unicode", "خبر ا" + "\u0651" * 1_000_000 + f"\n\n{FA}", READ, has=(FA,), soak=True),
        _text("marks_short", "unicode", "خبر ا" + "\u0651" * 20_000 + f"\n\n{FA}", READ, has=(FA,)),
        _text("override", "unicode", f"گزارش \u202egpj.exe\u202c\n\n{FA}", READ, has=("\u202e", FA)),
        _text("isolates", "unicode", "\u2067" * 500 + f"خبر\n\n{FA}", READ, has=(FA,)),
        _text("zero_width", "unicode", "خ\u200bب\u2060ر\n\n" + FA.replace(" ", "\u200b "), READ, has=("\u200b",)),
        _text("no_characters", "unicode", f"خبر \ufffe\uffff\U0001fffe\n\n{FA}", ANY, has=(FA,)),
        _text("look_alikes", "unicode", f"Pаris и Рaris در خبر\n\n{FA}", READ, has=("Pаris", "Рaris", FA)),
        _text("astral", "unicode", f"𞸀𞸁𞸂 𝐀𝐁 🕌👩🏽‍⚕️ خبر\n\n{FA}", READ, has=("𞸀𞸁𞸂", FA)),
        _text(
            "forms", "unicode", f"\ufea7\ufe92\ufeae \ufb90\ufeee\ufe97\ufe8eه \ufdf2 \ufdfa\n\n{FA}", READ, has=(FA,)
        ),
        _text("tags", "unicode", f"خبر\U000e0041\U000e0042\n\n{FA}", READ, has=(FA,)),
        _text("private", "unicode", f"خبر \ue000\uf8ff\n\n{FA}", READ, has=(FA,)),
        _text("separators", "unicode", f"خبر\u2028دوم\u2029سوم\x85چهارم\x0bپنجم\x0cششم\n\n{FA}", READ, has=(FA,)),
    ]


def _encodings() -> list[Case]:
    # Letters that ISO-8859-6 lacks (پ چ ژ گ ی ک) make a Persian text impossible in it: Arabic stands there.
    plain = f"{AR}\n\n{AR.replace('14 أيار 2021', '3 حزيران 2022')}\n"
    west = "كتب المراسل أن الاجتماع انتهى أمس. " * 6
    half = REPORT.encode() + ARABIC.encode("cp1256")
    return [
        _raw("windows_1256_fa", _fa_1256().encode("cp1256"), f"{WARNED}", has=("شورای فرهنگی",)),
        _raw("windows_1256_ar", (plain + west).encode("cp1256"), f"{WARNED}", has=("وزارة الثقافة",)),
        _raw("iso_8859_6", (plain + west).replace("،", "").encode("iso8859-6"), f"{WARNED}", has=("وزارة الثقافة",)),
        _raw("utf16_le_bom", b"\xff\xfe" + REPORT.encode("utf-16-le"), READ, has=(FA,)),
        _raw("utf16_be_bom", b"\xfe\xff" + REPORT.encode("utf-16-be"), READ, has=(FA,)),
        _raw("utf16_le", REPORT.encode("utf-16-le"), DOUBTFUL, has=(FA,)),
        _raw("utf16_be", REPORT.encode("utf-16-be"), DOUBTFUL, has=(FA,)),
        _raw("utf16_odd", b"\xff\xfe" + REPORT.encode("utf-16-le") + b"\x06", DOUBTFUL),
        _raw("utf32_bom", REPORT.encode("utf-32"), f"{READ}/{REJECTED}", has=(FA,)),
        _raw("utf32_le", REPORT.encode("utf-32-le"), DOUBTFUL, has=(FA,)),
        # Two encodings in one file: whichever is chosen, half of it is noise; it may not load without a word.
        _raw("mixed", half, DOUBTFUL),
        _raw("mojibake_1252", _misread(REPORT, "cp1252").encode(), DOUBTFUL, has=(FA,)),
        _raw("mojibake_1256", _misread(REPORT, "cp1256").encode(), DOUBTFUL, has=(FA,)),
        _raw("mojibake_lossy", REPORT.encode().decode("cp1252", "replace").encode(), DOUBTFUL),
        _raw("truncated", REPORT.encode()[:-2], ANY, has=(FA,)),
        _raw("cut_in_a_letter", FA.encode()[:41] + b"\n" + FA.encode()[42:], DOUBTFUL),
        _raw("overlong", b"\xc0\xaf\xe0\x80\xaf" * 20 + REPORT.encode(), DOUBTFUL),
        _raw(
            "latin_1", "Le ministère a tenu une réunion à Genève, où l'été fut évoqué. ".encode("latin-1") * 4, DOUBTFUL
        ),
        _raw("greek", "Το υπουργείο πολιτισμού συνεδρίασε στην Αθήνα. ".encode("cp1253") * 4, DOUBTFUL),
        _raw("cyrillic", "Министерство культуры провело совещание в Москве. ".encode("cp1251") * 4, DOUBTFUL),
        _raw("noise", bytes((n * 197 + n * n * 31) % 256 for n in range(5_000)), REJECTED),
        _raw("zeros", bytes(5_000), REJECTED),
        _raw("utf7", REPORT.encode("utf-7"), ANY),
        _raw("one_bad_byte", REPORT.encode() + b"\xff\n" + MORE.encode(), DOUBTFUL),
    ]


def _misread(text: str, encoding: str) -> str:
    """UTF-8 read in a legacy encoding, as programs do it: bytes that the encoding lacks pass through."""
    return "".join(
        byte.decode(encoding) if byte.decode(encoding, "replace") != "\ufffd" else byte.decode("latin-1")
        for byte in (bytes([number]) for number in text.encode())
    )


def _fa_1256() -> str:
    # Windows-1256 has no Persian yeh of its own: programs write the Arabic one.
    return REPORT.replace("ی", "ي").replace("۱", "1").replace("۲", "2").replace("۴", "4").replace("۰", "0")


def _raw(name: str, data: bytes, outcome: str, has: tuple[str, ...] = (), **more) -> Case:
    has = tuple(text.replace("ی", "ي") for text in has) if name == "windows_1256_fa" else has
    return Case(f"encodings/{name}.txt", "encodings", data, outcome, has=has, **more)


def _shapes() -> list[Case]:
    def repeated(text: str, letters: int):
        return lambda world: text * (letters // len(text))

    return [
        _text("empty", "shapes", "", REJECTED, code="empty"),
        _text("bom_only", "shapes", b"\xef\xbb\xbf", REJECTED, code="empty"),
        _text("spaces", "shapes", " \n\t\r\n\u200c\u00a0\u3000" * 500, REJECTED, code="empty"),
        _text("marks_only", "shapes", "\u200e\u200f\u200b\ufeff" * 50, f"{REJECTED}/{READ}"),
        _text("one_letter", "shapes", "ب", READ, has=("ب",)),
        _text("emoji", "shapes", "🕊🎉✅🔻" * 50, READ),
        _text("digits", "shapes", "۱۲۳۴۵۶۷۸۹۰ " * 500, READ),
        _text("newlines", "shapes", "\n" * 200_000 + FA, READ, has=(FA,)),
        _text("line_of_1_mb", "shapes", repeated(FA + " ", 500_000), READ, has=(FA,), soak=True),
        _text("line_of_10_mb", "shapes", repeated(FA + " ", 5_600_000), READ, has=(FA,), soak=True),
        _text("word_of_1_mb", "shapes", repeated("سلام", 500_000), READ, soak=True),
        _text("lines_1_million", "shapes", repeated("خبر\n", 4_000_000), READ, soak=True),
        _text("reports_many", "shapes", "\n\n\n".join([REPORT.strip()] * 400), READ, has=(FA,)),
        _text("titles_only", "shapes", "\n\n".join(f"{FA_TITLE} {n}" for n in range(2_000)), READ),
        _text("51_mb", "shapes", lambda world: b"x" * 51_000_000, REJECTED, code="too_large"),
    ]


def _patterns() -> list[Case]:
    """Runs on which an ordinary regular expression goes back and forth: none may cost more than its length."""
    runs = {
        "spaces": " ", "newlines": "\n ", "digits": "۱", "digit_groups": "۱۲/", "ascii_digits": "1", "colons": "1:",
        "articles": "ال", "half_spaces": "می\u200c", "only_half_spaces": "\u200c", "brackets": "(", "closing": "»",
        "quotes": '"', "nested": "«(", "from_to": "از ۱۲ تا ", "and": "و ", "commas": "، ", "dashes": "- ",
        "dots": ".", "slashes": "/", "handles": "@a ", "addresses": "http://", "months": "تیر ", "weekday": "شنبه ",
        "honorifics": "دکتر ", "offices": "وزیر ", "heads": "وزارت ", "kashida": "ـ", "underscores": "_", "of": "بن ",
        "ordinals": "بیست و ", "minister": "معاون مدیرکل ", "abbreviations": "U.N.", "tabs": "\t", "marks": "\u064b",
    }  # fmt: skip
    return [
        _text(name, "regex", f"خبر\n\n{run * (30_000 // len(run))}\n\n{FA}\n", READ, has=(FA,))
        for name, run in runs.items()
    ] + [
        _text("all", "regex", "خبر\n\n" + "\n".join(run * 300 for run in runs.values()) + f"\n\n{FA}", READ, has=(FA,))
    ]


def _days() -> list[Case]:
    """Days that no calendar has, and reports that contradict themselves: text with a reason, never a made-up day."""
    impossible = {
        "february": "نشست در ۳۰ فوریه ۲۰۲۰ برگزار شد.", "february_ar": "عقد الاجتماع في 30 شباط 2021 في صيدا.",
        "february_common": "نشست در ۲۹ فوریه ۲۰۱۹ برگزار شد.", "april": "نشست در ۳۱ آوریل ۲۰۲۰ برگزار شد.",
        "qaws": "جلسه به تاریخ ۳۱ قوس ۱۳۹۶ دایر گردید.", "esfand": "نشست در ۳۰ اسفند ۱۴۰۰ برگزار شد.",
        "mehr": "نشست در ۳۱ مهر ۱۳۹۹ برگزار شد.", "day_32": "نشست در ۳۲ فروردین ۱۴۰۰ برگزار شد.",
        "day_0": "نشست در ۰ تیر ۱۴۰۱ برگزار شد.", "numbers": "نشست در ۱۴۰۱/۱۳/۴۵ برگزار شد.",
        "year_0": "نشست در ۱۲ ژوئیه ۰ برگزار شد.", "iso": "نشست در 2021-02-30 برگزار شد.",
        "ramadan": "عقد الاجتماع في 31 رمضان 1440 في صيدا.",
    }  # fmt: skip
    odd = {
        "year_99999": f"نشست در ۱۲ تیر ۹۹۹۹۹ برگزار شد.\n\n{FA}",
        "range_back": f"از ۲۰ تیر تا ۵ خرداد ۱۴۰۱ نشست بود.\n\n{FA}",
        "contradiction": f"نشست در ۱۲ تیر ۱۴۰۱ برابر با ۲۵ دسامبر ۲۰۱۰ برگزار شد.\n\n{MORE}",
        "weekday_wrong": f"نشست روز جمعه ۱۲ تیر ۱۴۰۱ برگزار شد.\n\n{MORE}", "many": "۱۲ تیر ۱۴۰۱ " * 2_000,
        "negative": f"نشست در -۵ تیر -۱۴۰۱ برگزار شد.\n\n{FA}",
        "mixed_digits": f"نشست در ۱2 تیر ١٤٠۱ برگزار شد.\n\n{FA}",
    }  # fmt: skip
    leap = f"نشست در ۳۰ اسفند ۱۳۹۹ برگزار شد.\n\n{DARI}\n{PRS}"
    made = [
        _text(f"impossible_{name}", "dates", f"خبر کوتاه\n\n{said}\n", READ, has=(said,))
        for name, said in impossible.items()
    ]
    made += [_text(name, "dates", f"خبر کوتاه\n\n{said}\n", READ) for name, said in odd.items()]
    return [*made, _text("leap_day", "dates", leap, READ, has=("۳۰ اسفند ۱۳۹۹",))]


def secret_names(world: World) -> list[Case]:
    """Texts that name the secret's path: a path in a text is no file to open."""
    said = (str(world.secret), f"file://{world.secret}", f"../{world.secret.name}")
    return [_text(f"path_{n}", "paths", f"{path}\n\n{FA}\n", has=(FA,)) for n, path in enumerate(said)]
