"""GEXF files against the rules of the format (gexf.net, 1.2), and what is in them against the table."""

import json
import re
import xml.etree.ElementTree as xml

import pandas as pd
import pytest
from test_charts import pairs_table
from test_labels import rows

import helpers as rz
from helpers import gexf

SPACE = f"{{{gexf.NAMESPACE}}}"
KINDS = {"integer": int, "double": float, "string": str}


def read(content: bytes) -> xml.Element:
    """The file as Gephi checks it: tags of the namespace in their order, declared attributes, ends that are nodes."""
    root = xml.fromstring(content)
    assert root.tag == f"{SPACE}gexf" and root.get("version") == "1.2"
    assert all(each.tag.startswith(SPACE) for each in root.iter())
    assert [each.tag for each in root] == [f"{SPACE}meta", f"{SPACE}graph"]
    graph = root.find(f"{SPACE}graph")
    assert graph.get("defaultedgetype") == "undirected" and graph.get("mode") in ("static", "dynamic")
    order = [each.tag.removeprefix(SPACE) for each in graph]
    assert order == ["attributes"] * (len(order) - 2) + ["nodes", "edges"]
    declared = {}
    for group in graph.iter(f"{SPACE}attributes"):
        for each in group:
            key = (group.get("class"), each.get("id"))
            assert key not in declared
            declared[key] = KINDS[each.get("type")]
    nodes = [each.get("id") for each in graph.iter(f"{SPACE}node")]
    edges = [each.get("id") for each in graph.iter(f"{SPACE}edge")]
    assert len(set(nodes)) == len(nodes) and len(set(edges)) == len(edges)
    ends = [{each.get("source"), each.get("target")} for each in graph.iter(f"{SPACE}edge")]
    assert all(end <= set(nodes) for end in ends) and len({frozenset(end) for end in ends}) == len(ends)
    for kind in ("node", "edge"):
        for each in graph.iter(f"{SPACE}{kind}"):
            for value in each.iter(f"{SPACE}attvalue"):
                declared[kind, value.get("for")](value.get("value"))
    for each in graph.iter(f"{SPACE}edge"):
        float(each.get("weight"))
    for span in [*graph.iter(f"{SPACE}spell"), *[v for v in graph.iter(f"{SPACE}attvalue") if v.get("start")]]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", span.get("start")) and span.get("start") <= span.get("end")
    return graph


def values(of: xml.Element, graph: xml.Element, kind: str) -> dict[str, str]:
    titles = {
        each.get("id"): each.get("title")
        for group in graph.iter(f"{SPACE}attributes")
        if group.get("class") == kind
        for each in group
    }
    return {titles[each.get("for")]: each.get("value") for each in of.iter(f"{SPACE}attvalue")}


def test_a_network_is_written_whole(corpus, tmp_path):
    pairs = rz.cooccurrence(corpus, within="record")
    path = rz.save_network(pairs, "شبکه: همه", tmp_path)
    assert path.name == "شبکه_ همه.gexf"
    graph = read(path.read_bytes())
    told = pairs.set_index(["a", "b"])
    edges = list(graph.iter(f"{SPACE}edge"))
    assert {(each.get("source"), each.get("target")) for each in edges} == set(told.index)
    for edge in edges:
        row, own = told.loc[(edge.get("source"), edge.get("target"))], values(edge, graph, "edge")
        assert float(edge.get("weight")) == int(own["n_records"]) == row["n_records"]
        assert abs(float(own["log_likelihood"]) - row["log_likelihood"]) < 1e-6
        assert ("npmi" in own) == pd.notna(row["npmi"])
    known = corpus.actors.set_index("actor_id")
    for node in graph.iter(f"{SPACE}node"):
        row, own = known.loc[node.get("id")], values(node, graph, "node")
        assert node.get("label") == row["name"] and own["type"] == row["type"]
        assert all(own.get(f"name_{lang}") == (row[f"name_{lang}"] if pd.notna(row[f"name_{lang}"]) else None)
                   for lang in ("fa", "prs", "ar", "en"))  # fmt: skip


def test_the_same_pairs_in_any_order_give_the_same_bytes(corpus):
    pairs = rz.cooccurrence(corpus)
    turned = pairs.sample(frac=1, random_state=1).rename(columns=lambda c: {"a": "b", "b": "a"}.get(c, c))
    turned = turned.rename(columns=lambda c: re.sub("_([ab])$", lambda end: "_b" if end[1] == "a" else "_a", c))
    turned.attrs = pairs.attrs
    assert gexf.network(turned) == gexf.network(pairs)


@pytest.mark.parametrize("of", ["published", "dates"])
def test_periods_are_spells(corpus, of):
    table = rz.cooccurrence_over_time(corpus, by="month", of=of, within="record")
    graph = read(gexf.network(table))
    assert graph.get("mode") == "dynamic" and graph.get("timeformat") == "date"
    for edge in graph.iter(f"{SPACE}edge"):
        own = table[(table["a"] == edge.get("source")) & (table["b"] == edge.get("target"))]
        dated = own[own["start"].notna()]
        spells = {(each.get("start"), each.get("end")) for each in edge.iter(f"{SPACE}spell")}
        assert spells == {(f"{row.start:%Y-%m-%d}", f"{row.end:%Y-%m-%d}") for row in dated.itertuples()}
        assert int(values(edge, graph, "edge")["n_undated"]) == own["n_records"].sum() - dated["n_records"].sum()
        assert float(edge.get("weight")) == own["n_records"].sum()


def test_labels_are_raw_text_in_logical_order():
    """Hostile names too: what XML cannot hold is gone, and letters, markup and half-spaces are as typed."""
    texts = [json.loads(row["json"]) for row in rows("hostile.csv")]
    texts = [text for text in texts if not re.search("[\ud800-\udfff]", text)]  # no frame holds these; see below
    actors = pd.DataFrame({"actor_id": [f"p{k:03}" for k in range(len(texts))], "type": "person", "name": texts})
    table = pairs_table(actors, size=6, step=4)
    graph = read(gexf.network(table))
    told = dict(zip(actors["actor_id"], actors["name"], strict=True))
    nodes = list(graph.iter(f"{SPACE}node"))
    assert len(nodes) == len({*table["a"], *table["b"]}) > 15
    for node in nodes:
        label, name = node.get("label"), told[node.get("id")]
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", label)
        letters = [char for char in name if char.isalnum() or char in "\u200c<>&"]
        assert [char for char in label if char.isalnum() or char in "\u200c<>&"] == (letters or list(node.get("id")))


@pytest.mark.parametrize(
    "text, kept",
    [
        ("می\u200cرود", "می\u200cرود"),
        ("\u202bرضایی\u202c", "رضایی"),
        ("a\x00b\x0b\ufffe", "a\ufffdb"),
        ('<b>&"', '<b>&"'),
        ("\ud800", "\ufffd"),
        (None, ""),
    ],
)
def test_plain_text(text, kept):
    assert gexf.plain(text) == kept


def test_an_empty_network_and_a_wrong_table(corpus, tmp_path):
    read(rz.save_network(rz.cooccurrence(rz.keep(corpus, since="2030", undated="drop")), "none", tmp_path).read_bytes())
    with pytest.raises(ValueError, match=r"no column a.*rz.cooccurrence"):
        rz.save_network(corpus.actors, "x", tmp_path)
