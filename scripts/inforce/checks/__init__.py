"""What a pull request must satisfy: rules on policies and on what changes in them, each with its mend."""

from inforce.checks.catalogue import RULES
from inforce.checks.finding import Finding, Severity
from inforce.checks.inputs.state import Context, State
from inforce.checks.rule import Option, Rule
from inforce.checks.runner import findings

__all__ = ["RULES", "Context", "Finding", "Option", "Rule", "Severity", "State", "findings"]
