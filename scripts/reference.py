"""A hook of MkDocs: writes the reference of commands, options, front matter and checks from the code, so that it cannot drift.

In a page of site_src, it takes the place of what stands between `<!-- reference: commands -->` and `<!-- end of reference -->`:
a sentence for who reads the page on a git host, where nothing is made.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Any

import yaml
from inforce import checks, cli, settings
from inforce import keys as own

_BEGIN, _END = "<!-- reference:", "<!-- end of reference -->"
_HERE = re.compile(rf"{_BEGIN} (\w+) -->\n(?:(?!{_BEGIN}).)*?{_END}", re.S)
_WIDTH = 100  # of usage lines; else argparse asks the terminal, and two builds would differ


def on_page_markdown(markdown: str, **_: Any) -> str:
    """A page with every reference that it asks for; one that is unknown or has no end stops the build."""
    made = _HERE.sub(lambda match: "\n".join(_MADE[match[1]]()), markdown)
    if _BEGIN in made:
        raise ValueError(f"a reference has no {_END}")
    return made


def commands() -> Iterator[str]:
    """Every command with its arguments, in the order of `inforce --help`."""
    for name, summary, command in _commands(cli.parser()):
        command.formatter_class = partial(argparse.HelpFormatter, width=_WIDTH)
        yield f"\n## inforce {name}\n"
        yield f"{_sentence(command.description or summary)}\n"
        yield f"```text\n{command.format_usage().removeprefix('usage: ').rstrip()}\n```\n"
        rows = [action for action in command._actions if action.help and action.help != argparse.SUPPRESS]
        rows = [action for action in rows if not isinstance(action, argparse._HelpAction)]
        if rows:
            yield "| Argument | Meaning |\n|---|---|"
            yield from (f"| {_called(action)} | {_cell(action)} |" for action in rows)
            yield ""


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    (found,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    summaries = {choice.dest: choice.help or "" for choice in found._choices_actions}
    for name, command in found.choices.items():
        yield name, summaries.get(name, ""), command


def _called(action: argparse.Action) -> str:
    name = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return f"`{name}`"
    value = "" if action.nargs == 0 else f" {name}"
    return ", ".join(f"`{option}{value}`" for option in action.option_strings)


def _cell(action: argparse.Action) -> str:
    said = _sentence(str(action.help) % {"default": action.default})
    if action.choices:
        said += f" One of {', '.join(f'`{choice}`' for choice in action.choices)}."
    return escape(said, quote=False).replace("|", "\\|")


def _sentence(said: str) -> str:
    said = re.sub(r"(?<![\w`-])--[a-z]+(?:-[a-z]+)*", r"`\g<0>`", " ".join(said.split()))
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")


def rules() -> Iterator[str]:
    """Every rule of `inforce check`, in their order."""
    for rule in checks.RULES:
        yield f"\n## {rule.id}\n"
        yield f"**{_words(rule.title)}** {_words(rule.explains)}\n"
        yield f"*Mend:* {_words(rule.mend)}\n"
        default = {"off": "Off unless it is switched on"}.get(rule.default, f"By default a finding is {_article(rule.default)}")
        yield f"{default}.{' Runs only with `--base`.' if rule.compares else ''}\n"
        yield from (f"- `{option.name}`, by default {option.default}: {option.explains}" for option in rule.options)


def _words(said: str) -> str:
    """A sentence in which nothing is Markdown."""
    return re.sub(r"([\\\[\]*_`~|])", r"\\\1", escape(said, quote=False))


def _article(severity: str) -> str:
    return f"an {severity}" if severity[0] in "aeiou" else f"a {severity}"


def keys() -> Iterator[str]:
    """The table of front-matter keys, each leading to its section of the page."""
    yield "| Key | Value | Needed |\n|---|---|---|"
    yield from (f"| [`{key}`](#{key}) | {value} | {needed} |" for key, (value, needed) in own.OWN_KEYS.items())


def options() -> Iterator[str]:
    """The options of the plugin with their defaults, as a sample and as a list."""
    defaults = {name: _written(option.default) for name, option in settings.OPTIONS.items()}
    lines = [f"      {name}: {default}" for name, default in defaults.items()]
    yield "```yaml\nplugins:\n  - search\n  - inforce:\n" + "\n".join(lines) + "\n```\n"
    yield from (f"- `{name}`, by default `{defaults[name]}`: {option.says}" for name, option in settings.OPTIONS.items())


def _written(value: object) -> str:
    """A value as YAML on one line."""
    return yaml.safe_dump(value, default_flow_style=True).removesuffix("...\n").rstrip()


_MADE = {"commands": commands, "checks": rules, "keys": keys, "options": options}
