"""`check`, `verify`, `report`, `new`, `scenarios`, `schema`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from airlift.errors import PlanError
from airlift.scenario.issues import Issue
from tests.cli.conftest import Run
from tests.cli.fakes import BROKEN, ISSUES, FakeApi


def test_check_shows_every_part_of_every_problem(run: Run, api: FakeApi) -> None:
    """Code, file, line, column, what is wrong and how to mend it are all there; the exit code is 2."""
    api.issues = ISSUES
    result = run("check", "mine")
    assert result.exit_code == 2
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "mine: 4 problems",
        "",
        "lots.csv",
        '  line 4  aircraft  not-a-number  "six" is not a number',
        "                                  Mend: write digits, such as 6",
        "",
        "demands.csv",
        '  line 12  mission      missing-reference  no mission "unmis"',
        '                                           Mend: maybe "unmiss"',
        '  line 13  first_month  bad-month          "2022" is no month',
        "                                           Mend: write 2022-01",
        "",
        "whole scenario",
        "  empty-table  there are no partners",
        "               Mend: add a row to partners.csv",
    ]
    assert list(Path().iterdir()) == []


def test_check_of_one_problem_counts_in_the_singular(run: Run, api: FakeApi) -> None:
    """One problem is not `1 problems`."""
    api.issues = ISSUES[:1]
    assert run("check", "mine").stdout.startswith("mine: 1 problem\n")


def test_check_as_json_is_a_list(run: Run, api: FakeApi) -> None:
    """--json prints every problem as an object, and an empty list for a good scenario."""
    api.issues = ISSUES
    result = run("check", "mine", "--json")
    assert result.exit_code == 2
    assert [Issue(**row) for row in json.loads(result.stdout)] == list(ISSUES)
    api.issues = ()
    result = run("check", "mine", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_check_of_a_good_scenario_is_one_line_of_counts(run: Run, api: FakeApi) -> None:
    """A good scenario is answered with its name and what it holds."""
    result = run("check", "mine")
    assert result.exit_code == 0
    assert result.stdout == (
        "tiny: no problems (24 months, 10 donated aircraft, 3 partners, 3 sponsors, 2 missions, "
        "4 demands, 12 sites, 8 tasks)\n"
    )


def test_verify_without_findings(run: Run, api: FakeApi) -> None:
    """A plan that keeps every rule ends with 0 and says so."""
    Path("plan.json").write_text("{}")
    result = run("verify", "tiny", "plan.json")
    assert (result.exit_code, result.stdout) == (0, "tiny: no findings; every rule is kept.\n")


def test_verify_groups_findings_by_rule(run: Run, api: FakeApi) -> None:
    """Findings are shown under their rule, with place, amount and unit; the exit code is 4."""
    api.findings = BROKEN
    Path("plan.json").write_text("{}")
    result = run("verify", "tiny", "plan.json")
    assert result.exit_code == 4
    assert result.stdout.splitlines() == [
        "tiny: 3 findings",
        "",
        "crew.duty",
        "  unmiss s3  35 min  The crew is on duty 755 min.",
        "  unmiss s4  5 min   The crew is on duty 725 min.",
        "",
        "fuel.reserve",
        "  unmiss s1  2.50 kg  Lands below the reserve.",
    ]


def test_verify_as_json(run: Run, api: FakeApi) -> None:
    """--json prints what the API gives, with the same exit code."""
    api.findings = BROKEN
    Path("plan.json").write_text("{}")
    result = run("verify", "tiny", "plan.json", "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout) == BROKEN.to_dict()


def test_verify_of_a_missing_plan_is_a_usage_error(run: Run, api: FakeApi) -> None:
    """A path that does not exist ends with 2 and is named."""
    result = run("verify", "tiny", "gone")
    assert result.exit_code == 2
    assert "'gone' does not exist" in result.stderr


def test_plan_that_cannot_be_read_ends_with_its_own_words(run: Run, api: FakeApi) -> None:
    """A PlanError is told as it is, with 2."""
    api.error = PlanError("plan.json: made for another scenario")
    Path("plan.json").write_text("{}")
    result = run("verify", "tiny", "plan.json")
    assert result.exit_code == 2
    assert result.stderr == "Error: plan.json: made for another scenario\n"


def test_report_goes_into_the_folder_of_the_plan(run: Run, api: FakeApi) -> None:
    """Folder or plan.json: the report lies beside the plan, and nothing else is added."""
    for argument in ("out", "out/plan.json"):
        Path("out").mkdir(exist_ok=True)
        Path("out/plan.json").write_text("{}")
        Path("out/report.html").unlink(missing_ok=True)
        result = run("report", argument)
        assert result.exit_code == 0
        assert "out/report.html" in result.stdout
        assert Path("out/report.html").read_text(encoding="utf-8") == "<html>é 0 findings</html>"
        assert sorted(path.name for path in Path("out").iterdir()) == ["plan.json", "report.html"]


def test_report_to_a_file_and_to_standard_output(run: Run, api: FakeApi) -> None:
    """-o names a file; `-` prints the page itself and nothing else."""
    Path("out").mkdir()
    api.findings = BROKEN
    result = run("report", "out", "-o", "page.html", "--json")
    assert json.loads(result.stdout) == {"path": "page.html", "findings": 3}
    assert Path("page.html").read_text(encoding="utf-8") == "<html>é 3 findings</html>"
    result = run("report", "out", "-o", "-")
    assert result.stdout == "<html>é 3 findings</html>"
    assert list(Path("out").iterdir()) == []


def test_report_cannot_print_page_and_json_at_once(run: Run, api: FakeApi) -> None:
    """`-o -` with --json is a usage error."""
    Path("out").mkdir()
    assert run("report", "out", "-o", "-", "--json").exit_code == 2


def test_new_copies_and_says_what_next(run: Run, api: FakeApi) -> None:
    """The copy is made from the named scenario; the next command is shown."""
    result = run("new", "mine", "--from", "kenya-only")
    assert result.exit_code == 0
    assert "airlift check mine" in result.stdout
    assert Path("mine/scenario.toml").read_text() == 'name = "kenya-only"\n'


def test_new_as_json(run: Run, api: FakeApi) -> None:
    """--json prints path and origin."""
    assert json.loads(run("new", "mine", "--json").stdout) == {"path": "mine", "from": "seoul-2021"}


def test_new_without_a_folder_is_a_usage_error(run: Run, api: FakeApi) -> None:
    """DIR may be left out with --list only."""
    result = run("new")
    assert result.exit_code == 2
    assert "airlift new DIR" in result.stderr


def test_new_into_an_existing_folder(run: Run, api: FakeApi) -> None:
    """An existing folder is an error in words, with 2."""
    Path("mine").mkdir()
    result = run("new", "mine")
    assert result.exit_code == 2
    assert "mine: File exists" in result.stderr


def test_shipped_scenarios_are_listed(run: Run, api: FakeApi) -> None:
    """`scenarios` and `new --list` show names and titles, aligned or as JSON."""
    expected = "kenya-only  Kenya alone\nseoul-2021  The pledge of Seoul\n"
    assert run("scenarios").stdout == run("new", "--list").stdout == expected
    data = json.loads(run("scenarios", "--json").stdout)
    assert data[1] == {"name": "seoul-2021", "title": "The pledge of Seoul"}


def test_schema_is_printed_or_written(run: Run, api: FakeApi) -> None:
    """The schema goes to standard output, or to the file that -o names."""
    printed = json.loads(run("schema").stdout)
    assert run("schema", "-o", "s.json").stdout == ""
    assert json.loads(Path("s.json").read_text(encoding="utf-8")) == printed
    assert run("schema", "-o", "-").stdout == run("schema").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", ""),
        ("new", ""),
        ("new", "mine", "--from", ""),
        ("plan", ""),
        ("plan", "tiny", "-o", ""),
        ("verify", "", "plan.json"),
        ("verify", "tiny", ""),
        ("report", "plan.json", "-o", ""),
        ("schema", "-o", " "),
    ],
)
def test_empty_names_are_refused(arguments: tuple[str, ...], run: Run, api: FakeApi) -> None:
    """An empty path never means the working folder."""
    Path("plan.json").write_text("{}")
    result = run(*arguments)
    assert result.exit_code == 2
    assert "empty" in result.stderr or "does not exist" in result.stderr
    assert [path.name for path in Path().iterdir()] == ["plan.json"]
    assert api.calls == []


def test_file_in_a_missing_folder_is_refused(run: Run, api: FakeApi) -> None:
    """`report -o` and `schema -o` make no folders."""
    Path("out").mkdir()
    Path("file").write_text("")
    for arguments in (("report", "out", "-o"), ("schema", "-o")):
        missing = run(*arguments, "gone/x.html")
        assert missing.exit_code == 2
        assert "gone does not exist; make it first" in " ".join(missing.stderr.split())
        assert "is not a folder" in " ".join(run(*arguments, "file/x.html").stderr.split())
    assert sorted(path.name for path in Path().iterdir()) == ["file", "out"]
