"""A browser without JavaScript over Flask's test client. It checks every page that it sees."""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import html5lib
from flask.testing import FlaskClient

Element = ElementTree.Element


@dataclass
class Page:
    """A page that was seen: status, address, and its tree."""

    status: int
    path: str
    text: str
    tree: Element
    headers: Any

    @property
    def h1(self) -> str:
        return words(self.one("h1"))

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            e for e in self.tree.iter(tag) if all(e.get(k.rstrip("_")) == v for k, v in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {attributes} on {self.path}"
        return found[0]

    @property
    def words(self) -> str:
        """All text of the page's main part, spaces folded."""
        return words(self.one("main"))

    def links(self) -> dict[str, str]:
        """Link text → address."""
        return {words(a): a.get("href", "") for a in self.all("a") if a.get("href")}

    def times(self) -> list[tuple[str, str]]:
        """(sitting id, "2026-12-02T09:00") of every free time on the page."""
        found = []
        for form in self.all("form"):
            sitting = [i.get("value", "") for i in form.iter("input") if i.get("name") == "spreekuurdag"]
            found += [
                (sitting[0], b.get("value", "")) for b in form.iter("button") if b.get("name") == "tijd"
            ]
        return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@dataclass
class Visitor:
    app: Any
    host: str = "dorp.localhost"
    page: Page | None = None
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def visit(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        """Open an address and follow redirects on this host."""
        return self._seen(self.client.get(path, base_url=f"http://{self.host}", **kwargs), path, status)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        status: int = 200,
        csrf: bool = True,
        **kwargs: Any,
    ) -> Page:
        """Send a form, with the CSRF token of the last page seen, and follow redirects."""
        fields = dict(data or {})
        if csrf and "csrf_token" not in fields:
            fields["csrf_token"] = self.csrf_token()
        answer = self.client.post(path, data=fields, base_url=f"http://{self.host}", **kwargs)
        return self._seen(answer, path, status)

    def csrf_token(self) -> str:
        assert self.page is not None, "no page seen yet"
        tokens = [i.get("value", "") for i in self.page.all("input") if i.get("name") == "csrf_token"]
        return tokens[0] if tokens else "none"

    def submit(self, data: dict[str, Any] | None = None, press: str | None = None, status: int = 200) -> Page:
        """Fill in and send the form on the page that has the button with this text (or the only main form)."""
        form, button = self._form(press)
        fields: dict[str, Any] = {
            i.get("name", ""): i.get("value", "")
            for i in form.iter("input")
            if i.get("type") in (None, "hidden", "text")
        }
        fields |= data or {}
        if button is not None and button.get("name"):
            fields[button.get("name", "")] = button.get("value", "")
        assert self.page is not None
        return self.post(form.get("action") or self.page.path, fields, status)

    def _form(self, press: str | None) -> tuple[Element, Element | None]:
        assert self.page is not None
        forms = [f for f in self.page.all("form") if f.get("method") == "post"]
        for form in forms:
            for button in form.iter("button"):
                if press is None or words(button) == press:
                    return form, button
        raise AssertionError(f"no button {press!r} on {self.page.path}")

    def _seen(self, answer: Any, path: str, status: int) -> Page:
        hops = 0
        while answer.status_code in (302, 303) and answer.headers["Location"].startswith("/"):
            path = answer.headers["Location"]
            answer = self.client.get(path, base_url=f"http://{self.host}")
            hops += 1
            assert hops < 6, f"redirects in a circle at {path}"
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, (
            f"{path}: {answer.status_code}, wanted {status}\n{_main(text)[:600]}"
        )
        if not answer.content_type.startswith("text/html"):
            self.page = Page(status, path, text, Element("html"), answer.headers)
            return self.page
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        self.page = Page(status, path.split("#")[0], text, tree, answer.headers)
        check_page(self.page)
        return self.page


def check_page(page: Page) -> None:
    """What every page must be, whatever it is about."""
    where = page.path
    html = page.tree
    assert html.get("lang"), f"{where}: no lang"
    title = words(page.one("title"))
    assert page.h1 and title.startswith(page.h1), (
        f"{where}: title {title!r} does not start with h1 {page.h1!r}"
    )
    ids = [e.get("id") for e in html.iter() if e.get("id")]
    doubled = {i for i in ids if ids.count(i) > 1}
    assert not doubled, f"{where}: ids twice: {doubled}"
    for element in html.iter():
        inline = [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert not inline, f"{where}: inline {inline}"
    assert not page.all("style"), f"{where}: style element"
    assert all(s.get("src") for s in page.all("script")), f"{where}: inline script"
    labelled = {label.get("for") for label in page.all("label")}
    inside = {id(e) for label in page.all("label") for e in label.iter()}
    for control in (*page.all("input"), *page.all("select"), *page.all("textarea")):
        if control.get("type") != "hidden":
            assert control.get("id") in labelled or id(control) in inside, (
                f"{where}: {control.get('name')} has no label"
            )
    for form in page.all("form"):
        if form.get("method") == "post":
            names = {i.get("name") for i in form.iter("input")}
            assert "csrf_token" in names, f"{where}: form without csrf_token"
    anchors = {e.get("id") for e in html.iter() if e.get("id")}
    for link in page.all("a"):
        target = link.get("href", "")
        if target.startswith("#"):
            assert target[1:] in anchors, f"{where}: {target} leads nowhere"
    leave = [a for a in page.all("a") if a.get("data-leave") is not None]
    assert leave and leave[0].get("href") == "/weg", f"{where}: no way to leave"
    csp = page.headers.get("Content-Security-Policy", "")
    assert "'unsafe" not in csp and "default-src 'none'" in csp, f"{where}: {csp}"


def _main(text: str) -> str:
    found = re.search(r"<main.*?</main>", text, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", found.group(0)) if found else text
