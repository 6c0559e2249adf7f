"""The rooms stand in one line: a room knows the ground and the rooms to its left, and those only by the door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PORTAL = Path(__file__).parents[2] / "portal"
ORDER = (
    "tenancy web privacy messaging accounts agenda partners content intake booking callbacks signals referrals "
    "events workbook insights administration"
)
LINE = ORDER.split()
GROUND = {"config", "db", "clock", "errors"}
KNOW_MORE = {"app.py", "demo.py", "jobs.py", "start.py", "schema.py", "worker.py"}
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "base", "misc"}
NOT_IN_RULES = {"flask", "flask_babel", "sqlalchemy"}


def sources(portal: Path) -> list[Path]:
    return sorted(portal.rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """(line, module, names) of every import, also the ones inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or ""), [a.name for a in node.names]


def door(portal: Path, room: str) -> set[str]:
    """The names in the `__all__` of a room."""
    for node in ast.parse((portal / room / "__init__.py").read_text()).body:
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in node.targets):
            return set(ast.literal_eval(node.value))
    return set()


def faults(portal: Path) -> list[str]:
    """Every import in a room that goes to the right, around a door, or up to the files that know everything."""
    found = []
    for path in sources(portal):
        inside = path.relative_to(portal).parts
        if len(inside) == 1 and (inside[0] in KNOW_MORE or inside[0] == "__init__.py"):
            continue
        room = inside[0] if len(inside) > 1 else None
        for line, module, names in imports(path):
            for fault in _faults_of(portal, room, module, names):
                found.append(f"{'/'.join(inside)}:{line}: {fault}")
    return found


def _faults_of(portal: Path, room: str | None, module: str, names: list[str]) -> Iterator[str]:
    if module.startswith("."):
        yield "a relative import; name the room"
        return
    whole = [module] if module != "portal" else [f"portal.{name}" for name in names]
    for target in whole:
        parts = target.split(".")
        if parts[0] != "portal" or len(parts) == 1 or parts[1] == room:
            continue
        other = parts[1]
        if room is None:  # the ground
            if other not in GROUND:
                yield f"the ground knows {other}"
        elif other in GROUND:
            continue
        elif other not in LINE or LINE.index(other) > LINE.index(room):
            yield f"{other} is not to the left of {room}"
        elif len(parts) > 2:
            yield f"{target} is not the door of {other}"
        elif module != "portal" and (missing := sorted(set(names) - door(portal, other))):
            yield f"{', '.join(missing)} is not in the door of {other}"


def test_every_room_stands_in_the_line() -> None:
    rooms = {path.parent.name for path in PORTAL.glob("*/__init__.py")}
    assert rooms <= set(LINE), f"not in the line of DESIGN §1: {rooms - set(LINE)}"


def test_the_top_is_the_ground_and_the_files_that_know_every_room() -> None:
    top = {path.name for path in PORTAL.glob("*.py")}
    assert top <= KNOW_MORE | {f"{name}.py" for name in GROUND} | {"__init__.py"}


def test_a_room_knows_only_rooms_to_its_left() -> None:
    assert not faults(PORTAL), "\n".join(faults(PORTAL))


def test_a_door_says_what_its_room_is_for_and_what_others_may_use() -> None:
    for path in PORTAL.glob("*/__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text())), f"{path.parent.name}: no docstring"
        assert door(PORTAL, path.parent.name), f"{path.parent.name}: no __all__"


def test_a_door_names_only_what_exists() -> None:
    import importlib

    for path in PORTAL.glob("*/__init__.py"):
        module = importlib.import_module(f"portal.{path.parent.name}")
        missing = [name for name in door(PORTAL, path.parent.name) if not hasattr(module, name)]
        assert not missing, f"{path.parent.name}: {missing}"


def test_what_another_room_uses_of_a_door_is_in_it() -> None:
    """`agenda.free_times(...)`: the name behind the dot is one the door names."""
    found = []
    for path in sources(PORTAL):
        inside = path.relative_to(PORTAL).parts
        tree = ast.parse(path.read_text())
        doors = {n for _, module, names in imports(path) if module == "portal" for n in names if n in LINE}
        if len(inside) == 1:
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
                continue
            room = node.value.id
            if room in doors and node.attr not in door(PORTAL, room):
                found.append(f"{'/'.join(inside)}:{node.lineno}: {room}.{node.attr}")
    assert not found, "\n".join(found)


def test_no_row_leads_to_another_by_itself() -> None:
    """No `relationship()`: keep the id, ask the door."""
    called = [
        f"{path.relative_to(PORTAL)}:{node.lineno}"
        for path in sources(PORTAL)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and "relationship" in ast.unparse(node.func).split(".")[-1]
    ]
    assert not called


def test_nothing_lies_in_a_drawer() -> None:
    drawers = [p for p in PORTAL.rglob("*") if p.suffix in ("", ".py") and p.stem in NO_NAMES]
    assert not drawers, "give it a name that says what it is"


def test_rules_are_pure() -> None:
    for path in PORTAL.rglob("rules.py"):
        known = {module.split(".")[0] for _, module, _ in imports(path)}
        assert not known & NOT_IN_RULES, path
        from_house = {m for _, m, _ in imports(path) if m.startswith("portal.")} - {
            "portal.clock",
            "portal.errors",
        }
        assert not from_house, f"{path}: {from_house}"
        assert not [n for _, m, names in imports(path) if m == "portal.clock" for n in names if n == "now"]


@pytest.mark.parametrize(
    "planted",
    [
        "from portal import booking",
        "import portal.booking.actions",
        "from portal.accounts.queries import find_staff",
        "def late():\n    from portal.accounts.queries import find_staff",
        "from portal.accounts import queries",
        "from portal.accounts import hash_of",
        "from portal.app import create_app",
        "from ..accounts import queries",
    ],
)
def test_this_test_bites(tmp_path: Path, planted: str) -> None:
    for room in ("accounts", "agenda", "booking"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text('"""A room."""\n__all__ = ["find_person"]\n')
    drawer = tmp_path / "agenda" / "queries.py"
    drawer.write_text("from portal import accounts\nfrom portal.accounts import find_person\nimport flask\n")
    assert not faults(tmp_path)
    drawer.write_text(planted)
    assert len(faults(tmp_path)) == 1
