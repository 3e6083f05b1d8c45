"""Who may import whom: rings, services and the one door to Kafka (architecture.md §2, §9)."""

import re
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, Source, services, sources

BUSINESS_WORDS = re.compile(
    r"directive|dispatch|arrival|incoming|clause|campaign|recipient|task|report|submission|requirement"
    r"|reminder|award|nominat|exemplar|criteria|journey|funnel|registration",
    re.IGNORECASE,
)
# Event attributes that every event carries (events.md §1.1), and a plain English verb.
ALLOWED_IN_CHASSIS = re.compile(
    r"campaign_id|reported by|reports? (itself|on|all|every)|task_done", re.IGNORECASE
)
KNOWS_AGENCIES = {"identity", "calendar"}


def own(source: Source) -> str:
    """Return the dotted package of the service a file belongs to."""
    return source.folder.replace("/", ".")


def test_no_service_imports_another() -> None:
    foreign = [
        f"{s.path}:{line} imports {name}"
        for s in sources()
        if s.folder.startswith("services/")
        for line, name in s.imports()
        if name.startswith("services.") and not f"{name}.".startswith(f"{own(s)}.")
    ]
    assert not foreign, f"services talk by events and HTTP only: {foreign}"


def test_the_chassis_imports_no_service() -> None:
    upward = [
        f"{s.path}:{line} {name}"
        for s in sources()
        if s.folder == "chassis"
        for line, name in s.imports()
        if name.split(".")[0] == "services"
    ]
    assert not upward, f"the chassis is told about services, it does not know them: {upward}"


def test_a_domain_imports_the_standard_library_only() -> None:
    impure = [
        f"{s.path}:{line} imports {name}"
        for s in sources()
        if s.is_domain()
        for line, name in s.imports()
        if name.split(".")[0] not in sys.stdlib_module_names
        and not (name.startswith(own(s)) and "domain" in name.split("."))
    ]
    assert not impure, f"pass it in as an argument instead: {impure}"


def test_there_is_one_door_to_kafka() -> None:
    doors = {str(s.path) for s in sources() for _, name in s.imports() if name.split(".")[0] == "kafka"}
    assert doors <= {"chassis/kafka.py"}, f"ask chassis/kafka.py instead: {doors}"


@pytest.mark.parametrize("name", services())
def test_an_api_process_never_loads_kafka(name: str) -> None:
    code = (
        "import sys\n"
        f"from services.{name}.main import SERVICE\n"
        "import chassis.app, chassis.server\n"
        "print('kafka' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert (answer.stdout.strip(), answer.returncode) == ("False", 0), answer.stderr


def test_the_chassis_knows_no_business_word() -> None:
    found = [
        f"{s.path}:{number} {line.strip()}"
        for s in sources()
        if s.folder == "chassis" and s.path.stem not in KNOWS_AGENCIES
        for number, line in enumerate(s.text.splitlines(), 1)
        if BUSINESS_WORDS.search(ALLOWED_IN_CHASSIS.sub("", line))
    ]
    assert not found, f"the rule belongs to a service: {found}"


def test_queries_live_in_stores() -> None:
    query = re.compile(r"\.(find|find_one|aggregate|count_documents|distinct)\(\s*[{\[]|db\[[^\]]+\]\.\w+\(")
    astray = [
        f"{s.path}:{number}"
        for s in sources()
        if s.folder.startswith("services/") and "store" not in s.path.with_suffix("").parts
        for number, line in enumerate(s.text.splitlines(), 1)
        if query.search(line)
    ]
    assert not astray, f"every query of a service is in its store, where the scope is applied: {astray}"
