"""The page checker finds what it is there to find."""

from __future__ import annotations

import pytest

from tests.support.html import check_page

GOOD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Projects</title></head>
<body><main><h1>Projects</h1>{}</main></body></html>"""


def page(body: str = "") -> str:
    return GOOD.format(body)


def test_a_good_page_passes() -> None:
    check_page(
        page(
            '<h2 id="top">Add</h2><form method="post"><input type="hidden" name="csrf_token"'
            ' value="x"><label for="a">Name</label><input id="a" name="a"><button>Save</button>'
            '</form><a href="#top">Up</a>'
        )
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Again</h1>", "2 h1 elements"),
        ("<h3>Deep</h3>", "jumps from h1 to h3"),
        ("<h2></h2>", "empty heading"),
        ("<p><div></p>", "malformed"),
        ("<ul><li>one</ol>", "malformed"),
        ('<p id="a">x</p><p id="a">y</p>', "occurs 2 times"),
        ('<p aria-describedby="gone">x</p>', "points nowhere"),
        ('<a href="#gone">x</a>', "link to #gone"),
        (2 * '<div role="region" aria-label="Sums">x</div>', "2 landmarks region are named 'Sums'"),
        ('<nav aria-label="A">x</nav><div role="navigation" aria-label="A">x</div>', "2 landmarks"),
        (2 * "<nav>x</nav>", "2 landmarks navigation"),
        (
            '<h2 id="a">Sums</h2><section aria-labelledby="a">x</section>'
            '<section aria-label="Sums">x</section>',
            "2 landmarks region",
        ),
        ('<input name="a">', "input without a label"),
        ('<label for="b">B</label><select id="a"></select>', "input without a label"),
        ("<button></button>", "no words in"),
        ('<a href="/x"></a>', "no words in"),
        ('<img src="/a.png">', "image without alt"),
        ("<fieldset></fieldset>", "fieldset without a legend"),
        ('<form method="post"><button>Go</button></form>', "without csrf_token"),
        ('<form><input type="hidden" name="csrf_token" value="x"></form>', "GET form"),
        ("<script>alert(1)</script>", "inline script"),
        ("<style>p{}</style>", "style element"),
        ('<p style="color:red">x</p>', "inline style"),
        ('<p onclick="x()">x</p>', "inline onclick"),
        ('<a href="javascript:x()">x</a>', "script address"),
        ('<img alt="" src="https://elsewhere.example/a.png">', "loaded from elsewhere"),
        ("<p>None</p>", "unresolved text"),
        ("<p>{{ name }}</p>", "unresolved text"),
        ("<p>Smith &amp;amp; Sons</p>", "unresolved text"),
        ('<a href="None">x</a>', "unresolved href"),
        ("<p>GDS Transport</p>", "reserved"),
    ],
)
def test_a_fault_is_named(body: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        check_page(page(body))


def test_landmarks_that_differ_in_role_or_name_may_stand_together() -> None:
    check_page(
        page(
            '<nav aria-label="Back">x</nav><nav aria-label="Weeks">x</nav>'
            '<form role="search" aria-label="Weeks"><button>Go</button></form>'
            '<section aria-label="Weeks">x</section><section>x</section><section>x</section>'
        )
    )


@pytest.mark.parametrize(
    ("whole", "fault"),
    [
        (page().replace(' lang="en"', ""), "no lang"),
        (page().replace("Projects</title>", "</title>"), "no title"),
        (page().replace("Projects</title>", " \N{EN DASH} Service</title>"), "no title"),
        (page().replace("<!DOCTYPE html>", ""), "malformed"),
    ],
)
def test_a_faulty_frame_is_named(whole: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        check_page(whole)
