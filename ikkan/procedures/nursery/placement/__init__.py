"""Place the children of a round in nurseries so that no family has a justified complaint (stable placement).

Read a market folder with ``market.Market.read``, place it with ``place.place``, judge it with ``checker.check_folder``.
Nothing here knows Django, a database or the clock.
"""
