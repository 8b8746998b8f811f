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


def test_what_was_skipped_is_named_with_its_reason(tmp_path):
    lines = summary([read(tmp_path)], ["Redis: no apt-get here"], 3).splitlines()
    assert "not to be had: Redis: no apt-get here" in lines
    assert "skipped (real servers): 1 × needs Redis" in lines
    assert lines[-2:] == ["All of it took 3 s.", "1 passed, 2 failed, 1 skipped"]


def test_what_failed_is_named_at_the_end_where_a_log_that_was_cut_still_shows_it(tmp_path):
    lines = summary([read(tmp_path)], [], 3).splitlines()
    assert lines[-4:-2] == [
        "failed (real servers): tests.test_b.b: 1 is not 2",
        "failed (real servers): tests.test_c.c: ",
    ]


def test_a_run_that_broke_off_is_no_success(tmp_path):
    outcome = read_outcome("real servers", tmp_path / "none.xml", 3)
    assert not outcome.passed_all
    assert str(outcome).endswith("(pytest ended with 3)")
