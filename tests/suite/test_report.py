"""The summary of `make test` is complete."""

from tests.runner.report import read_outcome, summary

REPORT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase classname="tests.test_b" name="b"><failure message="1 is&#10;not 2"/></testcase>
<testcase classname="tests.test_c" name="c"><error/></testcase>
<testcase name="d"><skipped message="needs Redis"/></testcase>
</testsuite></testsuites>"""


def read(tmp_path, code=1):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    return read_outcome("real servers", report, code)


def test_an_error_counts_as_a_failure(tmp_path):
    assert str(read(tmp_path)) == "real servers: 1 passed, 2 failed, 1 skipped"


def test_skipped_tests_are_listed_with_their_reason(tmp_path):
    lines = summary([read(tmp_path)], ["Redis: no apt-get here"], 3).splitlines()
    assert "not available: Redis: no apt-get here" in lines
    assert "skipped (real servers): 1 × needs Redis" in lines
    assert lines[-2:] == ["All of it took 3 s.", "1 passed, 2 failed, 1 skipped"]


def test_failures_are_listed_last_where_a_truncated_log_still_shows_them(tmp_path):
    lines = summary([read(tmp_path)], [], 3).splitlines()
    assert lines[-4:-2] == [
        "failed (real servers): tests.test_b.b: 1 is not 2",
        "failed (real servers): tests.test_c.c: ",
    ]


def test_an_aborted_run_is_not_a_success(tmp_path):
    outcome = read_outcome("real servers", tmp_path / "none.xml", 3)
    assert not outcome.passed_all
    assert str(outcome).endswith("(pytest ended with 3)")
