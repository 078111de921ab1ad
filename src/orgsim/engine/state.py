"""The whole state of a run as one record: where each table lies, how much of it is used, and the world's rates.

Rules reach a row with ``issue(s, i)``, ``unit(s, u)`` and so on. In Python mode the same calls index the arrays.
"""

import numba as nb
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from orgsim.engine import tables
from orgsim.engine.compiled import CHECKED, UNCOMPILED, rule

INT32 = np.dtype([("v", "i4")])
INT64 = np.dtype([("v", "i8")])
FLOAT64 = np.dtype([("v", "f8")])

# Flat arrays beside the tables of things: (name, dtype).
ARRAYS = {
    "versions": INT32,  # [unit, topic] version each unit holds
    "entries": INT32,  # [unit, topic] version of the directory each unit holds
    "may_answer": INT32,  # [unit, topic]
    "has_view": INT32,  # [unit, topic] whether news of the topic can reach the unit
    "at_home": FLOAT64,  # [unit, topic] share of the unit's people at home on it
    "common": INT32,  # [unit, unit] who approves a case of both
    "answered": INT64,  # [unit, topic] answers begun
    "answered_at_home": INT64,  # [unit, topic] of them by people at home on the topic
    "minutes": FLOAT64,  # [unit, kind] staff minutes started
    "topic_share": FLOAT64,  # cumulative
    "channel_share": FLOAT64,  # cumulative
    "offsets": INT64,  # [customer + 1] ties
    "neighbours": INT32,
    "tellers": INT32,
    "members": INT32,  # of the community, in no order
    "member_at": INT32,  # [customer] where among them
    "told": INT32,  # [topic] version the community has
    "relief": FLOAT64,  # [topic] share of issues that still arise
    "drawn": FLOAT64,  # [issue, the last so many] work minutes of its first step, drawn ahead
}
TABLES = tables.TABLES | ARRAYS

PARAMETERS = [
    ("seed", "u8"),
    ("now", "f8"),
    ("worked", "f8"),
    ("next_issue", "i8"),
    ("drawn_from", "i8"),
    ("drawn_to", "i8"),
    ("pending", "i8"),
    ("people", "i8"),
    ("vacant", "i8"),
    ("free_job", "i8"),
    ("free_jobs", "i8"),
    ("next_probe", "i8"),
    ("next_path", "i8"),
    ("next_followed", "i8"),
    ("telling", "i8"),
    ("always_open", "i8"),
    ("opens", "f8"),
    ("closes", "f8"),
    ("work_days", "f8"),
    ("work_law", "i8"),
    ("work_mean", "f8"),
    ("work_mu", "f8"),
    ("work_sigma", "f8"),
    ("off_topic_slowdown", "f8"),
    ("off_topic_slips", "f8"),
    ("slip", "f8"),
    ("exceptions", "f8"),
    ("threshold", "f8"),
    ("overdue_after", "f8"),
    ("catch", "f8"),
    ("false_return", "f8"),
    ("move_rate", "f8"),
    ("poisson_meetings", "i8"),
    ("triage_minutes", "f8"),
    ("reading_minutes", "f8"),
    ("reading_with_record", "f8"),
    ("notes_minutes", "f8"),
    ("approval_minutes", "f8"),
    ("meeting_setup", "f8"),
    ("meeting_item", "f8"),
    ("sharing", "f8"),
    ("look_up_minutes", "f8"),
    ("discovery", "f8"),
    ("discovery_mean", "f8"),
    ("raise_again", "f8"),
    ("probe_rate", "f8"),
    ("attitudes", "i8"),
    ("release", "f8"),
    ("eta", "f8"),
    ("decay", "f8"),
    ("advocate_above", "f8"),
    ("adversary_below", "f8"),
    ("contact_good", "f8"),
    ("contact_bad", "f8"),
    ("effect", "f8"),
    ("retell", "f8"),
    ("days_telling", "i8"),
    ("messages", "i8"),
    ("tellers_made", "i8"),
    ("episodes_told", "i8"),
    ("switch_channel", "f8"),
    ("extended", "i8"),  # whether any of what follows is on
    ("posts", "f8"),  # a minute
    ("next_post", "i8"),
    ("competitor", "f8"),  # minutes, mean
    ("listener", "i8"),  # unit, -1 none
    ("seller", "i8"),  # department
    ("listener_sells", "i8"),
    ("listening_minutes", "f8"),
    ("profile", "f8"),
    ("asks", "f8"),
    ("helping", "f8"),  # answers a minute of a member to a question left open
    ("asking", "f8"),  # minutes, mean, before one turns to the company
    ("joins", "f8"),
    ("leaves", "f8"),  # probability a day
    ("leaves_hosted", "f8"),
    ("host", "i8"),  # unit, -1 none
    ("hosting_minutes", "f8"),
    ("hosted_at", "f8"),
    ("hostings", "i8"),
    ("recognition", "f8"),
    ("community", "i8"),  # members
    ("ideas", "f8"),
    ("idea_taker", "i8"),  # unit, -1 none
    ("idea_minutes", "f8"),
    ("idea_relief", "f8"),
    ("ideas_had", "i8"),
    ("ideas_passed", "i8"),
    ("ideas_done", "i8"),
    ("heard", "f8"),
    ("lifecycle", "i8"),
    ("feedback", "i8"),
    ("prospect_asks", "f8"),
    ("goes_on_1", "f8"),  # logits
    ("goes_on_2", "f8"),
    ("goes_on_3", "f8"),
    ("going_on", "f8"),  # logits for each of the ladder
]
STATE = np.dtype(
    [(f"{name}_at", "i8") for name in TABLES] + [(f"{name}_n", "i8") for name in TABLES] + PARAMETERS, align=True
)

_arrays: dict[int, np.ndarray] = {}  # Python mode: tables by address


def register(array: np.ndarray) -> int:
    """Address of an array, remembered for Python mode."""
    address = array.ctypes.data
    if UNCOMPILED:
        _arrays[address] = array.view(np.recarray)
    return address


def _reacher(dtype: np.dtype):
    """A function (address, row) -> record."""
    if UNCOMPILED:
        return lambda address, row: _arrays[address][row]
    record, size = nb.from_dtype(dtype), dtype.itemsize

    @intrinsic
    def reach(typing_context, address, row):
        def generate(context, builder, signature, arguments):
            base, index = arguments
            place = builder.add(base, builder.mul(index, ir.Constant(ir.IntType(64), size)))
            return builder.inttoptr(place, context.get_value_type(record))

        return record(types.int64, types.int64), generate

    return reach


def _rows(name: str):
    """The function (state, row) -> record of a table."""
    address, rows = f"{name}_at", f"{name}_n"
    reach = _reacher(TABLES[name])

    def row(s, index):
        return reach(s[address], index)

    def checked_row(s, index):
        if index < 0 or index >= s[rows]:
            raise IndexError("row out of range")
        return reach(s[address], index)

    return rule(checked_row if CHECKED or UNCOMPILED else row)


state_at = _reacher(STATE)
issue = _rows("issues")
episode = _rows("episodes")
probe = _rows("probes")
path = _rows("path")
customer = _rows("customers")
unit = _rows("units")
group = _rows("groups")
job = _rows("jobs")
line = _rows("lines")
topic = _rows("topics")
channel = _rows("channels")
department = _rows("departments")
event = _rows("events")
version = _rows("versions")
entry_of = _rows("entries")
may_answer_of = _rows("may_answer")
has_view_of = _rows("has_view")
at_home_of = _rows("at_home")
common_of = _rows("common")
answered_of = _rows("answered")
answered_at_home_of = _rows("answered_at_home")
minutes_of = _rows("minutes")
topic_share = _rows("topic_share")
channel_share = _rows("channel_share")
first_tie = _rows("offsets")
neighbour = _rows("neighbours")
teller = _rows("tellers")
drawn = _rows("drawn")
followed = _rows("followed")
lead = _rows("leads")
member = _rows("members")
member_at = _rows("member_at")
told = _rows("told")
relief = _rows("relief")
