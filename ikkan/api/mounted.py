"""The one API of this process, made when addresses are first looked up and every procedure is known."""

from ikkan.api.application import make_api

api = make_api()
