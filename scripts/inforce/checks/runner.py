"""Runs the rules over two states of the policies, and keeps what the switches let through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from inforce.checks import baseline, switches
from inforce.checks.catalogue import BY_ID, ON_CHANGES, ON_TEXTS, OnChanges, OnTexts
from inforce.checks.finding import Finding, Found, Severity, of_problem
from inforce.checks.inputs.state import Compared, Context, State, View, compare
from inforce.containment import of_many
from inforce.later import but
from inforce.problems import Problem
from inforce.source.policy_file import Content

_CANNOT = "a rule cannot be applied to this text"
_PLACE = {name: k for k, name in enumerate(BY_ID)}


def findings(before: State | None, after: State, context: Context) -> tuple[Finding, ...]:
    """What the rules say, by file and line. Without `before` only the rules that compare nothing.

    With it, what the others say counts where it is new, or stands in a file that changed. What the record says of commits that
    `before` has is no concern of a change to the file: no edit mends them.
    """
    if before:
        after = replace(after, record=but(after.record, problems=tuple(_not_owed(after, before))))
    found = on_texts(after, context)
    if before:
        changed = {change.path for change in context.changes}
        old = Counter(baseline.key(finding, before.lines) for finding in on_texts(before, context))
        found = [finding for finding in found if finding.path in changed or not _known(finding, old, after)]
        found += on_changes(before, after, context)
    return tuple(sorted(dict.fromkeys(found), key=lambda f: (f.path, f.line, _PLACE[f.rule], f.message)))


def _not_owed(after: State, before: State) -> Iterator[Problem]:
    """What is wrong with the record, without what is so in commits that were there before: as it was said of them then, or of
    the newest file, which is an old one now."""
    owed = Counter(_said_of(problem, problem.commit) for problem in before.record.problems)
    for problem in after.record.problems:
        marks = (_said_of(problem, problem.commit), _said_of(problem, "")) if problem.commit else ()
        if known := next((mark for mark in marks if owed[mark]), None):
            owed[known] -= 1
        else:
            yield problem


def _said_of(problem: Problem, commit: str) -> tuple[str, ...]:
    return problem.rule, problem.path, problem.field, problem.message, commit


def on_changes(before: State, after: State, context: Context) -> list[Finding]:
    """What the rules say that compare two states."""
    compared = compare(before, after, context)
    states = (after, before)
    found = [item for name, rule in ON_CHANGES.items() if _is_on(name, states, context) for item in _on_pairs(rule, compared)]
    return list(_switched((_said(item, states, context) for item in found), states, context))


def _on_pairs(rule: OnChanges, compared: Compared) -> Iterable[Found]:
    """What a rule says of changes, without those for which it breaks off, and that it does."""
    found, faults = of_many(
        lambda pairs: list(rule(replace(compared, pairs=pairs))),
        compared.pairs,
        lambda pair: pair.path or pair.old_path,
        _CANNOT,
    )
    return [*(found or ()), *map(of_problem, faults)]


def _on_paths(rule: OnTexts, view: View) -> Iterable[Found]:
    """The same for texts."""
    texts = view.state.texts
    found, faults = of_many(
        lambda paths: list(rule(replace(view, state=replace(view.state, texts={path: texts[path] for path in paths})))),
        tuple(texts),
        lambda path: path,
        _CANNOT,
    )
    return [*(found or ()), *map(of_problem, faults)]


def _is_on(name: str, states: Sequence[State], context: Context) -> bool:
    """Whether what a rule finds may count for some policy, or for what is none."""
    levels = ({}, *(text.meta.checks for state in states for text in state.texts.values() if text.meta.checks))
    return any(BY_ID[name].switched(context.checks, level).setting != "off" for level in levels)


def _known(finding: Finding, old: Counter[baseline.Key], after: State) -> bool:
    mark = baseline.key(finding, after.lines)
    old[mark] -= 1
    return old[mark] >= 0


def on_texts(state: State, context: Context) -> list[Finding]:
    """What the record and the rules say that compare nothing."""
    found = [*map(of_problem, state.record.problems)]
    view = View(state=state, context=context)
    on = (rule for name, rule in ON_TEXTS.items() if _is_on(name, (state,), context))
    found += [_said(item, (state,), context) for rule in on for item in _on_paths(rule, view)]
    return list(_switched(found, (state,), context))


def _said(item: Found, states: Sequence[State], context: Context) -> Found:
    """A finding of a rule, which names Inforce's keys, in the names that the file has; lines of the file stay as they are."""
    text = _text(item.path, states)
    keys = text.meta.keys if text else context.keys
    return item if item.rule == "cut-value" else item._replace(message=keys.said(item.message), mend=keys.said(item.mend))


def _text(path: str, states: Sequence[State]) -> Content | None:
    return next((state.texts[path] for state in states if path in state.texts), None)


def _switched(found: Iterable[Found], states: Sequence[State], context: Context) -> Iterator[Finding]:
    """The findings as the switches have them: without those that are off, or allowed where they stand."""
    for item in found:
        text = _text(item.path, states)
        setting = BY_ID[item.rule].switched(context.checks, text.meta.checks if text else {}).setting
        if setting == "off":
            continue
        said = item._asdict()
        severity: Severity = "warning" if said.pop("mild") else setting
        finding = Finding(**said, severity=severity)
        if not switches.allowed(finding, states[0].lines.get(item.path, ())):
            yield finding
