"""Serving the page on this machine: a socket on loopback, the first scene recorded beforehand, then until Ctrl-C."""

from __future__ import annotations

import contextlib
import socket
import sys
import webbrowser
from threading import Timer

import uvicorn

from orgsim.errors import InputError
from orgsim.play.app import Desk, app
from orgsim.play.scene import Stage

LOOPBACK = "127.0.0.1"


def listening(port: int) -> socket.socket:
    """A socket that listens on loopback. Raises InputError if the port is taken."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, port))
    except OSError as error:
        found.close()
        said = error.strerror or str(error)
        raise InputError("port", port, f"a port that is free ({said.lower()}); port=0 takes any") from None
    found.listen(128)
    return found


def serve(stage: Stage, port: int, open_browser: bool) -> None:
    """Serve the page until somebody presses Ctrl-C."""
    with contextlib.closing(listening(port)) as door:
        desk = Desk(stage)
        desk.all_recorded(stage.first)
        address = f"http://{LOOPBACK}:{door.getsockname()[1]}/"
        for line in stage.left_out:
            print(f"orgsim: {line}", file=sys.stderr)
        print(f"the page: {address}   (Ctrl-C ends it)", flush=True)
        if open_browser:
            Timer(0.5, webbrowser.open, [address]).start()
        server = uvicorn.Server(uvicorn.Config(app(desk), log_level="warning", lifespan="off", access_log=False))
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[door])
