"""Units of systemd: web, worker, and the daily backup, retention and verification, each with few rights."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ikkan.cli.operating.failed import OperationError

HARDENING: Final = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome={protect_home}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0077
"""
# folders that ProtectHome hides
HOMES: Final = ("/home", "/root", "/run/user")
ENVIRONMENT_NAMES: Final = ("IKKAN_", "DATABASE_URL")


@dataclass(frozen=True, slots=True)
class Site:
    """Where things are on this machine.

    Args:
        program: path of ``ikkan``.
        home: IKKAN_HOME.
        user: system user that runs the services.
        environment: file with the settings, mode 0600.
        backups: folder of the daily backups.
        address: address that the web listens on.
        port: its port.
        keep: number of daily backups kept.
    """

    program: Path
    home: Path
    user: str
    environment: Path
    backups: Path
    address: str
    port: int
    keep: int


def units(site: Site) -> dict[str, str]:
    """Return the text of every unit by its file name."""
    program = shlex.quote(str(site.program))
    web = f"{program} serve --no-worker --address {shlex.quote(site.address)} --port {site.port}"
    backup = f"{program} backup --dated --keep {site.keep} {shlex.quote(str(site.backups))}"
    made = {
        "ikkan-web.service": _service(site, "web pages and API", web, lasting=True),
        "ikkan-worker.service": _service(site, "worker", f"{program} work", lasting=True),
    }
    daily = (
        ("ikkan-backup", "daily backup", backup, "*-*-* 01:30:00"),
        ("ikkan-retention", "destruction of what is past its time", f"{program} retention run", "*-*-* 02:30:00"),
        ("ikkan-verify", "monthly verification of the record", f"{program} verify", "*-*-01 03:30:00"),
    )
    for name, what, command, when in daily:
        made[f"{name}.service"] = _service(site, what, command, lasting=False)
        made[f"{name}.timer"] = _timer(what, when)
    return made


def settings_file(environment: Mapping[str, str]) -> str:
    """Return the text of the settings file from the settings of this shell."""
    chosen = {key: value for key, value in sorted(environment.items()) if key.startswith(ENVIRONMENT_NAMES)}
    return "".join(f"{key}={_quoted(value)}\n" for key, value in chosen.items())


def install(site: Site, folder: Path, environment: Mapping[str, str]) -> list[Path]:
    """Write the units, and the settings file unless one is there; return what was written.

    Raises:
        OperationError: a folder may not be written.
    """
    written: list[Path] = []
    try:
        if not site.environment.exists():
            site.environment.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(site.environment, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(settings_file({**environment, "IKKAN_HOME": str(site.home)}))
            written.append(site.environment)
        for name, text in units(site).items():
            (folder / name).write_text(text, encoding="utf-8")
            written.append(folder / name)
    except OSError as fault:
        raise OperationError(
            f"{fault.filename} cannot be written ({fault.strerror}). Run it as root, or pass --dry-run and copy the "
            "text yourself."
        ) from fault
    return written


def _service(site: Site, what: str, command: str, *, lasting: bool) -> str:
    hidden = [str(path) for path in (site.program, site.home, site.backups) if str(path).startswith(HOMES)]
    writable = [site.home] if lasting else [site.home, site.backups]
    kind = (
        "Type=exec\nRestart=always\nRestartSec=2\nTimeoutStopSec=60\n"
        if lasting
        else "Type=oneshot\nNice=10\nIOSchedulingClass=idle\n"
    )
    return (
        f"[Unit]\nDescription=Ikkan: {what}\nDocumentation=man:systemd.exec(5)\n"
        "After=network-online.target postgresql.service\nWants=network-online.target\n\n"
        f"[Service]\n{kind}User={site.user}\nGroup={site.user}\nEnvironmentFile={site.environment}\n"
        # compiled code is kept in the home: the program's own folder is read-only here
        f"Environment=IKKAN_HOME={site.home} NUMBA_CACHE_DIR={site.home}/cache\n"
        f"WorkingDirectory={site.home}\nExecStart={command}\n"
        f"ReadWritePaths={' '.join(str(path) for path in writable)}\n"
        + HARDENING.format(protect_home="read-only" if hidden else "yes")
        + ("\n[Install]\nWantedBy=multi-user.target\n" if lasting else "")
    )


def _timer(what: str, when: str) -> str:
    return (
        f"[Unit]\nDescription=Ikkan: {what}\n\n[Timer]\nOnCalendar={when} Asia/Tokyo\nPersistent=yes\n"
        "RandomizedDelaySec=10min\n\n[Install]\nWantedBy=timers.target\n"
    )


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
