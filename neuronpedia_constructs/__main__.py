"""`python -m neuronpedia_constructs`: the command, also where the package is on the path but not installed."""

from __future__ import annotations

import sys

from .cli.main import main

sys.exit(main())
