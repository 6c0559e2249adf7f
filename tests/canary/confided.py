"""What the couple confide: a canary in every field that takes any text."""

from typing import Any

from tests.canary.scene import Scene, Side
from tests.canary.words import letters


def answers(scene: Scene, side: Side, talk: str, channel: str, reads_along: str = "nee") -> dict[str, Any]:
    """A canary in every field that takes any text; the same field again gives the same word."""

    def word(field: str) -> str:
        key = f"{side.slug}.{talk}.{field}"
        return scene.words.by_key.get(key) or scene.words.make(key)

    given = {field: word(field) for field in ("naam", "toelichting", "begeleider")}
    given |= {"begeleider_akkoord": "y", "kanaal": channel}
    if channel == "email":
        key = f"{side.slug}.{talk}.email"
        email = scene.words.by_key.get(key) or scene.words.add(
            key, f"canary-{side.slug}-{talk.replace('.', '-')}-email-{letters()}@voorbeeld.example"
        )
        return given | {"email": email, "veilig_bericht": reads_along}
    key = f"{side.slug}.{talk}.telefoon"
    phone = scene.words.by_key.get(key) or scene.words.make_number(key)
    return given | {"telefoon": phone, "veilig_inspreken": "ja", "veilig_nummer": "nee"}


def staff_email(scene: Scene, side: Side, who: str) -> str:
    key = f"{side.slug}.{who}.zelf.post"
    return scene.words.by_key.get(key) or scene.words[f"allen.{who}.zelf.post"]
