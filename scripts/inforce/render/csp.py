"""What pages may load and run: a Content-Security-Policy by hashes, and the headers that web servers send along with it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

Files = Mapping[str, str]  # name -> content

POLICY = "Content-Security-Policy"
_RUNS = {"", "text/javascript", "application/javascript", "module", "importmap", "speculationrules"}  # other types are data
_LOADS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest", "preconnect", "dns-prefetch"}
_SOURCES = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src", "embed": "src"}
_CHARSET = re.compile(r"<head\b[^>]*>\s*(?:<meta\s+charset=[^>]*>)?", re.I)
_ALIGNED = re.compile(r'(<t[hd]\b[^>]*?) style="text-align: (left|center|right);"')
_CONNECTS = re.compile(r"<link\b[^>]*\brel=[\"']?(?:preconnect|dns-prefetch)\b[^>]*>\s*", re.I)
_YEAR = "public, max-age=31536000, immutable"

# What every answer of a site of policies carries. Pages are asked for again each time (no-cache): a correction, a redline or
# the day may have changed any of them, and a file that has not changed costs an answer without a body only.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")
_NAMED_BY_CONTENT = (  # how addresses begin at which another content has another name
    "assets/policies/",
    "assets/javascripts/bundle.",
    "assets/javascripts/workers/search.",
    "assets/stylesheets/main.",
    "assets/stylesheets/palette.",
)
_TYPES = {  # ending -> what servers do not all know
    "md": "text/markdown; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "link": "application/link-format",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """What a document runs or loads besides files of its own site: hashes of inline scripts and styles, addresses on other
    hosts, and attributes that no hash allows (`style`, `onclick` ...)."""

    scripts: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()

    def __or__(self, other: Inline) -> Inline:
        return Inline(
            scripts=self.scripts | other.scripts,
            styles=self.styles | other.styles,
            hosts=self.hosts | other.hosts,
            attributes=self.attributes | other.attributes,
        )


def inline(document: str, site_url: str = "") -> Inline:
    """What stands in a document; addresses that begin with the site's own host are no other host."""
    tree = LexborHTMLParser(document)
    own = ("", urlsplit(site_url).netloc)
    scripts = [s for s in tree.css("script:not([src])") if (s.attributes.get("type") or "").strip().lower() in _RUNS]
    return Inline(
        scripts=frozenset(_hash(script) for script in scripts),
        styles=frozenset(_hash(style) for style in tree.css("style")),
        hosts=frozenset(address for address in _addresses(tree) if urlsplit(address).netloc not in own),
        attributes=frozenset(_attributes(tree)),
    )


def _hash(node: LexborNode) -> str:
    return sha256(node.text(deep=True, strip=False))


def sha256(text: str) -> str:
    """How a policy names an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _addresses(tree: LexborHTMLParser) -> Iterable[str]:
    """What the document loads, or connects to beforehand."""
    for tag, key in _SOURCES.items():
        yield from ((node.attributes.get(key) or "").strip() for node in tree.css(f"{tag}[{key}]"))
    for node in tree.css("link[href]"):
        if _LOADS & set((node.attributes.get("rel") or "").lower().split()):
            yield (node.attributes.get("href") or "").strip()


def _attributes(tree: LexborHTMLParser) -> Iterable[str]:
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            if name == "style" or name.startswith("on"):
                yield f'{name}="{value or ""}"'


def policy(found: Inline) -> str:
    """The Content-Security-Policy that allows files of the site itself and these inline scripts and styles; nothing else.

    Trusted Types are not asked for: the theme writes HTML from its own search index.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *sorted(found.scripts))),
            " ".join(("style-src 'self'", *sorted(found.styles))),
            "img-src 'self' data:",  # icons in the theme's style sheets
            "font-src 'self'",
            "media-src 'self'",
            "connect-src 'self'",  # the search index
            "worker-src 'self'",  # the search
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def document_policy(style: str) -> str:
    """The policy of a document that brings its one style sheet and its images along and loads nothing."""
    return f"default-src 'none'; style-src {sha256(style)}; img-src data:; base-uri 'none'; form-action 'none'"


def with_policy(document: str, content: str) -> str:
    """A document that a policy governs from its first element on, and that tells other hosts nothing of where readers were.

    Hints to connect to other hosts beforehand are taken out, since no policy forbids them.
    """
    metas = f'<meta http-equiv="{POLICY}" content="{escape(content, quote=False)}">'
    metas += '<meta name="referrer" content="same-origin">'
    return _CHARSET.sub(lambda head: head[0] + metas, _CONNECTS.sub("", document), count=1)


def with_classes(document: str) -> str:
    """A document whose cells are aligned by class: Markdown's tables use the attribute `style`, which the policy forbids."""
    return _ALIGNED.sub(r'\1 class="align-\2"', document)


def headers(content: str) -> Files:
    """Settings for web servers by file name: those of Netlify and Cloudflare, nginx and Caddy. `content` is the policy of all
    pages, "" where each page brings its own."""
    framed = f"{content}; frame-ancestors 'self'" if content else "frame-ancestors 'self'"
    every = {POLICY: framed, **_HEADERS}
    return {"_headers": _hosted(every), "inforce-headers.nginx.conf": _nginx(every), "inforce-headers.Caddyfile": _caddy(every)}


def _hosted(every: Mapping[str, str]) -> str:
    lines = ["/*", *(f"  {name}: {value}" for name, value in every.items())]
    lines += ["  # Once the site and all hosts below its name speak HTTPS only:", f"  # {_TRANSPORT[0]}: {_TRANSPORT[1]}"]
    for start in _NAMED_BY_CONTENT:
        lines += [f"/{start}*", f"  Cache-Control: {_YEAR}"]
    for ending, kind in _TYPES.items():
        lines += [f"/*.{ending}", f"  Content-Type: {kind}"]
    return "\n".join(lines) + "\n"


def _nginx(every: Mapping[str, str]) -> str:
    lines = [
        "# In a server block: include /path/to/inforce-headers.nginx.conf;",
        "# A location with an add_header of its own inherits none of these: repeat them there.",
        'set $inforce_cache "no-cache";',
        f'if ($uri ~ "/({"|".join(re.escape(start) for start in _NAMED_BY_CONTENT)})") {{ set $inforce_cache "{_YEAR}"; }}',
        "add_header Cache-Control $inforce_cache always;",
        *(f'add_header {name} "{value}" always;' for name, value in every.items()),
        "# Once the site and all hosts below its name speak HTTPS only:",
        f'# add_header {_TRANSPORT[0]} "{_TRANSPORT[1]}" always;',
        *(f'location ~ "\\.{ending}$" {{ types {{ }} default_type "{kind}"; }}' for ending, kind in _TYPES.items()),
    ]
    return "\n".join(lines) + "\n"


def _caddy(every: Mapping[str, str]) -> str:
    lines = [
        "# In the block of the site: import /path/to/inforce-headers.Caddyfile",
        "header {",
        "\t?Cache-Control no-cache",
        *(f'\t{name} "{value}"' for name, value in every.items()),
        "\t# Once the site and all hosts below its name speak HTTPS only:",
        f'\t# {_TRANSPORT[0]} "{_TRANSPORT[1]}"',
        "}",
        f"@inforce_named_by_content path {' '.join(f'*/{start}*' for start in _NAMED_BY_CONTENT)}",
        f'header @inforce_named_by_content Cache-Control "{_YEAR}"',
        *(f'header *.{ending} Content-Type "{kind}"' for ending, kind in _TYPES.items()),
    ]
    return "\n".join(lines) + "\n"
