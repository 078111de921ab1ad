"""The page's server: the address says all there is to know, so the same address gives the same page and bytes.

Every answer is made from the query alone; nothing is kept between two of them but what would be made again alike.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from orgsim.errors import InputError
from orgsim.play import downloads, facts
from orgsim.play.own import LARGEST, as_yaml, one_by_one, read_file, read_own
from orgsim.play.recording import Recording, record
from orgsim.play.scene import Scene, Stage
from orgsim.play.worlds import runs, together, world_of_run
from orgsim.views.places import places
from orgsim.world.network import causes

PAGE = Path(__file__).parent / "page"
HOSTS = ["127.0.0.1", "localhost", "[::1]"]
KEPT = 8  # recordings
WORLDS = 10
HEADERS = {  # nothing but what this server serves is loaded, and nothing typed is ever run
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Kept:
    """The last few of something, by what it was made from; one is made at a time."""

    def __init__(self, most: int):
        self.most, self.lock = most, Lock()
        self._things: OrderedDict[Any, Any] = OrderedDict()

    def get(self, causes: Any, make: Callable[[], Any]) -> Any:
        with self.lock:
            if causes not in self._things:
                self._things[causes] = make()
            self._things.move_to_end(causes)
            while len(self._things) > self.most:
                self._things.popitem(last=False)
            return self._things[causes]


class Desk:
    """Answers the page's questions about the scenes of a stage."""

    def __init__(self, stage: Stage):
        self.stage = stage
        self.recordings, self.places = Kept(KEPT), Kept(KEPT)

    def scene_of(self, request: Request) -> Scene:
        """The scene an address asks for."""
        return self.stage.scene(dict(request.query_params))

    def recorded(self, scene: Scene, name: str) -> Recording:
        """A design of a scene, recorded."""
        now = self.stage.build(scene)
        chart = now.charts[name]
        causes = (scene.company, scene.moved, scene.seed, name, repr(chart.design))

        def make() -> Recording:
            everybody, issues, seed = world_of_run(now, scene.seed)
            return record(chart, everybody, issues, seed, now.study)

        return self.recordings.get(causes, make)

    def all_recorded(self, scene: Scene) -> dict[str, Recording]:
        """Every design of a scene, recorded."""
        return {name: self.recorded(scene, name) for name in scene.designs}

    # What may be asked

    def choices(self, request: Request) -> Response:
        """What there is to choose from."""
        return JSONResponse(facts.choices(self.stage))

    def scene(self, request: Request) -> Response:
        """Charts and positions of controls: the quick answer to a control."""
        return JSONResponse(facts.scene(self.stage, self.scene_of(request)))

    def customers(self, request: Request) -> Response:
        """Where customers stand."""
        scene = self.scene_of(request)
        now = self.stage.build(scene)
        everybody, _, seed = world_of_run(now, scene.seed)
        spots = self.places.get(causes(now.world, seed), lambda: places(everybody.ties))
        return binary(facts.customers(everybody, now.world.population.influencers, spots))

    def recording(self, request: Request) -> Response:
        """One design's run."""
        scene, name = self.scene_of(request), request.path_params["name"]
        if name not in scene.designs:
            raise InputError("designs", name, scene.designs)
        return binary(facts.recording(self.recorded(scene, name)))

    def score(self, request: Request) -> Response:
        """What the run came to."""
        scene = self.scene_of(request)
        return JSONResponse(facts.score(self.all_recorded(scene), facts.titles_of(self.stage.build(scene))))

    def worlds(self, request: Request) -> Response:
        """More worlds: a line of JSON after each, the last with what they say together."""
        scene = self.scene_of(request)
        now = self.stage.build(scene)

        def lines() -> Iterator[str]:
            found, begun, total = [], time.monotonic(), WORLDS
            for each in runs(now, scene.seed, total):
                found.append(each)
                done = len(found) / (2 * len(now.charts))
                left = (time.monotonic() - begun) / done * (total - done)
                yield json.dumps({"done": done, "total": total, "left": left}) + "\n"
            found = facts.worlds(together(now, found), facts.titles_of(now), total)
            yield json.dumps({"found": found}) + "\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    def data(self, request: Request) -> Response:
        """The numbers, to take home."""
        scene = self.scene_of(request)
        files = downloads.numbers(scene, self.stage.build(scene), self.all_recorded(scene))
        return attached(downloads.archive(files), "orgsim-data.zip", "application/zip")

    def configuration(self, request: Request) -> Response:
        """The scene as a folder of configuration."""
        scene = self.scene_of(request)
        address = str(request.url.replace(path="/"))
        files = downloads.configuration(self.stage, scene, self.stage.build(scene), address)
        return attached(downloads.archive(files), "orgsim-played.zip", "application/zip")

    def own(self, request: Request) -> Response:
        """The design drawn, as a file."""
        return attached(as_yaml(read_own(request.query_params.get("own", ""))).encode(), "own.yaml", "text/yaml")

    def copy(self, request: Request) -> Response:
        """A design spelled out for the scene's company: something to draw on."""
        scene = self.scene_of(request)
        name = request.path_params["name"]
        if name not in scene.designs:
            raise InputError("designs", name, scene.designs)
        return JSONResponse(facts.own_of(one_by_one(self.stage.build(scene).charts[name])))

    async def upload(self, request: Request) -> Response:
        """A design somebody brings: read, checked, and given back as it stands in an address."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > 4 * LARGEST:
                raise InputError("the file", f"more than {4 * LARGEST} bytes", "a design as a YAML file: it is short")
        try:
            said = body.decode("utf-8")
        except UnicodeDecodeError:
            raise InputError("the file", "not text", "a design as a YAML file") from None
        return JSONResponse(facts.own_of(read_file(said)))


def binary(data: bytes) -> Response:
    return Response(data, media_type="application/octet-stream")


def attached(data: bytes, name: str, kind: str) -> Response:
    """A file to keep."""
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def told(error: InputError) -> dict[str, str]:
    """A mistake as the page tells it: the line, and the key it is of."""
    return {"mistake": str(error), "key": error.key}


def mistaken(request: Request, error: InputError) -> Response:
    """A mistake, told in one line."""
    said = {name: str(text).encode("utf-8", "backslashreplace").decode() for name, text in told(error).items()}
    return JSONResponse(said, status_code=400)


def stumbled(request: Request, error: Exception) -> Response:
    """Something nobody foresaw: told here without its innards, which stand in the window the page was started in."""
    said = "orgsim stumbled over this (what it says of it stands in the window it was started in)"
    return JSONResponse({"mistake": said, "key": ""}, status_code=500)


class Headed:
    """Every answer with our headers."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        async def headed(message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", []).extend((k.lower().encode(), v.encode()) for k, v in HEADERS.items())
            await send(message)

        await self.app(scope, receive, headed if scope["type"] == "http" else send)


def app(desk: Desk) -> Starlette:
    """The application. Answers only to this machine's own names, so that no other site can speak for the visitor."""
    asked = [
        Route("/api/choices", desk.choices),
        Route("/api/scene", desk.scene),
        Route("/api/customers", desk.customers),
        Route("/api/recording/{name}", desk.recording),
        Route("/api/score", desk.score),
        Route("/api/worlds", desk.worlds),
        Route("/api/copy/{name}", desk.copy),
        Route("/api/upload", desk.upload, methods=["POST"]),
        Route("/download/data.zip", desk.data),
        Route("/download/configuration.zip", desk.configuration),
        Route("/download/own.yaml", desk.own),
    ]
    return Starlette(
        routes=[*asked, Mount("/", StaticFiles(directory=PAGE, html=True))],
        middleware=[Middleware(Headed), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)],
        exception_handlers={InputError: mistaken, Exception: stumbled},
    )
