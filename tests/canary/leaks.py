"""Does the suite bite? Each patch in `leaks/` is one line that leaks; with it the suite must turn red.

    python -m tests.canary.leaks            # all of them
    python -m tests.canary.leaks mail_name  # some, by name

A patch is applied to a copy of this tree, never to the tree itself. First the copy as it is must be green.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATCHES = Path(__file__).with_name("leaks")
# What the suite needs to run; git says which files of it belong to the project.
PARTS = ("portal", "tests", "migrations", "tenants", "translations", "deploy", "pyproject.toml", "wsgi.py")
SUITE = ("-q", "-x", "-p", "no:cacheprovider", "--tb=short", "tests/canary", "-k", "sqlite")


@dataclass(frozen=True)
class Outcome:
    name: str
    red: bool
    told: str  # which test found it, and what it said; or why there was nothing to find
    seconds: float = 0.0


def copy_tree(target: Path) -> None:
    """What is in git and what is not yet; no folder of ours is shared with the copy."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PARTS],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file():  # deleted in the work tree is deleted in the copy
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


def apply(patch: Path, tree: Path) -> str | None:
    """Why it does not apply, or None."""
    for command in (["git", "apply", str(patch)], ["patch", "-p1", "--batch", "--input", str(patch)]):
        done = subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return None
    return " ".join((done.stderr or done.stdout).split())[:200]


def run_suite(tree: Path) -> tuple[int, str]:
    """pytest's exit code and everything it said. The copy must find its own modules, not ours."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PORTAL_CI", "SOAK")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *SUITE],
        cwd=tree,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def first_words(output: str) -> str:
    """The test that turned red, and the first line of what it found."""
    test = re.search(r"^(?:FAILED|ERROR) tests/canary/(\S+(?:\[[^\]]*\])?)", output, re.M)
    said = re.search(r"^E {2,}(?:AssertionError: )?(\S.*)$", output, re.M)
    return f"{test[1] if test else 'pytest itself'}: {said[1][:200] if said else output[-200:]}"


def try_patch(patch: Path | None, whole: Path) -> Outcome:
    """None is the tree as it is. Each works on a copy of the copy: somebody may be editing the tree meanwhile."""
    name, began = patch.stem if patch else "as it is", time.monotonic()
    with tempfile.TemporaryDirectory(prefix="canary-leak-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(whole, tree)
        if patch and (fault := apply(patch, tree)):
            return Outcome(name, False, f"does not apply: {fault}")
        code, output = run_suite(tree)
    seconds = time.monotonic() - began
    if code == 0:
        return Outcome(name, False, "stayed green", seconds)
    if code != 1:  # no tests, a crash, a fault on the command line: that finds nothing
        return Outcome(name, False, f"pytest ended with {code}: {output[-200:]}", seconds)
    return Outcome(name, True, first_words(output), seconds)


def main(names: list[str]) -> int:
    patches = [p for p in sorted(PATCHES.glob("*.patch")) if not names or p.stem in names]
    unknown = set(names) - {p.stem for p in patches}
    if unknown:
        print(f"no such patch: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="canary-tree-") as folder:
        whole = Path(folder)
        copy_tree(whole)
        return try_all(patches, whole)


def try_all(patches: list[Path], whole: Path) -> int:
    unpatched = try_patch(None, whole)
    if unpatched.told != "stayed green":
        print(f"The suite is not green without any leak: {unpatched.told}", file=sys.stderr)
        return 1
    print(f"green without a leak ({unpatched.seconds:.0f} s)", flush=True)
    escaped = []
    for patch in patches:
        outcome = try_patch(patch, whole)
        escaped += [] if outcome.red else [outcome.name]
        mark = "found  " if outcome.red else "ESCAPED"
        print(f"{mark}  {outcome.name:<32}  {outcome.told}  ({outcome.seconds:.0f} s)", flush=True)
    print(f"{len(patches) - len(escaped)} of {len(patches)} leaks found")
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
