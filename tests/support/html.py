"""What must be true of every page: checked on each one that any test fetches."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import html5lib
from bs4 import BeautifulSoup
from bs4.builder._html5lib import HTML5TreeBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4.element import Tag

# html5lib knows HTML as it was in 2014; these are no faults of a page.
DASHES = ("\N{EN DASH}", "-")
HARMLESS = {"invalid-codepoint"}
UNRESOLVED = re.compile(
    r"\bNone\b(?! (?:of|yet|are|is|were|needed)\b)|\bUndefined\b|\bNaN\b"
    r"|\{\{|\{%|&(?:amp|lt|gt|#\d+);|<class |<function |<Markup"
)
UNLABELLED_TYPES = {"hidden", "submit", "button", "image", "reset"}
FORBIDDEN_WORDS = ("GDS Transport", "govuk-crest", "govuk-logotype", "Crown copyright")


def value_of(page: Tag, name: str) -> str:
    """Return what the first input of a name holds."""
    found = page.find("input", {"name": name})
    assert found is not None, f"no input {name}"
    return str(found.get("value", ""))


class JudgingBuilder(HTML5TreeBuilder):
    """Builds the tree of a page and keeps what is wrong with its text, in one parsing."""

    errors: Iterable[tuple[tuple[int, int], str, object]] = ()

    def feed(self, markup: str) -> None:  # type: ignore[override]
        """Parse a page."""
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        parser.parse(markup)
        self.errors = parser.errors


def check_page(html: str) -> None:
    """Fail with every fault of a page.

    Parameters
    ----------
    html
        The whole page as it was sent.

    Raises
    ------
    AssertionError
        Naming each fault on a line of its own.
    """
    builder = JudgingBuilder(multi_valued_attributes={})
    page = BeautifulSoup(html, builder=builder)
    faults = [*parse_faults(html, builder)]
    for check in CHECKS:
        faults.extend(check(page))
    faults.extend(f"reserved: {word!r}" for word in FORBIDDEN_WORDS if word in html)
    assert not faults, "the page has faults:\n" + "\n".join(f"- {fault}" for fault in faults)


def parse_faults(html: str, builder: JudgingBuilder) -> Iterator[str]:
    """Yield the parse errors of a page, with the text around each."""
    lines = html.split("\n")
    for (line, _column), code, details in builder.errors:
        if code not in HARMLESS:
            around = lines[line - 1].strip()[:160] if line <= len(lines) else ""
            yield f"malformed: {code} {details} on line {line}: {around}"


def check_headings(page: BeautifulSoup) -> Iterator[str]:
    """Yield faults of the title, the language and the one main heading."""
    title = page.title.get_text(strip=True) if page.title else ""
    if not title or title.startswith(DASHES):
        yield "no title"
    if not (page.html and page.html.get("lang")):
        yield "no lang attribute"
    mains = page.find_all("h1")
    if len(mains) != 1:
        yield f"{len(mains)} h1 elements, not one"
    yield from (f"empty heading: {h}" for h in page.find_all(HEADINGS) if not words_of(h))
    previous = 1
    for heading in page.main.find_all(HEADINGS[:5]) if page.main else ():
        level = int(heading.name[1])
        if level > previous + 1:
            yield f"heading level jumps from h{previous} to h{level}: {words_of(heading)}"
        previous = level


HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


def check_ids(page: BeautifulSoup) -> Iterator[str]:
    """Yield ids that occur twice, and references to ids that do not occur."""
    tags = [tag.attrs for tag in page.find_all(True)]
    ids = Counter(str(attributes["id"]) for attributes in tags if "id" in attributes)
    yield from (f"id {name!r} occurs {count} times" for name, count in ids.items() if count > 1)
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for attributes in tags:
            for name in str(attributes.get(attribute, "")).split():
                if name not in ids:
                    yield f"{attribute}={name!r} points nowhere"
    for link in page.find_all("a", href=ANCHOR):
        target = str(link["href"])[1:]
        if target and target not in ids:
            yield f"link to #{target} points nowhere"


ANCHOR = re.compile("^#")


def check_landmarks(page: BeautifulSoup) -> Iterator[str]:
    """Yield landmarks of one role that nobody could tell apart by their names."""
    found = Counter(
        (role, name)
        for tag in page.find_all(lambda tag: tag.name in LANDMARKS or tag.get("role"))
        if (role := str(tag.get("role") or LANDMARKS.get(tag.name, ""))) in LANDMARKS.values()
        if (name := name_of(tag, page)) or role not in ("region", "form")
    )
    for (role, name), count in found.items():
        if count > 1:
            yield f"{count} landmarks {role} are named {name!r}"


LANDMARKS = {
    "nav": "navigation",
    "aside": "complementary",
    "main": "main",
    "section": "region",
    "form": "form",
    "search": "search",
}


def name_of(tag: Tag, page: BeautifulSoup) -> str:
    """Return what a landmark is called: the words of others that it names, or its own label."""
    others = [page.find(id=each) for each in str(tag.get("aria-labelledby", "")).split()]
    return " ".join(words_of(each) for each in others if each) or str(tag.get("aria-label", ""))


def check_labels(page: BeautifulSoup) -> Iterator[str]:
    """Yield inputs without a label, and buttons, links and images without a name."""
    labelled = {str(label["for"]) for label in page.find_all("label", attrs={"for": True})}
    for box in page.find_all(["input", "select", "textarea"]):
        if str(box.get("type", "")) in UNLABELLED_TYPES or box.get("aria-label"):
            continue
        if str(box.get("id")) not in labelled and box.find_parent("label") is None:
            yield f"input without a label: {opening(box)}"
    for control in page.find_all(["button", "a"]):
        named = words_of(control) or control.get("aria-label")
        if not named and not any(i.get("alt") for i in control.find_all("img")):
            yield f"no words in {opening(control)}"
    yield from (
        f"image without alt: {opening(i)}" for i in page.find_all("img") if i.get("alt") is None
    )
    for group in page.find_all("fieldset"):
        if not group.find("legend"):
            yield f"fieldset without a legend: {opening(group)}"


def check_forms(page: BeautifulSoup) -> Iterator[str]:
    """Yield POST forms without a token, and GET forms with one."""
    for form in page.find_all("form"):
        token = form.find("input", attrs={"name": "csrf_token"})
        posts = str(form.get("method", "get")).lower() == "post"
        if posts and not (token and token.get("value")):
            yield f"POST form without csrf_token: {opening(form)}"
        if not posts and token:
            yield f"GET form that shows its csrf_token: {opening(form)}"


def check_inline_code(page: BeautifulSoup) -> Iterator[str]:
    """Yield scripts, styles and handlers that the Content-Security-Policy would refuse."""
    for script in page.find_all("script"):
        if not script.get("src"):
            yield "inline script"
    if page.find("style"):
        yield "style element"
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            if refused := refused_attribute(name, str(value).lower()):
                yield f"{refused}: {opening(tag)}"


def refused_attribute(name: str, value: str) -> str:
    """Return what is wrong with an attribute, empty if nothing is."""
    if name == "style" or name.startswith("on"):
        return f"inline {name}"
    if name in ("href", "src", "action") and value.startswith("javascript:"):
        return "script address"
    if name == "src" and value.startswith(("http:", "https:", "//")):
        return "something loaded from elsewhere"
    return ""


def check_words(page: BeautifulSoup) -> Iterator[str]:
    """Yield words that a template left unresolved."""
    for text in page.find_all(string=UNRESOLVED):
        if text.parent and text.parent.name not in ("script", "textarea"):
            yield f"unresolved text: {text.strip()[:80]!r}"
    for tag in page.find_all(["input", "option", "a", "form"]):
        for name in ("value", "href", "action"):
            if str(tag.get(name, "")) in ("None", "Undefined"):
                yield f"unresolved {name}: {opening(tag)}"


CHECKS = (
    check_headings,
    check_ids,
    check_landmarks,
    check_labels,
    check_forms,
    check_inline_code,
    check_words,
)


def words_of(tag: Tag) -> str:
    """Return the words that a tag shows."""
    return " ".join(tag.get_text(" ", strip=True).split())


def opening(tag: Tag) -> str:
    """Return the opening part of a tag, for a message."""
    return str(tag).split(">", 1)[0][:160] + ">"
