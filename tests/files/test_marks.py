"""What is wrong in the file of a graph is told with its line, what was found and what was meant: in words of ours."""

import random

import pytest

from sim.families.files import FILES, reader
from sim.ground.faults import InputError

GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="w" for="edge" attr.name="weight" attr.type="{weight}"/>
<key id="n" for="node" attr.name="age" attr.type="{age}"><default>{usual}</default></key>
<graph edgedefault="undirected">
<node id="ann"><data key="n">{ann}</data></node>
<node id="bo">
<data key="n">{bo}</data></node>
<edge source="ann" target="bo"{edge}><data key="{key}">{tie}</data></edge>
{more}</graph></graphml>
"""
GEXF = """<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
<graph defaultedgetype="undirected"><attributes class="{owner}">
<attribute id="0" title="age" type="{age}"><default>{usual}</default></attribute></attributes>
<nodes><node id="ann"><attvalues>
<attvalue for="{key}" value="{ann}"/></attvalues></node>
<node id="bo"/></nodes>
<edges><edge source="ann" target="bo" weight="{tie}"{edge}/></edges>
</graph></gexf>
"""
GML = """graph [
{top}
node [ id 1 label "ann"{ann} ]
node [ id {bo} label "b&#233;o" ]
edge [ source 1 target {end} weight {tie} ]
{more}
]
"""
RIGHT = {
    ".graphml": {"weight": "double", "age": "long", "usual": "1", "ann": "2", "bo": " 3 ", "edge": "", "key": "w",
                 "tie": "1e2", "more": ""},
    ".gexf": {"owner": "node", "age": "boolean", "usual": "true", "key": "0", "ann": "False", "tie": "0.5", "edge": ""},
    ".gml": {"top": "directed 0", "ann": "", "bo": "2", "end": "2", "tie": "1.5", "more": ""},
}  # fmt: skip
LONG = "9" * 5000
WRONG = [
    (".graphml", {"weight": "nope"}, [(2, 'weight: found the type "nope", expected one of ')]),
    (".graphml", {"age": "boolean", "usual": "0", "ann": "maybe"}, [
        (5, 'age: found "maybe", expected true or false'), (7, 'age: found " 3 ", expected true or false')]),
    (".graphml", {"usual": LONG, "ann": "x"}, [
        (3, 'age: found "9999'), (5, 'age: found "x", expected a whole number of at most 4300 digits')]),
    (".graphml", {"tie": "much"}, [(8, 'weight: found "much", expected a number')]),
    (".graphml", {"key": "z"}, [(8, 'a value is of "z", but nothing says what that is')]),
    (".graphml", {"edge": ' directed="true"'}, [(8, "the tie has a direction, and the graph has none")]),
    (".graphml", {"more": "<hyperedge/>"}, [(9, "a tie of more than two people (hyperedge) begins here")]),
    (".graphml", {"tie": "-1"}, [(8, "the tie ann - bo has the weight -1.0; weights are numbers from 0")]),
    (".graphml", {"ann": "x", "more": '<edge source="ann"/>'}, [(5, 'age: found "x"'), (9, "a tie has no `target`")]),
    (".gexf", {"owner": "nodes"}, [(2, 'attributes: found the class "nodes", expected node or edge'), (5, "a value")]),
    (".gexf", {"age": "nope"}, [(3, 'age: found the type "nope", expected one of ')]),
    (".gexf", {"ann": "maybe"}, [(5, 'age: found "maybe", expected true or false')]),
    (".gexf", {"age": "integer", "usual": "1", "ann": LONG}, [(5, 'age: found "9999')]),
    (".gexf", {"key": "z"}, [(5, 'a value is of "z", but nothing says what that is')]),
    (".gexf", {"tie": "much"}, [(7, 'weight: found "much", expected a number')]),
    (".gexf", {"tie": "nan"}, [(7, "the tie ann - bo has the weight nan; weights are numbers from 0")]),
    (".gexf", {"edge": ' type="directed"'}, [(7, "the tie has a direction, and the graph has none")]),
    (".gml", {"ann": ' label "a"'}, [(3, "a person has 2 of `label`, expected one")]),
    (".gml", {"ann": " id [ x 1 ]", "end": "1 source 2"}, [
        (3, "a person has 2 of `id`, expected one"), (5, "a tie has 2 of `source`, expected one")]),
    (".gml", {"ann": f" age {LONG}"}, [(3, 'found "9999')]),
    (".gml", {"bo": "1"}, [(4, "the id 1 is there already")]),
    (".gml", {"end": "7", "more": "edge [ target 1 ]"}, [
        (5, "the tie leads to 7, but there is no such node"), (6, "a tie has no `source`")]),
    (".gml", {"more": "node 7"}, [(6, 'found "7" after `node`, expected `[`')]),
    (".gml", {"more": "edge [ source 2 target 1 ]"}, [(6, "the tie b\u00e9o - ann is there already, in line 5")]),
    (".gml", {"top": "\nname \"\u00e9\""}, [(3, "found 'é', expected letters of ASCII; GML writes it as `&#233;`")]),
    (".gml", {"tie": "[ x 1 ]"}, [(5, "the tie ann - béo has the weight {'x': 1}; weights are numbers from 0")]),
    (".gml", {"top": "]"}, [(7, "is no GML that can be read: expected EOF, found ']' at (7, 1)")]),
]  # fmt: skip
"""Files by their format, what stands there in place of what is right, and the lines and words of all faults."""
TEXTS = {".graphml": GRAPHML, ".gexf": GEXF, ".gml": GML}


def read(file):
    """Ties from a file of any format."""
    return FILES.part(reader(file)).function(file, None, direction=None, weights=True)


@pytest.mark.parametrize("suffix", TEXTS)
def test_what_is_right_is_read(suffix, tmp_path):
    """The files that are broken below are right as they are."""
    file = tmp_path / f"ties{suffix}"
    file.write_text(TEXTS[suffix].format(**RIGHT[suffix]), encoding="utf-8")
    assert read(file).people == 2


def test_a_mark_of_utf8(tmp_path):
    """A GML file that begins with the mark of UTF-8, as some editors put it there, is read."""
    file = tmp_path / "ties.gml"
    file.write_text(GML.format(**RIGHT[".gml"]), encoding="utf-8-sig")
    assert read(file).people == 2
    file.write_text("\ufeff" + GML.format(**RIGHT[".gml"]), encoding="utf-8-sig")
    with pytest.raises(InputError, match=r"ties\.gml:1: found '.*', expected letters of ASCII"):
        read(file)


@pytest.mark.parametrize(("suffix", "change", "expected"), WRONG)
def test_what_is_wrong_is_told(suffix, change, expected, tmp_path):
    """All faults of a file are told, each in its line, and in no words of a library or of Python."""
    file = tmp_path / f"ties{suffix}"
    file.write_text(TEXTS[suffix].format(**(RIGHT[suffix] | change)), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(file)
    faults = refused.value.faults
    assert [fault.line for fault in faults] == [line for line, _ in expected]
    assert [fault.message[: len(words)] for fault, (_, words) in zip(faults, expected, strict=True)] == [
        words for _, words in expected
    ]


def test_lines_of_people_and_weights(tmp_path):
    """People who are not in the table, and weights that cannot be, are told in their lines, in the order of these."""
    names = [f"p{number}" for number in range(60)]
    random.Random(1).shuffle(names)
    nodes = "\n".join(f'<node id="{name}"/>' for name in names)
    edges = "\n".join(f'<edge source="{name}" target="p0"><data key="w">-1</data></edge>' for name in names)
    text = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" attr.name="weight" attr.type="int"'
    text += f' for="edge"/><graph edgedefault="undirected">\n{nodes}\n{edges}\n</graph></graphml>'
    file = tmp_path / "ties.graphml"
    file.write_text(text, encoding="utf-8")
    reader = FILES.part("graphml").function
    with pytest.raises(InputError) as strangers:
        reader(file, ("somebody",), direction=None, weights=True)
    assert [fault.line for fault in strangers.value.faults] == list(range(2, 23))
    with pytest.raises(InputError) as weights:
        reader(file, None, direction=None, weights=True)
    assert [fault.line for fault in weights.value.faults] == list(range(62, 83))
    assert weights.value.faults[-1].message == "and 40 more like these"
