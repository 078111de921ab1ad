"""A file of ties is read whatever sets its numbers apart, and what is wrong in it is told in one line."""

import gzip
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.errors import InputError
from orgsim.inputs import edge_list
from orgsim.inputs.edge_list import read_edge_list

DATA = Path(__file__).parents[2] / "shared" / "data"
FACEBOOK, EMAIL = DATA / "facebook_combined.txt.gz", DATA / "email-Eu-core.txt.gz"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "ties.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    "text",
    [
        "7 3\n3 9\n",
        "7\t3\n3\t9",
        "7,3\n3,9\n",
        "7, 3\r\n3, 9\r\n",
        "# people who know each other\n\n 7 3\n   \n3 9  # since school\n\n",
        "3 7\n7 3\n9 3\n3 9\n9 9\n",
        b"\xef\xbb\xbf7 3\n3 9\n",
        gzip.compress(b"7 3\n3 9\n"),
    ],
    ids=["spaces", "tabs", "commas", "windows", "comments", "repeats", "byte order mark", "gzip"],
)
def test_people_are_renumbered_in_order_of_their_labels(written, text):
    pairs, labels = read_edge_list(written(text))
    assert labels.tolist() == [3, 7, 9]
    assert pairs.tolist() == [[0, 1], [0, 2]]
    assert pairs.dtype == np.int64


def test_whoever_is_only_in_a_self_loop_is_a_person_without_ties(written):
    pairs, labels = read_edge_list(written("1 2\n5 5\n"))
    assert labels.tolist() == [1, 2, 5] and pairs.tolist() == [[0, 1]]


def test_order_of_lines_does_not_matter(written):
    one = [array.tolist() for array in read_edge_list(written("5 1\n2 5\n1 2\n"))]
    assert one == [array.tolist() for array in read_edge_list(written("2 1\n1 5\n5 2\n"))]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("source,target\n1,2\n", 1),
        ("1 2\n3\n", 2),
        ("3\n1 2\n", 1),
        ("1 2\n\n# so far so good\n1 2 3\n", 4),
        ("1 2 3\n4 5 6\n", 1),
        ("1 2\n-1 2\n", 2),
        ("1 2\n1.0 2\n", 2),
        ("1 2\n1e3 2\n", 2),
        ("1 2\n0x1 2\n", 2),
        ("1 2\n1_0 2\n", 2),
        ("1 2\nnan 2\n", 2),
        ("1 2\nTrue 2\n", 2),
        ("1 2\n\x00 2\n", 2),
        ('1 2\n"3 4"\n', 2),
        ("1 2\n99999999999999999999999 2\n", 2),
        (b"1 2\n\xff\xfe 3\n", 2),
    ],
)
def test_garbage_is_named_with_its_line(written, text, line):
    path = written(text)
    with pytest.raises(InputError) as mistake:
        read_edge_list(path)
    assert mistake.value.key == "network.path"
    assert str(mistake.value).endswith(f"two whole numbers a line, 0 or above; see line {line} of {path}")
    assert "\n" not in str(mistake.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("# nobody\n", "has none"),
        ("1 1\n2 2\n", "has only self loops"),
        (gzip.compress(b"1 2\n" * 999)[:-9], "end-of-stream"),
        (b"\x1f\x8b garbage", "readable file"),
    ],
)
def test_a_file_without_ties_is_refused(written, text, why):
    path = written(text)
    with pytest.raises(InputError, match=why) as mistake:
        read_edge_list(path)
    assert str(path) in str(mistake.value) and "\n" not in str(mistake.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match="a file that exists"):
        read_edge_list(tmp_path / "nobody.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_edge_list(tmp_path)
    with pytest.raises(InputError, match="the path of a file"):
        read_edge_list("")


words = st.sampled_from(
    ["0", "1", "22", "-1", "+3", "1.5", "x", "#", "#", " ", ",", "\t", "\n", "\n", "007", '"', "1e2"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=24))
def test_the_fast_way_reads_only_what_the_careful_way_reads_and_the_same(parts):
    text = " ".join(parts).encode().translate(edge_list._AS_SPACES)
    fast = edge_list._parsed(text)
    if fast is not None:
        assert fast.tolist() == edge_list._parsed_line_by_line(text, "ties.txt").tolist()


@pytest.mark.skipif(not FACEBOOK.exists(), reason=f"needs ../shared/data/{FACEBOOK.name}")
def test_facebook_is_read_well_under_a_second():
    start = time.process_time()
    pairs, labels = read_edge_list(FACEBOOK)
    assert time.process_time() - start < 1
    assert (len(labels), len(pairs)) == (4039, 88_234)


@pytest.mark.skipif(not EMAIL.exists(), reason=f"needs ../shared/data/{EMAIL.name}")
def test_who_e_mails_whom_has_1005_people():
    pairs, labels = read_edge_list(EMAIL)
    assert len(labels) == 1005 and pairs.max() < 1005
