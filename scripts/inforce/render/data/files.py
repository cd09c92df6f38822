"""Every file for programs, by its address: data, feeds, calendars and TimeMaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from inforce.record import texts
from inforce.record.model import Policy
from inforce.redline import Redline
from inforce.render.context import Frame
from inforce.render.data import addresses, calendars, feeds, head_links, records

Files = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """Makes the files of one build: those of the policies one by one, then those of the whole site. `compared` gives the
    redline of a pair."""

    frame: Frame
    compared: Callable[[texts.Pair], Redline]
    entries: dict[str, Sequence[feeds.Entry]] = field(default_factory=dict)  # by policy: what the feeds of many are made of

    def of_policy(self, policy: Policy) -> Files:
        """The files of one policy, besides those of its redlines."""
        frame = self.frame
        made = {pair.address: self.compared(pair) for pair in texts.changes(policy)}

        def compared(pair: texts.Pair) -> Redline:
            return made.get(pair.address) or self.compared(pair)

        history = records.history(policy, frame.today, compared, edit=frame.edit)
        yield f"{texts.history_address(policy)}history.json", records.dump(history)
        found = feeds.entries(frame, policy, compared)
        self.entries[policy.address] = found
        yield addresses.feed(policy.address), feeds.feed(frame, policy.address, policy.title(frame.today), found)
        if frame.url:
            yield addresses.time_map(policy), head_links.time_map(frame, policy)

    @staticmethod
    def of_pair(pair: texts.Pair, made: Redline) -> Files:
        """The files of one redline."""
        yield addresses.redline_data(pair), records.dump_small(records.redline(pair, made))

    def of_site(self) -> Files:
        """The files of the site and its collections, once those of all policies are made."""
        frame = self.frame
        known = records.record(frame.record, frame.today, timezone=frame.timezone, edit=frame.edit)
        yield "policies.json", records.dump(known)
        name = frame.name or frame.words.gettext("Policies")
        yield addresses.feed(""), feeds.feed(frame, "", name, feeds.merged(self.entries.values()))
        yield addresses.calendar(""), calendars.calendar(frame, name, frame.record.policies)
        own = {policy.address for policy in frame.record.policies}
        for collection, policies in frame.record.collections().items():
            title = frame.title_of(collection)
            yield addresses.calendar(collection), calendars.calendar(frame, title, policies)
            if collection not in own:  # else the feed of the policy with this address is there
                found = feeds.merged(self.entries.get(policy.address, ()) for policy in policies)
                yield addresses.feed(collection), feeds.feed(frame, collection, title, found)
