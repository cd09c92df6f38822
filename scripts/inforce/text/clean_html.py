"""HTML cleaned of what could run, reach another host or mix with a redline, and of names that the page around it uses."""

from __future__ import annotations

import html
import posixpath
import re
import unicodedata
from functools import cache
from urllib.parse import quote, unquote

import nh3

from inforce.text import extension_forms, headings
from inforce.text.repository_links import ALT, IMAGE, LINK, asked, relative

_WITH_ID = re.compile(r'(<[a-z][a-z0-9]*(?:\s[^>]*?)?)\sid="([^"]*)"')
_FRAGMENT = re.compile(rf'(\shref="(?:{LINK})?[^"#:]*#)([^"]*)"')  # of a link inside the site
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')
_NAMED = re.compile(r"<a\b([^<>]*?)\sname\s*=", re.I)  # an anchor as it was written before HTML 5
_EDITS = re.compile(r"<(/?)(ins|del|strike)\b", re.I)
_TAG = re.compile(r"(<[^<>]*>)")
_VOID = ("<br", "<hr", "<img", "<wbr", "<col>", "<col ", "<area")
_DEEPEST = 100  # elements inside each other
_SCHEMES = {"http", "https", "mailto", "tel", LINK.rstrip(":")}
_GLOBAL = {"id", "class", "lang", "dir", "title"}
_TAGS = (nh3.ALLOWED_TAGS | {"section", "details", "summary", "figure", "figcaption"}) - {
    "ins",
    "del",
    "strike",
    "center",
}
_MORE_ATTRIBUTES = {
    "time": {"datetime"},
    "details": {"open"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
}
_ONLY = {"a": {"target": {"_blank"}, "rel": {"noopener"}}}
# Classes by which our pages and scripts, or a theme, know the parts of the page around a text, or with which they hide words or
# lay them over others. A test holds these forms against their styles.
_RESERVED_CLASS = re.compile(
    r"(inforce|md|mdx|js|no-js|bs|wy|rst|hljs|giscus|mermaid|annotate|headerlink|tabbed|nav|navbar|modal|offcanvas|carousel|dropdown"
    r"|toast|tooltip|popover|accordion|collapse|collapsing|position|fixed|sticky|translate|visually-hidden|opacity|(fa-)?sr-only"
    r"|form|card-img-overlay|list-group|page-link|btn-(check|close)|spinner|stretched-link|source-links|fa-(li|stack)|toctree"
    r"|(in)?valid-(tooltip|feedback))([-_].*)?"
    r"|(visually)?hidden|(in)?visible|d-(.*-)?none|(min-)?vh-100|pe-none|fade|affix|(mobile|tablet)-hide|move-(left|right)|ir|shift"
    r"|showing|sidebar|tab-pane",
    re.I,
)
_CLASSED = re.compile(r"\bclass\b", re.I)
_FREE_CLASS = re.compile(r"md-button(--primary)?|md-tag")  # what Material offers to texts


def clean(dirty: str, path: str) -> str:
    """HTML of the file at `path` without what could run, reach another host or mix with a redline; its images by their path."""
    made = extension_forms.settled(_NAMED.sub(r"<a\1 id=", _EDITS.sub(_without_edits, dirty)))
    cleaned = _flattened(
        nh3.clean(
            made,
            tags=_TAGS,
            attributes=_allowed_attributes(),
            attribute_filter=_own_attribute if _CLASSED.search(made) else None,
            tag_attribute_values=_ONLY,
            url_schemes=_SCHEMES,
            link_rel=None,
            strip_comments=True,
        )
    )
    if "<img" in cleaned:
        cleaned = _IMAGE.sub(lambda match: _image(match, path), cleaned)
    return _with_single_ids(_with_own_names(_composed(cleaned)))


def own_class(name: str) -> bool:
    """Whether a class is the text's own: none that belongs to the page around it, or hides what is said."""
    return not _RESERVED_CLASS.fullmatch(name) or bool(_FREE_CLASS.fullmatch(name))


def _own_attribute(_tag: str, name: str, value: str) -> str | None:
    if name != "class":
        return value
    return " ".join(filter(own_class, value.split())) or None


def _with_own_names(clean: str) -> str:
    """Places of the text, and links to them, under names that nothing around the text looks for."""
    clean = _WITH_ID.sub(_own_id, clean)
    return _FRAGMENT.sub(_own_fragment, clean)


def _own_id(match: re.Match[str]) -> str:
    name = html.unescape(match[2])
    own = headings.own_name(name)
    return match[0] if own == name else f'{match[1]} id="{html.escape(own)}"'


def _own_fragment(match: re.Match[str]) -> str:
    name = asked(match[2])
    own = headings.own_name(name)
    return match[0] if own == name else f'{match[1]}{quote(own)}"'


def _flattened(clean: str) -> str:
    """Sanitised HTML without the tags of elements that lie deeper than any text has them: what they hold stays."""
    parts = _TAG.split(clean)
    depth = 0
    for k in range(1, len(parts), 2):
        tag = parts[k]
        if tag.startswith(_VOID):
            continue
        closes = tag[1] == "/"
        depth += not closes
        if depth > _DEEPEST:
            parts[k] = ""
        depth -= closes
    return "".join(parts)


def _composed(clean: str) -> str:
    """Names of places and links to them with their letters in one form: for a browser, ü and u with two dots are two names."""
    if unicodedata.is_normalized("NFC", clean) and "%" not in clean:
        return clean
    clean = _WITH_ID.sub(lambda match: f'{match[1]} id="{unicodedata.normalize("NFC", match[2])}"', clean)
    return _FRAGMENT.sub(_composed_fragment, clean)


def _composed_fragment(match: re.Match[str]) -> str:
    name = unquote(html.unescape(match[2]))
    return match[0] if unicodedata.is_normalized("NFC", name) else f'{match[1]}{quote(asked(name))}"'


def _with_single_ids(clean: str) -> str:
    """Each id once, so that links and redlines lead to one place: of raw HTML that repeats one, the first keeps it."""
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        if match[2] in seen:
            return match[1]
        seen.add(match[2])
        return match[0]

    return _WITH_ID.sub(once, clean)


def _without_edits(match: re.Match[str]) -> str:
    """`ins` and `del` belong to redlines; a policy's own become the elements that look the same."""
    return f"<{match[1]}{'u' if match[2].lower() == 'ins' else 's'}"


def _image(match: re.Match[str], path: str) -> str:
    """An image of the repository, or a link in the place of one on another host, which would tell that host who reads."""
    parts = relative(html.unescape(match[1]))
    if not parts:
        alt = ALT.search(match[0])
        return f'<a href="{match[1]}">{(alt and alt[1]) or match[1]}</a>'
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    return match[0].replace(f'src="{match[1]}"', f'src="{IMAGE}{html.escape(file)}"')


@cache
def _allowed_attributes() -> dict[str, set[str]]:
    allowed = {tag: _GLOBAL | _MORE_ATTRIBUTES.get(tag, set()) for tag in _TAGS}
    for tag, names in nh3.ALLOWED_ATTRIBUTES.items():
        if tag in allowed:
            allowed[tag] = allowed[tag] | set(names)
    return allowed
