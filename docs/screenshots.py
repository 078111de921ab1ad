"""Takes the pictures of docs/play.md again, with Debian's Chromium: python docs/screenshots.py"""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from orgsim.config.compose import compose
from orgsim.play.app import Desk, app
from orgsim.play.scene import Stage
from orgsim.play.serve import listening

PLAY = Path(__file__).parent / "play"
BUSY = "?load=0.85&designs=siloed,hub_and_spoke"


def begin(page: Page, address: str) -> None:
    """Open an address and wait until it can be played."""
    page.goto(address)
    page.wait_for_selector("body[data-ready]", timeout=60_000)


def take(page: Page, name: str, **more) -> None:
    """Keep what is to be seen."""
    page.screenshot(path=PLAY / f"{name}.jpg", type="jpeg", quality=72, **more)
    print(PLAY / f"{name}.jpg")


def playing(page: Page, address: str) -> None:
    """In the middle of a busy week, and the score at the end of twelve."""
    begin(page, address + BUSY)
    page.check("input[name=bet][value=siloed]")
    page.evaluate(
        "() => { const t = document.getElementById('time'); t.value = 1030; t.dispatchEvent(new Event('input')); }"
    )
    page.click("#play")
    page.wait_for_timeout(900)
    page.click("#play")
    take(page, "playing")
    page.click("#end")
    page.click("#luck")
    page.wait_for_selector("#found ul", timeout=60_000)
    page.locator("#curves").scroll_into_view_if_needed()
    page.evaluate("() => document.querySelector('#curves').previousElementSibling.scrollIntoView()")
    take(page, "score")


def drawing(page: Page, address: str) -> None:
    """The drawing board."""
    begin(page, address)
    page.click("#draw")
    page.wait_for_selector("#editor[data-loaded]")
    page.select_option("#begin", "hub_and_spoke")
    page.wait_for_selector('#editor[data-loaded="My hub and spoke"]')
    page.locator('g.unit[data-unit="hub"]').press("Enter")
    take(page, "drawing")


def main() -> None:
    """Serve the page, take the pictures."""
    (point,) = compose("play", [])
    chromium = shutil.which("chromium") or sys.exit("no Chromium here (Debian: apt-get install chromium)")
    with listening(0) as door, sync_playwright() as driver:
        server = uvicorn.Server(uvicorn.Config(app(Desk(Stage(point.command))), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        address = f"http://127.0.0.1:{door.getsockname()[1]}/"
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        wide = browser.new_page(viewport={"width": 1280, "height": 860})
        playing(wide, address)
        drawing(wide, address)
        phone = browser.new_page(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
        begin(phone, address + BUSY)
        phone.click("#play")
        phone.wait_for_timeout(2500)
        phone.click("#play")
        phone.evaluate("() => document.getElementById('transport').scrollIntoView()")
        take(phone, "phone")
        browser.close()
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
