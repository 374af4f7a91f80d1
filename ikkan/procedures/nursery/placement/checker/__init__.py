"""Check a nursery placement by a program that shares nothing with the one that placed (保育所利用調整の検算).

Only Python's standard library, and only the published files. ``tools/check_placement.py`` is the same program in one
file (made by ``tools/one_file_checker.py``), for anybody who wants to check without installing anything.
"""

from ikkan.procedures.nursery.placement.checker.reading import UnreadableError
from ikkan.procedures.nursery.placement.checker.verdict import Blocking, Verdict, check_folder

__all__ = ["Blocking", "UnreadableError", "Verdict", "check_folder"]
