"""How a site without a generator looks and what it is called: the keys of an inforce.yml that are no options of the plugin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from inforce import languages
from inforce.problems import UserError
from inforce.settings import OWN_FILE

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_KINDS = (".svg", ".png", ".webp", ".jpg", ".jpeg", ".gif")
_GROUNDS = {"light": "#ffffff", "dark": "#14181d"}  # of the pages, as the style has them
_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What an operator says of his site. `links` are words with addresses, from the root of the site where they name no host;
    `colors` those of links on `light` and on `dark` ground; `logo` and `shell` files beside the configuration."""

    name: str = ""
    description: str = ""
    url: str = ""
    language: str = "en"
    logo: str = ""
    colors: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    footer: str = ""
    shell: str = ""


def read(config: Mapping[str, object], folder: Path) -> Looks:
    """The looks of a configuration in a folder. Raises UserError that names the key and what it may be."""
    url = _text(config, "site_url")
    if url and not url.startswith(("http://", "https://")):
        raise UserError(f"{OWN_FILE}: site_url: {url} is no address. Write it whole: site_url: https://policies.example/")
    language = _text(config, "language") or "en"
    if not languages.tag(language):
        raise UserError(f"{OWN_FILE}: language: {language} is not a language. Write its code: language: de")
    return Looks(
        name=_text(config, "site_name"),
        description=_text(config, "site_description"),
        url=f"{url.rstrip('/')}/" if url else "",
        language=language,
        logo=_file(config, "logo", folder, _KINDS),
        colors=_colors(config.get("colors")),
        links=_links(config.get("links")),
        footer=_text(config, "footer"),
        shell=_file(config, "shell", folder, (".html", ".htm")),
    )


def _text(config: Mapping[str, object], name: str) -> str:
    value = config.get(name)
    if not isinstance(value, (str, type(None))):
        raise UserError(f"{OWN_FILE}: {name} must be a text. Put it in quotes.")
    return (value or "").strip()


def _file(config: Mapping[str, object], name: str, folder: Path, kinds: tuple[str, ...]) -> str:
    path = _text(config, name)
    if not path:
        return ""
    if PurePosixPath(path).suffix.lower() not in kinds:
        raise UserError(f"{OWN_FILE}: {name}: {path} ends with none of {', '.join(kinds)}.")
    if not (folder / path).is_file():
        raise UserError(f"{OWN_FILE}: {name}: there is no file {path} in {folder.name}/. Correct the name.")
    return path


def _links(value: object) -> Mapping[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(
        isinstance(part, str) and part.strip() for pair in value.items() for part in pair
    ):
        raise UserError(
            f"{OWN_FILE}: links must be words with addresses. Write it as: links: {{Contact: https://example.com/}}"
        )
    wrong = [target for target in value.values() if re.match(r"(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:", target, re.I)]
    if wrong:
        raise UserError(f"{OWN_FILE}: links: {wrong[0]} is no address of a page. Begin it with https://")
    return {words.strip(): target.strip() for words, target in value.items()}


def _colors(value: object) -> Mapping[str, str]:
    """Both of one text, else as they are named; those that could not be read on their ground are refused."""
    named = dict.fromkeys(_GROUNDS, value) if isinstance(value, str) else value or {}
    if not isinstance(named, dict) or named.keys() - _GROUNDS or not all(_COLOR.fullmatch(str(c)) for c in named.values()):
        raise UserError(f"{OWN_FILE}: colors must name colours. Write it as: colors: {{light: '#17435c', dark: '#8cc8e8'}}")
    for ground, color in named.items():
        if (found := _contrast(color, _GROUNDS[ground])) < _CONTRAST:
            mend = (
                "Name one for each: colors: {light: '#17435c', dark: '#8cc8e8'}" if isinstance(value, str) else "Take another."
            )
            raise UserError(
                f"{OWN_FILE}: colors: {color} has a contrast of {found:.1f} to 1 on {ground} ground, and links need "
                f"{_CONTRAST}. {mend}"
            )
    return named


def _contrast(first: str, second: str) -> float:
    """How far two colours are apart in light, as WCAG counts it."""
    darker, lighter = sorted(map(_luminance, (first, second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
