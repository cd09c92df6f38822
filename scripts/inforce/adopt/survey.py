"""What lies in a commit and how it came there -> the configuration that Inforce would get, and what is in doubt about it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inforce import themes
from inforce.adopt import candidates, dating, surroundings
from inforce.adopt.candidates import File
from inforce.adopt.doubts import Doubt, some
from inforce.adopt.places import Site, cover
from inforce.editing import site_config
from inforce.i18n import count
from inforce.problems import UserError
from inforce.record.workspace import Workspace
from inforce.source.lineage import lineages

PAGES = "<!-- inforce: policies -->"  # where the list of policies stands in a page of one's own
_MOST = 12  # doubtful files that are named
_URL = "https://policies.example/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What came of looking at a repository: the policies by path, the mkdocs.yml as it would be, files that it needs
    besides, and what is in doubt. `asks_for_addresses`: the files were written for a generator that reads their addresses from
    front matter."""

    policies: Mapping[str, File]
    config: str
    files: Mapping[str, str]
    doubts: tuple[Doubt, ...]
    asks_for_addresses: bool = False


def of(workspace: Workspace, head: str, *, below: str, folder: str, text: str, known: Mapping[str, object]) -> Survey:
    """Look at a commit, for policies `below` a folder. `folder` is that of the site in the repository, `text` what its
    mkdocs.yml holds, "" for none, and `known` what that says with all that it inherits.

    Raises UserError where there is no policy, or the mkdocs.yml cannot be changed.
    """
    tree = workspace.repository.tree(head)
    beside = workspace.repository.root / folder
    here = frozenset(path.name for path in beside.iterdir()) if beside.is_dir() else frozenset()
    site = Site(folder=folder, tree=tree, here=here, docs_dir=str(known.get("docs_dir") or "docs"), new=not text)
    found = _found(workspace, head, below, site)
    places = cover(below, found.taken, [path for path in tree if path.endswith(".md")], site)
    dated = dating.found(_histories(workspace, head, found.taken))
    options = {**_options(workspace, site, places), **dated.options, **_languages(found.taken, site, known)}
    if text and known.get("plugins") and not site_config.names_plugins(text):
        what = "the plugins are in the file that mkdocs.yml inherits from. Add there:"
        raise UserError(f"{what}\n{site_config.entry(options)}")
    files: dict[str, str] = {}
    if text:
        config = site_config.with_plugin(text, options)
    elif len(places) == 1 and site.is_folder(places[0]) and f"{places[0]}/index.md" not in found.taken:
        # What was written for no MkDocs reads as git hosts and other generators show it.
        options["markdown"] = "commonmark"
        config = _new(workspace, site.from_here(places[0]), found.taken, site, options)
    else:
        files[posixpath.join(folder, site.pages, "index.md")] = f"# Our policies\n\n{PAGES}\n"
        config = _new(workspace, site.pages, found.taken, site, options)
    doubts = (
        *_of_files(found, places, site),
        *dated.doubts,
        *_of_texts(found.taken),
        *_of_tabs(found.taken.values(), site, known),
        *_of_site(found.taken, places, site, known, surroundings.site_url(workspace.repository.origin)),
    )
    policies = {path: file for path, file in found.taken.items() if not candidates.is_toml(file)}
    return Survey(policies=policies, config=config, files=files, doubts=doubts, asks_for_addresses=site.new)


def _found(workspace: Workspace, head: str, below: str, site: Site) -> candidates.Found:
    """The policies of a commit. Raises UserError, with what to do, where there is none."""
    base = f"{below}/" if below else ""
    paths = [path for path in site.tree if path.startswith(base) and candidates.is_place(path)]
    texts = {path: blob for path, blob in site.tree.items() if path in paths and path.endswith(".md")}
    blobs = workspace.contents(texts.values())
    found = candidates.find([candidates.read(path, blobs[blob]) for path, blob in texts.items()], paths)
    if not found.taken:
        raise UserError(_none(workspace, head, found.doubtful))
    return found


def _options(workspace: Workspace, site: Site, places: Sequence[str]) -> dict[str, object]:
    """Where policies lie, and the published branch, as far as the defaults do not say it."""
    options: dict[str, object] = {}
    named = [site.from_here(place) for place in places]
    if named != ["policies"]:
        options["policies"] = named[0] if len(named) == 1 else named
    branch = workspace.repository.main_branch()
    return options | ({"branch": branch} if branch not in ("", "main") else {})


def _none(workspace: Workspace, head: str, doubtful: Mapping[str, str]) -> str:
    """What to do where no policy was found."""
    new = [change.path for change in workspace.repository.edits(head) if change.blob and change.path.endswith(".md")]
    blobs = workspace.contents(f"work tree:{path}" for path in new)
    here = candidates.find([candidates.read(path, blobs[f"work tree:{path}"]) for path in new], ())
    if here.taken:
        path = next(iter(here.taken))
        return f"no policy is committed here; {path} looks like one. Commit it first: git add {path} && git commit"
    mend = "Begin with a first one: inforce init, or inforce new in a site that has the plugin."
    if doubtful:
        named = "If they are, add the plugin to mkdocs.yml yourself, and name them in its option policies."
        return f"no file here is certainly a policy, but {some(doubtful)} may be. {named} Otherwise: {mend}"
    return f"none of the Markdown files that are committed here is a policy. {mend}"


def _histories(workspace: Workspace, head: str, taken: Mapping[str, File]) -> Mapping[str, Sequence[File]]:
    """Every version of each policy, oldest first, across renames; the last is what lies there now."""
    found = [line for line in lineages(workspace.history(head), taken.__contains__) if line.path in taken]
    blobs = workspace.contents(snapshot.blob for line in found for snapshot in line.snapshots if snapshot.blob)
    read: dict[str, File] = {}
    for line in found:
        for snapshot in line.snapshots:
            if snapshot.blob and snapshot.blob not in read:
                read[snapshot.blob] = candidates.read(snapshot.path, blobs[snapshot.blob])
    made = {line.path: [read[snapshot.blob] for snapshot in line.snapshots if snapshot.blob] for line in found}
    return {path: versions for path, versions in made.items() if versions and not candidates.is_toml(versions[-1])}


def _languages(taken: Mapping[str, File], site: Site, known: Mapping[str, object]) -> dict[str, object]:
    """The languages of folders whose policies are in another one than the site."""
    theme = known.get("theme")
    own = str(theme.get("language") or "en") if isinstance(theme, dict) else "en"
    own = surroundings.main_language(taken.values()).split("-")[0] if site.new else own
    marked = surroundings.marked(taken.values()).values()
    found = {site.from_here(folder): code for code, folder in sorted(marked) if folder and code != own}
    return {"languages": found} if found else {}


def _new(workspace: Workspace, docs_dir: str, taken: Mapping[str, File], site: Site, options: Mapping[str, object]) -> str:
    """A new mkdocs.yml."""
    language = surroundings.main_language(taken.values()).split("-")[0]
    own, search = themes.to_begin_with()
    theme = dict(own) | ({"language": language} if language not in ("", "en") else {})
    url = surroundings.site_url(workspace.repository.origin) or _URL
    head: dict[str, object] = {"site_name": "Our policies", "site_url": url, "docs_dir": docs_dir}
    head |= {"site_dir": site.built} if site.built != "site" else {}
    return site_config.new(head | {"theme": theme}, options, search)


def _of_files(found: candidates.Found, places: Sequence[str], site: Site) -> Iterable[Doubt]:
    for path, why in list(found.doubtful.items())[:_MOST]:
        mend = f"If it is a policy, add it to the option policies: {site.from_here(path)}"
        yield Doubt(what=f"{path} is left out: {why}.", mend=mend)
    if len(found.doubtful) > _MOST:
        yield Doubt(
            what=f"{len(found.doubtful) - _MOST} more files may be policies.", mend="Look at the files with such names."
        )
    if found.other:
        what = f"{some(found.other)}: not read, because only .md files can be policies."
        yield Doubt(what=what, mend="Save them as Markdown under the same names.")
    listed = [place for place in places if place.endswith(".md") and "*" not in place and not place.startswith("!")]
    if len(listed) > 1:
        what = f"{count(len(listed), 'policy', 'policies')} lie among other files, so they are named one by one."
        yield Doubt(what=what, mend="Add each new one to the option policies, or move them into a folder of their own.")


def _of_texts(taken: Mapping[str, File]) -> Iterable[Doubt]:
    files = taken.values()
    if toml := [file.path for file in files if candidates.is_toml(file)]:
        what = f"{some(toml)}: the front matter is TOML (+++), and only YAML (---) is read."
        yield Doubt(what=what, mend="Write it as YAML; Hugo does so by itself: hugo convert toYAML")
    for kind, paths in surroundings.unread_syntax(files).items():
        what = f"{some(paths)}: {kind} is shown as it is written."
        yield Doubt(what=what, mend="Replace it with what it stands for.")
    marked = surroundings.marked(files)
    silent = [path for path, (_, folder) in marked.items() if not (folder or taken[path].keys.get("lang"))]
    if silent:
        codes = ", ".join(sorted({marked[path][0] for path in silent}))
        what = f"The names of {some(silent)} give their language ({codes}), but Inforce does not read it from a name."
        yield Doubt(what=what, mend=f"Add the language to the front matter of each: lang: {marked[silent[0]][0]}")


def _of_tabs(files: Iterable[File], site: Site, known: Mapping[str, object]) -> Iterable[Doubt]:
    """Tabs in texts, which the Markdown of some sites has, for pages in their docs_dir."""
    read = "tabbed" in str(known.get("markdown_extensions")) and not site.new
    for inside in (True, False):
        paths = surroundings.tabbed(file for file in files if file.path.startswith(f"{site.own_pages}/") == inside)
        if paths and read and inside:
            what = f'{some(paths)}: tabs (=== "…") become boxes, one below another, each headed by its label.'
            yield Doubt(what=what, mend="Look at them on their pages: nothing of a policy stays folded away.")
        elif paths:
            what = f'{some(paths)}: a tab (=== "…") is shown as it is written.'
            yield Doubt(what=what, mend="Write a heading in its place.")


def _of_site(
    taken: Iterable[str], places: Sequence[str], site: Site, known: Mapping[str, object], likely_url: str
) -> Iterable[Doubt]:
    generator = surroundings.generator(site.tree, site.folder)
    if generator and generator not in surroundings.WITH_PLUGINS:
        what = f"{generator} makes your site, and cannot use plugins of MkDocs."
        mend = "You can keep it. Inforce makes a site of its own for the policies: mkdocs build"
        if generator == "Zensical":
            mend = "What it makes of the policies is no record: build with mkdocs build"
        yield Doubt(what=what, mend=mend)
    if site.new:
        url = (
            f"site_url ({likely_url}) is a guess"
            if likely_url
            else f"site_url ({_URL}) stands for the address that you will use"
        )
        yield Doubt(what=f"site_name is only a placeholder, and {url}.", mend="Write yours into mkdocs.yml.")
        theme = str(themes.to_begin_with()[0]["name"])
        if not themes.folders(theme, Path()):
            yield Doubt(what=f"The theme {theme} is not installed here.", mend=f"Install it: pip install mkdocs-{theme}")
        return
    if "i18n" in site_config.named(known.get("plugins")):
        what = "The plugin i18n makes no translations of policies: each language of a text is a policy of its own."
        yield Doubt(what=what, mend="Lead from the pages of each language to those in it.")
    inside = [place for place in places if f"{place}/".startswith(f"{site.own_pages}/")]
    led_to = str(known.get("nav") or "")
    if len(inside) < len(places) and led_to and not any(posixpath.basename(path) in led_to for path in taken):
        what = "The policies lie outside of docs_dir, and the nav of mkdocs.yml does not lead to them."
        yield Doubt(what=what, mend="Add each by its address with .md: inforce history lists these.")
