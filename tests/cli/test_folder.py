"""Which folders a plan may replace, and that replacing loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from airlift_cli.folder import reason_to_refuse, replaced_folder

OLD = '{"schema_version": "0", "allocation": {}}'


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """Return a folder as an earlier plan left it."""
    folder = tmp_path / "out"
    (folder / "tables").mkdir(parents=True)
    for name in ("plan.json", "scenario.json", "report.html", "map.geojson", "tables/units.csv"):
        (folder / name).write_text("old")
    (folder / "plan.json").write_text(OLD)
    return folder


def test_missing_empty_and_plan_folders_may_go(plan_folder: Path, tmp_path: Path) -> None:
    """There is no reason to keep what is absent, empty, or only a plan."""
    (tmp_path / "empty").mkdir()
    assert reason_to_refuse(tmp_path / "absent") is None
    assert reason_to_refuse(tmp_path / "empty") is None
    assert reason_to_refuse(plan_folder) is None


@pytest.mark.parametrize(
    "content", ["{}", "", "[]", '{"schema_version": "1"}', '{"schema_version": 1, "allocation": {}}']
)
def test_plan_file_that_no_plan_wrote_is_kept(content: str, plan_folder: Path) -> None:
    """A file named plan.json that says no version of a plan protects its folder."""
    (plan_folder / "plan.json").write_text(content)
    assert "holds no plan.json that a plan left" in str(reason_to_refuse(plan_folder))


def test_root_of_the_file_system_is_kept() -> None:
    """Nothing is above it, and nothing may replace it."""
    assert "root of the file system" in str(reason_to_refuse(Path("/")))


@pytest.mark.parametrize("name", ["notes.txt", "tables/notes.txt", "map"])
def test_anything_else_in_a_plan_folder_is_kept(name: str, plan_folder: Path) -> None:
    """A file that no plan wrote protects the folder, and is named."""
    (plan_folder / name).write_text("mine")
    reason = reason_to_refuse(plan_folder)
    assert reason is not None
    assert name.split("/")[0] in reason


def test_file_and_working_folder_are_kept(
    plan_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, the working folder and the folders above it are refused."""
    assert "file" in str(reason_to_refuse(plan_folder / "plan.json"))
    monkeypatch.chdir(plan_folder / "tables")
    assert "the folder you are in" in str(reason_to_refuse(Path()))
    assert "the folder you are in" in str(reason_to_refuse(plan_folder))


def test_place_without_permission_is_told_before_the_search(
    plan_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder in which nothing may be written is refused at once, also for a path deep below it."""
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != plan_folder.parent)
    assert "may not write" in str(reason_to_refuse(plan_folder))
    assert "may not write" in str(reason_to_refuse(plan_folder.parent / "deep" / "out"))
    assert "may not write" in str(reason_to_refuse(plan_folder / "plan.json" / "out"))


def test_new_content_takes_the_place_of_the_old(plan_folder: Path) -> None:
    """After the block only the new files are there, with no trace beside the folder."""
    with replaced_folder(plan_folder) as fresh:
        (fresh / "plan.json").write_text("new")
        assert (plan_folder / "plan.json").read_text() == OLD
    assert [path.name for path in plan_folder.iterdir()] == ["plan.json"]
    assert (plan_folder / "plan.json").read_text() == "new"
    assert [path.name for path in plan_folder.parent.iterdir()] == ["out"]


def test_new_folder_has_ordinary_permissions(tmp_path: Path) -> None:
    """A written folder can be read by whom an ordinary new folder can be read, parents included."""
    with replaced_folder(tmp_path / "deep" / "out") as fresh:
        (fresh / "plan.json").write_text("new")
    (tmp_path / "ordinary").mkdir()
    assert (tmp_path / "deep" / "out").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_failure_leaves_the_old_content(error: BaseException, plan_folder: Path) -> None:
    """When the block fails, or is interrupted, the folder stays as it was."""
    with pytest.raises(type(error)), replaced_folder(plan_folder) as fresh:
        (fresh / "plan.json").write_text("half")
        raise error
    assert (plan_folder / "plan.json").read_text() == OLD
    assert [path.name for path in plan_folder.parent.iterdir()] == ["out"]


def test_failure_of_the_swap_brings_the_old_content_back(
    plan_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new folder cannot be moved into place, the old one is moved back."""
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(13, "Permission denied", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError), replaced_folder(plan_folder) as fresh:
        (fresh / "plan.json").write_text("new")
    assert (plan_folder / "plan.json").read_text() == OLD


def test_link_stays_a_link(plan_folder: Path, tmp_path: Path) -> None:
    """A symbolic link is kept; the folder that it names is replaced."""
    link = tmp_path / "latest"
    link.symlink_to(plan_folder)
    with replaced_folder(link) as fresh:
        (fresh / "plan.json").write_text("new")
    assert link.is_symlink()
    assert (plan_folder / "plan.json").read_text() == "new"
