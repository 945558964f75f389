import pytest

from firewall.front.headers import CHANGING, METHODS, meant, read

PLAIN = [(b"Host", b"city.example:8443")]


def failure(*headers, method="POST", version=(1, 1), hosts=frozenset(), base=PLAIN):
    return read(method, version, [*base, *headers], hosts).failure


def test_a_plain_head_is_read():
    head = read(
        "POST",
        (1, 1),
        [
            (b"host", b"city"),
            (b"Authorization", b"Bearer k"),
            (b"X-API-Key", b"k"),
            (b"Purpose-Of-Use", b"public-health"),
            (b"Legal-Process", b"judicial-warrant; docket=1"),
            (b"Content-Type", b" application/json "),
            (b"Content-Length", b"2"),
            (b"Accept-Language", b"es, en;q=0.5"),
            (b"Connection", b"Keep-Alive"),
        ],
    )

    assert not head.failure
    assert (head.authorization, head.api_key) == ("Bearer k", "k")
    assert (head.purpose, head.process) == (("public-health",), ("judicial-warrant; docket=1",))
    assert (head.media_type, head.languages, head.has_body) == ("application/json", "es, en;q=0.5", True)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ([(b"Host", b"other")], "host"),
        ([(b"X_Api_Key", b"k")], "header-name"),
        ([(b"X.A", b"k")], "header-name"),
        ([(b"", b"k")], "header-name"),
        ([(b"Upgrade", b"h2c")], "upgrade"),
        ([(b"Expect", b"100-continue")], "expect"),
        ([(b"Trailer", b"X-A")], "trailers"),
        ([(b"Content-Length", b"2"), (b"Content-Length", b"2")], "repeated-header"),
        ([(b"Content-Type", b"text/plain"), (b"content-type", b"application/json")], "repeated-header"),
        ([(b"Transfer-Encoding", b"chunked"), (b"Transfer-Encoding", b"chunked")], "repeated-header"),
        ([(b"Connection", b"close, X-Api-Key")], "connection-option"),
        ([(b"Connection", b"Purpose-Of-Use")], "connection-option"),
        ([(b"Content-Length", b"2"), (b"Transfer-Encoding", b"chunked")], "two-lengths"),
        ([(b"Content-Length", b"+2")], "content-length"),
        ([(b"Content-Length", b"0x2")], "content-length"),
        ([(b"Content-Length", b"2, 2")], "content-length"),
        ([(b"Content-Length", b"1_0")], "content-length"),
        ([(b"Content-Length", "٣".encode())], "content-length"),
        ([(b"Content-Length", b"")], "content-length"),
        ([(b"Content-Length", b"9" * 20)], "content-length"),
        ([(b"Transfer-Encoding", b"gzip, chunked")], "transfer-encoding"),
        ([(b"Transfer-Encoding", b"identity")], "transfer-encoding"),
        ([(b"Transfer-Encoding", b"xchunked")], "transfer-encoding"),
        ([(b"Content-Encoding", b"gzip, br")], "content-coding"),
    ],
)
def test_what_two_servers_could_read_differently_is_refused(headers, code):
    assert failure(*headers) == code


@pytest.mark.parametrize(
    "host", [b"", b"a b", b"a,b", b"user@city", b"city/x", b"city:port", b"city:123456", b"c_y", b"[::1"]
)
def test_a_host_that_is_no_host_is_refused(host):
    assert failure(base=[(b"Host", host)]) == "host"


def test_no_host_is_refused():
    assert failure(base=[]) == "host"


@pytest.mark.parametrize(
    ("host", "code"),
    [
        (b"city.example", ""),
        (b"CITY.example:8443", ""),
        (b"evil.example", "unknown-host"),
        (b"[::1]:80", "unknown-host"),
    ],
)
def test_only_names_that_are_ours_are_answered_to(host, code):
    assert failure(base=[(b"Host", host)], hosts=frozenset({"city.example"})) == code


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "UNKNOWN"])
def test_other_methods_are_refused(method):
    assert failure(method=method) == "method"


@pytest.mark.parametrize("version", [(1, 0), (0, 9), (1, 2), (2, 0)])
def test_other_versions_are_refused(version):
    assert failure(version=version) == "http-version"


@pytest.mark.parametrize(
    "framing", [(b"Content-Length", b"2"), (b"Transfer-Encoding", b"chunked"), (b"Content-Length", b"00")]
)
@pytest.mark.parametrize("method", sorted(METHODS))
def test_only_methods_that_have_a_body_may_bring_one(method, framing):
    assert failure(framing, method=method) == (
        "body-not-allowed" if method in {"GET", "HEAD", "DELETE"} else ""
    )


def test_a_length_of_zero_is_no_body():
    head = read("GET", (1, 1), [*PLAIN, (b"Content-Length", b"0")])

    assert (head.failure, head.has_body) == ("", False)


def test_a_credential_that_came_twice_is_passed_on_as_one_that_proves_nothing():
    head = read("GET", (1, 1), [*PLAIN, (b"X-Api-Key", b"a"), (b"X-Api-Key", b"b")])

    assert head.api_key == "a, b"


@pytest.mark.parametrize(
    "value",
    [b"536-90-4399", b"en-219384756", b"x-21938475-6", b"en, A219384756", b"en;q=0.21938", b"she is undocumented", b"-",
     b"en,", b"en" + b",en" * 40],
)  # fmt: skip
def test_what_could_say_anything_is_no_language(value):
    """It goes on to the service, so it says languages alone."""
    assert read("GET", (1, 1), [*PLAIN, (b"Accept-Language", value)]).languages == ""


@pytest.mark.parametrize(
    "value", [b"es", b"es-MX,es;q=0.9, en;q=0.8,*;q=0.5", b"zh-Hant-TW", b"es-419 ; q=1.0", b"*"]
)
def test_languages_with_script_and_region_go_on(value):
    assert read("GET", (1, 1), [*PLAIN, (b"Accept-Language", value)]).languages == value.decode()


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (b"sl-rozaj-biske-1994", "sl"),
        (b"ca-ES-valencia, es;q=0.5", "ca-ES, es;q=0.5"),
        (b"de-CH-1901;q=0.9,*;q=0.5", "de-CH;q=0.9, *;q=0.5"),
        (b"de-DE-u-co-phonebk,en", "de-DE, en"),
        (b"zh-yue-Hant-HK", "zh-Hant-HK"),
        (b"es-MX-x-219384756, en", ""),
        (b"es-MX-x-21938475-6, en", "es-MX, en"),
        (b"x-klingon, i-klingon;q=0.9, en;q=0.8", "en;q=0.8"),
        (b"x-klingon", ""),
        (b"es;Q=0.5,  en ;  q=0.", "es;q=0.5, en;q=0."),
    ],
)
def test_of_a_tag_with_more_its_language_script_and_region_go_on(value, left):
    """Who asks in Valencian is still answered in Catalan."""
    assert read("GET", (1, 1), [*PLAIN, (b"Accept-Language", value)]).languages == left


@pytest.mark.parametrize("value", [b"es\x01", b"x" * 101, "ñ".encode(), b"<script>"])
def test_languages_that_are_none_are_dropped(value):
    assert read("GET", (1, 1), [*PLAIN, (b"Accept-Language", value)]).languages == ""


def test_a_head_shows_no_secret():
    head = read("GET", (1, 1), [*PLAIN, (b"Authorization", b"Bearer s3cret"), (b"Purpose-Of-Use", b"s3cret")])

    assert "s3cret" not in repr(head)


def test_a_head_is_meant_as_the_get_that_it_is_without_a_body():
    assert [meant(method) for method in ("HEAD", "GET", "POST")] == ["GET", "GET", "POST"]
    assert "HEAD" not in CHANGING


def test_which_media_types_are_wanted_is_written_anew():
    head = read("GET", (1, 1), [*PLAIN, (b"Accept", b"text/plain"), (b"Accept", b"x/y;n=A012345678")])

    assert head.accepts == "text/plain"
    assert read("GET", (1, 1), PLAIN).accepts == ""
