"""The command line: what each command prints, and that an error is one sentence and a code."""

from __future__ import annotations

import io
import re
import sqlite3
from pathlib import Path

import pytest

import genstudio
from genstudio.core.settings import Settings
from genstudio.ledger import book
from genstudio.storage import jobs
from genstudio.storage.database import Database
from genstudio.storage.jobs import NewJob, now_ms
from tests.unit.cli.conftest import PNG, Memory, Painter, Run

COMMANDS = ("serve", "generate", "providers", "keys", "jobs", "ledger")


def test_help_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", ran.out, re.MULTILINE)
        assert run(command, "--help").code == 0
    assert run("--version").out == f"genstudio {genstudio.__version__}\n"


@pytest.mark.parametrize("arguments", [("paint",), ("jobs", "list", "--limit", "0"), ("serve", "--port", "many")])
def test_wrong_usage_is_told_with_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert "Error: Invalid value" in ran.err or "Error: No such command 'paint'." in ran.err


def test_wrong_setting_stops_with_code_2_and_its_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENSTUDIO_SERVER__PROT", "1")
    ran = run("serve")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "There is no setting for the environment variable GENSTUDIO_SERVER__PROT; "
        "did you mean GENSTUDIO_SERVER__PORT?\n"
    )


def test_providers_are_listed_as_text_and_as_markdown(run: Run) -> None:
    assert run("providers").out.splitlines() == [
        "Provider  Makes   Model       Id              Runs            Price",
        "embedded  images  Pixel       embedded:pixel  here, by rules  free, runs on this computer",
        "lumen     images  One | more  lumen:one       at the vendor   $0.05 per picture",
    ]
    assert run("providers", "--markdown").out.splitlines()[2:] == [
        "| embedded | `embedded` | 1 |  |  |  |  | none | free |",
        "| Lumen \\| Light | `lumen` | 1 |  |  |  |  | `LUMEN_API_KEY` | priced |",
    ]


def test_generate_waits_and_writes_the_result_here(run: Run) -> None:
    ran = run("generate", "image", "A red fox!", "--set", "seed=7")
    assert (ran.code, ran.err) == (0, "")
    names = [Path(line).name for line in ran.out.splitlines()]
    assert [re.sub("[0-9a-f]{8}", "ID", name) for name in names] == ["a-red-fox-ID.png", "a-red-fox-ID-2.png"]
    assert Path(names[0]).read_bytes() == PNG


def test_generate_takes_every_type_of_setting_and_files(run: Run, tmp_path: Path) -> None:
    style = tmp_path / "style.png"
    style.write_bytes(PNG)
    given = ("seed=7", "glow=0.5", "fine=on", "words=7", "size=2")
    options = [word for text in given for word in ("--set", text)]
    ran = run(
        "generate", "image", "a fox", "--model", "pixel", *options, "--file", f"style={style}", "--out", "fox.png"
    )
    assert (ran.code, ran.out) == (0, "fox.png\n")
    (seen,) = Painter.seen
    assert dict(seen.values) == {"seed": 7, "glow": 0.5, "fine": True, "words": "7", "size": 2}
    assert [each.name for each in seen.media["style"]] == ["style.png"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("smell", "a fox"), "There is no type 'smell'; there are: image, tts, video, music."),
        (("image", "a fox", "--model", "nine"), "'embedded' has no image model 'nine'; there are: embedded:pixel."),
        (("image", " "), "The prompt is empty. Write what you would like to have made."),
        (("image", "a fox", "--set", "colour=red"), "Pixel has no setting named 'colour'."),
        (("image", "a fox", "--set", "seed=many"), "Seed is a whole number."),
        (("image", "a fox", "--set", "size=3"), "Size is one of 1, 2."),
        (("image", "a fox", "--set", "seed"), "--set takes NAME=VALUE; this is 'seed'."),
        (("image", "a fox", "--file", "style=gone.png"), "There is no file gone.png."),
        (("image", "a fox", "--model", "lumen:one", "--set", "x=1"), "One | more has no setting named 'x'."),
    ],
)
def test_generate_refuses_before_anything_is_made(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    ran = run("generate", *arguments)
    assert (ran.code, ran.out, ran.err) == (1, "", sentence + "\n")
    assert not Painter.seen
    assert run("jobs", "list").out == "There are no generations yet.\n"


def test_generate_never_writes_over_a_file(run: Run) -> None:
    Path("fox.png").write_text("mine")
    ran = run("generate", "image", "a fox", "--out", "fox.png")
    assert (ran.code, ran.err) == (1, "fox.png exists already. Nothing was made; choose another name.\n")
    assert Path("fox.png").read_text() == "mine"
    assert not Painter.seen


def test_failed_generation_is_told_and_shown(run: Run) -> None:
    ran = run("generate", "image", "fail")
    assert (ran.code, ran.out, ran.err) == (1, "", "The pixel broke.\n")
    listed = run("jobs", "list", "--status", "error").out
    job_id, status = listed.split()[:2]
    assert status == "error"
    shown = run("jobs", "show", job_id).out
    assert "error     The pixel broke." in shown
    assert "it was red" in shown
    assert run("jobs", "cancel", job_id).err == "This job has ended already, so there is nothing to cancel.\n"


def test_jobs_show_tells_request_cost_and_files(run: Run, home: Path) -> None:
    run("generate", "image", "a fox", "--set", "seed=3")
    job_id = run("jobs", "list").out.split()[0]
    shown = run("jobs", "show", job_id).out
    for line in (
        "status    complete",
        "model     embedded:pixel (Pixel)",
        "prompt    a fox",
        "seed      3",
        "cost      $0",
    ):
        assert line in shown
    (path, _) = [line.split()[1] for line in shown.splitlines() if "image/png" in line]
    assert Path(path).is_relative_to(home)
    assert Path(path).read_bytes() == PNG
    assert run("jobs", "show", "nothing").err == "There is no such job.\n"


def test_keys_are_set_from_stdin_shown_by_their_end_tested_and_removed(
    run: Run, keyring: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("keys", "list").out == "lumen: no key\n"
    refused = run("keys", "test", "lumen")
    assert refused.code == 1
    assert refused.err.startswith("There is no key for Lumen | Light.")
    monkeypatch.setattr("sys.stdin", io.StringIO("bad-key-0123456789\n"))
    assert run("keys", "set", "lumen").code == 0
    assert run("keys", "test", "lumen").err == "lumen did not accept the key.\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("good-key-0123456789\n"))
    said = run("keys", "set", "lumen").out
    assert keyring.kept == {"lumen": "good-key-0123456789"}
    assert run("keys", "test", "lumen").out == "lumen accepts the key.\n  Balance: $5\n"
    listed = run("keys", "list").out
    assert listed == "lumen: in the keyring, ends in 6789\n"
    assert "good-key" not in said + listed
    assert run("keys", "remove", "lumen").out == "The key for lumen was removed.\n"
    assert run("keys", "remove", "lumen").out == "The keyring held no key for lumen.\n"


def test_a_further_key_has_a_name_and_is_used_when_the_settings_say_so(
    run: Run, keyring: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("good-key-0123456789\n"))
    said = run("keys", "set", "lumen", "--name", "work").out
    assert said == "The key for lumen:work is in the keyring. Test it with: genstudio keys test lumen --name work\n"
    assert run("keys", "test", "lumen", "--name", "work").out.startswith("lumen:work accepts the key.\n")
    assert run("keys", "test", "lumen").code == 1
    monkeypatch.setenv("GENSTUDIO_PROVIDERS__LUMEN__KEY_NAME", "work")
    assert run("keys", "test", "lumen").out.startswith("lumen accepts the key.\n")
    assert run("keys", "set", "lumen", "--name", "My Key").err.startswith("The name of a key has small letters")
    assert run("keys", "remove", "lumen", "--name", "work").out == "The key for lumen:work was removed.\n"


def test_keys_without_a_keyring_say_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("good-key-0123456789\n"))
    ran = run("keys", "set", "lumen")
    assert ran.code == 1
    assert "Set the environment variable LUMEN_API_KEY instead" in ran.err
    monkeypatch.setenv("LUMEN_API_KEY", "good-key-0123456789")
    assert run("keys", "list").out.splitlines()[0] == "lumen: in LUMEN_API_KEY, ends in 6789"
    assert run("keys", "set", "mars").err == "No provider takes a key named 'mars'; those that do: lumen.\n"


def test_a_key_is_never_taken_from_the_arguments(run: Run, keyring: Memory) -> None:
    assert run("keys", "set", "lumen", "good-key-0123456789").code == 2
    assert not keyring.kept


def test_ledger_is_shown_topped_up_and_checked(run: Run, home: Path) -> None:
    assert run("ledger", "check").out.startswith("The ledger is whole")
    assert run("ledger", "top-up", "12.5", "--note", "pocket money").out == "1,012.5 credits are available.\n"
    shown = run("ledger", "show").out.splitlines()
    assert shown[0] == "1,012.5 credits available, 0 reserved; one credit is $0.01."
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d  top_up +12\.5 +pocket money", shown[1])
    for wrong in ("lots", "-5", "0", "0.0001", "NaN", "1e9"):
        ran = run("ledger", "top-up", "--", wrong)
        assert ran.code == 1, wrong
        assert ran.err


def test_damaged_ledger_is_found_with_code_1(run: Run, home: Path) -> None:
    run("ledger", "top-up", "5")
    database = Database(Settings(home=home).database_path)
    database.open()

    def damage(conn: sqlite3.Connection) -> None:
        book.reserve(conn, "user:local", "a job", 1_000, now_ms())
        conn.execute("UPDATE account SET balance_milli = balance_milli + 1")

    database.write_now(damage)
    database.close()
    ran = run("ledger", "check")
    assert ran.code == 1
    assert "account user:local: the balance is 1,005.001 credits, its entries sum to 1,005" in ran.out


def test_home_that_cannot_be_made_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = run("jobs", "list", "--home", str(tmp_path / "file" / "home"))
    assert ran.code == 1
    assert ran.err == (
        f"The home folder {tmp_path}/file/home cannot be made (Not a directory). Choose another one with --home or "
        "GENSTUDIO_HOME.\n"
    )


def test_held_credits_are_settled_by_a_person(run: Run, home: Path) -> None:
    run("ledger", "check")  # makes the database and its account
    database = Database(Settings(home=home).database_path)
    database.open()

    def hold(conn: sqlite3.Connection) -> None:
        request = '{"values": {}, "media": {}, "metadata": {}}'
        account = book.ensure_account(conn, "local", 1_000_000, now_ms())
        jobs.insert(
            conn, NewJob("held", "local", account, "image", "embedded", "embedded:pixel", "a fox", request, 1, 0, 5_000)
        )
        book.reserve(conn, account, "held", 5_000, now_ms())
        jobs.change(conn, "held", ("queued",), {"state": "unknown", "error_message": "No answer came."})

    database.write_now(hold)
    database.close()
    assert run("ledger", "show").out.startswith("995 credits available, 5 reserved")
    assert "nothing to look at again" in run("jobs", "settle", "held", "look-again").err
    assert run("jobs", "settle", "held", "not-paid").code == 0
    assert run("ledger", "show").out.startswith("1,000 credits available, 0 reserved")
    assert "nothing to settle" in run("jobs", "settle", "held", "paid").err
    assert run("ledger", "check").code == 0
