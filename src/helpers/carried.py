"""What a figure carries: comes in the small table that was drawn, goes out what JSON holds of it, and the table again.

It must not know plotly or charts. A small table is written as lists that anyone can read, a large one is deflated.
"""

import base64
import json
import zlib

import pandas as pd

from helpers import labels

# Characters of JSON from which a table is deflated: 5,000 pairs are 266 kB as lists, more than all that is drawn of
# them, and 27 kB deflated.
_READABLE = 4_000


def pack(table: pd.DataFrame) -> list[dict] | dict:
    """Return a table for `layout.meta`: a list of columns, `name dtype values` (`codes` where words are repeated), or
    `{"deflated": …}`, the same list as JSON, deflated and in base64. Names and words are raw: no surrogate, no NUL."""
    columns = [_column(table.iloc[:, at], labels.raw(str(name))) for at, name in enumerate(table.columns)]
    written = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    if len(written) < _READABLE:
        return columns
    return {"deflated": base64.b64encode(zlib.compress(written.encode(), 9)).decode()}


def unpack(packed: list[dict] | dict) -> pd.DataFrame:
    """Return the table of `pack`, with columns of its kinds: days, nullable numbers, yes or no, else objects."""
    if isinstance(packed, dict):
        packed = json.loads(zlib.decompress(base64.b64decode(packed["deflated"])))
    columns = {}
    for column in packed:
        values = column["values"]
        values = [None if code is None else values[code] for code in column["codes"]] if "codes" in column else values
        columns[column["name"]] = pd.Series(values, dtype=column["dtype"])
    return pd.DataFrame(columns, columns=[column["name"] for column in packed])


def _column(column: pd.Series, name: str) -> dict:
    if pd.api.types.is_datetime64_any_dtype(column):
        days = column.dt.strftime("%Y-%m-%d").astype(object)
        values, dtype = days.where(column.notna(), None).tolist(), "datetime64[s]"
    elif pd.api.types.is_bool_dtype(column):
        values, dtype = [None if pd.isna(v) else bool(v) for v in column], "boolean"
    elif pd.api.types.is_integer_dtype(column):
        values, dtype = [None if pd.isna(v) else int(v) for v in column], "Int64"
    elif pd.api.types.is_numeric_dtype(column):
        values, dtype = [None if pd.isna(v) else float(f"{v:.6g}") for v in column], "Float64"
    else:
        values, dtype = [plain(value) for value in column], "object"
    return {"name": name, "dtype": dtype} | _coded(values, dtype)


def _coded(values: list, dtype: str) -> dict:
    """Write repeated words only once."""
    if dtype != "object" or any(isinstance(value, list | dict) for value in values):
        return {"values": values}
    words = {word: code for code, word in enumerate(dict.fromkeys(v for v in values if v is not None))}
    return {"values": list(words), "codes": [None if value is None else words[value] for value in values]}


def plain(value: object) -> object:
    """Return a value as JSON can hold it."""
    if isinstance(value, dict):
        return {labels.raw(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, list | tuple) or getattr(value, "ndim", 0):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return labels.raw(value)
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else labels.cell(value)
