"""No address at all: a guard leads to sign-in by its setting alone."""

urlpatterns: list[object] = []
