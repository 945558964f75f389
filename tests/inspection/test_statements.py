import pytest

from firewall.inspection import Failure
from firewall.inspection.statements import check_texts, check_tree, check_type
from tests.inspection.requests import read, why

STATEMENTS = (
    "SELECT citizenshipCode AS name FROM patients",
    "select * from patients",
    "  \n select 1 from x",
    "/* a */ select 1 from x",
    "-- a\nselect 1 from x",
    "(select name from x)",
    "; delete from patients",
    "with x as (select 1) select 2",
    "INSERT INTO patients VALUES (1)",
    "update patients set name = 'x'",
    "drop table patients",
    "union all select 1",
    "exec sp_who(1)",
    "explain analyze select 1",
    "copy patients to stdout",
    "alter table x add y int",
    "\ufeffSELECT a FROM p",
    "ＳＥＬＥＣＴ a FROM p",
    "SEL\u200bECT a FROM p",
    "/*!50000SELECT*/ a FROM p",
    "SELECT/**/a/**/FROM/**/p",
    "#x\nSELECT a FROM p",
    "-- x\rSELECT a FROM p",
    "--" + "x" * 5000 + "\nSELECT a FROM p",
    " " * 70_000 + "SELECT a FROM p",
    "1; SELECT a FROM p",
    "x'; SELECT a FROM p--",
    "7 UNION SELECT a FROM p --",
    "x' union all select ssn, 1 --",
    "{ SELECT a FROM p }",
    '"SELECT a FROM p"',
    "`SELECT a FROM p`",
    "sql:SELECT a FROM p",
    "BEGIN; SELECT a FROM p",
    "SET x=1; SELECT a FROM p",
    "FROM p SELECT a",
    "WITH x AS MATERIALIZED (SELECT 1) SELECT 1",
    "SELECT @@version",
    "REPLACE INTO p VALUES (1)",
    "VALUES (1)",
    "TABLE public.p",
    "SHOW TABLES",
    "PRAGMA table_info(p)",
    "GRANT ALL ON p TO x",
    "EXEC sp_who",
    "EXECUTE IMMEDIATE 'x'",
    "DECLARE @x int",
    "DO $$ x $$",
    "EXPLAIN (ANALYZE) SELECT a FROM p",
    "LOAD DATA INFILE 'x'",
    "ATTACH DATABASE 'x'",
    "delete p where 1=1",
    "CREATE OR REPLACE VIEW v AS x",
    "CREATE UNIQUE INDEX i",
)


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_statement_is_refused(text):
    with pytest.raises(Failure) as caught:
        check_texts([text])

    assert caught.value.why == "sql"


@pytest.mark.parametrize(
    "text",
    [
        "Amina",
        "select",
        "the union select committee",
        "values (family)",
        "Table 7",
        "O'Hara; Ana",
        "#4",
        "a--b",
        "Updated records",
        "selection of books",
        "from",
        "with",
        "drop off",
        "",
        "7",
    ],
)
def test_other_texts_are_none(text):
    check_texts([text])


@pytest.mark.parametrize(
    "kind",
    [
        "application/sql",
        "text/x-sql",
        "Application/SQL; charset=utf-8",
        "application/vnd.x.sql",
        "application/sql+json",
        "application/vnd.acme.sql+json",
        "application/x-postgresql",
        "text/x-plsql",
        "application/mysql",
        "application/sql-query",
        "application/vnd.ksql.v1+json",
    ],
)
def test_a_body_of_sql_is_refused(kind):
    with pytest.raises(Failure):
        check_type(kind)


@pytest.mark.parametrize("kind", ["application/json", "", "text/plain", "application/sqlite3"])
def test_other_bodies_are_none(kind):
    check_type(kind)


def test_sql_in_any_part_of_a_request_is_refused_by_its_code():
    assert why("clinic:patients", query=[("name", STATEMENTS[0])]) == "sql"
    assert why("clinic:patients", query=[("sql", STATEMENTS[0])]) == "sql"
    assert why("clinic:search", {"query": STATEMENTS[0]}) == "sql"
    assert why("clinic:search", b"select 1 from x", media_type="application/sql") == "sql"
    assert "identity.name" in read("clinic:patients", query=[("name", "Select")]).asks


def test_what_an_intake_is_told_is_no_query():
    assert read("clinic:intake", {"name": "select name from x"}).asks == set()


@pytest.mark.parametrize("media_type", ["application/json", "application/vnd.city+json", "application/yaml"])
def test_a_patch_is_one_whatever_its_type_says(media_type):
    patch = b'[{"op": "replace", "path": "/citizenship", "value": "MX"}, {"op": "Remove", "path": "/ssn"}]'

    assert why("clinic:intake", patch, media_type=media_type) == "json-patch"
    assert why("clinic:search", patch, media_type=media_type) == "json-patch"


@pytest.mark.parametrize(
    "tree",
    [
        [],
        [{}],
        [{"op": "replace"}],
        [{"op": "knee", "path": "north"}],
        {"op": "add", "path": "/a"},
        "add",
        None,
    ],
)
def test_other_lists_are_none(tree):
    check_tree(tree)
