"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("tracker", deadline=None)  # a busy machine makes no test fail
settings.load_profile("tracker")
