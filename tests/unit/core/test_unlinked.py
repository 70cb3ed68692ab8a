"""Links to places that a page lacks are said without a link."""

from payback.core.forms.unlinked import without_dead_links

SUMMARY = '<li><a href="#name">Enter a name</a></li><li><a href="#left-out">Enter a place</a></li>'


def test_an_error_is_linked_only_to_a_box_that_is_shown() -> None:
    page = without_dead_links(f'{SUMMARY}<input id="name">')
    assert '<li><a href="#name">Enter a name</a></li>' in page
    assert "<li>Enter a place</li>" in page
