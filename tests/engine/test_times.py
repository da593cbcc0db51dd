"""Moments in words of many languages: read as they are meant, or not at all; and late days by the course's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from grader.grading.late import LatePolicy
from grader.times import DAY_FIRST, MONTH_FIRST, first_line, order_of, read_time

BERLIN = ZoneInfo("Europe/Berlin")
READ = {
    "2026-11-09 18:15:00 UTC": [
        *("Nov 9, 2026 1915", "Nov 9, 2026 715 PM", "Monday, 9 November 2026, 7:15 PM", "9 Nov 2026 19:15"),
        *("9. Nov. 2026 1915", "Montag, 9. November 2026, 19:15", "09.11.2026 19:15", "lundi 9 novembre 2026, 19:15"),
        *("9 nov. 2026 19h15", "9 de noviembre de 2026 1915", "lunes, 9 de noviembre de 2026, 7:15 p. m."),
        *("9 de nov de 2026 1915", "lunedì 9 novembre 2026, 19:15", "maandag 9 november 2026, 19:15"),
        *("måndag, 9 november 2026, 19:15", "maanantai 9. marraskuu 2026, 19:15"),
        *("pondělí 9. listopadu 2026, 19.15", "Kasım 9, 2026 1915", "9 нояб. 2026 г. 1915", "2026. november 9. 1915"),
        *(
            "2026年11月9日 1915",
            "2026年11月9日 下午 715",
            "2026년 11월 9일 오후 715",
            "2026-11-09 1915",
            "2026.11.09 19:15",
        ),
        *("2026-11-09T19:15", "2026-11-09 19:15:00+01:00", "2026-11-09T18:15:00Z", "2026-11-09 18:15:00.000000 UTC"),
        *("2026-11-09 18:15:00.000000000 Z", "1794248100", "1794248100.25", "Nov 9, 2026 1815 UTC"),
    ],
    "2026-11-20 11:05:00 UTC": ["Nov 20, 2026 1205 PM", "20/11/2026 12:05", "11/20/2026 12:05", "2026/11/20 1205"],
    "2026-11-19 23:05:00 UTC": ["Nov 20, 2026 1205 AM", "20 November 2026, 12:05 am", "Nov 20, 2026 0005"],
}
NOT_READ = [
    *(
        "09/11/2026 19:15",
        "9 listopada 2026 1915",
        "9 lis 2026 1915",
        "Nov 9, 2026",
        "1915",
        "Nov 9 1915",
        "tomorrow at 19:15",
    ),
    *("Feb 30, 2026 1015", "Nov 9, 2026 2500", "Nov 9, 2026 1915 PM", "Nov 9, 2026 0015 AM", "Nov 9, 2026 19:15 CET"),
    *("9 Nov Dec 2026 1915", "9 10 Nov 2026 1915", "Nov 9, 1026 1915", "Nov 9, 2026 10:15 11:15", "", "inf", "9" * 400),
]


@pytest.mark.parametrize(("when", "text"), [(when, text) for when, texts in READ.items() for text in texts])
def test_a_moment_is_read_as_it_is_meant(when, text):
    found = read_time(text, BERLIN)
    assert found is not None and f"{found.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" == when


@pytest.mark.parametrize("text", NOT_READ)
def test_what_has_two_meanings_or_none_is_not_read(text):
    assert read_time(text, BERLIN) is None


def test_other_dates_of_a_table_say_whether_the_day_stands_first():
    assert order_of(["09/11/2026 19:15", "20/11/2026 10:00"]) == DAY_FIRST
    assert order_of(["09/11/2026 19:15", "11/20/2026 10:00"]) == MONTH_FIRST
    assert order_of(["09/11/2026 19:15"]) is None and order_of(["20/11/2026", "11/20/2026"]) is None
    assert read_time("09/11/2026 19:15", BERLIN, DAY_FIRST).month == 11
    assert read_time("09/11/2026 19:15", BERLIN, MONTH_FIRST).month == 9


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_first_line_is_found_whatever_wrote_the_file(encoding):
    data = "2026-11-20 18:00:00 UTC\r\nsecond line\r\n".encode(encoding)
    assert first_line(data) == "2026-11-20 18:00:00 UTC"
    assert first_line(b"\n\n 1794248100 \n") == "1794248100" and first_line(b"") == first_line(b"\xff\xfe") == ""


@pytest.mark.parametrize(
    ("until", "came", "days"),
    [
        ((10, 24, 16, 0), (10, 25, 17, 0), 1),  # 25 hours later by the clock of a day with 25 hours: 18:00 to 18:00
        ((10, 24, 16, 0), (10, 25, 17, 1), 2),
        ((3, 28, 17, 0), (3, 29, 16, 30), 2),  # 23.5 hours later it is 18:30: a second day has begun
        ((3, 28, 17, 0), (3, 29, 16, 0), 1),
        ((3, 2, 17, 0), (3, 2, 17, 30), 1),
    ],
)
def test_a_day_on_which_clocks_are_turned_is_one_day(until, came, days):
    policy = LatePolicy(per_day=0.1, timezone="Europe/Berlin")
    assert policy._begun_days(datetime(2026, *until), datetime(2026, *came)) == days
