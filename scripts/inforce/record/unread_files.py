"""What lies where policies lie and is read as none: symbolic links, and files of other kinds."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from inforce.problems import Problem
from inforce.record.model import Policy
from inforce.settings import Settings
from inforce.text.repository_links import IMAGE_ENDINGS

# Endings of texts, in small letters; those of templates stand behind the ending of what they make: rules.html.md.erb
_TEXTS = "md|markdown|mdown|mkdn?|mdx|mdoc|qmd|rmd|rst|adoc|asciidoc|asc|textile|org|wiki|txt|html?|xhtml|tex|docx?|odt|rtf"
_TEMPLATES = "erb|haml|slim|liquid|njk|hbs|mustache|ejs|pug|j2|jinja2?|tmpl|tpl"
_ENDING = re.compile(rf"(?i)(?:\.(?:{_TEXTS}))+$|(?:\.(?:{_TEXTS}))*\.(?:{_TEMPLATES})$")
_LAST = re.compile(rf"(?i)(?:\.[a-z]+)?\.(?:{_TEMPLATES})$|\.[^.]+$")
_GONE = ", so that readers are told that the policy is no longer offered"


def meant(path: str) -> str:
    """The policy that a file of another kind would be if it ended with .md; "" for a file that holds no text."""
    ending = _ENDING.search(path)
    return f"{path[: ending.start()]}.md" if ending and posixpath.basename(path[: ending.start()]) else ""


def counted(paths: Iterable[str], settings: Settings) -> str:
    """One sentence that counts the texts in the folders of policies which are not read, by their endings; "" for none."""
    endings: Counter[str] = Counter()
    for path in paths:
        last = _LAST.search(path)
        if last and not settings.is_policy(path) and settings.is_policy(meant(path)):
            endings[last[0]] += 1
    if not endings:
        return ""
    number = endings.total()
    found = ", ".join(f"{ending} {count}" for ending, count in sorted(endings.items(), key=lambda item: (-item[1], item[0])))
    where = ", ".join(f"{folder}/" if folder else "the repository" for folder in settings.folders)
    what = f"1 file in {where} is" if number == 1 else f"{number} files in {where} are"
    return f"{what} not read ({found}): only .md files are policies"


def moved(policies: Iterable[Policy], paths: Collection[str], renamed: Mapping[str, str]) -> Iterator[Problem]:
    """A Problem for each policy whose file goes on as one that is not read: readers are told that it is no longer offered.
    `paths` are the files that are there, `renamed` the paths that files left last, with those that they got."""
    for policy in policies:
        if policy.path in paths:
            continue
        alike = sorted(path for path in paths if meant(path).casefold() == policy.path.casefold())
        goes_on = [
            path
            for path in (renamed.get(policy.path, ""), *alike)
            if path in paths and meant(path) and not path.endswith(".md")
        ]
        if goes_on and policy.absences and policy.absences[-1].kind == "deleted":
            yield Problem(
                path=goes_on[0],
                message=f"the policy {policy.path} goes on in this file, but only .md files are read{_GONE}.",
                mend=f"Give the file its name back: git mv {goes_on[0]} {policy.path}. If the policy is to end, put that file "
                "back as it was, and add to it: retired: with the day.",
            )


def linked(
    links: Mapping[str, str], paths: Collection[str], policies: Iterable[Policy], settings: Settings
) -> Iterator[Problem]:
    """A Problem for each symbolic link, by its path and target, that lies where a policy would, or leads to a folder of them.
    An index.md may be one, since it is a page of the site."""
    known = {policy.path for policy in policies}
    for path, target in sorted(links.items()):
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        inside = not aim.startswith(("/", "../"))
        is_folder = any(other.startswith(f"{aim}/") for other in paths)
        what = f"this is a symbolic link to {aim if inside else target}"
        move = f"git mv -f {aim} {path}"
        if settings.is_policy(path) and posixpath.basename(path) != "index.md":
            message = f"{what}, and links are not read{_GONE if path in known else ''}."
            mend = (
                f"Move the text here, and link from there, if that is needed: {move}" if aim in paths else "Put the text here."
            )
        elif settings.is_policy(f"{path}/a.md") and (is_folder or not (inside or posixpath.splitext(path)[1])):
            message = f"{what}, and the files of a folder behind a link are not read."
            mend = f"Name {aim} in the option policies of the plugin inforce, or move it here." if inside else "Put it here."
        else:
            continue
        yield Problem(path=path, message=message, mend=mend)


def images(problems: Iterable[Problem], links: Collection[str]) -> Iterator[Problem]:
    """The problems, in which an image that cannot be shown since it is a link is called one."""
    known = {f"the image {path} ": path for path in links if path.lower().endswith(IMAGE_ENDINGS)}
    for problem in problems:
        path = next((path for start, path in known.items() if problem.message.startswith(start)), "")
        if path:
            message = f"the image {path} is a symbolic link, and links are not read."
            problem = replace(problem, message=message, mend="Put the image itself in the place of the link.")
        yield problem
