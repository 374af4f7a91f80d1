"""Serve drawn pages and the static files to a real browser, with the strict content policy in force."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'none'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@contextmanager
def serve(pages: dict[str, str], posts: list[str] | None = None) -> Iterator[str]:
    """Serve ``pages`` (path to HTML) and /static/ on a free local port; yield the base address.

    Args:
        pages: HTML by path.
        posts: receives the path of every POST.
    """
    received = [] if posts is None else posts

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path == "/nothing-new":
                self.send_response(204)
                self.end_headers()
            elif path in pages:
                self._send("text/html; charset=utf-8", pages[path].encode())
            elif path.startswith("/static/") and (STATIC / path.removeprefix("/static/")).is_file():
                file = STATIC / path.removeprefix("/static/")
                self._send(KINDS[file.suffix], file.read_bytes())
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            received.append(self.path)
            self._send("text/html; charset=utf-8", b"<!doctype html><title>ok</title>")

        def _send(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
