"""Puts the house together: the only file that knows every room."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, session

from portal import accounts, agenda, booking, callbacks, content, messaging, partners, privacy, tenancy, web
from portal.accounts import cli as accounts_cli
from portal.accounts.views import staff as accounts_staff
from portal.administration.views import home as administration_home
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
from portal.db import Base, connect, db
from portal.errors import N_
from portal.jobs import commands as job_commands
from portal.jobs import run_due_jobs
from portal.messaging import cli as messaging_cli
from portal.messaging.views import demo as messaging_demo
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
        composers=dict(booking.COMPOSERS) | callbacks.COMPOSERS,
        claimed_times=booking.claimed_times,
        purges=[
            privacy.Purge("booking", booking.purge),
            privacy.Purge("waiting", booking.purge_waiting),
            privacy.Purge("callbacks", callbacks.purge),
            privacy.Purge("outbox", messaging.purge),
            privacy.Purge("accounts", accounts.purge),
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
        office_menu=[],
        talks_shown=_talks_for_home,
        readiness_warnings=[_sittings_running_out],
        schema_is_current=is_current,
        daily=run_due_jobs,
        load_start=[tenancy.load_start, accounts.load_start, agenda.load_start, partners.load_start],
    )
    _connect(app, settings)
    web.init_app(app, settings)
    accounts.init_app(app)
    for blueprint in (
        content_nearby.pages,  # the same blueprint as content_public's, whole
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
        administration_home.pages,
        accounts_staff.entrance,
        accounts_staff.pages,
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
            tenancy.read_registry(folder)
        except tenancy.TenantFileFaults as more:
            raise SettingsFaults([*faults.faults, *map(str, more.faults)]) from None
        raise


def _registry_or_every_fault(settings: Settings) -> tenancy.Registry:
    """All municipalities; what is wrong with their own pages is told in the same list. Raises TenantFileFaults."""
    faults: list[tenancy.Fault] = content.local_faults(settings.tenants_dir)
    try:
        registry = tenancy.read_registry(settings.tenants_dir, settings.languages)
    except tenancy.TenantFileFaults as found:
        raise tenancy.TenantFileFaults(tuple(sorted({*faults, *found.faults}))) from None
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
