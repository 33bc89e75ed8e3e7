"""Fonts of this machine: comes in a text, goes out the sentence that says which letters none of them has, or "".

It asks fontconfig, where there is one; elsewhere (macOS, Windows) the system brings all letters of the suite.
"""

import shutil
import subprocess
from functools import cache

# A letter of each script and spelling that a font may lack: Arabic, then what Persian, Pashto, Kurdish and Urdu add.
_LETTERS = {"Arabic": "ب", "Persian": "پگی", "Pashto": "ښړ", "Kurdish": "ڕۆ", "Urdu": "ٹے"}
INSTALL = "sudo apt-get install -y fonts-noto-core"


def missing(text: str) -> str:
    """Return "", or one sentence for the first letter of `text` that no font here has, with the line that installs one.

    A picture drawn without such a font would show boxes in place of names.
    """
    for script, letters in _LETTERS.items():
        lacking = [letter for letter in letters if letter in text and not _has(letter)]
        if lacking:
            return (
                f"no font of this machine has the {script} letter «{lacking[0]}», and the picture would show boxes: "
                f"install one ({INSTALL}; Fedora: google-noto-sans-arabic-fonts)."
            )
    return ""


@cache
def _has(letter: str) -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return True
    try:
        told = subprocess.run(  # noqa: S603 - a program of the system, a letter of the table above
            [program, f":charset={ord(letter):x}", "family"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return True  # nobody can tell: the drawing is made, as on machines without fontconfig
    return told.returncode != 0 or bool(told.stdout.strip())
