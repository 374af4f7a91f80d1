"""A tiny grant: the smallest procedure that walks from the form to the answer."""
