"""Where policies lie in a repository -> the fewest folders, globs and files that name these and nothing else."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from inforce import settings
from inforce.adopt import vocabulary

_MOST = 12  # files of one folder that are named one by one
_SEVERAL = 2
_FEW = 4  # policies for each other file in a folder that is named all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a site lies in a commit, and where its own pages do; `here` are the names beside it, also of what is in no commit;
    `new`: it has no mkdocs.yml yet."""

    folder: str
    tree: Mapping[str, str]
    here: frozenset[str]
    docs_dir: str
    new: bool

    def reads(self, place: str, path: str) -> bool:
        """Whether a file would be a policy if this place were named in the option `policies`."""
        docs_dir = self.pages if self.new else self.docs_dir
        return settings.of({"policies": self.from_here(place)}, folder=self.folder or ".", docs_dir=docs_dir).is_policy(path)

    @property
    def own_pages(self) -> str:
        """The folder of the pages that the site has already."""
        return posixpath.normpath(posixpath.join(self.folder, self.docs_dir))

    @property
    def pages(self) -> str:
        """A folder for the site's own pages where the policies cannot be these."""
        return _free(self.here, "pages", "policy-pages", "inforce-pages")

    @property
    def built(self) -> str:
        """A folder for the built site, which each build empties."""
        base = f"{self.folder}/" if self.folder else ""
        taken = {path.removeprefix(base).split("/")[0] for path in self.tree if path.startswith(base)}
        return _free(taken, "site", "policy-site", "inforce-site")

    def from_here(self, path: str) -> str:
        """A path in the repository as it is written in the mkdocs.yml, also behind the sign that leaves it out."""
        sign = path[:1] if path.startswith("!") else ""
        return sign + posixpath.relpath(path.removeprefix(sign) or ".", self.folder or ".")

    def is_folder(self, place: str) -> bool:
        """Whether a place in the option `policies` is a folder that can hold all pages of a site."""
        return place not in ("", ".", self.folder) and any(path.startswith(f"{place}/") for path in self.tree)


def _free(taken: Collection[str], *names: str) -> str:
    """The first of these names that is not taken, or one made from the last."""
    more = (f"{names[-1]}-{k}" for k in count(2))
    return next(name for name in chain(names, more) if name not in taken)


def cover(folder: str, taken: Mapping[str, object], files: Sequence[str], site: Site) -> list[str]:
    """The fewest folders, globs and files that name these policies and nothing else."""
    base = f"{folder}/" if folder else ""
    own = [path for path in taken if path.startswith(base)]
    if not own:
        return []
    below = {path.removeprefix(base).split("/")[0] for path in own if "/" in path.removeprefix(base)}
    is_named = vocabulary.of_folders([posixpath.basename(folder)])
    if len(below) == 1 and not is_named and all(path.startswith(f"{base}{min(below)}/") for path in own):
        return cover(f"{base}{min(below)}", taken, files, site)
    read = {path for path in files if path.startswith(base) and site.reads(folder, path)}
    others = sorted(path for path in read - taken.keys() if not _introduces(path, own))
    may_be_named = is_named or site.new or folder != site.own_pages  # pages that come later are no policies
    if not folder:  # where other files come, too: it is one of policies if there are several and nothing else
        may_be_named = may_be_named and len(own) > _SEVERAL
    are_few = not others or (folder and (is_named or len(others) * _FEW <= len(own)))
    if may_be_named and are_few and read.issuperset(own):
        return [folder or ".", *(f"!{path}" for path in dict.fromkeys(_without(path, own) for path in others))]
    direct = sorted(path for path in own if "/" not in path.removeprefix(base))
    glob = f"{base}*.md"
    beside = [p for p in files if posixpath.dirname(p) == folder and p not in taken and site.reads(glob, p)]
    places = direct if beside or len(direct) <= _MOST else [glob]
    for name in sorted(below):
        places += cover(f"{base}{name}", taken, files, site)
    return places


def _without(path: str, own: Sequence[str]) -> str:
    """The highest folder around a file that has no policy in it; the file itself where there is none."""
    folders = [path.rsplit("/", k)[0] for k in range(path.count("/"), 0, -1)]
    return next((folder for folder in folders if not any(one.startswith(f"{folder}/") for one in own)), path)


def _introduces(path: str, own: Sequence[str]) -> bool:
    """Whether a file is the index of a folder with policies, which it introduces where it states no date."""
    folder, _, name = path.rpartition("/")
    return name == "index.md" and any(one.startswith(f"{folder}/") and one != path for one in own)
