"""`fabula ground WORLD`: the ground model, a world with no variables left."""

from __future__ import annotations

import click

from fabula.cli.find import find_world
from fabula.cli.output import emit, output_options
from fabula.cli.page import counted
from fabula.ground.printer import print_model
from fabula.pipeline import open_model


@click.command("ground", short_help="The ground model: a world with no variables left.")
@click.argument("world")
@click.option("--sizes", is_flag=True, help="Print the sizes only.")
@output_options
def command(world: str, sizes: bool, as_json: bool, plain: bool) -> None:
    """Print the ground model of a WORLD: every property and every event, with every choice of arguments."""
    model = open_model(find_world(world))
    if as_json:
        values: dict[str, object] = {
            "world": world,
            "properties": len(model.fluents),
            "belief_properties": model.belief_properties,
            "actions": len(model.events),
            "addressed": len(model.addressed),
            "triggers": len(model.triggers),
            "characters": list(model.characters),
            "never": list(model.never),
        }
        if not sizes:
            values["fluents"] = [fluent.name for fluent in model.fluents]
            values["events"] = [str(event) for event in (*model.events, *model.addressed)]
            values["trigger_events"] = [str(event) for event in model.triggers]
        emit(values)
    elif sizes:
        click.echo(
            f"{counted(len(model.fluents), 'property', 'properties')}, "
            f"{counted(model.belief_properties, 'belief property', 'belief properties')}, "
            f"{counted(len(model.events), 'action')}, {len(model.addressed)} addressed, "
            f"{counted(len(model.triggers), 'trigger')}"
        )
    else:
        click.echo(print_model(model), nl=False)
