"""``taikan plan``: a profile and wishes to the programme, as document, page and PDF."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path

import click
from rich.console import Console

from taikan.cli._language import lang_option
from taikan.cli._plan_summary import print_profile_and_plan
from taikan.core.errors import ExitStatus, MissingArgumentError
from taikan.core.texts import Language
from taikan.knowledge.factor_loader import load_factor_model
from taikan.knowledge.loader import load_knowledge
from taikan.programme.request import PlanWishes
from taikan.workflows.plan import (
    PLAN,
    PLAN_PDF,
    PlanOutput,
    plan_for,
    read_plan_request,
    read_profile,
    write_plan,
)
from taikan.workflows.target import check_target, free_folder

_TEMPLATE = "plan_request_template.toml"


@click.command(
    help="Make the programme for PROFILE (profile.json of `taikan profile` or `taikan consult`, or its folder): which "
    "exercises, how much, why, and what was left out."
)
@click.argument("profile", type=click.Path(path_type=Path), required=False)
@click.option("--request", type=click.Path(path_type=Path), help="Days, minutes, equipment and wishes (TOML).")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for everything; a new one here if not given.")
@click.option("--template", is_flag=True, help="Print an example of --request with every key explained, and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON; writes files only with --out.")
@lang_option
def command(
    profile: Path | None, request: Path | None, out: Path | None, template: bool, as_json: bool, lang: Language
) -> int:
    """Exit status 0; 2 where no plan fits the wishes, 5 where safety allows none (the report is still written)."""
    if template:
        click.echo(files("taikan.knowledge").joinpath(_TEMPLATE).read_text(encoding="utf-8"), nl=False)
        return ExitStatus.OK
    if profile is None:
        raise MissingArgumentError(name="PROFILE", command="taikan plan")
    target = out or (None if as_json else free_folder(Path.cwd(), "plan"))
    if target is not None:
        check_target(target, PLAN)
    document = read_profile(profile)
    made = plan_for(document, read_plan_request(request) if request else PlanWishes())
    page = write_plan(made, document, PlanOutput(target, lang, datetime.now())) if target else None
    if as_json:
        click.echo(made.model_dump_json(by_alias=True))
    else:
        console = Console(highlight=False, soft_wrap=True)
        print_profile_and_plan(document, made, lang, console)
        if page is not None:
            said = load_knowledge().texts["consult.written"].format(path=page, pdf=page.parent / PLAN_PDF)
            console.print(said.in_language(lang), markup=False)
    if document.evidence.level in load_factor_model().limits.no_factors_levels:
        return ExitStatus.SAFETY_STOP
    return ExitStatus.OK if made.programme is not None else ExitStatus.USAGE
