"""`orgsim validate`: every proof agrees, a false claim is told, and the table says what it stands on."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
import yaml

from orgsim.cli import main
from orgsim.validation import validate as validating
from orgsim.validation.judge import FALSE_ALARM, MOST_CLAIMS, REPLICATIONS
from orgsim.validation.proof import Claim, Proof
from orgsim.validation.validate import registry, seeds, validate
from orgsim.views.validation import print_validation

QUICK = "misrouting_emerges"  # the quickest proof


@pytest.mark.parametrize("name", registry())
def test_proof(name):
    table = validate(only=[name], processes=1).table
    failed = table[table["verdict"] != "agrees"]
    assert failed.empty, failed[["claim", "exact", "mean", "half_width", "allowed", "verdict"]].to_dict("records")


# What is proved


def test_there_are_many_claims_but_no_more_than_share_the_error():
    claims = [claim for proof in registry().values() for claim in proof.claims]
    assert 25 <= len(claims) <= MOST_CLAIMS
    assert len({(claim.says, claim.unit) for claim in claims}) == len(claims)
    assert all(claim.source and claim.within > 0 for claim in claims)


def test_names_of_proofs_can_be_typed():
    assert all(name and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.") for name in registry())


def test_a_registry_of_too_many_claims_is_refused(monkeypatch):
    monkeypatch.setattr(validating, "MOST_CLAIMS", 10)
    with pytest.raises(ValueError, match="shared out for 10"):
        registry()


def test_replications_have_seeds_of_their_own_proof():
    assert len(set(seeds("one", 1) + seeds("other", 1) + seeds("one", 2))) == 3 * REPLICATIONS
    assert seeds("one", 1)[:5] == seeds("one", 1, 5)


def test_the_same_with_any_number_of_processes():
    one, two = (validate(only=[QUICK], processes=n).table for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)


def test_the_full_form_is_three_times_as_narrow():
    quick, full = (validate(form, only=[QUICK], processes=1).table.iloc[0] for form in ("quick", "full"))
    assert full["allowed"] == pytest.approx(quick["allowed"] / 3)
    assert full["half_width"] < quick["half_width"] / 2 and full["verdict"] == "agrees"


# What is told


def proofs_of(numbers: dict[str, float], spread: float = 0.01):
    """A registry of claims of 1 about runs that give these numbers, a little more or less by the seed."""

    def proof(name: str, number: float) -> Proof:
        claim = Claim(f"{name} is one", 1.0, 0.05, "arithmetic", "")
        return Proof(name, (claim,), lambda sharper: lambda seed: [number + spread * (seed % 1000 / 500 - 1)])

    return lambda: {name: proof(name, number) for name, number in numbers.items()}


@pytest.fixture(autouse=True)
def nothing_prepared():
    """Proofs under the same name are another's."""
    validating.prepared.cache_clear()


def test_a_false_claim_is_told(monkeypatch, capsys):
    monkeypatch.setattr(validating, "registry", proofs_of({"three": 3.0, "unity": 1.0}))
    assert main(["validate", "processes=1"]) == 1
    said = capsys.readouterr().out
    assert "three is one" in said and "disagrees" in said and "1 of 2 claims hold" in said


def test_a_claim_about_noise_is_told(monkeypatch, capsys):
    monkeypatch.setattr(validating, "registry", proofs_of({"noise": 1.0}, spread=1.0))
    assert main(["validate", "processes=1"]) == 1
    assert "too noisy" in capsys.readouterr().out


def test_a_claim_about_no_number_disagrees(monkeypatch):
    monkeypatch.setattr(validating, "registry", proofs_of({"nothing": float("nan")}))
    assert list(validate(processes=1).table["verdict"]) == ["disagrees"]


def test_a_proof_gives_a_number_for_each_claim(monkeypatch):
    claim = Claim("one", 1.0, 0.1, "arithmetic")
    monkeypatch.setattr(validating, "registry", lambda: {"two": Proof("two", (claim, claim), lambda _: lambda _: [1])})
    with pytest.raises(ValueError, match="two gives"):
        validate(processes=1)


def test_the_table_has_claim_values_interval_verdict_and_source(capsys, folder):
    assert main(["validate", f"only=[{QUICK}]", "processes=1", "out=out"]) == 0
    said = capsys.readouterr()
    (claim,) = registry()[QUICK].claims
    (row,) = pd.read_parquet(folder / "out" / "validation.parquet").itertuples()
    assert (row.proof, row.claim, row.exact, row.source) == (QUICK, claim.says, claim.exact, claim.source)
    assert row.low <= claim.exact <= row.high and row.high - row.low == pytest.approx(2 * row.half_width)
    assert row.half_width <= row.allowed == claim.within * claim.exact and row.verdict == "agrees"
    for part in (claim.source, QUICK, f"{row.mean:.4f}", f"{row.half_width:.4f}", "agrees", "1 of 1 claims hold"):
        assert part in said.out
    assert f"{FALSE_ALARM:g}"[1:] in said.out and "running proofs: 80 of 80" in said.err


def test_the_table_carries_versions_and_seed(folder):
    validate(only=[QUICK], seed=7, processes=1, out="out")
    stamp = json.loads((folder / "out" / "stamp.json").read_text())
    used = yaml.safe_load((folder / "out" / "config.yaml").read_text())
    assert stamp["seed"] == 7 and {"orgsim", "python", "libraries"} <= set(stamp)
    assert used == {
        "form": "quick", "only": [QUICK], "seed": 7,
        "replications": REPLICATIONS, "false_alarm": FALSE_ALARM, "most_claims": MOST_CLAIMS,
    }  # fmt: skip


@pytest.mark.parametrize("columns", [80, 160])
def test_the_table_fits_the_terminal(columns, monkeypatch):
    class Terminal:
        encoding, text = "utf-8", ""

        def isatty(self):
            return True

        def write(self, text):
            self.text += text

        def flush(self):
            pass

    monkeypatch.setenv("COLUMNS", str(columns))
    print_validation(validate(only=[QUICK], processes=1), out := Terminal())
    text = re.sub(r"\x1b\[[0-9;]*m", "", out.text)
    assert columns / 2 < max(map(len, text.splitlines())) <= columns
    assert "agrees" in text and QUICK in text and "1 of 1 claims hold" in text


# Mistakes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["form=ful"], "form: 'ful' cannot be used; allowed: one of quick, full; did you mean full?"),
        (["frm=full"], "frm: no such key; allowed: form, only, seed, processes, out; did you mean form?"),
        (["company.load=.8"], "company: no such key"),
        (["only=[mm1_bussy]"], "did you mean mm1_busy?"),
        (["only=mm1_busy"], "only: 'mm1_busy' cannot be used; allowed: a list, as in [a, b]"),
        (["processes=0"], "processes: 0 cannot be used"),
        (["processes=many"], "processes: 'many' cannot be used"),
        (["seed=-1"], "seed: -1 cannot be used"),
        (["out=''"], "out: '' cannot be used"),
        (["-m", "form=quick,ful"], "form: 'ful' cannot be used"),
    ],
)
def test_a_mistake_is_told_in_one_line(words, said, folder, capsys):
    assert main(["validate", *words]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("orgsim: ") and told.err.count("\n") == 1 and said in told.err
    assert not list(folder.iterdir())


def test_help_teaches(capsys):
    assert main(["validate", "--help"]) == 0
    said = capsys.readouterr().out
    assert "orgsim validate only=[" in said and "one of quick, full" in said and "Exit code 0" in said
    assert "GROUP=NAME" not in said and max(map(len, said.splitlines())) <= 140
