"""Every rule of `inforce check`, in the order of the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inforce.checks.finding import Severity
from inforce.keys import MISTYPED, THEME

Setting = Severity | Literal["off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A number that a rule can be given: `checks: {correction-changes-meaning: {words: 20}}`."""

    name: str
    default: int
    explains: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its id, what it says in a sentence, why that matters, and how a finding is mended.

    `compares`: it looks at what changed, and so runs only with a base. `default` is what a finding is unless switched.
    """

    id: str
    title: str
    explains: str
    mend: str
    default: Setting
    compares: bool = False
    options: tuple[Option, ...] = ()


EXAMPLE_DAY = "2018-03-28"  # in mends; findings name the day on which they are found

RULES: tuple[Rule, ...] = (
    Rule(
        id="record",
        title="The policy, or its place in the record, cannot be read as it was meant.",
        explains="Front matter that is incomplete or contradicts itself, a ledger that names nothing, a missing image, "
        "a new file whose name does not end with .md: the site would publish the text without its date, or leave it out.",
        mend="Do what the finding says; Front matter and Rules of time explain each key.",
        default="error",
    ),
    Rule(
        id=MISTYPED,
        title="A key of the front matter is most likely a mistyped one.",
        explains="Keys that Inforce does not know belong to the site, and count for nothing here. One that looks like a key of "
        "Inforce, such as effectiv_date or change-note, was probably meant as that, and what it says is not read.",
        mend="Correct the key as the finding says; if it is one of your own, nothing needs to be done.",
        default="warning",
    ),
    Rule(
        id=THEME,
        title="A key for the theme has a value that it cannot use.",
        explains="Keys that Inforce does not know are handed on to the theme and to other plugins. A template or an icon that "
        "is not there, or a number where a list belongs, would end the build of the whole site, so that the key is left out.",
        mend="Correct the value as the finding says, or delete the line.",
        default="warning",
    ),
    Rule(
        id="text-without-date",
        title="The text changed, but neither its effective date nor a declared correction says so.",
        explains="People who agreed to the text of a date must be able to rely on it. A new text needs a date of its own; a "
        "typo may be put right under the old date, if readers are told.",
        mend="Write a new effective_date: and change_note:, or declare a correction: corrections: [{date: 2018-03-28, "
        "note: Fixed a typo.}]",
        default="error",
        compares=True,
    ),
    Rule(
        id="date-without-text",
        title="The effective date moved, but the text is the same.",
        explains="A revision that is announced may be moved to another day to come. Once its day has come, readers get another "
        "revision in which nothing changed. That may be meant, and often a text was forgotten.",
        mend="If that is meant, nothing needs to be done; else commit the new text with its date, or put the old date back.",
        default="warning",
        compares=True,
    ),
    Rule(
        id="summary-apart",
        title="The text and its summary change apart.",
        explains="The summary is what most readers rely on. Left as it was, it may promise what no longer holds: the rule "
        "looks for numbers in it that the edit takes out of the text. Rewritten without a new date or a correction, it changes "
        "what readers were told without a trace.",
        mend="Bring the summary up to date together with the text; if it still holds, nothing needs to be done.",
        default="warning",
        compares=True,
    ),
    Rule(
        id="past-date",
        title="The new effective date lies in the past.",
        explains="Nobody can comply with a text before it is published. Terms that count from an earlier day are void in many "
        "places, and must at least say that they do.",
        mend="Write a date from today on, or, if the text really is to count from then on, add retroactive: true.",
        default="error",
        compares=True,
    ),
    Rule(
        id="short-notice",
        title="The revision takes effect sooner than the promised notice allows.",
        explains="Contracts and laws ask for notice: 15 days for terms of online platforms towards businesses (Regulation (EU) "
        "2019/1150, Article 3(2)). The rule does nothing until notice_days is set, for the site in mkdocs.yml or for "
        "a policy in its front matter.",
        mend="Write a later effective_date:, or a smaller notice_days: for this policy. Where only slips are put right, keep "
        "the old date, and declare a correction.",
        default="error",
        compares=True,
    ),
    Rule(
        id="note-missing",
        title="The revision has no change note.",
        explains="The note is what most readers read: it stands in the history, in the feed and above the redline.",
        mend="Add a line: change_note: The refund period is 14 days.",
        default="error",
    ),
    Rule(
        id="cut-value",
        title="A sign cuts off the end or the beginning of a value.",
        explains="In the front matter, a # behind a space begins a comment, which no reader sees: a note that speaks of clause "
        "#4 would end before it. A first word that begins with ! or & is a mark for programs, and is left out as well.",
        mend='Put the value in quotes: change_note: "See clause #4."',
        default="error",
    ),
    Rule(
        id="note-edited",
        title="The note of a revision that is published was rewritten.",
        explains="The note stands in the history and in feeds. Rewriting it either says another thing of the past without a "
        "trace, or has no effect, where the record keeps the note that it has.",
        mend="Put the old note back. What it got wrong is put right in the open in the ledger: note: ... If it tells of this "
        "edit of the text, say it in corrections:, or with a new effective_date:.",
        default="warning",
        compares=True,
    ),
    Rule(
        id="note-empty",
        title="The change note says that something changed, not what.",
        explains="“Updated the policy” is true of every revision. Readers then have to compare the texts themselves.",
        mend="Say what is different for readers: change_note: The refund period is 14 days.",
        default="warning",
    ),
    Rule(
        id="note-repeated",
        title="The change note is that of the revision before.",
        explains="It was most likely left where it stood, and tells readers of a change that is not this one.",
        mend="Write what this revision changes.",
        default="error",
    ),
    Rule(
        id="correction-changes-meaning",
        title="What is declared as a correction changes more than a slip of the pen.",
        explains="A correction keeps the date, so readers who agreed to the text are bound to words that they never saw. "
        "Numbers, dates, amounts, words such as must, may and not, who does something, defined terms, words that give way to "
        "others, words that come or go by themselves (seven business days, in writing), and whole passages, struck through "
        "ones too, are no slips, nor is any of them that goes to another place.",
        mend="Give the text a new effective_date: and change_note:, or undo what is no correction.",
        default="error",
        compares=True,
        options=(Option(name="words", default=10, explains="how many words a correction may change"),),
    ),
    Rule(
        id="correction-changes-link",
        title="What is declared as a correction leads a link elsewhere, or shows another picture.",
        explains="What a text refers to is part of it: another page, host or heading may say something else, and so may a "
        "picture, which no rule can read. A link that led to nothing may be put right; of other hosts nobody here can tell.",
        mend="If the old address was dead, or the same text lies at the new one, or the picture says the same, nothing needs "
        "to be done. Else give the text a new effective_date: and change_note:.",
        default="warning",
        compares=True,
    ),
    Rule(
        id="correction-idle",
        title="A new entry of corrections fits nothing that changed.",
        explains="An entry tells readers what was put right under the same date. Beside a new date, or without a change of the "
        "text, it is shown nowhere.",
        mend="Delete the entry, or correct the text under its old date.",
        default="warning",
        compares=True,
    ),
    Rule(
        id="dead-link",
        title="A link leads to a page or file that is not there.",
        explains="What a text refers to is part of it. If it cannot be read, the text is incomplete.",
        mend="Correct the link, or delete it. A policy is linked by its file: [Terms](../terms/terms-of-use.md)",
        default="error",
    ),
    Rule(
        id="dead-anchor",
        title="A link leads to a heading that its text does not have.",
        explains="Readers land at the top of a long text, and may take another passage for the one that is meant.",
        mend="Correct the part behind #; the finding names the nearest heading, or all that there are.",
        default="error",
    ),
    Rule(
        id="anchor-lost",
        title="A heading that other pages link to was renamed or deleted.",
        explains="The links of others, in e-mails and contracts too, lead to the section by the name of its heading.",
        mend="Keep the old name behind the new heading: ## New heading {#old-name}",
        default="error",
        compares=True,
    ),
    Rule(
        id="term-undefined",
        title="A term is used whose definition was taken out, or a new one that no policy defines.",
        explains="A capitalised term without its definition is read by its everyday sense, or against whoever drafted it. "
        "Where “the Services” become “the Platform”, readers must be told what the Platform is.",
        mend="Put the definition back, or write the word in lower case.",
        default="warning",
        compares=True,
    ),
    Rule(
        id="term-elsewhere",
        title="A term is used that another policy defines, and this one neither defines it nor names that policy.",
        explains="Readers of one policy cannot know that its capitalised words are defined in another. The rule is off unless "
        "you switch it on, since names that everyone uses (Standard Contractual Clauses) look the same.",
        mend="Define the term, link to the policy that does, or write the word in lower case.",
        default="off",
    ),
    Rule(
        id="term-unused",
        title="A term is defined, but never used.",
        explains="A definition that nothing depends on makes readers look for what it is for; mostly the text once used it, or "
        "uses another word for the same thing.",
        mend="Delete the definition, or use the term.",
        default="warning",
    ),
    Rule(
        id="dangling-reference",
        title="A reference names a section that the text does not have.",
        explains="“As set out in section 4.2” is void if there is no section 4.2; mostly sections were renumbered.",
        mend="Correct the number. A link to the heading never goes stale unseen: [section 4.2](#refunds)",
        default="warning",
    ),
    Rule(
        id="moved-reference",
        title="A reference that did not change means another section than before.",
        explains="Where a numbered heading is inserted or taken out, those behind it get other numbers, and “section 3.2” "
        "leads to what is 3.2 now.",
        mend="Correct the number. A link to the heading never goes stale unseen: [section 4.2](#refunds)",
        default="warning",
        compares=True,
    ),
    Rule(
        id="placeholder",
        title="A placeholder, a note between drafters, or a mark of an unfinished merge is left in the text.",
        explains="“[Company]” or “TODO” in a published text shows that nobody has read it, and may leave out who is bound.",
        mend="Write what belongs there.",
        default="error",
    ),
    Rule(
        id="empty-text",
        title="The policy has no text.",
        explains="Below the front matter there is nothing that binds anyone: no words, or only headings. The site would "
        "publish an empty page as what is in force, and a revision that empties a text takes every word out of force.",
        mend="Write the text below the second line with ---. If the policy is to end, leave its text, and add retired: "
        "2020-09-30.",
        default="error",
    ),
    Rule(
        id="flattened-list",
        title="A list will be shown flattened, or run together into one paragraph.",
        explains="Which conditions belong together may decide what a clause means. Markdown needs an empty line before most "
        "lists, and four spaces before an item inside another.",
        mend="Indent inner items by four spaces, and put an empty line before the list; begin each line with -, * or 1.",
        default="warning",
    ),
    Rule(
        id="vanishing-words",
        title="Words stand in the file that readers will not see.",
        explains="A cell more than its table has columns, and a footnote that nothing cites, are left out of what is published "
        "without a trace. Who reads the file believes that they bind; who reads the page does not know of them.",
        mend="Delete the | too many, cite the footnote where it belongs to, or delete what is not meant.",
        default="error",
    ),
    Rule(
        id="lost-markdown",
        title="Something is written in a way that readers will not see as it is meant.",
        explains="A heading without a space behind its #, rows of a table behind an empty line, a paragraph that an indent "
        "makes code, a link with a space in it, a footnote that is not there, signs that only other programs know (!!! note, "
        "=== tabs, [TOC], - [x]): readers see signs where another thing was meant.",
        mend="Do what the finding says; the preview of the host shows the text much as readers will see it.",
        default="warning",
    ),
    Rule(
        id="hidden-characters",
        title="The file holds signs that nobody sees, or letters that look like others.",
        explains="Signs that turn the direction of writing show 41 where the file says 14, which is an error. Others without a "
        "form, and a letter of another script inside a word, part words and numbers for programs that search or compare them, "
        "though they look the same: warnings. What Arabic, Persian, Indic and other scripts or emoji need is none.",
        mend="Delete the sign, or write the word anew.",
        default="error",
    ),
    Rule(
        id="deleted-without-retired",
        title="A policy was deleted or moved away without being retired, or names a successor that is gone.",
        explains="Readers who are bound by a policy must learn since when it no longer applies, and what does.",
        mend=f"Put the file back and add to its front matter: retired: {EXAMPLE_DAY} and superseded_by: terms/other-policy. A "
        "file that moves keeps its address if it names it: id: terms/refund-policy",
        default="error",
    ),
    Rule(
        id="conflicting-facts",
        title="The same fact is stated in two ways: a date, an address, an e-mail address.",
        explains="If the text says another effective date than its front matter, or two policies name different addresses for "
        "notices, each reader may rely on the one that suits him.",
        mend="Correct the one that is wrong.",
        default="warning",
    ),
    Rule(
        id="far-date",
        title="A date lies more than ten years ahead, or more than ninety back.",
        explains="It is almost always a slip of the keyboard: 2081 for 2018 would keep the revision from ever taking effect, "
        "and 1018 would have had it in force for a thousand years.",
        mend="Correct the year.",
        default="error",
        options=(Option(name="years", default=10, explains="how many years ahead a date may lie"),),
    ),
    Rule(
        id="future-day",
        title="A correction or a review is dated to a day to come.",
        explains="Both tell what was done. On a day that has not come, readers would be told of what nobody has done yet.",
        mend="Write the day on which it was done, today at the latest.",
        default="warning",
    ),
    Rule(
        id="becomes",
        title="The edit has an effect that its author may not expect.",
        explains="A date that was there before makes the edit a correction of that revision; an earlier date withdraws "
        "nothing, but comes before what was announced; a moved file changes the address; a policy may retire on a day that is "
        "past; a copy of a policy becomes another policy. The site shows all of that to readers.",
        mend="If it is meant, nothing needs to be done; else put the old effective_date: back, or what else was changed.",
        default="warning",
        compares=True,
    ),
    Rule(
        id="unknown-switch",
        title="A switch names no rule, or says what no rule can be.",
        explains="A mistyped name switches nothing off, or leaves a rule off that you count on.",
        mend="Write the id of a rule, and off, warning or error behind it.",
        default="error",
    ),
)
BY_ID = {rule.id: rule for rule in RULES}
