"""The files of deploy/: the commands in them are ones that the parser knows, and each asks for as few rights as it says."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa.cli import _parser

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
OPERATION = (ROOT / "docs/operation.md").read_text(encoding="utf-8")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def container() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile, each with what follows it."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = [line for line in re.sub(r"\\\n", " ", text).splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def compose() -> dict[str, Any]:
    text = re.sub(r"\$\{CUTTINGS_NAME:\?\}", "cuttings.example", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return yaml.safe_load(text)


def unit() -> dict[str, list[str]]:
    """Return the settings of the systemd unit by their names."""
    text = (DEPLOY / "cuttings.service").read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^([A-Z]\w*)=(.*)$", text, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def last(kind: str) -> list[str]:
    return yaml.safe_load([rest for instruction, rest in container() if instruction == kind][-1])


def commands() -> dict[str, list[str]]:
    started = shlex.split(unit()["ExecStart"][0])
    return {
        "Containerfile": last("CMD"),
        "compose.yaml": compose()["services"]["cuttings"]["command"],
        "cuttings.service": started[1:],
        "entry point": [*last("ENTRYPOINT"), "serve"][1:],
    }


@pytest.mark.parametrize("name", commands())
def test_each_command_is_one_that_the_parser_knows(name: str) -> None:
    options = _parser().parse_args(commands()[name])
    assert options.command.__name__ == "_serve"
    if name in {"compose.yaml", "cuttings.service"}:
        assert options.proxy
        assert options.allowed_host == ["cuttings.example"]
        assert options.allow_changes
        assert options.metrics_port == 9464


def test_the_image_is_built_from_locked_files_and_runs_without_rights() -> None:
    instructions = container()
    assert [kind for kind, _ in instructions].count("FROM") == 2
    installs = [rest for kind, rest in instructions if kind == "RUN" and "pip install" in rest]
    assert all("--require-hashes" in one or one.endswith("--no-index .") for one in installs)
    locked = {name for one in installs for name in re.findall(r"locked/[\w-]+\.txt", one)}
    assert locked == {"locked/build.txt", "locked/run.txt", "locked/engine.txt"}
    assert all((ROOT / name).exists() for name in locked)
    last_stage = instructions[max(at for at, (kind, _) in enumerate(instructions) if kind == "FROM") :]
    assert ("USER", "10001:10001") in last_stage
    assert ("VOLUME", "/archive") in last_stage
    assert ("STOPSIGNAL", "SIGTERM") in last_stage
    copied = [
        name for kind, rest in instructions if kind == "COPY" and "--from" not in rest for name in rest.split()[:-1]
    ]
    ignore = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name.rstrip('/')}" in ignore, f"{name} is not sent to the builder"


def test_compose_lets_only_the_proxy_in() -> None:
    services, networks = compose()["services"], compose()["networks"]
    cuttings, proxy = services["cuttings"], services["proxy"]
    assert cuttings["read_only"] is True
    assert cuttings["cap_drop"] == ["ALL"]
    assert cuttings["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in cuttings
    assert networks["inside"]["internal"] is True
    trusted = _parser().parse_args(cuttings["command"]).proxy
    assert trusted == [proxy["networks"]["inside"]["ipv4_address"]]
    assert (ROOT / cuttings["build"]["dockerfile"]).exists()
    for volume in cuttings["volumes"]:
        assert volume.split(":")[0] in compose()["volumes"]
    for volume in proxy["volumes"]:
        name = volume.split(":")[0]
        assert name == "./certificates" or (DEPLOY / name).exists(), name


def test_the_proxy_is_that_of_the_documentation() -> None:
    (documented,) = re.findall(r"```nginx\n(.*?)```", OPERATION, re.DOTALL)
    ours = (DEPLOY / "nginx.conf.template").read_text(encoding="utf-8")
    for here, there in (
        ("${CUTTINGS_NAME}", "cuttings.example"),
        ("/etc/ssl/cuttings/", "/etc/ssl/"),
        ("http://cuttings:7860", "http://127.0.0.1:7860"),
    ):
        assert here in ours
        ours = ours.replace(here, there)
    assert ours == documented


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_is_one_that_systemd_understands_and_gives_few_rights(tmp_path: Path) -> None:
    text = (DEPLOY / "cuttings.service").read_text(encoding="utf-8")
    path = tmp_path / "cuttings.service"
    path.write_text(re.sub(r"^(ExecStart=)\S+", r"\g<1>/bin/true", text, flags=re.MULTILINE), encoding="utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    assert "cuttings.service:" not in verified.stderr
    assert verified.returncode == 0, verified.stderr
    exposed = ["systemd-analyze", "security", "--offline=true", "--threshold=20", path]
    assessed = subprocess.run(exposed, capture_output=True, text=True, check=False)
    if "unrecognized" not in assessed.stderr:  # an older systemd
        assert assessed.returncode == 0, assessed.stdout[-300:]


def test_the_unit_keeps_the_archive_where_it_may_write() -> None:
    settings = unit()
    archive = _parser().parse_args(commands()["cuttings.service"]).archives[0].paths.folder
    assert archive.parent == Path("/var/lib") / settings["StateDirectory"][0]
    assert settings["ProtectSystem"] == ["strict"]
    assert settings["NoNewPrivileges"] == ["yes"]
    assert settings["KillSignal"] == ["SIGTERM"]


@pytest.mark.service
def test_a_back_up_has_users_and_saved_questions_and_is_restored_as_operation_md_says(tmp_path: Path) -> None:
    at, folder, restored = tmp_path / "archive", tmp_path / "back up", tmp_path / "restored"
    command = tmp_path / "bin/cuttings"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qa.cli "$@"\n', encoding="utf-8")
    command.chmod(0o700)
    path = f"{command.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"

    def run(*arguments: object, typed: str = "") -> str:
        env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
        line = [str(one) for one in arguments]
        return subprocess.run(line, env=env, input=typed, capture_output=True, text=True, check=True).stdout

    (tmp_path / "a.txt").write_text("Mill sold\n\nGazette\nMar 6 2026\n\nOhm bought the mill.\n", encoding="utf-8")
    run("cuttings", "add", "--archive", at, tmp_path / "a.txt")
    run("cuttings", "users", "add", "ann", "--archive", at, "--role", "admin", typed="correct horse battery\n")
    run("cuttings", "alerts", "add", "Who bought the mill?", "--archive", at)
    with closing(
        sqlite3.connect(at / "alerts.sqlite3")
    ) as in_use:  # as by a server; a plain copy lacks what is in its -wal
        in_use.execute("SELECT count(*) FROM sqlite_master").fetchall()
        run("cuttings", "alerts", "add", "Who sold the mill?", "--archive", at)
        for _ in range(2):  # the second takes the place of the first
            run(DEPLOY / "back-up.sh", at, folder)
    assert {one.stat().st_mode & 0o077 for one in [folder, *folder.iterdir()]} == {0}
    run("cuttings", "import", folder / "archive.cuttings", "--archive", restored)
    for one in folder.glob("*.sqlite3"):
        shutil.copy(one, restored)
    assert "Mill sold" in run("cuttings", "list", "--archive", restored)
    assert run("cuttings", "users", "list", "--archive", restored).split() == ["ann", "admin"]
    assert "2 saved questions" in run("cuttings", "alerts", "--archive", restored)


def kubernetes() -> dict[str, dict[str, Any]]:
    """Return what is asked of Kubernetes, by its kind."""
    documents = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))
    return {document["kind"]: document for document in documents}


def test_compose_of_a_cluster_runs_three_servers_that_only_the_proxy_reaches() -> None:
    text = (DEPLOY / "compose-cluster.yaml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    services, networks = document["services"], document["networks"]
    cuttings, proxy, engine = services["cuttings"], services["proxy"], services["oceanbase"]
    options = _parser().parse_args(
        [one.replace("${CUTTINGS_NAME:?}", "cuttings.example") for one in cuttings["command"]]
    )
    named = options.archive.engine
    assert (named.user, named.host, named.port) == ("root@news", "oceanbase", 2881)
    assert engine["environment"]["OB_TENANT_NAME"] == "news"
    assert options.command.__name__ == "_serve"
    assert options.proxy == [proxy["networks"]["inside"]["ipv4_address"]]
    assert cuttings["deploy"]["replicas"] == 3
    assert cuttings["read_only"] is True
    assert cuttings["cap_drop"] == ["ALL"]
    assert "ports" not in cuttings
    assert "ports" not in engine
    assert networks["inside"]["internal"] is True
    template = next(volume.split(":")[0] for volume in proxy["volumes"] if "nginx" in volume)
    ours = (DEPLOY / template).read_text(encoding="utf-8")
    one = (DEPLOY / "nginx.conf.template").read_text(encoding="utf-8")
    assert "ip_hash;" in ours
    assert one.replace("http://cuttings:7860", "http://cuttings") in ours
    assert "NOT RUN HERE" in text


def test_kubernetes_runs_three_servers_over_one_archive_without_rights() -> None:
    deployment = kubernetes()["Deployment"]["spec"]
    pod = deployment["template"]["spec"]
    (container_,) = pod["containers"]
    options = _parser().parse_args(container_["args"])
    engine = options.archives[0].paths.engine
    assert deployment["replicas"] == 3
    assert options.command.__name__ == "_serve"
    assert (engine.user, engine.name, engine.port) == ("cuttings@news", "news", 2881)
    assert engine.host == f"svc-{kubernetes()['OBCluster']['metadata']['name']}.cuttings.svc"
    assert {one["name"] for one in container_["env"]} == {"CUTTINGS_ARCHIVE_PASSWORD", "CUTTINGS_PASSWORD"}
    assert all("secretKeyRef" in one["valueFrom"] for one in container_["env"])
    assert container_["securityContext"]["readOnlyRootFilesystem"] is True
    assert container_["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert f"{pod['securityContext']['runAsUser']}:10001" == dict(container())["USER"]


def test_kubernetes_has_three_copies_of_the_archive_and_names_what_it_has() -> None:
    found = kubernetes()
    zones = [one["zone"] for one in found["OBCluster"]["spec"]["topology"]]
    assert len(zones) == 3
    assert [one["zone"] for one in found["OBTenant"]["spec"]["pools"]] == zones
    assert found["OBTenant"]["spec"]["obcluster"] == found["OBCluster"]["metadata"]["name"]
    labels = found["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert found["Service"]["spec"]["selector"] == labels
    for kind in ("PodDisruptionBudget", "Deployment"):
        assert found[kind]["spec"]["selector"]["matchLabels"] == labels
    assert found["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == labels
    assert "NOT RUN HERE" in (DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")
