"""flask accounts add|end|reset|disable"""

import click
from flask.cli import AppGroup

from portal import tenancy
from portal.accounts import actions, organisations, second_factor
from portal.db import db, new_id

commands = AppGroup("accounts", help="Wie hier werkt.")


@commands.command("add")
@click.argument("tenant")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", default="medewerker", show_default=True)
@click.option("--organisation", required=True, help="Sleutel uit het bestand van de gemeente.")
@click.option("--organisation-name", help="Is de organisatie er nog niet? Dan krijgt zij deze naam.")
@click.option("--kind", default="wijkteam", show_default=True, help="De soort van een nieuwe organisatie.")
def add(
    tenant: str, email: str, name: str, role: str, organisation: str, organisation_name: str | None, kind: str
) -> None:
    """Geef iemand toegang tot een gemeente. Een nieuw mens krijgt een eerste wachtwoord."""
    with tenancy.acting_for(_known(tenant)):
        own_key = actions.organisation_key(organisation, shared=False)
        if organisation_name and not actions.find_organisation(own_key):
            _make_organisation(organisation, organisation_name, kind)
        key = own_key if actions.find_organisation(own_key) else organisation
        try:
            person, password = actions.add_person(email, name, role, key)
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        db.session.commit()
        click.echo(f"{person.email} werkt nu voor {tenant} als {role}.")
        click.echo(
            f"Eerste wachtwoord: {password}" if password else "Bestond al; het wachtwoord blijft hetzelfde."
        )


def _make_organisation(key: str, name: str, kind: str) -> None:
    """For the very first account of a municipality, which has no organisation yet."""
    wanted, misfits = tenancy.fit("organisation", {"key": key, "name": name, "kind": kind})
    if misfits:
        raise click.ClickException("; ".join(f"{misfit.at[0]}: {misfit.sentence}" for misfit in misfits))
    organisations.add_organisation(wanted, new_id(), "system")


@commands.command("end")
@click.argument("tenant")
@click.argument("email")
def end(tenant: str, email: str) -> None:
    """Iemand werkt niet meer voor deze gemeente. Dat geldt meteen, ook wie nog is ingelogd."""
    with tenancy.acting_for(_known(tenant)):
        try:
            ended = actions.end_work(email)
        except LookupError as error:
            raise click.ClickException(str(error)) from None
        db.session.commit()
    click.echo(f"Gestopt: {ended}." if ended else f"Werkte niet voor {tenant}.")


@commands.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Geef een nieuw wachtwoord; open sessies stoppen."""
    try:
        password = actions.reset_password(email)
    except LookupError as error:
        raise click.ClickException(str(error)) from None
    db.session.commit()
    click.echo(f"Nieuw wachtwoord: {password}")


@commands.command("reset-factor")
@click.argument("tenant")
@click.argument("email")
def reset_factor(tenant: str, email: str) -> None:
    """Telefoon en herstelcodes kwijt: bij het volgende inloggen komt er een nieuwe app. Alleen in deze gemeente."""
    with tenancy.acting_for(_known(tenant)):
        try:
            had = second_factor.reset_by_mail(email)
        except LookupError as error:
            raise click.ClickException(str(error)) from None
        db.session.commit()
    click.echo("De tweede stap is weg; het wachtwoord blijft." if had else "Er was geen tweede stap.")


@commands.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Sluit iemand uit; open sessies stoppen meteen."""
    try:
        actions.disable(email)
    except LookupError as error:
        raise click.ClickException(str(error)) from None
    db.session.commit()
    click.echo("Uitgeschakeld.")


def _known(tenant: str) -> str:
    if tenant not in tenancy.registry().by_slug:
        raise click.ClickException(f"Deze gemeente kennen wij niet: {tenant}")
    return tenant
