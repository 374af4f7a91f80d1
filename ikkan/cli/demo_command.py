"""``ikkan demo``: makes the model town, walks a round through the five rooms, and serves it."""

import time
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.console import Console

from ikkan.cli.demo import report
from ikkan.cli.demo.certificates.ends import unaccepted_files, wrong_ends
from ikkan.cli.demo.certificates.figures import certificate_json
from ikkan.cli.demo.certificates.wish import REQUESTS
from ikkan.cli.demo.filing import DemoFailed
from ikkan.cli.demo.home import empty_demo_home
from ikkan.cli.demo.walk import POPULATION, Demo
from ikkan.cli.serve import run_servers
from ikkan.kernel.json_value import JsonObject


def demo(
    once: Annotated[bool, typer.Option("--once", help="Do not serve; exit 0 when everybody was answered.")] = False,
    children: Annotated[int, typer.Option(help="Children who apply.")] = 1_500,
    population: Annotated[int, typer.Option(help="Residents of the model town.")] = POPULATION,
    certificates: Annotated[int, typer.Option(help="Requests for certificates of residence.")] = REQUESTS,
    address: Annotated[str, typer.Option(help="Address to serve on; only this machine's own.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8000,
) -> None:
    """Walk an April round of nursery placement and requests for certificates in a model town, then serve it."""
    console = Console()
    home = Path(settings.IKKAN_HOME)
    began = time.monotonic()
    empty_demo_home(home)
    try:
        made = Demo(console, children=children, population=population, certificates=certificates)
        round_ = made.run()
    except DemoFailed as fault:
        console.print(f"[bold red]デモが止まりました / The demo stopped:[/] {fault}")
        raise typer.Exit(1) from fault
    with made.stage("verify"):
        wrong, unaccepted = wrong_ends(made.asked), unaccepted_files()
    walked = report.walk_json(round_, made.clean)
    certificate = certificate_json(made.asked, wrong=wrong, unaccepted=unaccepted)
    walked["procedures"] = {**report.object_of(walked["procedures"]), "certificate": certificate}
    seconds: JsonObject = {**made.seconds, "all": round(time.monotonic() - began, 1)}
    walked["seconds"] = seconds
    report.write(walked, home / "walk.json")
    report.show(walked, console)
    console.print(f"紙の見本 {home / 'papers'}  ・  記録 {home / 'walk.json'}  ・  {seconds['all']} s")
    if once:
        raise typer.Exit(0 if is_whole(walked) else 1)
    console.print(
        f"[bold]http://{address}:{port}/demo/[/] で市民・職員・課長・部長・情報担当になれます。Ctrl+C で終わります。"
    )
    run_servers(address=address, port=port, processes=2, with_worker=True)


def is_whole(walked: JsonObject) -> bool:
    """Whether every child has an answer, the independent checker agrees, and each certificate ended as planned."""
    procedures = report.object_of(walked["procedures"])
    nursery, certificate = (report.object_of(procedures[name]) for name in ("nursery", "certificate"))
    return (
        nursery["children_answered"] == nursery["children"] != 0
        and report.object_of(nursery["checker"]).get("feasible") is True
        and certificate["files_accepted"] == certificate["copies"]
        and certificate["ended_otherwise"] == []
    )
