"""The cases that every redline engine is asked about: what is marked, and what is not."""

from __future__ import annotations

import re

import pytest
from helpers import kinds, marks, redline
from inforce.redline.proof import accept, reject

A = "<p>We collect your name and address when you open an account with us.</p>"
B = "<p>You may close the account at any time, and we then delete your data.</p>"
C = "<p>Payments are due within two weeks after we have sent you the invoice.</p>"
D = "<p>Disputes are settled by the courts of the place where we have our seat.</p>"


def test_moved_paragraph_is_one_move_and_no_other_mark() -> None:
    found = redline(A + B + C + D, B + C + D + A)
    assert kinds(found) == ["moved"]
    assert (found.words_added, found.words_removed) == (0, 0)
    assert found.html.count("data-move=") == 2
    assert [side for side, _ in marks(found.html)] == ["del"]


def test_ends_of_a_move_lead_to_each_other() -> None:
    found = redline(A + B + C + D, B + C + D + A)
    for name in (found.changes[0].id, f"{found.changes[0].id}-end"):
        assert f'id="{name}"' in found.html and f'href="#{name}"' in found.html


def test_edit_inside_a_moved_paragraph_is_shown_where_it_is_now() -> None:
    found = redline(A + B + C + D, B + C + D + A.replace("address", "telephone number"))
    assert kinds(found) == ["moved"]
    assert (found.words_added, found.words_removed) == (2, 1)
    assert marks(found.html.partition('data-move="to"')[2]) == [("del", "address"), ("ins", "telephone number")]


def test_item_put_into_a_numbered_list_marks_that_item_only() -> None:
    old = "<ol><li>Keep your password safe.</li><li>Do not share it.</li><li>Tell us if it is lost.</li></ol>"
    new = old.replace("<li>Do not", "<li>Change it every year.</li><li>Do not")
    found = redline(old, new)
    assert kinds(found) == ["inserted"]
    assert marks(found.html) == [("ins", "Change it every year.")]
    assert found.html.count("data-change") == 1


TABLE = (
    "<table><thead><tr><th>Data</th><th>Purpose</th></tr></thead><tbody><tr><td>Name</td><td>Contract</td></tr>"
    "<tr><td>Email</td><td>Contact</td></tr><tr><td>Card</td><td>Payment</td></tr></tbody></table>"
)


def test_table_row_added_marks_that_row_only() -> None:
    found = redline(TABLE, TABLE.replace("<tr><td>Card", "<tr><td>Phone</td><td>Calls</td></tr><tr><td>Card"))
    assert kinds(found) == ["table row"]
    assert marks(found.html) == [("ins", "Phone"), ("ins", "Calls")]


def test_table_column_added_marks_its_cells_only() -> None:
    new = TABLE
    for cell, added in (("Purpose</th>", "<th>Kept for</th>"), ("Contract</td>", "<td>10 years</td>")):
        new = new.replace(cell, cell + added)
    new = new.replace("Contact</td>", "Contact</td><td>2 years</td>").replace("Payment</td>", "Payment</td><td></td>")
    found = redline(TABLE, new)
    assert kinds(found) == ["table column"]
    assert marks(found.html) == [("ins", "Kept for"), ("ins", "10 years"), ("ins", "2 years")]
    assert found.html.count('data-change="inserted"') == 4


def test_table_column_removed_is_one_change() -> None:
    old = TABLE.replace("<td>Con", "<td>x</td><td>Con").replace("<td>Pay", "<td>x</td><td>Pay")
    found = redline(old.replace("<th>Purpose", "<th>Mark</th><th>Purpose"), TABLE)
    assert kinds(found) == ["table column"]


def test_link_target_changed_marks_the_words_of_the_link_as_such() -> None:
    old = '<p>See <a href="https://example.org/a">the full list</a> of partners.</p>'
    found = redline(old, old.replace("/a", "/b", 1))
    assert kinds(found) == ["link target"]
    assert marks(found.html) == [] and 'data-was-href="https://example.org/a"' in found.html
    assert 'data-kind="link target"' in found.html and "link was https://example.org/a" in found.html
    assert (found.words_added, found.words_removed) == (0, 0)


def test_heading_level_changed_says_so() -> None:
    found = redline("<h2>Your rights</h2>" + A, "<h3>Your rights</h3>" + A)
    assert kinds(found) == ["heading level"]
    assert found.changes[0].note == "heading level 3, was 2"
    assert (found.words_added, found.words_removed) == (0, 0)


def test_bold_added_says_so() -> None:
    found = redline(A, A.replace("name and address", "<strong>name and address</strong>"))
    assert kinds(found) == ["formatting"]
    assert found.changes[0].note == "bold added"
    assert marks(found.html) == [] and '<strong data-format="added"' in found.html


def test_paragraph_split_or_two_joined_mark_no_word() -> None:
    one = "<p>You may close the account at any time. We then delete all of your data within a month.</p>"
    two = one.replace(" We then", "</p>\n<p>We then")
    split, joined = redline(A + one + C, A + two + C), redline(A + two + C, A + one + C)
    assert kinds(split) == ["split"] and kinds(joined) == ["joined"]
    assert marks(split.html) == marks(joined.html) == []


@pytest.mark.parametrize("parts", [3, 4])
def test_paragraph_split_into_several_with_a_heading_between_marks_the_heading_only(parts: int) -> None:
    sentences = [
        "We keep records of every order for ten years.",
        "Logs of visits are deleted after a week.",
        "Backups are overwritten each month without exception.",
        "Nothing else is stored by us or anybody else.",
    ][:parts]
    new = f"<p>{sentences[0]}</p><h3>Details</h3>" + "".join(f"<p>{text}</p>" for text in sentences[1:])
    found = redline(f"<p>{' '.join(sentences)}</p>", new)
    assert marks(found.html) == [("ins", "Details")]


def test_rewritten_sentence_is_one_deletion_and_one_insertion() -> None:
    before, after = "We keep your data for two years.", "You can ask us for a copy."
    old = f"<p>{before} The data is then deleted by our staff in the usual way. {after}</p>"
    new = f"<p>{before} An automatic process removes every record once that time is over. {after}</p>"
    found = redline(old, new)
    assert kinds(found) == ["replaced"]
    assert [side for side, _ in marks(found.html)] == ["del", "ins"]


def test_wrapped_text_is_no_change() -> None:
    found = redline(A, A.replace(" ", "\n  ").replace("<p>", "<p>\n"))
    assert found.changes == () and marks(found.html) == []


def test_wrapped_chinese_text_is_no_change() -> None:
    assert (
        redline("<p>我们收集您的姓名，并在您关闭帐户后删除。</p>", "<p>我们收集您的姓名，\n并在您关闭帐户后删除。</p>").changes
        == ()
    )


def test_clauses_renumbered_by_an_inserted_one_mark_the_numbers_and_the_new_clause() -> None:
    clauses = ["Fees are paid in advance.", "Late payment costs interest.", "Refunds take a month at most."]
    old = "".join(f"<p>{k}. {text}</p>" for k, text in enumerate(clauses, 1))
    clauses.insert(1, "Prices include all taxes and duties.")
    new = "".join(f"<p>{k}. {text}</p>" for k, text in enumerate(clauses, 1))
    found = redline(old, new)
    assert sorted(kinds(found)) == ["inserted", "renumbered", "renumbered"]
    assert marks(found.html) == [
        ("ins", "2. Prices include all taxes and duties."),
        ("del", "2"),
        ("ins", "3"),
        ("del", "3"),
        ("ins", "4"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2017-08-22", "2018-03-26"),
        ("$1,000.50", "$1,200.50"),
        ("30 days", "60 days"),
        ("4.2(b)", "4.3(b)"),
        ("it’s", "it isn’t"),
        ("12:30", "14:30"),
    ],
)
def test_numbers_dates_and_references_are_units(old: str, new: str) -> None:
    text = "<p>It is in force, as everybody knows, {} according to the last published version of this page.</p>"
    found = redline(text.format(old), text.format(new))
    assert marks(found.html) == [("del", old), ("ins", new)]


@pytest.mark.parametrize(
    ("text", "word", "other"),
    [
        ("หน้านี้ อธิบาย วิธีที่เรา ใช้ข้อมูล ของคุณ ในบริการ ทั้งหมด", "ใช้ข้อมูล", "เก็บข้อมูล"),
        ("تشرح هذه الصفحة كيف نستخدم بياناتك الشخصية في جميع خدماتنا", "نستخدم", "نَحفظ"),
        ("本页说明，我们如何使用您的资料，并告诉您，您有哪些权利。", "我们如何使用您的资料", "我们怎样保存您的资料"),
        ("यह पृष्ठ बताता है कि हम आपकी जानकारी का उपयोग कैसे करते हैं", "जानकारी", "सूचनाएँ"),
    ],
)
def test_whole_words_in_every_script(text: str, word: str, other: str) -> None:
    found = redline(f"<p>{text}</p>", f"<p>{text.replace(word, other)}</p>")
    assert marks(found.html) == [("del", word), ("ins", other)]


def test_characters_that_differ_are_pointed_out_inside_a_chinese_clause() -> None:
    old = "<p>本页说明，我们只会为了履行合同而使用您的个人资料，并告诉您有哪些权利。</p>"
    found = redline(old, old.replace("使用", "保存"))
    assert marks(found.html) == [
        ("del", "我们只会为了履行合同而使用您的个人资料"),
        ("ins", "我们只会为了履行合同而保存您的个人资料"),
    ]
    assert '<span data-part="">使用</span>' in found.html and '<span data-part="">保存</span>' in found.html


def test_nothing_that_the_redline_added_is_left_when_it_is_accepted() -> None:
    html = redline(A + B + C + D, B + C.replace("two weeks", "30 days") + D + A).html
    for side in (accept(html), reject(html)):
        assert "data-" not in side and "change-" not in side and "<ins" not in side and "<del" not in side


def test_list_whose_items_became_paragraphs_changes_no_word() -> None:
    old = "<ol><li>Keep your password safe.</li><li>Do not share it.</li></ol>"
    found = redline(old, old.replace("<li>", "<li><p>").replace("</li>", "</p></li>"))
    assert kinds(found) == ["formatting"] and marks(found.html) == []
    assert found.changes[0].note == "spacing only"
    assert (found.words_added, found.words_removed) == (0, 0)
    assert found.html.count("<li") == 2


def test_heading_that_is_reworded_and_of_another_level_keeps_its_words() -> None:
    found = redline("<h2>Your rights and duties</h2>", "<h3>Your rights and our duties</h3>")
    assert kinds(found) == ["heading level", "inserted"] and marks(found.html) == [("ins", "our")]
    assert found.changes[0].note == "heading level 3, was 2"


SHORT_MOVE = ["<p>Pay us by card.</p>", "<p>Ask us.</p>", "<p>Tell us.</p>", "<p>Thank us.</p>"]


def test_short_paragraph_that_moved_is_one_move() -> None:
    found = redline("".join(SHORT_MOVE), "".join([*SHORT_MOVE[1:], SHORT_MOVE[0]]))
    assert kinds(found) == ["moved"]
    assert (found.words_added, found.words_removed) == (0, 0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("First sentence here is long.", "Second sentence here is long too."),
        ("One two three.", "Four five six."),
        ("Pay now.", "Or later."),
    ],
)
def test_short_paragraph_split_or_two_joined_mark_no_word(first: str, second: str) -> None:
    one, two = f"<p>{first} {second}</p>", f"<p>{first}</p><p>{second}</p>"
    split, joined = redline(one, two), redline(two, one)
    assert (kinds(split), kinds(joined)) == (["split"], ["joined"])
    assert marks(split.html) == marks(joined.html) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "The old sentence says something about fees and refunds",
            "Nobody may claim any amount after thirty days have passed",
        ),
        ("Refunds take a month", "Nobody may claim any amount"),
    ],
)
def test_rewritten_sentence_of_a_short_paragraph_is_one_deletion_and_one_insertion(old: str, new: str) -> None:
    text = "<p>Kept one stays. {}. Kept two stays.</p>"
    found = redline(text.format(old), text.format(new))
    assert kinds(found) == ["replaced"]
    assert marks(found.html) == [("del", old), ("ins", new)]


@pytest.mark.parametrize(
    ("old", "new", "kind", "marked"),
    [
        ("<ol><li>Pay.</li><li>Ask.</li></ol>", "<ol><li>Pay.</li><li>Go.</li><li>Ask.</li></ol>", "inserted", ["Go."]),
        (
            "<table><tr><td>A</td><td>B</td></tr></table>",
            "<table><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>",
            "table row",
            ["C", "D"],
        ),
        (
            "<table><tr><td>A</td></tr><tr><td>C</td></tr></table>",
            "<table><tr><td>A</td><td>X</td></tr><tr><td>C</td><td>Y</td></tr></table>",
            "table column",
            ["X", "Y"],
        ),
        ('<p>See <a href="a">this</a>.</p>', '<p>See <a href="b">this</a>.</p>', "link target", []),
        ("<h2>Fees</h2>", "<h3>Fees</h3>", "heading level", []),
        ("<p>Pay now.</p>", "<p>Pay <b>now</b>.</p>", "formatting", []),
    ],
)
def test_one_change_in_a_short_text(old: str, new: str, kind: str, marked: list[str]) -> None:
    for found in (redline(old, new), redline(new, old)):
        assert kinds(found) == [kind if kind != "inserted" or "<ins" in found.html else "deleted"]
        assert [text for _, text in marks(found.html)] == marked


def test_short_text_that_is_wrapped_is_no_change() -> None:
    assert redline("<p>Pay\nnow.</p>", "<p> Pay now.</p>").changes == ()


def test_short_clauses_renumbered_by_an_inserted_one() -> None:
    found = redline("<p>1. Pay.</p><p>2. Go.</p>", "<p>1. Pay.</p><p>2. Wait here.</p><p>3. Go.</p>")
    assert sorted(kinds(found)) == ["inserted", "renumbered"]
    assert marks(found.html) == [("ins", "2. Wait here."), ("del", "2"), ("ins", "3")]


def test_short_block_between_long_ones_does_not_keep_them_apart() -> None:
    old = "<p>50</p>" + A + "<p>51</p>" + B + "<p>52</p>"
    new = "<p>51</p>" + A + "<p>52</p>" + B + "<p>53</p>"
    found = redline(old, new)
    assert {text for _, text in marks(found.html)} <= {"50", "51", "52", "53"}


def test_sentence_that_moved_into_the_next_paragraph_with_its_heading_between() -> None:
    one, two, three = ("We keep orders for ten years.", "Logs are deleted after a week.", "Nothing else is stored.")
    items = "<ul><li>Names</li><li>Places</li><li>Dates</li></ul>"
    found = redline(f"<p>{one} {two} {three}</p>", f"<p>{one}</p>{items}<h3>Logs</h3><p>{two}</p><p>{three}</p>")
    assert {text for _, text in marks(found.html)} == {"Names", "Places", "Dates", "Logs"}


def test_numbers_of_a_list_go_on_behind_what_stood_between_its_halves() -> None:
    items = [f"<li>Item {word} of the list is kept as it was.</li>" for word in ("one", "two", "three", "four")]
    old = f"<ol>{items[0]}{items[1]}</ol><p>This stood between the two.</p><ol>{items[2]}{items[3]}</ol>"
    found = redline(old, f"<ol>{''.join(items)}</ol>")
    assert '<ol start="3" data-break="deleted"' in found.html
    assert "start" not in accept(found.html) + reject(found.html)
    found = redline(old.replace("<ol>", '<ol start="5">'), f'<ol start="7">{"".join(items)}</ol>')
    assert '<ol start="9" data-break="deleted" data-was="start=5"' in found.html


def test_edit_inside_a_moved_table_row_is_shown_where_it_is_now() -> None:
    row = "<tr><td>Stripe</td><td>Payments by credit card in all countries</td><td>United States</td></tr>"
    moved = row.replace("credit", "debit").replace("States</td>", "States</td><td>Since 2020</td>")
    others = "<tr><td>Zendesk</td><td>Support tickets</td></tr><tr><td>Amazon</td><td>Hosting of files</td></tr>"
    found = redline(f"<table>{row}{others}</table>", f"<table>{others}{moved}</table>")
    assert kinds(found) == ["moved"]
    assert marks(found.html.partition('data-move="to"')[2]) == [("del", "credit"), ("ins", "debit"), ("ins", "Since 2020")]


def test_columns_are_paired_by_what_is_in_them_when_the_headings_are_new() -> None:
    cookies = [("user_session", "Logs you in to your account."), ("tz", "Tells us in which time zone you are.")]
    old = "".join(f"<tr><td>{name}</td><td>{reason}</td></tr>" for name, reason in cookies)
    new = "".join(f"<tr><td>GitHub</td><td>{name}</td><td>{reason}</td><td>a year</td></tr>" for name, reason in cookies)
    found = redline(
        f"<table><tr><th>Cookie</th><th>Reason</th></tr>{old}</table>",
        f"<table><tr><th>Provider</th><th>Name</th><th>Description</th><th>Expires</th></tr>{new}</table>",
    )
    texts = {text for _, text in marks(found.html)}
    assert texts == {"Provider", "Cookie", "Name", "Reason", "Description", "Expires", "GitHub", "a year"}


def test_short_table_rows_that_swap_places_are_one_move() -> None:
    rows = ["<tr><td>Stripe</td><td>Payments</td></tr>", "<tr><td>Zendesk</td><td>Support</td></tr>"]
    found = redline(f"<table>{rows[0]}{rows[1]}</table>", f"<table>{rows[1]}{rows[0]}</table>")
    assert kinds(found) == ["moved"]
    assert (found.words_added, found.words_removed) == (0, 0)


@pytest.mark.parametrize("number", ["{}. ", "({}) ", "2.{} ", "<b>{}</b> "])
def test_clauses_on_lines_of_one_paragraph_renumbered_by_an_inserted_one(number: str) -> None:
    clauses = ["Fees are paid in advance.", "Late payment costs interest.", "Refunds take a month at most."]
    added = "Prices include all taxes and duties."
    few = "<br>\n".join(number.format(k) + text for k, text in enumerate(clauses, 1))
    many = "<br>\n".join(number.format(k) + text for k, text in enumerate([clauses[0], added, *clauses[1:]], 1))
    for old, new, side in ((few, many, "ins"), (many, few, "del")):
        found = redline(f"<p>{old}</p>", f"<p>{new}</p>")
        assert kinds(found) == ["inserted" if side == "ins" else "deleted", "renumbered", "renumbered"]
        assert next(text for own, text in marks(found.html) if own == side).endswith(added)
        assert re.search(r"\d", marks(found.html)[0][1])  # the clause with its own number


@pytest.mark.parametrize("space", ["\n", ""])
def test_words_of_neighbouring_blocks_run_on_only_if_they_do_in_the_revisions(space: str) -> None:
    old = space.join(
        ["<div>one", "<div>two</div></div>", "three", "<div>four</div>", "<p>five</p>", "<div>six</div>", "<div>x</div>"]
    )
    new = old.replace("two", "deux").replace("six", "seis")
    html = redline(old, new).html

    def text(part: str, gone: str) -> list[str]:
        return re.sub(f"<{gone}.*?</{gone}>|<[^>]*>", "", part).split()

    assert text(html, "ins") == text(old, "ins")
    assert text(html, "del") == text(new, "del")
