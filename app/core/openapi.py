"""OpenAPI 3.1 from what the routes declare (flask-smorest), with our fields' own shapes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Flask, Request, Response
from flask.typing import ResponseReturnValue
from flask_smorest import Api, Blueprint
from marshmallow import Schema
from marshmallow import fields as ma
from webargs.flaskparser import FlaskParser

from app.core.access import public
from app.core.errors import AppError

VERSION = "1.1.0"
#: More than any body of ours has: each member that is not known would get an error of its own.
MAX_MEMBERS = 100


class ErrorSchema(Schema):
    """The one error shape."""

    code = ma.String(required=True)
    message = ma.String(required=True)
    details = ma.Dict(required=True)
    retry = ma.String(required=True, metadata={"enum": ["never", "later", "after_sign_in"]})
    request_id = ma.String(required=True)


class JsonParser(FlaskParser):
    """A body is JSON and says so; what can't be read is refused alike, however it is broken."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        if req.mimetype != "application/json":
            raise AppError("unsupported_media_type")
        try:
            body = json.loads(req.get_data())
        except (ValueError, RecursionError) as error:
            raise AppError("bad_request") from error
        if isinstance(body, dict) and len(body) > MAX_MEMBERS:
            raise AppError("bad_request")
        return body


class ApiBlueprint(Blueprint):
    """A group of routes whose bodies are read by JsonParser."""

    ARGUMENTS_PARSER = JsonParser()


class LjuspunktApi(Api):
    """flask-smorest without its own error answers: ours are registered once, in core/web."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        return


def init_openapi(app: Flask, blueprints: tuple[Blueprint, ...]) -> None:
    """`/api/v1/openapi.json` describes these blueprints' routes."""

    @public
    def openapi_json() -> ResponseReturnValue:
        return Response(describe(blueprints), mimetype="application/json")

    app.add_url_rule("/api/v1/openapi.json", view_func=openapi_json)


@cache
def describe(blueprints: tuple[Blueprint, ...]) -> bytes:
    """The description as JSON. Made when it is first asked for: it takes as long as the rest of the app's start.

    flask-smorest describes what is registered on an app, so they are registered on one that serves nothing.
    """
    app = Flask(__name__)
    app.config.update(API_TITLE="Ljuspunkt", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    api = LjuspunktApi(app)
    api.ma_plugin.converter.add_attribute_function(_own_shape)
    api.spec.components.security_scheme(
        "session", {"type": "apiKey", "in": "cookie", "name": "ljuspunkt"}
    )
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    return json.dumps(api.spec.to_dict(), indent=2).encode()


def _own_shape(_converter: Any, field: ma.Field[Any], **_kwargs: Any) -> dict[str, Any]:
    shape = getattr(field, "json_schema", None)
    if shape is None:
        return {}
    described: dict[str, Any] = shape()
    if field.allow_none and isinstance(described.get("type"), str):
        described = {**described, "type": [described["type"], "null"]}
        if "enum" in described:
            described["enum"] = [*described["enum"], None]
    return described
