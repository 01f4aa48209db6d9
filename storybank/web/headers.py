"""Security headers on every answer: nothing from elsewhere, nothing inline, nothing cached."""

from flask import Flask, Response, request

from storybank.web import register
from storybank.web.bank import current_bank

POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
    )
)


def set_up(app: Flask) -> None:
    """Add the headers after every request."""

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        # The address of a shared report is its key: nobody is told of it, not even ourselves.
        at_key = request.blueprint == "shared"
        response.headers["Referrer-Policy"] = "no-referrer" if at_key else "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if request.endpoint in register.ENDPOINTS and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=300"
        elif request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        if current_bank().settings.https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
