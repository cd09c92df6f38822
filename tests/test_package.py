"""What is installed, and which module may know what."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from histories import clean_environment, git
from inforce import checks
from inforce.hosts.mkdocs.plugin import InforceConfig
from inforce.keys import OWN_KEYS
from selectolax.lexbor import LexborHTMLParser
from sites import ROOT, Built, epoch, policy, repository

PACKAGE = ROOT / "scripts" / "inforce"
MODULES = sorted(file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py"))
CORE = [name for name in MODULES if not name.startswith(("hosts/", "cli/"))]
HOSTS = ("mkdocs", "properdocs", "material", "click", "inforce.hosts", "inforce.cli")
GIT = ("git", "gitdb", "subprocess")
CLOCKS = (
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today", "time"),
    "inforce.settings.today",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what lies here, built from a copy, so that nothing is left behind."""
    source = tmp_path_factory.mktemp("source") / "project"
    source.mkdir()
    names = git(
        ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "scripts", "*.md", "LICENSE", "pyproject.toml"
    )
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--wheel-dir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_wheel_holds_everything(wheel: Path) -> None:
    """The wheel has every file of the package: modules, templates, assets, the mark of types; and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    inside = {name for name in names if name.startswith("inforce/")}
    wanted = {f"inforce/{file.relative_to(PACKAGE).as_posix()}" for file in PACKAGE.rglob("*") if file.is_file()}
    assert inside == {name for name in wanted if "__pycache__" not in name}
    assert {
        "inforce/py.typed",
        "inforce/templates/text.html",
        "inforce/assets/styles/1-policies.css",
        "inforce/cli/__init__.py",
    } <= inside
    assert all(re.match(r"inforce/|inforce-[\d.]+\.dist-info/", name) for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_wheel_announces_both_entry_points(wheel: Path) -> None:
    """The plugin and the command are found by name, and lead to something."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        parser = ConfigParser()
        parser.read_string(archive.read(name).decode())
    assert dict(parser["mkdocs.plugins"]) == {"inforce": "inforce.hosts.mkdocs.plugin:InforcePlugin"}
    assert dict(parser["console_scripts"]) == {"inforce": "inforce.cli:main"}
    for group in ("mkdocs.plugins", "console_scripts"):
        (entry,) = metadata.entry_points(group=group, name="inforce")
        assert callable(entry.load())


def test_wheel_works(wheel: Path, tmp_path: Path) -> None:
    """What the wheel holds is enough to build a site and to write a redline, without the source beside it."""
    library = tmp_path / "library"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(library)
    site = tmp_path / "site"
    path = "policies/refunds.md"
    history = [
        {"on": "2018-01-10", "write": {path: policy("2018-02-01", "Ten days.")}},
        {"on": "2018-03-10", "change": {path: {"effective_date": "2018-04-01", "text": "Forty days."}}},
    ]
    repository(site, history, "site_name: Company\nplugins: [inforce]\n")
    environment = clean_environment() | {"PYTHONPATH": str(library), "SOURCE_DATE_EPOCH": epoch(), "PYTHONWARNINGS": "ignore"}
    run = "import inforce, sys; print(inforce.__file__); from {} as main; sys.exit(main(sys.argv[1:]))"
    for module, arguments in {
        "inforce.cli import main": ["redline", "refunds", "2018-02-01", "2018-04-01", "--format", "html"],
        "mkdocs.__main__ import cli": ["build", "--strict", "-q"],
    }.items():
        command = [sys.executable, "-c", run.format(module), *arguments]
        done = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(str(library))
    assert (site / "site/refunds/compare/2018-02-01/2018-04-01/index.html").is_file()
    assert (site / "site/assets/inforce/inforce.css").is_file()


def test_dependencies() -> None:
    """Every third-party package that is imported is declared, and every declared one is used."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [*project["dependencies"], *extras["mkdocs"], *extras["search"]]
    names = {re.split(r"[<>=; \[]", line)[0].lower() for line in declared} - {"tzdata"}
    modules = {"gitpython": "git", "pyyaml": "yaml", "markdown-it-py": "markdown_it", "pyyaml-env-tag": "yaml_env_tag"}
    wanted = {modules.get(name, name.replace("-", "_")) for name in names}
    imported = {name.split(".")[0] for module in MODULES for name, _ in imports(tree_of(module))}
    assert imported - set(sys.stdlib_module_names) - {"inforce"} == wanted


# layers


def tree_of(module: str) -> ast.Module:
    """A module of the package, parsed."""
    return ast.parse((PACKAGE / module).read_text("utf-8"), module)


def imports(tree: ast.Module, package: str = "inforce") -> Iterator[tuple[str, str]]:
    """What a module imports: the full name, and the name that it has here. Imports inside functions count too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, alias.asname or alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join(part for part in (package if node.level else "", node.module or "") if part)
            for alias in node.names:
                yield f"{origin}.{alias.name}", alias.asname or alias.name


def within(name: str, roots: Iterable[str]) -> bool:
    """Whether a name is one of these, or below one of them."""
    return any(name == root or name.startswith(root + ".") for root in roots)


def uses(tree: ast.Module, package: str = "inforce") -> Iterator[tuple[str, str]]:
    """Each dotted name that a module uses, in full, with the function that it is used in."""
    known = {name: full for full, name in imports(tree, package)}
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names if not alias.asname]
    known |= {name.split(".")[0]: name.split(".")[0] for name in plain}
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    inside = {id(child): function.name for function in functions for child in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Name)):
            head, *rest = ast.unparse(node).split(".")
            if head in known:
                yield ".".join([known[head], *rest]), inside.get(id(node), "")


def reads_clock(tree: ast.Module, module: str) -> list[str]:
    """Where a module asks what time it is, but for the one function that may."""
    allowed = {"settings.py": "today"}.get(module, "nowhere")
    package = ".".join(["inforce", *module.split("/")[:-1]])
    return sorted({name for name, function in uses(tree, package) if within(name, CLOCKS) and function != allowed})


@pytest.mark.parametrize("module", CORE)
def test_core_knows_no_host(module: str) -> None:
    """The core knows neither MkDocs nor what runs it."""
    package = ".".join(["inforce", *module.split("/")[:-1]])
    assert [name for name, _ in imports(tree_of(module), package) if within(name, HOSTS)] == []


@pytest.mark.parametrize("module", [name for name in MODULES if name != "source/repository.py"])
def test_only_the_repository_asks_git(module: str) -> None:
    """Git is asked in one place; another program is only run to make a site again."""
    others = [name for name, _ in imports(tree_of(module)) if within(name, GIT)]
    assert [name for name in others if module != "hosts/mkdocs/proof_build.py" or not within(name, ["subprocess"])] == []


@pytest.mark.parametrize("module", CORE)
def test_core_reads_no_clock(module: str) -> None:
    """What a page says depends on the day that it is given, and on nothing else."""
    assert reads_clock(tree_of(module), module) == []


def test_core_is_all_there() -> None:
    """The lists above are those of the package, whose rooms are where they should be."""
    assert {"source/repository.py", "record/timeline.py", "redline/__init__.py", "render/pages/text.py"} <= set(CORE)
    edge = {"cli/__init__.py", "hosts/mkdocs/plugin.py"}
    assert edge == edge & (set(MODULES) - set(CORE))
    assert [name for name, _ in imports(tree_of("source/repository.py")) if within(name, GIT)]
    assert [name for name, _ in imports(tree_of("hosts/mkdocs/plugin.py")) if within(name, HOSTS)]
    assert reads_clock(tree_of("settings.py"), "other.py")


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\nx = date.today()",
        "from datetime import date as d\nx = d.today",
        "import datetime\nx = datetime.datetime.now()",
        "import datetime as t\ndef f():\n    return t.date.today()",
        "from datetime import datetime\nx = datetime.now(None)",
        "import time\nx = time.time()",
        "from time import monotonic\nx = monotonic()",
        "from inforce import settings\nx = settings.today(None)",
        "from inforce.settings import today\nx = today(None)",
        "from .settings import today as now\nx = now(None)",
    ],
)
def test_a_clock_is_seen(source: str) -> None:
    """Each way of asking for the time is found."""
    assert reads_clock(ast.parse(source), "other.py")


@pytest.mark.parametrize(
    ("source", "roots"),
    [
        ("import mkdocs", HOSTS),
        ("import mkdocs.config as c", HOSTS),
        ("def f():\n    from mkdocs.plugins import BasePlugin", HOSTS),
        ("from inforce import hosts", HOSTS),
        ("from inforce.hosts.mkdocs.plugin import x", HOSTS),
        ("from .hosts import shell", HOSTS),
        ("from git import Repo", GIT),
        ("import subprocess as s", GIT),
    ],
)
def test_an_import_is_seen(source: str, roots: tuple[str, ...]) -> None:
    """Each way of importing something is found."""
    assert [name for name, _ in imports(ast.parse(source)) if within(name, roots)]


@pytest.mark.parametrize("source", ["import gitignore", "from datetime import date\nx = date(2018, 1, 1)", "x.today\nnow = 1"])
def test_what_is_allowed_is_not_seen(source: str) -> None:
    """Names that only look alike are left alone."""
    assert not [name for name, _ in imports(ast.parse(source)) if within(name, (*HOSTS, *GIT))]
    assert not reads_clock(ast.parse(source), "other.py")


def test_every_default_that_is_documented_holds(demo_site: Built) -> None:
    """The reference of options writes the defaults that the plugin has, so that they can be copied."""
    written = (code.text() for code in LexborHTMLParser(demo_site.text("operators/")).css("code"))
    sample = next(text for text in written if text.startswith("plugins:") and "notice_days" in text)
    documented = yaml.safe_load(sample)["plugins"][1]["inforce"]
    assert documented == {name: option.default for name, option in InforceConfig._schema}


def test_every_key_and_rule_has_its_place(demo_site: Built) -> None:
    """Each front-matter key has a section of the page that its table leads to; each rule and command has one of its own."""
    pages = {name: LexborHTMLParser(demo_site.text(f"{name}/")) for name in ("front-matter", "checks", "commands")}
    ids = {name: {node.attributes.get("id") for node in page.css("h2")} for name, page in pages.items()}
    said = [page.body.text() for page in pages.values() if page.body]
    assert not any("git host cannot show" in words for words in said), "what stands there for hosts gives way"
    assert set(OWN_KEYS) <= ids["front-matter"]
    assert [rule.id for rule in checks.RULES if rule.id not in ids["checks"]] == []
    assert {"inforce-history", "inforce-redline", "inforce-check", "inforce-import", "inforce-revise"} <= ids["commands"]


def test_commands_need_no_generator() -> None:
    """What is installed without an extra makes and proves a site: no command loads MkDocs, nor what comes with it."""
    script = (
        "import sys\n"
        "class Without:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.split('.')[0] in {HOSTS[:4]!r}:\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Without())\n"
        "import inforce.cli, inforce.hosts.static.build, inforce.hosts.mkdocs.proof_build\n"
        "inforce.cli.parser()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
