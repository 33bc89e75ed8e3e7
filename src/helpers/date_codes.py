"""A column of words from a small vocabulary, held as numbers: `kind == "date"` costs a comparison of small integers.

Knows columns and frames; knows no date.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


def texts_of(column: pa.LargeStringArray):
    """Return a column of pandas strings."""
    return _TEXT.__from_arrow__(column)


class Words:
    """`codes` are numbers into `names`, of which the first is "" and stands for a missing word.

    It is compared, indexed and written like an array of strings.
    """

    __slots__ = ("codes", "names", "place")
    __hash__ = None

    def __init__(self, codes: np.ndarray, names: list[str], place: dict[str, int] | None = None):
        self.codes, self.names = codes, names
        # columns cut from this one share both: names are only ever added
        self.place = {name: number for number, name in enumerate(names)} if place is None else place

    @classmethod
    def missing(cls, size: int) -> "Words":
        """Return a column without a word."""
        return cls(np.zeros(size, dtype=np.int32), [""])

    @classmethod
    def of(cls, codes: np.ndarray, names) -> "Words":
        """Return the column of `names[code]`; a name of None or "" is missing."""
        out = cls.missing(len(codes))
        out[:] = cls(codes, [name or "" for name in names])
        return out

    @classmethod
    def read(cls, column: pd.Series) -> "Words":
        """Return the words of a column of a frame."""
        told = pa.array(column.astype("str"), pa.large_string())
        if isinstance(told, pa.ChunkedArray):
            told = told.combine_chunks()
        told = told.dictionary_encode()
        codes = told.indices.fill_null(-1).to_numpy(zero_copy_only=False) + np.int32(1)
        return cls(codes, ["", *told.dictionary.to_pylist()])

    @classmethod
    def joined(cls, parts: list["Words"]) -> "Words":
        """Return the words of several columns, one behind the other."""
        out, at = cls.missing(sum(map(len, parts))), 0
        for part in parts:
            out[at : at + len(part)] = part
            at += len(part)
        return out

    def __len__(self):
        return len(self.codes)

    def __eq__(self, word):
        return self.codes == self.place.get(word, -1)

    def __ne__(self, word):
        return self.codes != self.place.get(word, -1)

    def __getitem__(self, at):
        """Return the words at a mask or at row numbers; of one row, the word itself."""
        if isinstance(at, int | np.integer):
            return self.names[self.codes[at]]
        return Words(self.codes[at], self.names, self.place)

    def __setitem__(self, at, words):
        """Write one word, or a column of words, into the rows of a mask or of row numbers."""
        if isinstance(words, str | None):
            self.codes[at] = self._code(words or "")
            return
        number = np.zeros(len(words.names), dtype=np.int32)
        for used in np.flatnonzero(np.bincount(words.codes, minlength=len(number))).tolist():
            number[used] = self._code(words.names[used])
        self.codes[at] = number.take(words.codes)

    def _code(self, word: str) -> int:
        if word not in self.place:
            self.place[word] = len(self.names)
            self.names.append(word)
        return self.place[word]

    def renamed(self, name) -> "Words":
        """Return the column with `name(word)` for each word."""
        return Words(self.codes, [name(word) for word in self.names])

    def isin(self, *words: str) -> np.ndarray:
        """Return which rows hold one of the words."""
        return np.array([name in words for name in self.names], dtype=bool).take(self.codes)

    def startswith(self, start: str) -> np.ndarray:
        """Return which rows hold a word that starts so."""
        return np.array([name.startswith(start) for name in self.names], dtype=bool).take(self.codes)

    def numbers(self, names, default: int) -> np.ndarray:
        """Return the place of each word in `names`, `default` where it is not there."""
        place = {name: number for number, name in enumerate(names)}
        return np.array([place.get(name, default) for name in self.names], dtype=np.int64).take(self.codes)

    def series(self):
        """Return the column as pandas strings, missing where there is no word."""
        words = pa.DictionaryArray.from_arrays(
            pa.array(self.codes, mask=self.codes == 0), pa.array(self.names, pa.large_string())
        )
        return _TEXT.__from_arrow__(words.cast(pa.large_string()))
