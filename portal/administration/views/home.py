"""The first page of the municipality's own desk."""

from flask import render_template

from portal import web
from portal.administration.room import menu

pages = web.pages("administration_home", __name__, audience="staff", permission="beheer")


@pages.get("/beheer/")
def home() -> str:
    return render_template("administration/home.html", entries=menu())
