"""What each service type asks for, what it may not be, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from smm_tui.models import Money, Service, ServiceType
from smm_tui.ordering import (
    Confirmation,
    FieldKind,
    Limits,
    Problem,
    Quote,
    charge_for,
    confirmation,
    confirmation_of,
    fields,
    limits,
    quote,
    whole_quantity,
)
from smm_tui.service_fields import DELAYS
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings

LINK = "https://example.com/p/1"
SETTINGS = PanelSettings(
    name="demo", url="https://panel.example/api/v2", key=KeySource(KeyOrigin.NONE)
)


def service(kind: ServiceType = ServiceType.DEFAULT, **changes: object) -> Service:
    made = Service(
        service_id="7",
        name="Followers",
        category="Best sellers",
        type=kind,
        type_text=kind.value,
        rate=Decimal("0.90"),
        min=50,
        max=10_000,
        dripfeed=True,
    )
    return structs.replace(made, **changes)


def told(found: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(each.field, each.text) for each in found]


def lines(count: int) -> str:
    return "\n".join(f"line {number}" for number in range(count))


ENTRIES = {
    "link": LINK,
    "quantity": "100",
    "keywords": "one\ntwo",
    "comments": lines(60),
    "usernames": lines(70),
    "hashtags": "#a\n#b",
    "hashtag": "#a",
    "username": "@someone",
    "media": "https://example.com/m",
    "answer_number": "2",
    "groups": "g1\ng2",
    "min": "60",
    "max": "80",
    "delay": "30",
    "country": "US",
    "device": "5",
    "type_of_traffic": "3",
}
SHAPES = {
    ServiceType.DEFAULT: ["link", "quantity"],
    ServiceType.UNHEARD: ["link", "quantity"],
    ServiceType.PACKAGE: ["link"],
    ServiceType.SEO: ["link", "quantity", "keywords"],
    ServiceType.CUSTOM_COMMENTS: ["link", "comments"],
    ServiceType.MENTIONS: ["link", "quantity", "usernames"],
    ServiceType.MENTIONS_WITH_HASHTAGS: ["link", "quantity", "usernames", "hashtags"],
    ServiceType.MENTIONS_CUSTOM_LIST: ["link", "usernames"],
    ServiceType.MENTIONS_HASHTAG: ["link", "quantity", "hashtag"],
    ServiceType.MENTIONS_USER_FOLLOWERS: ["link", "quantity", "username"],
    ServiceType.MENTIONS_MEDIA_LIKERS: ["link", "quantity", "media"],
    ServiceType.CUSTOM_COMMENTS_PACKAGE: ["link", "comments"],
    ServiceType.COMMENT_LIKES: ["link", "quantity", "username"],
    ServiceType.POLL: ["link", "quantity", "answer_number"],
    ServiceType.COMMENT_REPLIES: ["link", "username", "comments"],
    ServiceType.INVITES_FROM_GROUPS: ["link", "quantity", "groups"],
    ServiceType.SUBSCRIPTIONS: ["username", "min", "max", "delay"],
    ServiceType.WEB_TRAFFIC: ["link", "quantity", "country", "device", "type_of_traffic"],
}
OPTIONAL = {
    ServiceType.DEFAULT: ["runs", "interval"],
    ServiceType.UNHEARD: ["runs", "interval"],
    ServiceType.SUBSCRIPTIONS: ["posts", "old_posts", "expiry"],
    ServiceType.WEB_TRAFFIC: ["google_keyword", "referring_url", "runs", "interval"],
}
QUANTITIES = {
    ServiceType.PACKAGE: None,
    ServiceType.CUSTOM_COMMENTS_PACKAGE: None,
    ServiceType.SUBSCRIPTIONS: None,
    ServiceType.CUSTOM_COMMENTS: 60,
    ServiceType.COMMENT_REPLIES: 60,
    ServiceType.MENTIONS_CUSTOM_LIST: 70,
}


# Every type


@pytest.mark.parametrize("kind", ServiceType)
def test_a_form_asks_for_what_the_type_needs(kind: ServiceType) -> None:
    asked = fields(service(kind))
    assert [each.name for each in asked] == SHAPES[kind] + OPTIONAL.get(kind, [])
    needed = [each.name for each in asked if each.required and each.only_if is None]
    assert needed == SHAPES[kind]
    assert all(each.label for each in asked)
    assert all(bool(each.choices) is (each.kind is FieldKind.CHOICE) for each in asked)


@pytest.mark.parametrize("kind", ServiceType)
def test_a_form_that_is_filled_in_sends_what_was_entered(kind: ServiceType) -> None:
    quoted = quote(service(kind), ENTRIES)
    assert quoted.ok, quoted.problems
    assert quoted.params == (("service", "7"), *((name, ENTRIES[name]) for name in SHAPES[kind]))
    assert quoted.quantity == QUANTITIES.get(kind, 100)


@pytest.mark.parametrize("kind", ServiceType)
def test_an_empty_form_names_each_field_that_is_needed(kind: ServiceType) -> None:
    quoted = quote(service(kind), {})
    assert [each.field for each in quoted.problems] == SHAPES[kind]
    assert all(each.text.endswith(" is needed.") for each in quoted.problems)
    assert not quoted.ok
    assert quoted.params == (("service", "7"),)
    assert quoted.quantity is None


@pytest.mark.parametrize(("kind", "name"), [(k, n) for k, names in SHAPES.items() for n in names])
def test_each_field_that_is_needed_is_missed_alone(kind: ServiceType, name: str) -> None:
    quoted = quote(service(kind), {**ENTRIES, name: "  \n "})
    assert [each.field for each in quoted.problems] == [name]
    assert name not in dict(quoted.params)


@pytest.mark.parametrize(
    ("kind", "charge"),
    [(kind, "0.09") for kind in ServiceType if kind not in QUANTITIES]
    + [
        (ServiceType.PACKAGE, "0.90"),
        (ServiceType.CUSTOM_COMMENTS_PACKAGE, "0.90"),
        (ServiceType.CUSTOM_COMMENTS, "0.054"),
        (ServiceType.COMMENT_REPLIES, "0.054"),
        (ServiceType.MENTIONS_CUSTOM_LIST, "0.063"),
    ],
)
def test_the_charge_of_each_type(kind: ServiceType, charge: str) -> None:
    quoted = quote(service(kind), ENTRIES)
    assert str(quoted.charge) == charge
    assert quoted.ceiling == quoted.most == quoted.charge
    assert quoted.per_post is None
    assert not quoted.unbounded


def test_a_type_never_heard_of_is_ordered_as_default_and_says_so() -> None:
    odd = service(ServiceType.UNHEARD, type_text="Special")
    quoted = quote(odd, ENTRIES)
    assert quoted.ok
    assert told(quoted.warnings) == [
        ("", 'The type "Special" is not known here; it is ordered as Default.')
    ]
    assert quote(service(), ENTRIES).warnings == ()


@pytest.mark.parametrize("kind", [ServiceType.DEFAULT, ServiceType.WEB_TRAFFIC])
def test_drip_feed_is_asked_for_unless_the_panel_has_none(kind: ServiceType) -> None:
    for flag, present in ((True, True), (None, True), (False, False)):
        names = [each.name for each in fields(service(kind, dripfeed=flag))]
        assert ("runs" in names) is present
        assert ("interval" in names) is present


# Whole numbers


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        ("1000", 1000),
        (" 1000 ", 1000),
        ("0", 0),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("", None),
        ("1.000", None),
        ("1,000", None),
        ("1 000", None),
        ("1000.0", None),
        ("1e3", None),
        ("+5", None),
        ("-5", None),
        ("\u0661\u0660", None),
        ("ten", None),
    ],
)
def test_whole_quantity(entry: str, number: int | None) -> None:
    assert whole_quantity(entry) == number


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("1.000", "1000"),
        ("1,000", "1000"),
        ("1 000", "1000"),
        ("1'000", "1000"),
        ("1\u2019000", "1000"),
        ("1_000", "1000"),
        ("12,345,678", "12345678"),
        ("0.100", "100"),
        ("0,000", "0"),
    ],
)
def test_a_grouped_quantity_is_never_guessed(entry: str, meant: str) -> None:
    quoted = quote(service(), {**ENTRIES, "quantity": entry})
    assert told(quoted.problems) == [
        ("quantity", f"It can be read in two ways; if you mean {meant}, write {meant}.")
    ]
    assert quoted.quantity is None
    assert quoted.charge is None


@pytest.mark.parametrize("entry", ["1.5", "1,0000", "-5", "ten", "1.000.5", "9" * 19, "1000,000"])
def test_what_is_no_whole_number_says_what_is_needed(entry: str) -> None:
    quoted = quote(service(), {**ENTRIES, "quantity": entry})
    assert told(quoted.problems) == [
        ("quantity", "A whole number is needed, in digits only, such as 1000.")
    ]


def test_leading_zeros_are_not_sent() -> None:
    assert dict(quote(service(), {**ENTRIES, "quantity": "00100"}).params)["quantity"] == "100"


# Min and max


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (None, None, Limits(1, None)),
        (0, 0, Limits(1, None)),
        (-5, -1, Limits(1, None)),
        (1, 1, Limits(1, 1)),
        (2, 3, Limits(2, 3)),
    ],
)
def test_limits(least: int | None, most: int | None, expected: Limits) -> None:
    assert limits(service(min=least, max=most)) == expected


@pytest.mark.parametrize(
    ("quantity", "fits"), [(49, False), (50, True), (10_000, True), (10_001, False), (0, False)]
)
def test_a_quantity_is_within_min_and_max(quantity: int, *, fits: bool) -> None:
    quoted = quote(service(), {**ENTRIES, "quantity": str(quantity)})
    assert quoted.ok is fits
    assert quoted.quantity == quantity
    assert quoted.charge == Decimal(quantity) * Decimal("0.0009")
    if quantity:
        wanted = [] if fits else [("quantity", "Allowed: 50 to 10000.")]
        assert told(quoted.problems) == wanted


def test_one_is_a_quantity_and_below_the_min_it_is_told_so() -> None:
    entries = {**ENTRIES, "quantity": "1"}
    assert quote(service(min=1), entries).ok
    few = quote(service(min=2), entries)
    assert told(few.problems) == [("quantity", "Allowed: 2 to 10000.")]


def test_nothing_is_no_quantity() -> None:
    for odd in (service(min=None), service(min=5, max=2), service()):
        quoted = quote(odd, {**ENTRIES, "quantity": "0"})
        assert told(quoted.problems) == [("quantity", "At least 1 is needed.")]


def test_without_a_max_any_quantity_will_do() -> None:
    open_ended = service(max=None)
    assert quote(open_ended, {**ENTRIES, "quantity": "9" * 18}).ok
    quoted = quote(open_ended, {**ENTRIES, "quantity": "49"})
    assert told(quoted.problems) == [("quantity", "Allowed: 50 or more.")]


def test_limits_that_contradict_each_other_warn_and_allow() -> None:
    odd = service(min=100, max=99)
    assert limits(odd).contradictory
    quoted = quote(odd, {**ENTRIES, "quantity": "7"})
    assert quoted.ok
    assert [each.field for each in quoted.warnings] == [""]
    assert "contradict" in quoted.warnings[0].text
    assert not limits(service(min=100, max=100)).contradictory


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ServiceType.CUSTOM_COMMENTS, "comments"),
        (ServiceType.COMMENT_REPLIES, "comments"),
        (ServiceType.MENTIONS_CUSTOM_LIST, "usernames"),
    ],
)
def test_lines_that_count_are_checked(kind: ServiceType, name: str) -> None:
    for count, fits in ((49, False), (50, True), (51, True)):
        quoted = quote(service(kind), {**ENTRIES, name: lines(count)})
        assert quoted.ok is fits
        assert quoted.quantity == count
        assert [each.field for each in quoted.problems] == ([] if fits else [name])


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ServiceType.CUSTOM_COMMENTS_PACKAGE, "comments"),
        (ServiceType.MENTIONS, "usernames"),
        (ServiceType.SEO, "keywords"),
        (ServiceType.INVITES_FROM_GROUPS, "groups"),
    ],
)
def test_lines_that_do_not_count_are_not_checked(kind: ServiceType, name: str) -> None:
    assert quote(service(kind), {**ENTRIES, name: "one"}).ok


# Lines and texts


def test_lines_are_sent_with_line_feeds_and_without_empty_ones() -> None:
    entry = "  one \r\n\r\ntwo\r \nthree \U0001f600\n\n"
    quoted = quote(service(ServiceType.CUSTOM_COMMENTS, min=1), {**ENTRIES, "comments": entry})
    assert dict(quoted.params)["comments"] == "one\ntwo\nthree \U0001f600"
    assert quoted.quantity == 3
    assert told(quoted.warnings) == [("comments", "2 empty lines are left out.")]


def test_one_empty_line_and_those_at_the_end() -> None:
    one = quote(service(ServiceType.SEO), {**ENTRIES, "keywords": "a\n\nb"})
    assert told(one.warnings) == [("keywords", "1 empty line is left out.")]
    none = quote(service(ServiceType.SEO), {**ENTRIES, "keywords": "a\nb\n\n \n"})
    assert none.warnings == ()
    assert dict(none.params)["keywords"] == "a\nb"


@pytest.mark.parametrize("link", ["@someone", "anything at all", "example.com/\u4e2d?q=[x]&y=%20"])
def test_a_link_is_any_text(link: str) -> None:
    quoted = quote(service(), {**ENTRIES, "link": f"  {link}\n"})
    assert dict(quoted.params)["link"] == link


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("\n", "000A"),
        ("\t", "0009"),
        ("\x1b", "001B"),
        ("\x7f", "007F"),
        ("\x9b", "009B"),
        ("\ud800", "D800"),
        ("\u2028", "2028"),
        ("\u2029", "2029"),
    ],
)
def test_control_characters_are_refused(char: str, code: str) -> None:
    text = f"A control character (U+{code}) is in it; remove it."
    quoted = quote(service(), {**ENTRIES, "link": f"a{char}b"})
    assert told(quoted.problems) == [("link", text)]
    if char != "\n":
        quoted = quote(service(ServiceType.SEO), {**ENTRIES, "keywords": f"x\na{char}b"})
        assert told(quoted.problems) == [("keywords", text)]


# Drip-feed


def drip(quantity: str, runs: str, interval: str = "30", **changes: object) -> Quote:
    entries = {"link": LINK, "quantity": quantity, "runs": runs, "interval": interval}
    return quote(service(ServiceType.DEFAULT, **changes), entries)


def test_drip_feed_delivers_the_quantity_in_each_run() -> None:
    quoted = drip("100", "3")
    assert quoted.ok
    assert quoted.warnings == ()
    assert quoted.quantity == 300
    assert quoted.charge == Decimal("0.27")
    assert quoted.params[-2:] == (("runs", "3"), ("interval", "30"))


@pytest.mark.parametrize(
    ("quantity", "runs", "problem", "warning"),
    [
        ("24", "2", True, False),
        ("25", "2", False, True),
        ("49", "2", False, True),
        ("50", "2", False, False),
        ("5000", "2", False, False),
        ("5001", "2", False, True),
        ("10000", "2", False, True),
        ("10001", "2", True, False),
    ],
)
def test_only_what_every_panel_refuses_is_refused(
    quantity: str, runs: str, *, problem: bool, warning: bool
) -> None:
    quoted = drip(quantity, runs)
    total = int(quantity) * int(runs)
    allowed = "50 to 10000"
    assert told(quoted.problems) == ([("quantity", f"Allowed: {allowed}.")] if problem else [])
    text = f"{total} in all; some panels check each run and some the total: {allowed}."
    assert told(quoted.warnings) == ([("quantity", text)] if warning else [])
    assert quoted.quantity == total


def test_without_a_max_the_total_is_no_matter() -> None:
    assert drip("10001", "2", max=None).warnings == ()


@pytest.mark.parametrize(
    ("runs", "interval", "missing"), [("3", "", "interval"), ("", "30", "runs")]
)
def test_runs_and_interval_go_together(runs: str, interval: str, missing: str) -> None:
    text = "Runs and interval go together: fill in both or neither."
    assert told(drip("100", runs, interval).problems) == [(missing, text)]


def test_a_wrong_run_is_not_also_missing() -> None:
    assert [each.field for each in drip("100", "x").problems] == ["runs"]
    assert [each.field for each in drip("100", "3", "x").problems] == ["interval"]


@pytest.mark.parametrize(("runs", "fits", "warned"), [("0", 0, 0), ("1", 1, 1), ("2", 1, 0)])
def test_the_number_of_runs(runs: str, *, fits: bool, warned: bool) -> None:
    quoted = drip("100", runs)
    text = [("runs", "At least 1 is needed.")]
    assert told(quoted.problems) == ([] if fits else text)
    warning = [("runs", "Some panels take no drip-feed of less than 2 runs.")]
    assert told(quoted.warnings) == (warning if warned else [])
    assert quoted.quantity == 100 * max(int(runs), 1)


@pytest.mark.parametrize("interval", ["0", "5", "10", "15", "30", "60", "61"])
def test_an_interval_that_not_every_panel_takes_warns(interval: str) -> None:
    quoted = drip("100", "2", interval)
    assert quoted.ok
    text = [("interval", "Not every panel takes this; 10, 30 and 60 are taken by all.")]
    assert told(quoted.warnings) == ([] if interval in {"10", "30", "60"} else text)


def test_a_panel_that_says_nothing_of_drip_feed_warns_and_never_blocks() -> None:
    quoted = drip("100", "2", dripfeed=None)
    assert quoted.ok
    text = "The panel does not say whether this service takes drip-feed."
    assert told(quoted.warnings) == [("runs", text)]
    assert quote(service(dripfeed=None), ENTRIES).warnings == ()


def test_a_service_without_drip_feed_ignores_it() -> None:
    quoted = drip("100", "2", dripfeed=False)
    assert quoted.ok
    assert quoted.quantity == 100
    assert "runs" not in dict(quoted.params)


# Packages


@pytest.mark.parametrize(
    ("count", "ceiling"), [(1, "0.90"), (1000, "0.90"), (1001, "0.9009"), (2000, "1.80")]
)
def test_a_package_of_comments_is_limited_by_the_higher_figure(count: int, ceiling: str) -> None:
    kind = ServiceType.CUSTOM_COMMENTS_PACKAGE
    quoted = quote(service(kind, max=60), {**ENTRIES, "comments": lines(count)})
    assert quoted.ok
    assert str(quoted.charge) == "0.90"
    assert str(quoted.ceiling) == str(quoted.most) == ceiling
    text = f"Some panels charge each comment of such a package: {ceiling} in all."
    assert told(quoted.warnings) == ([("comments", text)] if count > 1000 else [])


def test_a_package_without_a_rate_has_no_charge() -> None:
    quoted = quote(service(ServiceType.PACKAGE, rate=None), ENTRIES)
    assert quoted.charge is quoted.ceiling is quoted.most is None


# Subscriptions


def subscription(**entries: str) -> Quote:
    asked = {**ENTRIES, "posts": "10", **entries}
    return quote(service(ServiceType.SUBSCRIPTIONS), asked)


def test_a_subscription_shows_the_charge_of_a_post_and_the_ceiling() -> None:
    quoted = subscription(old_posts="5", expiry="2030-01-31")
    assert quoted.ok
    assert quoted.warnings == ()
    assert quoted.charge is None
    assert quoted.per_post == Decimal("0.072")
    assert quoted.ceiling == quoted.most == Decimal("1.08")
    assert not quoted.unbounded
    assert quoted.params == (
        ("service", "7"),
        ("username", "@someone"),
        ("min", "60"),
        ("max", "80"),
        ("delay", "30"),
        ("posts", "10"),
        ("old_posts", "5"),
        ("expiry", "31/01/2030"),
    )
    assert subscription().ceiling == Decimal("0.72")


@pytest.mark.parametrize("posts", ["", "0"])
def test_a_subscription_without_a_limit_of_posts(posts: str) -> None:
    quoted = subscription(posts=posts, old_posts="5")
    assert quoted.ok
    assert quoted.unbounded
    assert quoted.ceiling is None
    assert quoted.most == quoted.per_post == Decimal("0.072")
    text = "No limit of posts: each new post is charged until it is ended."
    assert told(quoted.warnings) == [("posts", text)]


def test_a_limit_of_posts_that_cannot_be_read_is_a_problem_and_not_none() -> None:
    quoted = subscription(posts="1.000")
    assert [each.field for each in quoted.problems] == ["posts"]
    assert not quoted.unbounded
    assert quoted.warnings == ()


@pytest.mark.parametrize(
    ("least", "most", "wrong"),
    [
        ("50", "50", []),
        ("50", "10000", []),
        ("49", "80", ["min"]),
        ("50", "10001", ["max"]),
        ("49", "10001", ["min", "max"]),
        ("81", "80", ["max"]),
        ("0", "80", ["min"]),
    ],
)
def test_a_subscription_is_within_the_limits(least: str, most: str, wrong: list[str]) -> None:
    quoted = subscription(min=least, max=most)
    assert [each.field for each in quoted.problems] == wrong


def test_the_most_is_not_below_the_least() -> None:
    quoted = subscription(min="81", max="80")
    assert told(quoted.problems) == [("max", "The most per post is below the least.")]


def test_a_subscription_without_a_most_has_no_charge_yet() -> None:
    quoted = subscription(max="")
    assert quoted.per_post is quoted.ceiling is quoted.most is None


@pytest.mark.parametrize("delay", DELAYS)
def test_every_published_delay_is_taken(delay: str) -> None:
    assert subscription(delay=delay).ok


@pytest.mark.parametrize("delay", ["1", "601", "00", "ten"])
def test_no_other_delay_is(delay: str) -> None:
    quoted = subscription(delay=delay)
    assert [each.field for each in quoted.problems] == ["delay"]
    assert quoted.problems[0].text == f"One of these: {', '.join(DELAYS)}."


@pytest.mark.parametrize(
    ("entered", "sent"), [("2030-12-31", "31/12/2030"), (" 2030-01-02 ", "02/01/2030")]
)
def test_an_expiry_is_sent_as_panels_publish_it(entered: str, sent: str) -> None:
    assert dict(subscription(expiry=entered).params)["expiry"] == sent


@pytest.mark.parametrize(
    "entered", ["31/12/2030", "2030-13-01", "2030-02-30", "20301231", "2030-W01-1", "2030-1-2"]
)
def test_no_other_form_of_a_date_is_guessed(entered: str) -> None:
    text = "A date is needed as year-month-day, such as 2030-12-31."
    assert told(subscription(expiry=entered).problems) == [("expiry", text)]


# Web Traffic


def traffic(**entries: str) -> Quote:
    return quote(service(ServiceType.WEB_TRAFFIC), {**ENTRIES, **entries})


@pytest.mark.parametrize(
    ("kind", "needed", "other"),
    [("1", "google_keyword", "referring_url"), ("2", "referring_url", "google_keyword")],
)
def test_some_traffic_needs_one_thing_more(kind: str, needed: str, other: str) -> None:
    assert [each.field for each in traffic(type_of_traffic=kind).problems] == [needed]
    quoted = traffic(type_of_traffic=kind, google_keyword="shoes", referring_url="example.com")
    assert quoted.ok
    assert needed in dict(quoted.params)
    assert other not in dict(quoted.params)


def test_other_traffic_sends_neither() -> None:
    quoted = traffic(google_keyword="shoes", referring_url="example.com")
    assert quoted.ok
    assert {"google_keyword", "referring_url"}.isdisjoint(dict(quoted.params))


@pytest.mark.parametrize(("name", "allowed"), [("device", "12345"), ("type_of_traffic", "123")])
def test_only_published_choices_are_taken(name: str, allowed: str) -> None:
    more = {"google_keyword": "shoes", "referring_url": "example.com"}
    for value in allowed:
        assert traffic(**{name: value}, **more).ok
    for value in ("0", "6", "desktop"):
        quoted = traffic(**{name: value}, **more)
        assert [each.field for each in quoted.problems] == [name]
        assert quoted.problems[0].text.startswith("One of these: ")
        assert all(f"{each} (" in quoted.problems[0].text for each in allowed)


def test_web_traffic_can_be_dripped() -> None:
    assert traffic(runs="3", interval="30").quantity == 300


# The rate


@pytest.mark.parametrize(
    ("rate", "units", "charge"),
    [
        ("0.90", 100, "0.09"),
        ("0.90", 1000, "0.90"),
        ("0.90", 1, "0.0009"),
        ("0.90", 0, "0.00"),
        ("0", 100, "0"),
        ("0.00", 100, "0.00"),
        ("1.5", 100_000, "150.0"),
        ("27", 1000, "27"),
        ("0.0104", 157, "0.0016328"),
        ("1E+3", 1000, "1000"),
        (
            "12345678901234567890.12345678901234567890",
            3,
            "37037036703703703.6703703703670370370367",
        ),
    ],
)
def test_a_charge_is_exact_and_keeps_the_panels_digits(rate: str, units: int, charge: str) -> None:
    assert str(charge_for(Decimal(rate), units)) == charge


@given(
    st.decimals(min_value=0, max_value=10**12, places=6),
    st.integers(min_value=0, max_value=10**18),
)
def test_a_charge_is_never_rounded(rate: Decimal, units: int) -> None:
    charge = charge_for(rate, units)
    assert charge.as_integer_ratio() == (rate_ratio(rate, units))


def rate_ratio(rate: Decimal, units: int) -> tuple[int, int]:
    scaled = int(rate.scaleb(6)) * units
    return Decimal(f"{scaled}E-9").as_integer_ratio()


def test_what_cannot_be_read_without_a_guess_cannot_be_ordered() -> None:
    unclear = service(rate=None, unclear=(("rate", "1,234"),))
    quoted = quote(unclear, ENTRIES)
    text = 'The panel\'s rate is "1,234", which cannot be read without a guess.'
    assert told(quoted.problems) == [("", text)]
    assert quoted.charge is None
    assert quoted.quantity == 100
    both = service(min=None, max=None, unclear=(("min", "1,000"), ("max", "2,000")))
    assert len(quote(both, ENTRIES).problems) == 2


def test_a_service_without_a_usable_rate_cannot_be_ordered() -> None:
    assert told(quote(service(rate=None), ENTRIES).problems) == [
        ("", "The panel names no rate for this service.")
    ]
    assert told(quote(service(rate=Decimal("-0.01")), ENTRIES).problems) == [
        ("", "The panel's rate is below zero.")
    ]
    assert quote(service(rate=Decimal(0)), ENTRIES).ok


def test_subscriptions_without_a_rate_have_no_charge() -> None:
    quoted = quote(service(ServiceType.SUBSCRIPTIONS, rate=None), {**ENTRIES, "posts": "3"})
    assert quoted.per_post is quoted.ceiling is None


# Balance and confirmation


@pytest.mark.parametrize(("held", "warned"), [("0.08", True), ("0.09", False), ("5", False)])
def test_a_balance_that_looks_too_small_warns_and_never_blocks(held: str, *, warned: bool) -> None:
    quoted = quote(service(), ENTRIES, balance=Money(Decimal(held), "USD"))
    assert quoted.ok
    text = f"The balance looks too small: {held} USD."
    assert told(quoted.warnings) == ([("", text)] if warned else [])


def test_an_order_without_a_charge_yet_is_not_held_against_the_balance() -> None:
    assert quote(service(), {}, balance=Money(Decimal(0), "USD")).warnings == ()


def asked(quoted: Quote, *, above: str | None = None, most: str | None = None) -> Confirmation:
    settings = replace(
        SETTINGS,
        confirm_above=None if above is None else Decimal(above),
        max_charge=None if most is None else Decimal(most),
    )
    return confirmation(quoted, settings)


@pytest.mark.parametrize(
    ("above", "most", "expected"),
    [
        (None, None, Confirmation.PLAIN),
        ("0.09", "0.09", Confirmation.PLAIN),
        ("0.0899", "0.09", Confirmation.TYPED),
        ("0.09", "0.0899", Confirmation.REFUSED),
        ("0.01", "0.0899", Confirmation.REFUSED),
        (None, "0.0899", Confirmation.REFUSED),
        ("0", None, Confirmation.TYPED),
    ],
)
def test_confirmation(above: str | None, most: str | None, expected: Confirmation) -> None:
    assert asked(quote(service(), ENTRIES), above=above, most=most) is expected


def test_a_subscription_without_a_limit_of_posts_is_always_typed() -> None:
    endless = subscription(posts="")
    assert asked(endless) is Confirmation.TYPED
    assert asked(endless, above="1000") is Confirmation.TYPED
    assert asked(endless, above="0") is Confirmation.TYPED
    assert asked(endless, most="0.072") is Confirmation.TYPED
    assert asked(endless, most="0.071") is Confirmation.REFUSED
    assert asked(subscription()) is Confirmation.PLAIN
    assert asked(subscription(), above="0.7199") is Confirmation.TYPED


def test_a_package_is_confirmed_by_the_higher_figure() -> None:
    kind = ServiceType.CUSTOM_COMMENTS_PACKAGE
    quoted = quote(service(kind), {**ENTRIES, "comments": lines(2000)})
    assert asked(quoted, above="1.79") is Confirmation.TYPED
    assert asked(quoted, most="1.79") is Confirmation.REFUSED
    assert asked(quoted, above="1.80", most="1.80") is Confirmation.PLAIN


def test_what_cannot_be_sent_is_refused() -> None:
    assert asked(quote(service(), {**ENTRIES, "link": ""})) is Confirmation.REFUSED
    assert asked(Quote(service())) is Confirmation.REFUSED


def test_a_batch_is_confirmed_by_its_total() -> None:
    settings = replace(SETTINGS, confirm_above=Decimal(20), max_charge=Decimal(500))
    assert confirmation_of(Decimal(20), settings) is Confirmation.PLAIN
    assert confirmation_of(Decimal("20.00001"), settings) is Confirmation.TYPED
    assert confirmation_of(Decimal(500), settings) is Confirmation.TYPED
    assert confirmation_of(Decimal("500.00001"), settings) is Confirmation.REFUSED


# For anything typed at all


@given(
    st.sampled_from(ServiceType),
    st.dictionaries(
        st.sampled_from([*ENTRIES, "runs", "interval", "posts", "old_posts", "expiry"]),
        st.one_of(st.text(max_size=20), st.integers().map(str), st.sampled_from(["60", "3"])),
    ),
)
def test_what_may_be_sent_holds_all_that_is_needed(
    kind: ServiceType, entries: dict[str, str]
) -> None:
    asked_for = service(kind)
    quoted = quote(asked_for, entries)
    names = {each.name for each in fields(asked_for)}
    assert {name for name, _ in quoted.params} <= names | {"service"}
    assert all(value.strip() == value != "" for _, value in quoted.params)
    assert all(each.text for each in quoted.problems + quoted.warnings)
    if quoted.ok:
        assert set(SHAPES[kind]) <= dict(quoted.params).keys()
        assert quoted.most is not None


@pytest.mark.parametrize(
    ("kind", "name"), [(ServiceType.DEFAULT, "link"), (ServiceType.SUBSCRIPTIONS, "username")]
)
def test_what_is_odd_about_a_link_is_a_warning_beside_it(kind: ServiceType, name: str) -> None:
    seen = quote(service(kind), {"quantity": "50", name: "your shop"})
    assert (name, "There is a space in the link.") in told(seen.warnings)
    sound = quote(service(kind), {"quantity": "50", name: "your.shop"})
    assert name not in {each.field for each in sound.warnings}
