"""``python -m dashboard COMMAND``."""

import sys

from dashboard.cli import main
from dashboard.logs import catch_uncaught

catch_uncaught()
sys.exit(main())
