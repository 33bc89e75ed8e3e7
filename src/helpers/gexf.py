"""Networks for Gephi: comes in a table of pairs, goes out the text of a GEXF 1.2 file. It must not count or draw.

Labels are the names as they are, in logical order and without direction marks of ours: Gephi shapes them itself.
"""

import re
import xml.etree.ElementTree as xml

import pandas as pd

from helpers import labels

NAMESPACE = "http://www.gexf.net/1.2draft"
_LANGUAGES = ("fa", "prs", "ar", "en")
_MEASURES = {"n_records": "integer", "n_sentences": "integer", "n_stories": "integer", "share": "double",
             "npmi": "double", "log_likelihood": "double"}  # fmt: skip
# What XML 1.0 cannot hold, and marks that turn the direction of what follows them in another program.
_OUT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\ufeff\x7f-\x9f]")


def network(pairs: pd.DataFrame) -> bytes:
    """Return a GEXF file of an undirected network, the same bytes for the same pairs in any order.

    `pairs` as `cooccurrence` returns it: nodes carry `type` and `name_<lang>`, edges the measures of the table, and as
    weight how many stories or records name both. As `cooccurrence_over_time` returns it: edges carry a spell for each
    period, with `n_records` in it; what is undated is told in `n_undated`.
    """
    dynamic = "start" in pairs
    root = xml.Element("gexf", {"xmlns": NAMESPACE, "version": "1.2"})
    known = pairs.attrs.get("provenance", {})
    meta = xml.SubElement(root, "meta", {"lastmodifieddate": known["day"]} if known.get("day") else {})
    xml.SubElement(meta, "creator").text = "ruznama"
    mode = {"mode": "dynamic", "timeformat": "date"} if dynamic else {"mode": "static"}
    graph = xml.SubElement(root, "graph", {"defaultedgetype": "undirected", **mode})
    names = {f"name_{lang}": told for lang in _LANGUAGES if (told := pairs.attrs.get("names", {}).get(lang))}
    node_columns = {"type": "string"} | dict.fromkeys(names, "string")
    _declare(graph, "node", node_columns)
    rows = _turned(pairs)
    _nodes(graph, rows, names, node_columns)
    if dynamic:
        _declare(graph, "edge", {"n_undated": "integer"}, "static", before="nodes")
        _declare(graph, "edge", {"n_records": "integer"}, "dynamic", first=1, before="nodes")
        _spells(xml.SubElement(graph, "edges"), rows)
    else:
        columns = {name: kind for name, kind in _MEASURES.items() if name in pairs}
        _declare(graph, "edge", columns, before="nodes")
        _edges(xml.SubElement(graph, "edges"), rows, columns)
    xml.indent(root, " ")
    return xml.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def plain(text: object) -> str:
    """Return text as XML can hold it, without control characters and direction marks, else letter for letter."""
    return "" if pd.isna(text) else _OUT.sub("", labels.raw(str(text)))


def _turned(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs with the smaller id as `a`, in the order of their ids (and periods)."""
    rows = pairs.copy()
    wrong = (rows["a"] > rows["b"]).to_numpy()
    for what in ("", "name_", "type_"):
        ends = [f"{what}{end}" for end in "ab"]
        if ends[0] in rows:
            first, second = rows[ends[0]].where(~wrong, rows[ends[1]]), rows[ends[1]].where(~wrong, rows[ends[0]])
            rows[ends[0]], rows[ends[1]] = first, second
    return rows.sort_values([each for each in ("a", "b", "start", "end") if each in rows], kind="stable")


def _declare(
    graph: xml.Element, of: str, columns: dict[str, str], mode: str = "static", first: int = 0, before: str = ""
) -> None:
    """Declare the attributes of nodes or edges; the format wants them before the nodes."""
    group = xml.Element("attributes", {"class": of, "mode": mode})
    for place, (name, kind) in enumerate(columns.items(), first):
        xml.SubElement(group, "attribute", {"id": f"{of[0]}{place}", "title": name, "type": kind})
    at = next((k for k, child in enumerate(graph) if child.tag == before), len(graph))
    graph.insert(at, group)


def _nodes(graph: xml.Element, rows: pd.DataFrame, names: dict[str, dict], columns: dict[str, str]) -> None:
    ends = [rows[[end, f"name_{end}", f"type_{end}"]].set_axis(["id", "name", "type"], axis=1) for end in "ab"]
    nodes = xml.SubElement(graph, "nodes")
    for each in pd.concat(ends).drop_duplicates("id").sort_values("id").itertuples():
        label = plain(each.name) or plain(each.id)
        node = xml.SubElement(nodes, "node", {"id": plain(each.id), "label": label})
        values = {"type": each.type} | {name: told.get(each.id) for name, told in names.items()}
        _values(node, [(f"n{place}", values[name], {}) for place, name in enumerate(columns)])


def _edges(edges: xml.Element, rows: pd.DataFrame, columns: dict[str, str]) -> None:
    weight = "n_stories" if "n_stories" in rows else "n_records"
    for number, row in enumerate(rows.to_dict("records")):
        edge = _edge(edges, number, row, row[weight])
        _values(edge, [(f"e{place}", row[name], {}) for place, name in enumerate(columns)])


def _spells(edges: xml.Element, rows: pd.DataFrame) -> None:
    for number, (_, periods) in enumerate(rows.groupby(["a", "b"], sort=False)):
        edge = _edge(edges, number, periods.iloc[0].to_dict(), periods["n_records"].sum())
        dated = periods[periods["start"].notna()]
        spans = [{"start": labels.cell(row.start), "end": labels.cell(row.end)} for row in dated.itertuples()]
        undated = periods.loc[periods["start"].isna(), "n_records"].sum()
        told = [("e1", n, span) for n, span in zip(dated["n_records"], spans, strict=True)]
        _values(edge, [("e0", undated, {}), *told])
        if spans:
            group = xml.SubElement(edge, "spells")
            for span in spans:
                xml.SubElement(group, "spell", span)


def _edge(edges: xml.Element, number: int, row: dict, weight: float) -> xml.Element:
    ends = {"id": str(number), "source": plain(row["a"]), "target": plain(row["b"]), "weight": f"{float(weight):.10g}"}
    return xml.SubElement(edges, "edge", ends)


def _values(of: xml.Element, values: list[tuple[str, object, dict[str, str]]]) -> None:
    """Write what is known; a missing value (NPMI of a pair in every record) is left out, not made up."""
    group = xml.SubElement(of, "attvalues")
    for key, value, span in values:
        if not pd.isna(value):
            told = f"{value:.10g}" if isinstance(value, float) else plain(value)
            xml.SubElement(group, "attvalue", {"for": key, "value": told, **span})
