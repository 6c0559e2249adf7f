"""Puts the house together: the only file that knows every room."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, session

from portal import accounts, agenda, booking, callbacks, content, messaging, partners, privacy, tenancy, web
from portal.accounts import cli as accounts_cli
from portal.accounts.views import invited as accounts_invited
from portal.accounts.views import oidc as accounts_oidc
from portal.accounts.views import own_account as accounts_own
from portal.accounts.views import people as accounts_people
from portal.accounts.views import second_step as accounts_second
from portal.accounts.views import staff as accounts_staff
from portal.administration.views import changes as administration_changes
from portal.administration.views import files as administration_files
from portal.administration.views import home as administration_home
from portal.administration.views import municipality as administration_municipality
from portal.administration.views import organisations as administration_organisations
from portal.administration.views import places as administration_places
from portal.administration.views import poster as administration_poster
from portal.administration.views import statements as administration_statements
from portal.administration.views import style as administration_style
from portal.administration.views import talks as administration_talks
from portal.agenda import cli as agenda_cli
from portal.booking.views import booking_for
from portal.booking.views import calendars as booking_calendars
from portal.booking.views import invited as booking_invited
from portal.booking.views import keys as booking_keys
from portal.booking.views import message as booking_message
from portal.booking.views import planning as booking_planning
from portal.booking.views import planning_days as booking_days
from portal.booking.views import resident as booking_resident
from portal.booking.views import staff as booking_staff
from portal.booking.views import staff_person as booking_person
from portal.booking.views import staff_phone as booking_phone
from portal.booking.views import together as booking_together
from portal.booking.views import waiting as booking_waiting
from portal.booking.views import waiting_staff as booking_waiting_staff
from portal.booking.views import week as booking_week
from portal.booking.views import worklist as booking_worklist
from portal.booking.visitor import visitor_hash
from portal.callbacks.views import resident as callbacks_resident
from portal.callbacks.views import staff as callbacks_staff
from portal.clock import now
from portal.config import ROOT, Settings, SettingsFaults, load_settings
from portal.content import cli as content_cli
from portal.content.views import nearby as content_nearby
from portal.content.views import reading_list as content_list
from portal.content.views import text_desks as content_texts
from portal.db import Base, connect, db
from portal.errors import N_
from portal.jobs import commands as job_commands
from portal.jobs import run_due_jobs
from portal.messaging import cli as messaging_cli
from portal.messaging.views import demo as messaging_demo
from portal.partners.views import contact_person as partners_contact
from portal.partners.views import office as partners_office
from portal.privacy import cli as privacy_cli
from portal.schema import commands as schema_commands
from portal.schema import is_current
from portal.start import commands as start_commands


def create_app(
    settings: Settings | None = None, registry: tenancy.Registry | None = None, **given: Any
) -> Flask:
    """The portal. Raises SettingsFaults or TenantFileFaults with everything that is wrong, all at once."""
    settings = settings or _settings_or_every_fault(**given)
    registry = registry or _registry_or_every_fault(settings)
    app = Flask("portal", static_folder=None, template_folder=str(web.TEMPLATES))
    app.extensions.update(
        settings=settings,
        registry=registry,
        shelf=tenancy.Shelf(),
        keyring=privacy.Keyring(settings.keyring()),
        **messaging.channels(settings),
        composers=dict(booking.COMPOSERS)
        | callbacks.COMPOSERS
        | accounts.COMPOSERS
        | partners.COMPOSERS
        | content.COMPOSERS,
        claimed_times=booking.claimed_times,
        to_html=content.to_html,
        chairs_of=agenda.chairs_left,
        shared_count=content.central_count,
        purges=[
            privacy.Purge("booking", booking.purge),
            privacy.Purge("waiting", booking.purge_waiting),
            privacy.Purge("callbacks", callbacks.purge),
            privacy.Purge("outbox", messaging.purge),
            privacy.Purge("accounts", accounts.purge),
            privacy.Purge("oidc", accounts.purge_links),
        ],
        on_leaving=[accounts.leave, _forget_this_browser],
        cookies_forgotten=[content_list.cookie],
        menu=[
            (N_("Start"), "web_front.home"),
            (N_("Informatie"), "content_public.themes"),
            (N_("Hulp"), "content_public.help_nearby"),
            (N_("Afspraak maken"), "booking_resident.choose_topic"),
        ],
        # The municipality's own desk: what it is called, what it is for, where it is, who may.
        office_menu=[
            (
                N_("Uw gemeente"),
                N_("Telefoon, openingstijden, uw belofte en uw welkom."),
                "administration_municipality.municipality",
                "manage",
            ),
            (
                N_("Organisaties"),
                N_("Voor wie mensen bij u werken."),
                "administration_organisations.organisations",
                "manage",
            ),
            (N_("Plekken"), N_("Waar een spreekuur kan zijn."), "administration_places.places", "manage"),
            (
                N_("Gesprekken"),
                N_("Wat inwoners kunnen kiezen, hoe lang het duurt en wie er zit."),
                "administration_talks.talks",
                "manage",
            ),
            (
                N_("Spreekuren en gesloten dagen"),
                N_("De planning: wanneer er spreekuur is, en wanneer niet."),
                "booking_planning.overview",
                "plan",
            ),
            (
                N_("Mensen"),
                N_("Wie hier werkt, wat die persoon mag, en wie u uitnodigt."),
                "accounts_people.people_here",
                "manage",
            ),
            (
                N_("Hulp in de buurt"),
                N_("Wat organisaties doen, voor wie, en wanneer zij open zijn."),
                "partners_office.offers",
                "help",
            ),
            (
                N_("Contactpersoon"),
                N_("Eén mens met een naam, die inwoners kunnen verwachten."),
                "partners_contact.person",
                "help",
            ),
            (
                N_("Huisstijl"),
                N_("De kleuren, letters en het logo van uw gemeente."),
                "administration_style.style",
                "manage",
            ),
            (
                N_("Verklaringen"),
                N_("Uw eigen tekst over privacy en toegankelijkheid."),
                "administration_statements.overview",
                "manage",
            ),
            (
                N_("Poster en kaartje"),
                N_("Om te printen, met een code die naar uw site leidt."),
                "administration_poster.choose",
                "help",
            ),
            (
                N_("Teksten"),
                N_("Uw eigen blokken en pagina's, naast de centrale teksten."),
                "content_texts.overview",
                "texts",
            ),
            (
                N_("Teksten van alle gemeenten"),
                N_("De centrale teksten, die elke gemeente toont."),
                "content_central.overview",
                "central_texts",
            ),
            (
                N_("Bestanden"),
                N_("Gegevens ophalen en inbrengen: per lijst, of de hele gemeente."),
                "administration_files.files",
                "manage",
            ),
            (
                N_("Wijzigingen"),
                N_("Wie wat veranderde, en wanneer."),
                "administration_changes.changes",
                "manage",
            ),
        ],
        talks_shown=_talks_for_home,
        readiness_warnings=[_sittings_running_out],
        schema_is_current=is_current,
        daily=run_due_jobs,
        load_start=[tenancy.load_start, accounts.load_start, agenda.load_start, partners.load_start],
    )
    _connect(app, settings)
    web.init_app(app, settings)
    accounts.init_app(app)
    accounts.init_oidc(app, registry)
    for blueprint in (
        content_nearby.pages,  # the same blueprint as content_public's, whole
        content_texts.local_pages,
        content_texts.central_pages,
        content_texts.preview_pages,
        booking_resident.pages,
        booking_message.pages,
        booking_together.pages,
        booking_invited.pages,
        booking_staff.pages,
        booking_person.pages,
        booking_phone.pages,
        booking_calendars.pages,
        booking_calendars.links,
        booking_for.pages,
        booking_week.pages,
        booking_planning.pages,
        booking_days.pages,
        booking_days.away_pages,
        booking_worklist.pages,
        booking_waiting.pages,
        booking_waiting_staff.pages,
        booking_keys.pages,
        callbacks_resident.pages,
        callbacks_staff.pages,
        partners_office.pages,
        partners_contact.pages,
        administration_home.pages,
        administration_files.pages,
        administration_changes.pages,
        administration_style.pages,
        administration_statements.pages,
        administration_poster.pages,
        administration_municipality.pages,
        administration_organisations.pages,
        administration_places.pages,
        administration_talks.pages,
        accounts_staff.entrance,
        accounts_staff.pages,
        accounts_second.pages,
        accounts_invited.pages,
        accounts_oidc.pages,
        accounts_own.pages,
        accounts_people.pages,
        messaging_demo.pages,
    ):
        app.register_blueprint(blueprint)
    for group in (accounts_cli, agenda_cli, content_cli, messaging_cli, privacy_cli):
        app.cli.add_command(group.commands)
    for commands in (schema_commands, start_commands, job_commands):
        for command in commands:
            app.cli.add_command(command)
    app.extensions["routes"] = web.route_table(app)
    return app


def _settings_or_every_fault(**given: Any) -> Settings:
    """The settings; when they are wrong, what is wrong with the tenant files is told in the same list."""
    try:
        return load_settings(**given)
    except SettingsFaults as faults:
        folder = Path(given.get("tenants_dir") or os.environ.get("TENANTS_DIR") or ROOT / "tenants")
        try:
            more = accounts.oidc_faults(tenancy.read_registry(folder), production=False)
        except tenancy.TenantFileFaults as found:
            more = list(found.faults)
        raise SettingsFaults([*faults.faults, *map(str, more)]) from None


def _registry_or_every_fault(settings: Settings) -> tenancy.Registry:
    """All municipalities; what is wrong with their own pages is told in the same list. Raises TenantFileFaults."""
    faults: list[tenancy.Fault] = content.local_faults(settings.tenants_dir)
    try:
        registry = tenancy.read_registry(settings.tenants_dir, settings.languages)
    except tenancy.TenantFileFaults as found:
        raise tenancy.TenantFileFaults(tuple(sorted({*faults, *found.faults}))) from None
    faults += accounts.oidc_faults(registry, settings.production)
    if faults:
        raise tenancy.TenantFileFaults(tuple(sorted(faults)))
    return registry


def _connect(app: Flask, settings: Settings) -> None:
    options: dict[str, Any] = {"url": settings.database_url}
    if settings.database_url.startswith("postgresql"):
        options |= {
            "pool_size": int(os.environ.get("WEB_THREADS") or 8),
            "max_overflow": 8,
            "pool_recycle": 1800,
        }
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    connect(app)
    assert Base.metadata.tables  # every room's models are loaded


def _forget_this_browser() -> None:
    """Leaving ends the hold and the draft of this browser, in a transaction of its own (`/weg` is a GET)."""
    visitor = visitor_hash()
    tenant = tenancy.find_current()
    if visitor and tenant:
        with tenancy.acting_for(tenant.slug):
            booking.leave(visitor)
            db.session.commit()
    session.clear()


def _talks_for_home() -> list[dict[str, Any]]:
    return [
        {
            "name": t.name,
            "minutes": t.minutes,
            "who": t.who_sits,
            "who_pays": t.who_pays,
            "condition": t.condition,
        }
        for t in agenda.talks()
    ]


def _sittings_running_out() -> list[str]:
    """Municipalities whose planned sittings end within 14 days: has `flask agenda fill` stopped?"""
    soon = now() + timedelta(days=14)
    return [
        f"sittings of {owner} end within 14 days"
        for owner, ends in agenda.last_sitting_ends().items()
        if ends < soon
    ]
