"""The page that shows every component in every state; only in the demo and in tests."""

from flask import render_template

from portal.web.pages import pages as declare
from portal.web.showcase import showcase

pages = declare("web_components", __name__, audience="demo")


@pages.get("/componenten/")
def components() -> str:
    return render_template("web/components.html", **showcase())
