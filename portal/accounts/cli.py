"""flask accounts add|end|reset|disable"""

import click
from flask.cli import AppGroup

from portal import tenancy
from portal.accounts import actions
from portal.db import db

commands = AppGroup("accounts", help="Wie hier werkt.")


@commands.command("add")
@click.argument("tenant")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", default="medewerker", show_default=True)
@click.option("--organisation", required=True, help="Sleutel uit het bestand van de gemeente.")
def add(tenant: str, email: str, name: str, role: str, organisation: str) -> None:
    """Geef iemand toegang tot een gemeente. Een nieuw mens krijgt een eerste wachtwoord."""
    with tenancy.acting_for(_known(tenant)):
        own_key = actions.organisation_key(organisation, shared=False)
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
