"""The page's server: answers from the address alone, to this machine alone, and tells mistakes in one line."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
import yaml
from starlette.testclient import TestClient

from orgsim.cli import main
from orgsim.play import facts
from orgsim.play.app import PAGE, Desk, app
from orgsim.play.serve import listening
from playing import quick

ASKED = "/?designs=siloed,hub_and_spoke&load=0.85&seed=3"


@pytest.fixture(scope="module")
def client():
    """A client of the application, as from this machine."""
    return TestClient(app(Desk(quick())), base_url="http://127.0.0.1:8642")


def unpacked(data: bytes) -> dict:
    """A packed answer as the page reads it."""
    length = int.from_bytes(data[:4], "little")
    facts = json.loads(data[4 : 4 + length])
    kinds = {"Float32Array": "<f4", "Uint16Array": "<u2", "Int32Array": "<i4", "Int8Array": "i1"}
    for name, column in facts.pop("columns").items():
        facts[name] = np.frombuffer(data, kinds[column["kind"]], column["length"], 4 + length + column["at"])
    return facts


def archive(answer) -> dict[str, str]:
    """The files of a downloaded archive."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def test_the_page_loads_nothing_from_elsewhere(client):
    for path in [path for path in PAGE.rglob("*") if path.suffix in (".html", ".css", ".js", ".svg")]:
        said = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//cdn|@import|eval\(|innerHTML|document\.write", said), path.name
    answer = client.get("/")
    assert "default-src 'none'" in answer.headers["content-security-policy"] and "<h1>" in answer.text


def test_it_answers_to_this_machine_only(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    with listening(0) as door:
        assert door.getsockname()[0] == "127.0.0.1"


def test_choices_are_those_of_the_configuration(client):
    said = client.get("/api/choices").json()
    assert list(said["controls"]) == [
        "load", "interdependence", "news", "specialists", "own_work", "meeting", "approval", "surge",
    ]  # fmt: skip
    assert "97 people, 8 departments" in said["companies"]["default"] and "61 people" in said["companies"]["shop"]


def test_a_scene_has_charts_positions_and_what_breaks_first(client):
    said = client.get(ASKED.replace("/?", "/api/scene?")).json()
    silos, hub = said["charts"].values()
    assert said["positions"]["load"] == 0.85
    assert sum(unit["seats"] for unit in silos["units"]) == sum(unit["seats"] for unit in hub["units"]) == 97
    assert silos["units"][silos["breaks_first"]]["load"] == max(unit["load"] for unit in silos["units"])
    assert not silos["lines"] and len(hub["lines"]) == 8


def test_a_recording_arrives_as_it_was_made(client):
    said = unpacked(client.get(ASKED.replace("/?", "/api/recording/siloed?")).content)
    desk = Desk(quick())
    scene = quick().scene({"designs": "siloed,hub_and_spoke", "load": "0.85", "seed": "3"})
    made = desk.recorded(scene, "siloed")
    assert (said["busy"].reshape(made.busy.shape) == made.busy).all()
    assert (said["move_to"] == made.moves["to"]).all() and (said["move_person"] == made.persons).all()
    assert np.allclose(said["nps"], made.daily["nps"])


def test_customers_stand_within_the_disc_and_the_influencers_are_marked(client):
    said = unpacked(client.get("/api/customers").content)
    spots = said["places"].reshape(-1, 2)
    assert len(spots) == 2000 and (np.hypot(*spots.T) <= 1).all() and said["influencers"].sum() == 20


def test_the_score_marks_who_is_ahead_by_more_than_the_margin(client):
    said = client.get("/api/score?designs=siloed,hub_and_spoke&load=0.95").json()
    latency = next(row for row in said["table"] if row["measure"] == "response_latency")
    hours = {name: float(text.split()[0]) for name, text in latency["texts"].items()}
    assert latency["best"] == [min(hours, key=hours.get)]
    assert "resolves fastest" in said["answer"]


@pytest.mark.parametrize(
    ("measure", "values", "best"),
    [
        ("voice", {"a": 0.85, "b": 0.86}, []),  # within .02
        ("voice", {"a": 0.80, "b": 0.86}, ["b"]),
        ("response_latency", {"a": 40.0, "b": 37.0, "c": 60.0}, ["a", "b"]),  # a and b within a tenth
        ("net_advocates", {"a": -3.0, "b": -2.0}, ["b"]),
        ("utilisation", {"a": 0.5, "b": 0.9}, []),  # neither way is better
    ],
)
def test_best_is_whom_nobody_beats_by_more_than_the_margin(measure, values, best):
    assert facts.best_of(measure, values) == best


def test_more_worlds_come_line_by_line_with_the_time_left(client):
    lines = [json.loads(line) for line in client.get("/api/worlds?designs=siloed,cco").text.splitlines()]
    done = [line["done"] for line in lines[:-1]]
    assert done == sorted(done) and done[-1] == lines[0]["total"] == 10 and lines[-2]["left"] == 0
    assert lines[-1]["found"]["replications"] == 10 and lines[-1]["found"]["answer"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/scene?load=much", "load: 'much' cannot be used"),
        ("/api/scene?designs=%3Cscript%3E", "<script>"),
        ("/api/recording/cco?designs=siloed,team", "one of siloed, team"),
        ("/download/own.yaml?own=zzz", "own"),
        ("/download/data.zip?seed=1.5", "seed"),
        ("/api/copy/none", "designs"),
    ],
)
def test_a_mistake_is_one_line_of_json(client, path, said):
    answer = client.get(path)
    assert answer.status_code == 400 and answer.headers["content-type"] == "application/json"
    assert said in answer.json()["mistake"] and "Traceback" not in answer.text


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"", b"x" * 10**6, b"!!python/name:os.system", b"units: 3"])
def test_an_uploaded_file_of_garbage_is_a_mistake(client, body):
    answer = client.post("/api/upload", content=body)
    assert answer.status_code == 400 and "\n" not in answer.json()["mistake"]


def test_an_uploaded_design_comes_back_as_an_address(client):
    text = "title: One desk\nevery_department: {}\nunits: {desk: {takes_in: ['*']}}\n"
    said = client.post("/api/upload", content=text.encode()).json()
    chart = client.get(f"/api/scene?designs=own&own={said['own']}").json()["charts"]["own"]
    assert chart["title"] == "One desk" and chart["units"][0]["takes_in"] == ["phone", "mail", "social", "web"]
    assert yaml.safe_load(client.get(f"/download/own.yaml?own={said['own']}").text)["title"] == "One desk"


def test_what_cannot_be_written_is_told_all_the_same(client):
    broken = base64.urlsafe_b64encode(b'{"units": {"\\ud800": {}}}').decode()
    assert "ud800" in client.get(f"/api/scene?own={broken}").json()["mistake"]


def test_what_nobody_foresaw_is_told_without_its_innards(monkeypatch):
    desk = Desk(quick())
    monkeypatch.setattr(desk.stage, "positions", lambda scene: 1 / 0)
    unforeseen = TestClient(app(desk), base_url="http://localhost:1", raise_server_exceptions=False)
    answer = unforeseen.get("/api/scene")
    assert answer.status_code == 500 and "stumbled" in answer.json()["mistake"] and "Zero" not in answer.text


def test_files_outside_the_page_are_not_served(client):
    for path in ("/../app.py", "/%2e%2e/app.py", "/..%2fapp.py"):
        assert client.get(path).status_code == 404


def test_the_data_are_what_was_shown(client):
    files = archive(client.get(ASKED.replace("/?", "/download/data.zip?")))
    score = client.get(ASKED.replace("/?", "/api/score?")).json()["table"]
    table = pd.read_csv(io.StringIO(files["measures.csv"]))
    latency = table[(table["measure"] == "response_latency") & (table["subset"] == "all")].set_index("design")["value"]
    assert {name: f"{hours:.1f} h" for name, hours in latency.items()} == score[0]["texts"]
    days = pd.read_csv(io.StringIO(files["days.csv"]))
    assert list(days.columns) == ["design", "day", "response_latency", "voice", "nps"] and days["day"].max() == 14
    queues = pd.read_csv(io.StringIO(files["queues.csv"]))
    assert queues.groupby("design")["hour"].nunique().eq(14 * 24).all() and not queues.isna().any().any()
    assert json.loads(files["stamp.json"])["seed"] == 3 and yaml.safe_load(files["config.yaml"])["seed"] == 3


def test_the_same_address_gives_the_same_bytes(client):
    again = TestClient(app(Desk(quick())), base_url="http://localhost:1")
    for path in ("/download/data.zip?seed=2", "/api/recording/siloed?seed=2"):
        assert client.get(path).content == again.get(path).content


def test_the_configuration_runs_again_to_the_same_numbers(client, folder, capsys):
    own = client.post("/api/upload", content=b"title: One desk\nevery_department: {}\nunits: {desk: {takes_in: ['*']}}")
    query = f"designs=siloed,own&load=0.8&surge=2&company=shop&seed=5&own={own.json()['own']}"
    for name, content in archive(client.get(f"/download/configuration.zip?{query}")).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    said = (folder / "played" / "README.txt").read_text()
    command = re.search(r"orgsim (compare .*)", said)[1].split()
    quickly = ["study.replications=2", "study.path_replications=0", "study.mechanism_replications=0", "out=again"]
    assert main([*command, *quickly, "study.processes=1"]) == 0
    ours = pd.read_csv(io.StringIO(archive(client.get(f"/download/data.zip?{query}"))["measures.csv"]))
    theirs = pd.read_parquet(folder / "again" / "measures.parquet")
    theirs["design"] = theirs["design"].str.removeprefix("played_")
    key = ["design", "measure", "subset"]
    both = ours[ours["estimand"] == "flow"].merge(theirs[theirs["replication"] == 0], on=key)
    assert len(both) > 250 and np.array_equal(both["value_x"], both["value_y"], equal_nan=True)


def test_a_taken_port_is_told_in_one_line(capsys):
    with listening(0) as taken:
        assert main(["play", f"port={taken.getsockname()[1]}", "open_browser=false"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("orgsim: port:") and "port=0 takes any" in said and said.count("\n") == 1
