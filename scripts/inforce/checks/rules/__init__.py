"""The rules, a file each, in families.

A file is called as its rule, and declares it as RULE. `on_texts` finds what is wrong with texts, `on_changes` with what changes
in them; a rule of which the record tells has neither. Files without a RULE hold what several rules share.
"""

# As they follow each other in the documentation, and as findings do on one line.
FAMILIES = ("front_matter", "dates", "notes", "corrections", "links", "terms", "references", "wording", "markdown", "lifecycle")
