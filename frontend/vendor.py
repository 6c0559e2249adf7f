#!/usr/bin/env python3
"""Build `portal/web/static/vendor/nlds/` from `node_modules`; for maintainers.

    npm ci && python vendor.py      rebuild, then commit the result
    python vendor.py --check        offline: do the committed files match MANIFEST.json?

The site itself needs neither Node nor a registry: what it serves is committed.
Standard library only, so that the check runs anywhere Python does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "portal" / "web" / "static"
MODULES = HERE / "node_modules"
OUT = STATIC / "vendor" / "nlds"
MANIFEST = OUT / "MANIFEST.json"

# The order of the rules in nlds.css. Page-wide first, then text, then forms, then the rest.
COMPONENTS = (
    "@utrecht/document-css",
    "@nl-design-system-candidate/heading-css",
    "@nl-design-system-candidate/paragraph-css",
    "@nl-design-system-candidate/link-css",
    "@nl-design-system-candidate/mark-css",
    "@utrecht/ordered-list-css",
    "@utrecht/unordered-list-css",
    "@utrecht/separator-css",
    "@nl-design-system-candidate/skip-link-css",
    "@nl-design-system-candidate/button-css",
    "@utrecht/form-label-css",
    "@utrecht/form-field-description-css",
    "@utrecht/form-field-error-message-css",
    "@utrecht/form-field-css",
    "@utrecht/form-fieldset-css",
    "@utrecht/textbox-css",
    "@utrecht/textarea-css",
    "@utrecht/select-css",
    "@utrecht/radio-button-css",
    "@utrecht/checkbox-css",
    "@utrecht/alert-css",
    "@nl-design-system-candidate/data-badge-css",
    "@nl-design-system-candidate/number-badge-css",
    "@utrecht/data-list-css",
    "@utrecht/link-list-css",
    "@utrecht/table-css",
    "@utrecht/accordion-css",
    "@utrecht/breadcrumb-nav-css",
    "@utrecht/pagination-css",
    "@utrecht/table-of-contents-css",
)
TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens"
FONTS = {  # file name here: (package, family); the Latin subset covers Dutch and English
    "source-sans-3": ("@fontsource-variable/source-sans-3", "Source Sans 3"),
    "public-sans": ("@fontsource-variable/public-sans", "Public Sans"),
}
ICONS_FROM = "@tabler/icons"
ICONS = (
    "alert-circle", "alert-triangle", "arrow-left", "arrow-right", "briefcase", "building", "calendar-event",
    "check", "chevron-left", "chevron-right", "circle-check", "clock", "coin-euro", "device-mobile",
    "external-link", "eye-off", "file-text", "heart-handshake", "help-circle", "home", "info-circle",
    "language", "list-check", "lock", "logout", "mail", "map-pin", "menu-2", "message-circle", "messages",
    "mood-kid", "pencil", "phone", "phone-off", "printer", "refresh", "scale", "search", "shield-heart",
    "trash", "user", "users", "x",
)  # fmt: skip

VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+);")
COMMENT = re.compile(r"/\*.*?\*/", re.S)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def package(name: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((MODULES / name / "package.json").read_text("utf-8"))
    return read


def component_source(name: str) -> Path:
    dist = MODULES / name / "dist"
    minified = dist / "index.min.css"
    return minified if minified.exists() else dist / (name.rpartition("/")[2].removesuffix("-css") + ".css")


def component_css(path: Path) -> str:
    """The rules without comments, and without @charset, which may not stand inside a layer."""
    return re.sub(r'@charset "[^"]*";', "", COMMENT.sub("", path.read_text("utf-8"))).strip()


def used_tokens(tokens: dict[str, str], *sources: str) -> dict[str, str]:
    """Only the tokens that the sources reach, directly or through other tokens."""
    reached: set[str] = set()
    waiting = [name for css in sources for name in VARIABLE.findall(css)]
    while waiting:
        name = waiting.pop()
        if name in tokens and name not in reached:
            reached.add(name)
            waiting += VARIABLE.findall(tokens[name])
    return {name: value for name, value in tokens.items() if name in reached}


def font_faces() -> str:
    return "".join(
        # The version makes the address new with each release: browsers keep fonts for a year.
        f'@font-face{{font-family:"{family}";src:url({file}.woff2?v={package(name)["version"]}) format("woff2");'
        "font-weight:200 900;font-style:normal;font-display:swap}\n"
        for file, (name, family) in FONTS.items()
    )


def sprite() -> str:
    symbols = []
    for icon in ICONS:
        svg = (MODULES / ICONS_FROM / "icons" / "outline" / f"{icon}.svg").read_text("utf-8")
        # The first path of each icon is an invisible square that only serves drawing programs.
        paths = [p for p in re.findall(r"<path[^>]*/>", svg) if "M0 0h24v24H0z" not in p]
        drawing = "".join(re.sub(r"\s*/>", "/>", path) for path in paths)
        symbols.append(f'<symbol id="{icon}" viewBox="0 0 24 24">{drawing}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def build() -> None:
    sources: dict[str, list[Path]] = {name: [component_source(name)] for name in COMPONENTS}
    sources[TOKENS] = [MODULES / TOKENS / "dist" / "theme.css"]
    for file, (name, _) in FONTS.items():
        sources[name] = [MODULES / name / "files" / f"{file}-latin-wght-normal.woff2"]
    sources[ICONS_FROM] = [MODULES / ICONS_FROM / "icons" / "outline" / f"{icon}.svg" for icon in ICONS]

    rules = "\n".join(component_css(sources[name][0]) for name in COMPONENTS)
    tokens = dict(DECLARATION.findall(COMMENT.sub("", sources[TOKENS][0].read_text("utf-8"))))
    own = (STATIC / "portal.css").read_text("utf-8")
    kept = used_tokens(tokens, rules, own)
    basis = "\n".join(f"{name}:{value.strip()};" for name, value in kept.items())

    files: dict[str, bytes] = {
        # One file for rules and tokens: one request less on the first visit.
        "nlds.css": (
            "/* Built by frontend/vendor.py; origin and licences in MANIFEST.json. */\n"
            "@layer reset, nlds, portal;\n"
            f"{font_faces()}@layer nlds{{\n.nlds-basis{{\n{basis}\n}}\n{rules}\n}}\n"
        ).encode(),
        "icons.svg": sprite().encode(),
        "LICENCE-nlds.txt": (MODULES / COMPONENTS[0] / "LICENSE.md").read_bytes(),
        "LICENCE-icons.txt": (MODULES / ICONS_FROM / "LICENSE").read_bytes(),
    }
    for file, (name, _) in FONTS.items():
        files[f"{file}.woff2"] = sources[name][0].read_bytes()
        files[f"LICENCE-{file}.txt"] = (MODULES / name / "LICENSE").read_bytes()

    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    for name, data in files.items():
        (OUT / name).write_bytes(data)
    manifest = {
        "packages": [
            {
                "package": name,
                "version": package(name)["version"],
                "licence": package(name)["license"],
                "sha256": digest(b"".join(path.read_bytes() for path in paths)),
            }
            for name, paths in sorted(sources.items())
        ],
        "files": {name: digest(data) for name, data in sorted(files.items())},
    }
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    print(f"{len(kept)} of {len(tokens)} tokens, {len(COMPONENTS)} components, {len(ICONS)} icons")


def faults() -> list[str]:
    """Everything in which the committed folder differs from its manifest; empty when all is well."""
    expected = json.loads(MANIFEST.read_text("utf-8"))["files"]
    # Compressed copies are made when the server starts; they are not committed.
    ours = (path for path in OUT.iterdir() if path != MANIFEST and path.suffix not in (".br", ".gz"))
    present = {path.name: digest(path.read_bytes()) for path in ours}
    found = [f"missing: {name}" for name in sorted(expected.keys() - present.keys())]
    found += [f"not in the manifest: {name}" for name in sorted(present.keys() - expected.keys())]
    changed = (name for name in expected.keys() & present.keys() if expected[name] != present[name])
    found += [f"changed by hand: {name}" for name in sorted(changed)]
    # Tokens are pruned to what portal.css uses, so a newly used one needs a rebuild.
    defined = set(re.findall(r"(--basis-[\w-]+):", (OUT / "nlds.css").read_text("utf-8")))
    used = set(re.findall(r"var\((--basis-[\w-]+)\)", (STATIC / "portal.css").read_text("utf-8")))
    found += [f"used in portal.css but pruned, rebuild: {name}" for name in sorted(used - defined)]
    return found


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument(
        "--check", action="store_true", help="only compare the committed files with MANIFEST.json"
    )
    if not arguments.parse_args().check:
        build()
    found = faults()
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
