"""The table has the columns that scripts know, exact money and no formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from desktop_chat.core.spending import SpentBy, SpentShare, SpentSum
from desktop_chat.formats.usage_table_csv import write

SHARE = SpentShare("=1+1", SpentSum(Decimal("1E-7"), Decimal("1E-7"), 3, 2), 10, 20)


def test_money_is_exact_and_what_has_no_cost_is_counted() -> None:
    lines = write(SpentBy.MODEL, [SHARE], {}).splitlines()
    assert lines == [
        "model,requests,prompt_tokens,completion_tokens,cost_usd,estimated_usd,unpriced_requests",
        "'=1+1,3,10,20,0.0000001,0.0000001,2",
    ]


def test_a_conversation_has_its_title_where_it_is_known() -> None:
    gone = SpentShare("c2")
    text = write(SpentBy.CONVERSATION, [SpentShare("c1"), gone], {"c1": '=A,"b"\n'})
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["conversation", "title", "requests"]
    assert [row[:2] for row in rows[1:]] == [["c1", '\'=A,"b"\n'], ["c2", ""]]
