"""The API: everything that the pages do, for programs. The only package that knows django-ninja."""
