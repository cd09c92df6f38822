"""The plugin's entry in a mkdocs.yml, every other byte kept; and a mkdocs.yml from nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from inforce.problems import UserError

PLUGIN = "inforce"


def names_plugins(text: str) -> bool:
    """Whether a mkdocs.yml says which plugins run."""
    plugins = _plugins(_root(text))
    return plugins is not None and not _is_empty(plugins)


def named(plugins: object) -> list[str]:
    """The names of the plugins in a mkdocs.yml, as it was read."""
    items = plugins if isinstance(plugins, (list, dict)) else []
    return [str(name) for item in items for name in (item if isinstance(item, dict) else [item])]


def entry(options: Mapping[str, object]) -> str:
    """The plugin's entry in a list, with these options."""
    return "\n".join(_indented(_item(options), "  "))


def with_plugin(text: str, options: Mapping[str, object]) -> str:
    """A mkdocs.yml in which the plugin is the last one, with these options, and else what it was.

    Raises UserError, with the entry to write, where that cannot be done for certain.
    """
    root = _root(text)
    plugins = _plugins(root)
    newline = "\r\n" if "\r\n" in text else "\n"
    if plugins is None:
        edited = _appended(text, ["plugins:", *_indented(["- search", *_item(options)], "  ")], newline)
    elif _is_empty(plugins):
        lines = _indented(["- search", *_item(options)], "  ")
        edited = _below(text, plugins.start_mark.index, lines, newline)
    elif not isinstance(plugins, (yaml.SequenceNode, yaml.MappingNode)) or PLUGIN in _names(plugins):
        edited = ""
    elif plugins.flow_style:
        edited = _in_flow(text, plugins, options)
    else:
        edited = _in_block(text, plugins, options, newline)
    if not _differs_only_so(text, edited, options):
        what = "what stands at plugins in this mkdocs.yml cannot be added to without changing more"
        raise UserError(f"{what}. Write the plugin there yourself:\n{entry(options)}")
    return edited


def new(lines: Mapping[str, object], options: Mapping[str, object], search: Mapping[str, object]) -> str:
    """A mkdocs.yml with these lines, and the plugins, each with its options."""
    head = [f"{key}: {_flow(value)}" if "\n" not in str(value) else _block(key, str(value)) for key, value in lines.items()]
    finding = f"search: {_flow(dict(search))}" if search else "search"
    if len(options) < 2:
        return "\n".join([*head, f"plugins: [{finding}, {_named(options)}]", ""])
    return "\n".join([*head, "plugins:", *_indented([f"- {finding}", *_item(options)], "  "), ""])


def _block(key: str, text: str) -> str:
    """A key whose value is several lines."""
    return "\n".join([f"{key}: |", *_indented(text.splitlines(), "  ")])


def _root(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise UserError(f"mkdocs.yml: not valid YAML: {error}") from error


def _plugins(root: yaml.Node | None) -> yaml.Node | None:
    """What stands at `plugins`; None where nothing does."""
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return next((value for key, value in reversed(pairs) if key.value == "plugins"), None)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def _names(plugins: yaml.Node) -> list[str]:
    """The plugins of a list or mapping, in its order."""
    if isinstance(plugins, yaml.MappingNode):
        return [str(key.value) for key, _ in plugins.value]
    items = (item.value[0][0] if isinstance(item, yaml.MappingNode) and item.value else item for item in plugins.value)
    return [str(item.value) for item in items]


def _item(options: Mapping[str, object]) -> list[str]:
    """The entry as lines of a list."""
    if not options:
        return [f"- {PLUGIN}"]
    return [f"- {PLUGIN}:", *_indented(_lines(options), "    ")]


def _named(options: Mapping[str, object]) -> str:
    """The entry in brackets."""
    return f"{PLUGIN}: {_flow(dict(options))}" if options else PLUGIN


def _lines(options: Mapping[str, object]) -> list[str]:
    """Options as lines; a long list has a line for each of its items."""
    lines = []
    for name, value in options.items():
        written = f"{name}: {_flow(value)}"
        if isinstance(value, list) and len(written) > 100:
            lines += [f"{name}:", *(f"  - {_flow(item)}" for item in value)]
        else:
            lines.append(written)
    return lines


def _flow(value: object) -> str:
    """A value on one line."""
    made: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=float("inf"))
    return made.removesuffix("\n").removesuffix("...").rstrip()


def _indented(lines: Sequence[str], indent: str) -> list[str]:
    return [indent + line for line in lines]


def _appended(text: str, lines: Sequence[str], newline: str) -> str:
    gap = "" if not text or text.endswith("\n") else newline
    return text + gap + newline.join([*lines, ""])


def _below(text: str, place: int, lines: Sequence[str], newline: str) -> str:
    """The text with more lines below the one in which a place is."""
    end = text.find("\n", place)
    if end < 0:
        return _appended(text, lines, newline)
    return text[: end + 1] + newline.join([*lines, ""]) + text[end + 1 :]


def _in_flow(text: str, plugins: yaml.CollectionNode, options: Mapping[str, object]) -> str:
    """The entry behind the last one in brackets."""
    mapped = isinstance(plugins, yaml.MappingNode)
    value = f"{PLUGIN}: {{}}" if mapped and not options else _named(options)
    if not plugins.value:
        place = plugins.start_mark.index + 1
        return text[:place] + value + text[place:]
    last = plugins.value[-1]
    place = (last[1] if isinstance(last, tuple) else last).end_mark.index
    return f"{text[:place]}, {value}{text[place:]}"


def _in_block(text: str, plugins: yaml.CollectionNode, options: Mapping[str, object], newline: str) -> str:
    """The entry on lines of its own, behind the last one."""
    indent = " " * plugins.start_mark.column
    if isinstance(plugins, yaml.MappingNode):
        lines = [f"{PLUGIN}:", *_indented(_lines(options), "  ")] if options else [f"{PLUGIN}: {{}}"]
    else:
        lines = _item(options)
    end = _end(plugins)
    if text[:end].endswith("\n"):  # behind a text of several lines
        end -= 1
    return _below(text, end, _indented(lines, indent), newline)


def _end(node: yaml.Node) -> int:
    """Where what is written of a node ends; PyYAML counts the comments behind a block to it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        if isinstance(last, tuple):
            key, value = last
            node = key if _is_empty(value) and not value.value else value
        else:
            node = last
    return int(node.end_mark.index)


def _differs_only_so(text: str, edited: str, options: Mapping[str, object]) -> bool:
    """Whether an edited mkdocs.yml says what it said before and names the plugin behind the others, and no more."""
    try:
        before, after = (yaml.load(one, Loader=_Plain) or {} for one in (text, edited))  # noqa: S506 - a SafeLoader
    except yaml.YAMLError:
        return False
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    was, now = before.pop("plugins", None), after.pop("plugins", None)
    own: object = {PLUGIN: dict(options)} if options else PLUGIN
    if isinstance(was, dict):
        wanted: object = {**was, PLUGIN: dict(options)}
    else:
        wanted = [*(["search"] if was is None else was), own]
    return before == after and now == wanted and _is_kept(text, edited)


def _is_kept(text: str, edited: str) -> bool:
    """Whether nothing was taken out of a text."""
    start = next((k for k, (a, b) in enumerate(zip(text, edited, strict=False)) if a != b), min(len(text), len(edited)))
    return edited[:start] == text[:start] and edited.endswith(text[start:])


class _Plain(yaml.SafeLoader):
    """Reads tags that only MkDocs understands as what they stand at."""


_Plain.add_multi_constructor("", lambda loader, suffix, node: (suffix, yaml.serialize(node)))
