"""What a pull request must satisfy: rules on policies and on what changes in them, each with its mend."""

from inforce.checks.finding import Finding, Severity
from inforce.checks.rules import RULES, Option, Rule
from inforce.checks.run import findings
from inforce.checks.state import Context, State

__all__ = ["RULES", "Context", "Finding", "Option", "Rule", "Severity", "State", "findings"]
