"""The command as `python -m inforce.cli`."""

import sys

from inforce.cli import main

sys.exit(main())
