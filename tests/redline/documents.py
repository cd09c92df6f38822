"""Hypothesis strategies: documents as policies have them, edits of them, and HTML that nobody should have written."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "we you may use data the of 30 days 4.2(b) it's third-party $1,000.50 2017-08-22 中文 资料， سياسة หน้า naïve "
    "👨\u200d🍳 🇩🇪 👍🏽 1\ufe0f\u20e3 agencies¹⁶ "
    "A&amp;B &lt;x&gt;"
).split()
TARGETS = ["https://example.org/a", "https://example.org/b?x=1&amp;y=2", "#part", "mailto:me@example.org"]

words = st.lists(st.sampled_from([*WORDS, ".", ",", "(", ")", "&nbsp;", "\n"]), min_size=1, max_size=12).map(" ".join)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    marks = st.sampled_from(["strong", "em", "code", "span", "sup", "del", "ins", "font", "kbd"])
    return st.one_of(
        st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", marks, inner),
        st.builds(lambda target, text: f'<a href="{target}">{text}</a>', st.sampled_from(TARGETS), words),
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=2).map("".join),
    )


inline = st.recursive(
    st.one_of(
        words,
        st.sampled_from(
            [
                "<br>",
                '<img src="x.png" alt="x">',
                '<abbr title="Act 1998">DPA</abbr>',
                '<a id="here"></a>',
                "<svg><path/></svg>",
            ]
        ),
    ),
    _wrapped,
    max_leaves=5,
)


def _listed(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = st.one_of(inline, blocks, st.builds(lambda a, b: a + b, inline, blocks))
    items = st.lists(item, min_size=1, max_size=4)
    rows = st.lists(st.lists(st.one_of(st.just(""), inline, blocks), min_size=1, max_size=3), min_size=1, max_size=4)
    body = st.lists(blocks, min_size=1, max_size=3).map("".join)
    return st.one_of(
        items.map(lambda held: "<ul>" + "".join(f"<li>{item}</li>" for item in held) + "</ul>"),
        items.map(lambda held: '<ol start="3">' + "".join(f"<li>{item}</li>" for item in held) + "</ol>"),
        items.map(lambda held: "<dl>" + "".join(f"<dt>Term</dt><dd>{item}</dd>" for item in held) + "</dl>"),
        rows.map(
            lambda held: (
                "<table>"
                + "".join(
                    "<tr>"
                    + "".join(f'<td class="align-right">{cell}</td>' if k else f"<td>{cell}</td>" for k, cell in enumerate(row))
                    + "</tr>"
                    for row in held
                )
                + "</table>"
            )
        ),
        body.map(lambda held: f"<blockquote>{held}</blockquote>"),
        body.map(lambda held: f'<div class="note">{held}</div>'),
        body.map(lambda held: f"<details><summary>More</summary>{held}</details>"),
    )


blocks = st.recursive(
    st.one_of(
        inline.map(lambda text: f"<p>{text}</p>"),
        inline.map(lambda text: f'<h2 id="part">{text}</h2>'),
        inline.map(lambda text: f"<h3>{text}</h3>"),
        words.map(lambda text: f"<pre><code>{text}\n  {text}</code></pre>"),
        st.just("<hr>"),
        inline,
    ),
    _listed,
    max_leaves=6,
)

documents = st.lists(blocks, max_size=8).map("\n".join)


@st.composite
def revisions(draw: st.DrawFn) -> tuple[str, str]:
    """A document and a later revision of it: blocks changed, added, removed, moved, split and joined."""
    old = draw(st.lists(blocks, min_size=1, max_size=8))
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(new) - 1)))
        edit = draw(st.sampled_from(["add", "remove", "move", "words", "split", "join"]))
        if edit == "add" or not new:
            new.insert(at, draw(blocks))
        elif edit == "remove":
            new.pop(at)
        elif edit == "move":
            new.insert(draw(st.integers(0, len(new) - 1)), new.pop(at))
        elif edit == "words":
            new[at] = new[at].replace(draw(st.sampled_from(WORDS)), draw(words), draw(st.integers(1, 3)))
        elif edit == "split":
            new[at] = new[at].replace(" ", "</p><p>", 1) if new[at].startswith("<p>") else new[at]
        else:
            new[at : at + 2] = ["".join(new[at : at + 2]).replace("</p><p>", " ")]
    return "\n".join(old), "\n".join(new)


soup = st.lists(
    st.one_of(
        words,
        st.sampled_from("p div b a i ul li ol table tr td th tbody h1 pre svg math select option form button".split()).flatmap(
            lambda tag: st.sampled_from([f"<{tag}>", f"</{tag}>", f'<{tag} id="x" class=y>', f"<{tag} data-change=inserted>"])
        ),
        st.sampled_from(
            "<ins> </ins> <del> </del> <br> <x-y> </x-y> <plaintext> <caption> <frameset> <body> < & <template>".split()
            + ["<!-- c -->", "<a href=x>", "<script>a</script>", "<style>p{}</style>", "\0", "<noscript>n</noscript>"]
            + ["<![CDATA[x]]>", "<textarea>\n t</textarea>", "<iframe>i</iframe>"]
        ),
        st.text(max_size=6),
    ),
    max_size=14,
).map("".join)
