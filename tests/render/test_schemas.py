"""The schemas for editors: they say of every value what the code says, and where they cannot, the reason stands here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from golden import cases
from histories import Unwritten, file_text
from inforce import settings
from inforce.checks import RULES, switches
from inforce.hosts.mkdocs.plugin import InforceConfig
from inforce.keys import KEYS, OF_OTHERS, OWN_KEYS, Meta
from inforce.problems import UserError
from inforce.render.data import schemas
from inforce.source import front_matter
from inforce.text.stated_dates import months
from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry, Resource
from sites import ROOT, Built

Json = dict[str, Any]


class Core(yaml.SafeLoader):
    """Reads YAML as editors do, by the core schema of YAML 1.2: `off` and 2018-03-26 are texts."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for tag, looks in {
    "null": r"(?:~|null|Null|NULL|)$",
    "bool": r"(?:true|True|TRUE|false|False|FALSE)$",
    "int": r"[-+]?[0-9]+$",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
}.items():
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(looks), None)


def published(options: Mapping[str, Any] | None = None) -> dict[str, Json]:
    """The schemas of a site with these options, by their names."""
    chosen = settings.of(options or {}, folder="", docs_dir="docs")
    made = {address: json.loads(text) for address, text in schemas.of_site(chosen)}
    return {name: made[f"schemas/{name}-1.json"] for name in ("front-matter", "options", "mkdocs")}


def holds(schema: Json, value: Any) -> bool:
    """Whether a value passes a schema: read as what it is, and by editors that know no newer JSON Schema than draft 7."""
    found = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)
    assert found is Draft202012Validator(schema).is_valid(value), "formats are stated, and not asserted by all"
    assert found is Draft7Validator({**schema, "$schema": "http://json-schema.org/draft-07/schema#"}).is_valid(value)
    return found


def plain(value: Any) -> Any:
    """What PyYAML reads, with dates as texts."""
    return json.loads(json.dumps(value, default=date.isoformat))


def front(text: str) -> str:
    """The front matter of a file, as it is read."""
    return re.split(r"^(?:---|\.\.\.)[ \t]*$", front_matter.decode(text.encode(), "a.md")[0], maxsplit=2, flags=re.M)[1]


# Of each key values that hold and values that do not, as they are written.
DAYS = (
    [
        "2018-03-26",
        "'2018-03-26'",
        "2020-02-29",
        "2000-02-29",
        "26-March-2018",
        "March 26, 2018",
        "26. März 2018",
        "1er mai 2024",
    ]
    + [
        "2018-03-26T10:00:00Z",
        "2018-03-26 10:00",
        "2018-03-26, 10:00 UTC",
        "2018年3月26日",
        "26 March 2018 10:30",
        "3. kwi 2024",
    ],
    [
        "2018-02-30",
        "2019-02-29",
        "1900-02-29",
        "2018-13-01",
        "2018-3-26",
        "2018-03",
        "03/02/2018",
        "20180326",
        "5",
        "soon",
        "''",
    ]
    + ["next year", "March 2018", "[2018-03-26]", "true", "2018-03-26T25:00:00Z", "{a: 1}", "“2018-03-26”", "2018–03–26", "~"],
)
LINES = (
    ["Rules", "5", "1.5", "true", "2018-03-26", "no", "'a: b'", "|\n  One line\n", "é" * 2_000],
    ["''", "", "~", "[a]", "{a: b}", "|\n  One\n  two\n", "'  '", "é" * 2_001],
)
NUMBERS = ["0", "15", "9999", "'15'"], ["-1", "10000", "1.5", "many", "true", "[15]", ""]
SWITCHES = (
    [
        "{}",
        "{placeholder: off, record: warning, empty-text: true}",
        "{placeholder: 'on', record: error}",
        "{correction-changes-meaning: {words: 20, severity: off}}",
    ],
    ["off", "[placeholder]", "{placholder: off}", "{placeholder: loud}", "{placeholder: 1}", "{placeholder: {words: 1}}"]
    + ["{correction-changes-meaning: {words: -1}}", "{correction-changes-meaning: {words: many}}", "{placeholder: [off]}"],
)
OF_KEYS: dict[str, tuple[list[str], list[str]]] = {
    **dict.fromkeys(("title", "change_note", "superseded_by", "retired_note"), LINES),
    **dict.fromkeys(("effective_date", "last_reviewed", "replaces", "retired"), DAYS),
    "summary": (["One.", "|\n  - One\n  - Two\n", "5", "é" * 20_000], ["", "[a]", "{a: b}", "é" * 20_001]),
    "corrections": (
        [
            "[]",
            "[{date: 2018-03-28, note: Fixed a typo.}]",
            "\n- note: One\n  date: March 28, 2018\n- {date: 2018-04-01, note: 2}",
        ],
        ["2018-03-28", "{date: 2018-03-28, note: One}", "[2018-03-28]", "[{date: 2018-03-28}]", "[{note: One}]", ""]
        + ["[{date: 2018-03-28, note: One, by: Ann}]", "[{date: soon, note: One}]", "[{date: 2018-03-28, note: [One]}]"],
    ),
    "retroactive": (["true", "False", "'TRUE'"], ["yes", "on", "1", "maybe", "", "[true]"]),
    "id": (["terms/refund-policy", "a", "2018", "v1.2", "a_b"], ["Terms", "a b", "/a", "a/", "a//b", "-1", "[a]", "", "ä"]),
    "lang": (["ar", "pt-BR", "zh-Hant", "'no'", "ca-ES-valencia"], ["english", "a", "en_GB", "5", "[de]", "", "de-"]),
    "notice_days": NUMBERS,
    "checks": SWITCHES,
}
# What the code refuses and the schema takes: a key, its value as written and as editors read it, what only the code knows.
ONLY_THE_CODE = [
    ("effective_date", "March 32, 2018", "March 32, 2018", "how many days a month has that is in words"),
    ("effective_date", "26 Floréal 2018", "26 Floréal 2018", "which words are months in the languages that are known"),
    ("effective_date", "2018-03-26T23:00-05:00", "2018-03-26T23:00-05:00", "which day that is in the time zone of the site"),
    ("lang", "xx", "xx", "which codes are languages"),
    ("title", '"a\\x01"', "a\x01", "which signs no text can hold"),
    ("notice_days", "0x10", 16, "how a number is written"),
]


def refused(key: str, value: str) -> bool:
    """Whether the code refuses a front matter for this value."""
    beside = "" if not KEYS[key].only_with else f"{KEYS[key].only_with}: 2019-01-01\n"
    dated = "" if key == "effective_date" else "effective_date: 2018-03-26\n"
    source = front_matter.read(f"---\n{dated}{beside}{key}: {value}\n---\nText.\n".encode(), "a.md")
    return any(p.rule not in OF_OTHERS for p in source.problems) or any(switches.faults(source.meta.checks))


def walked() -> Iterator[Any]:
    """Each key with each of its values, and whether it holds."""
    for key in KEYS:
        for holding, values in zip((True, False), OF_KEYS[key], strict=True):
            yield from (pytest.param(key, value, holding, id=f"{key}-{value[:20]}") for value in values)


@pytest.mark.parametrize(("key", "value", "holding"), [*walked()])
def test_keys(key: str, value: str, holding: bool) -> None:
    """The code and the schema say the same of a value."""
    assert refused(key, value) is not holding
    schema = published()["front-matter"]["properties"][key] | {"$defs": published()["front-matter"]["$defs"]}
    assert holds(schema, yaml.load(f"{key}: {value}", Core)[key]) is holding


@pytest.mark.parametrize(("key", "written", "value", "why"), ONLY_THE_CODE)
def test_what_only_the_code_knows(key: str, written: str, value: Any, why: str) -> None:
    """A schema cannot know all; of these it says nothing."""
    assert refused(key, written), why
    assert holds(published()["front-matter"]["properties"][key], value)


def test_months() -> None:
    """Of every month in every language that is read in words."""
    schema = published()["front-matter"]["properties"]["effective_date"]
    words = [f"26 {month} 2018" for month in months() if not refused("effective_date", f"26 {month} 2018")]
    assert len(words) > 300
    assert [text for text in words if not holds(schema, text)] == []


def test_keys_together() -> None:
    """A date must be there, unless it may come from elsewhere; some keys need another; others are the site's own."""
    schema = published()["front-matter"]
    dated = {"effective_date": "2018-03-26"}
    assert holds(schema, {**dated, "tags": [1], "title_de": None})
    assert not holds(schema, {"title": "Rules"})
    assert holds(published({"dates": ["text", "commit"]})["front-matter"], {"title": "Rules"})
    for key in ("superseded_by", "retired_note"):
        assert not holds(schema, {**dated, key: "x"})
        assert holds(schema, {**dated, key: "x", "retired": "2018-03-26"})
    assert not holds(schema, [dated])


def test_names_of_the_site() -> None:
    """The schema that a site publishes uses its names; of several, the first that a file has counts."""
    names = {"effective_date": ["date", "lastmod"], "retired": "ended", "change_note": "summary_of_change"}
    schema = published({"keys": names})["front-matter"]
    said = {name: shape["description"] for name, shape in schema["properties"].items()}
    assert said["date"] == said["lastmod"] == KEYS["effective_date"].says
    assert not {"effective_date", "retired", "change_note"} & said.keys()
    assert holds(schema, {"date": "2018-03-26", "effective_date": [], "lastmod": "the site's own"})
    assert holds(schema, {"lastmod": "2018-03-26", "ended": "2018-03-26", "retired_note": "x"})
    for wrong in ({"lastmod": "soon"}, {"date": "soon", "lastmod": "2018-03-26"}, {"effective_date": "2018-03-26"}):
        assert not holds(schema, wrong)
    assert not holds(schema, {"date": "2018-03-26", "retired": "2018-03-26", "retired_note": "x"})


def test_accepted_front_matter() -> None:
    """Every front matter of the demo and of the golden cases that the code takes passes, as each kind of YAML reads it."""
    texts = [file.read_text("utf-8") for file in (ROOT / "policies").rglob("*.md")]
    for case in cases("rules"):
        builder = Unwritten(Path())
        builder.follow(case["history"])
        texts += {
            file_text(content) for tree in builder.trees.values() for path, content in tree.items() if path.endswith(".md")
        }
    found = [text for text in texts if not front_matter.read(text.encode(), "a.md").problems]
    assert len(found) > 400
    schema = Draft202012Validator(published()["front-matter"])
    for text in found:
        for loader in (yaml.SafeLoader, Core):
            value = plain(yaml.load(front(text), loader))
            assert [error.message for error in schema.iter_errors(value)] == [], text


ADDRESSES = (["policies", ["policies", "docs/**/terms.md"], "."], ["", [], [""], 5, True, {}, [["a"]]])
NAMED = (
    [{}, {"effective_date": "date"}, {"title": ["name", "Überschrift der Seite"], "id": "x-y.z"}],
    [
        {"date": "effective_date"},
        {"title": ""},
        {"title": 5},
        {"title": []},
        {"title": "a: b"},
        {"title": "1a"},
        ["title"],
        "title",
    ],
)
OF_OPTIONS: dict[str, tuple[list[Any], list[Any]]] = {
    "policies": ADDRESSES,
    "dates": ([["front_matter"], ["text", "commit"]], ["text", [], ["moon"], ["ledger"], [5], {}, 5]),
    "collections": (
        [{}, {"terms": "Our rules"}, {"legal/privacy": "P"}],
        ["terms", ["terms"], {"terms": ""}, {"terms": 5}, {"": "A"}, {"/": "A"}, {"terms": ["A"]}, {"terms": " "}],
    ),
    "languages": (
        [{}, {"policies/de": "de"}, {"a": "zh-Hant", "b": "pt-BR"}],
        ["de", ["de"], {"de": ""}, {"de": 5}, {"de": "german words"}, {"": "de"}, {"de": False}],
    ),
    "keys": NAMED,
    "branch": (["main", "release/1"], ["", 5, ["main"], True]),
    "notes": (["front_matter", "commit"], ["ledger", "", "Commit", 5, ["commit"]]),
    "compare": (["all", "adjacent"], ["some", "", "All", 5, ["all"]]),
    "markdown": (["site", "commonmark"], ["github", True, 1]),
    "timezone": (["UTC", "Europe/Berlin"], [5, ["UTC"], True]),
    "security_policy": (["all", "policies", "none"], ["some", "", False, ["all"]]),
    "checks": tuple([yaml.load(value, loader) for value in SWITCHES[k] for loader in (yaml.SafeLoader, Core)] for k in (0, 1)),
    "notice_days": ([0, 15, 100_000], [-1, "15", 1.5, True, [15], {}]),
    "credit": ([True, False], ["no", 0, 1, [True]]),
    "baseline": (["", "known.json"], [5, ["known.json"], True, {}]),
}
ONLY_THE_PLUGIN = [
    ({"timezone": "Mars/Olympus"}, "which time zones there are, which differs from system to system"),
    ({"policies": "../elsewhere"}, "where the repository ends"),
    ({"keys": {"title": "date", "effective_date": "date"}}, "that no two keys may have one name"),
    ({"branch": "x" * 1_001}, "what is longer than anyone writes"),
    ({"policies": ["x"] * 2_001}, "what is more than anyone writes"),
]


def plugin_refuses(options: Mapping[str, Any]) -> bool:
    """Whether the plugin would end the build for these options, or warn of them."""
    config = InforceConfig()
    config.load_dict(dict(options))
    faults, warnings = config.validate()
    if faults or warnings:
        return True
    try:
        switches.check(settings.of(dict(config), folder="", docs_dir="docs"))
    except UserError:
        return True
    return False


def tried() -> Iterator[Any]:
    """Each option with each of its values, and whether it holds."""
    for name in settings.OPTIONS:
        holding, not_holding = OF_OPTIONS[name]
        yield from (pytest.param({name: value}, True, id=f"{name}-{value}"[:40]) for value in [None, *holding])
        yield from (pytest.param({name: value}, False, id=f"{name}-{value}"[:40]) for value in not_holding)


@pytest.mark.parametrize(
    ("options", "holding"), [*tried(), ({}, True), ({"polices": "terms"}, False), ({"Compare": "all"}, False)]
)
def test_options(options: Json, holding: bool) -> None:
    """The plugin and the schema say the same of an option."""
    assert plugin_refuses(options) is not holding
    assert holds(published()["options"], options) is holding


@pytest.mark.parametrize(("options", "why"), ONLY_THE_PLUGIN, ids=[why for _, why in ONLY_THE_PLUGIN])
def test_what_only_the_plugin_knows(options: Json, why: str) -> None:
    """A schema cannot know all; of these it says nothing."""
    assert plugin_refuses(options), why
    assert holds(published()["options"], options)


def test_commands_take_what_the_site_takes(tmp_path: Path) -> None:
    """An option with nothing behind the colon is the default; `enabled` is for MkDocs, which asks every plugin for it."""
    file = tmp_path / "mkdocs.yml"
    file.write_text("plugins:\n- inforce:\n    branch:\n    compare: adjacent\n    enabled: !ENV [POLICIES, true]\n")
    found, _ = settings.read(file, tmp_path)
    assert (found.branch, found.compare) == ("main", "adjacent")


@pytest.mark.parametrize("value", ["", [], False])
def test_an_empty_value_for_names(value: object) -> None:
    """The plugin takes any empty value for no names; the schema says how none are written."""
    assert not plugin_refuses({"keys": value})
    assert not holds(published()["options"], {"keys": value})


def test_mkdocs() -> None:
    """The schema for mkdocs.yml judges our options in both forms in which plugins are listed, and nothing else."""
    made = published()
    address = "https://policies.example/schemas/"
    documents = [(f"{address}{name}-1.json", Resource.from_contents(schema)) for name, schema in made.items()]
    schema = Draft202012Validator(
        {**made["mkdocs"], "$id": f"{address}mkdocs-1.json"}, registry=Registry().with_resources(documents)
    )
    for plugins in (
        ["search", "inforce"],
        [{"inforce": {"compare": "all"}}],
        {"inforce": {}, "tags": {"x": 1}},
        [{"inforce": None}],
    ):
        assert schema.is_valid({"site_name": 5, "plugins": plugins})
    for plugins in ([{"search": {}}, {"inforce": {"polices": "x"}}], {"inforce": {"compare": "some"}}):
        assert not schema.is_valid({"plugins": plugins})
    demo = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Core)
    assert schema.is_valid(demo)


def test_every_part_is_described() -> None:
    """Each key, option and rule with its sentence, and without links that lead nowhere."""
    made = published()
    for properties in (
        made["front-matter"]["properties"],
        made["options"]["properties"],
        made["options"]["$defs"]["checks"]["properties"],
    ):
        said = [shape["description"] for shape in properties.values()]
        assert all(len(text) > 20 and "](" not in text for text in said)
    assert list(made["front-matter"]["properties"]) == list(OWN_KEYS)
    assert list(made["options"]["properties"]) == [*settings.OPTIONS, "enabled"]
    assert list(made["options"]["$defs"]["checks"]["properties"]) == [rule.id for rule in RULES]
    defaults = {name: shape.get("default") for name, shape in made["options"]["properties"].items()}
    assert not plugin_refuses({name: value for name, value in defaults.items() if name != "enabled"})
    for schema in made.values():
        Draft202012Validator.check_schema(schema)


def test_each_is_declared_once() -> None:
    """The fields of the two classes are what there is: a default that is written means what the class has without it."""
    assert settings.of({}, folder="", docs_dir="docs") == settings.Settings()
    assert front_matter.read(b"---\n---\n", "a.md", date_required=False).meta == Meta()


def test_sentences_of_keys() -> None:
    """The section of each key begins with the sentence that editors show."""
    page = (ROOT / "site_src" / "front-matter.md").read_text("utf-8")
    for key, declared in KEYS.items():
        section = " ".join(page.partition(f"\n## {key}\n")[2].split())
        assert section.startswith(declared.says), key


def test_published(demo_site: Built) -> None:
    """A site publishes them for good beside those of its data."""
    manifest = {entry["address"]: entry for entry in demo_site.data("manifest.json")["files"]}
    for name, schema in published().items():
        assert demo_site.data(f"schemas/{name}-1.json") == schema
        assert manifest[f"schemas/{name}-1.json"]["permanent"] is True
