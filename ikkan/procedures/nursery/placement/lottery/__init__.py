"""Draw the numbers of a round so that nobody can bend them: list and source fixed first, the value from outside after.

``drawing`` fixes and draws, ``source`` says where the value comes from, ``check`` is the independent program that
anybody can run on the published log.
"""
