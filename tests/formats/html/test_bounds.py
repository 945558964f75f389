import pytest

from firewall.formats import Unreadable
from firewall.formats.html.bounds import check_bounds

MANY = " ".join(f"a{n}" for n in range(9_000))


@pytest.mark.parametrize(
    "text",
    [
        f"<a {MANY}>",
        f"<a x='>' {MANY}>",
        f'<a x=">" {MANY}>',
        f"<a x='<' {MANY}>",
        f"<a x\n=\n'<p>' {MANY}>",
        f'<a x" y=">" {MANY}>',
        f"<!-- <a {MANY}> -->",
        f"<a {MANY}",
        f"<a x='{'y' * 70_000}'>",
        f"<a x='{'y' * 70_000}",
        f"<{'a' * 70_000}",
    ],
)
def test_long_tags_are_seen_whatever_stands_in_their_quotes(text):
    with pytest.raises(Unreadable, match=r"^tag-too-long$"):
        check_bounds(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p>" + "a b " * 100_000,
        "<p>1 < 2</p>" * 1_000,
        f"<img src='data:image/png;base64,{'A' * 60_000}'>",
        "<script>if (a<b && c>d) x='<p';</script>" * 100,
        "<div>" * 50 + "<p><b>x</b><br></p>" * 3_000 + "</div>" * 50,
        "<ul>" + "<li><a href='/x'>y</a></li>" * 4_000 + "</ul>",
        "<br>" * 19_000,
    ],
)
def test_what_people_write_is_within_bounds(text):
    check_bounds(text)


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 4_000,
        "<p><b><i><u><s>" + "<p>x</p>" * 9_000 + "".join(f"<b id={n}>" for n in range(20)),
        "<!--" + "<b>x</b>" * 3_000 + "-->" + "<font color=red>" * 100 + "<p>x</p>" * 3_000,
    ],
)
def test_what_is_left_open_is_counted(text):
    with pytest.raises(Unreadable, match=r"^too-deep$"):
        check_bounds(text)


def test_tags_are_counted():
    check_bounds("<p>x</p>" * 10_000)
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        check_bounds("<p>x</p>" * 10_000 + "<")


def test_tags_in_tags_are_read_again_only_so_often():
    """Each begins where the one before it did not end: all of them together are read from each of their beginnings."""
    check_bounds("<b" * 250)
    for text in ("<b" * 260, "<b" * 10_000, "<i x='" + "<b" * 500 + "'>"):
        with pytest.raises(Unreadable, match=r"^tag-too-long$"):
            check_bounds(text)


def test_many_tags_of_usual_length_are_within_bounds():
    cell = "<td class='number' style='width: 12em' headers='h1'>x</td>"

    check_bounds("<table><tr>" + cell * 9_900 + "</tr></table>")
    check_bounds("<img src='/x' alt='y' width='12' height='12' class='number'>" * 19_000)
    with pytest.raises(Unreadable, match=r"^tag-too-long$"):
        check_bounds(f"<p {'a ' * 6_400}>")
    check_bounds(f"<p {'a ' * 6_200}>")


def test_what_is_left_open_may_be_so_often():
    check_bounds("<div>" * 3_000)
    check_bounds("<b>" * 300)
    with pytest.raises(Unreadable, match=r"^too-deep$"):
        check_bounds("<b>" * 330)
