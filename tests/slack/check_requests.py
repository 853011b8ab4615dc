"""Each recorded request against the machine-readable description of its method.

The descriptions (one JSON file a method: arguments, which are required, whether a JSON
body is taken) lie outside the repository, in $TOCSIN_SHARED/slack-methods.
"""

import functools
import json
import os
import pathlib

FOLDER = pathlib.Path(os.environ.get(
    "TOCSIN_SHARED", pathlib.Path(__file__).resolve().parents[3] / "shared")) / "slack-methods"

# The descriptions call these "string", for they tell of forms; in JSON they are themselves.
STRUCTURED = {"blocks", "attachments", "metadata", "view", "files", "changes",
              "document_content", "unfurls"}
JSON_TYPES = {"string": str, "boolean": bool, "integer": int, "number": (int, float),
              "array": list, "object": dict, "null": type(None)}
HOOK_ARGS = {"text", "blocks", "response_type", "replace_original", "delete_original",
             "thread_ts", "metadata"}


def present():
    return FOLDER.is_dir() and any(FOLDER.glob("*.json"))


@functools.cache
def description(method):
    path = FOLDER / f"{method}.json"
    return json.loads(path.read_text()) if path.exists() else None


def _types(schema):
    if "type" in schema:
        return [schema["type"]]
    return [kind for part in schema.get("anyOf", []) + schema.get("allOf", [])
            for kind in _types(part)]


def _fits_json(name, schema, value):
    kinds = _types(schema) or ["string"]
    if name in STRUCTURED and isinstance(value, (list, dict)):
        return True
    return any(isinstance(value, JSON_TYPES[kind])
               and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds)


def _fits_form(schema, value):
    kinds = _types(schema) or ["string"]
    if "string" in kinds or "array" in kinds or "object" in kinds:
        return True
    if "boolean" in kinds:
        return value in ("true", "false", "1", "0")
    try:
        return "number" in kinds and float(value) is not None or int(value) is not None
    except ValueError:
        return False


def _plain(request):
    plain = request.content_type == "application/x-www-form-urlencoded" or (
        request.verb == "GET" and not request.body)
    return [] if plain else [
        f"{request.content_type or 'no type'}: the method takes no JSON, only a form"]


def _encoding(request, described):
    if not request.body and not request.args:
        return []
    if described.get("json_input_supported"):
        if request.verb == "POST" and request.content_type == "application/json":
            return []
        # Reads that take JSON as well: either will do.
        if described.get("http_method") == "GET":
            return _plain(request)
        return [f"{request.verb} {request.content_type or 'without a type'}, "
                "but the method takes JSON"]
    return _plain(request)


def _token(request):
    kind = "xapp-" if request.method == "apps.connections.open" else "xoxb-"
    found = []
    if not (request.token or "").startswith(kind):
        found.append(f"no {kind} token in the Authorization header")
    if "token" in request.args:
        found.append("the token is an argument as well")
    return found


def _hook(request):
    found = [f"response_url does not know {name}" for name in request.args
             if name not in HOOK_ARGS]
    if request.content_type != "application/json":
        found.append("response_url takes JSON only")
    if request.token:
        found.append("a token was sent to a response_url")
    return found


def check(request):
    """What is wrong with a request; nothing: []."""
    if request.method is None:
        return _hook(request) if "/response/" in request.path else []
    described = description(request.method)
    if described is None:
        return [f"no method is called {request.method}"]
    found = _encoding(request, described) + _token(request)
    known, args = described["args"]["properties"], request.args
    found += [f"{name} is required" for name in described["args"].get("required", [])
              if name != "token" and args.get(name) in (None, "")]
    for name, value in args.items():
        if name not in known:
            found.append(f"no argument is called {name}")
        elif request.content_type == "application/json":
            if not _fits_json(name, known[name], value):
                found.append(f"{name} is {type(value).__name__}, not {_types(known[name])}")
        elif not _fits_form(known[name], value):
            found.append(f"{name}={value!r} is not {_types(known[name])}")
        if known.get(name, {}).get("maxLength") and len(str(value)) > known[name]["maxLength"]:
            found.append(f"{name} has {len(str(value))} characters")
    if args.get("parse") == "full" or args.get("link_names"):
        found.append("parse=full or link_names makes names in texts live")
    return found
