"""Door: the command line. One module a step; each is loaded when it is called."""

import importlib
import logging
import sys

import click

from storybank.core.errors import StorybankError

# command -> the module that holds it, as a click command or group of the same name
COMMANDS = {
    "run": "storybank.cli.run",
    "seed": "storybank.cli.seed",
    "intake": "storybank.cli.intake",
    "tagging": "storybank.cli.tagging",
    "linking": "storybank.cli.linking",
    "verification": "storybank.cli.verification",
    "search": "storybank.cli.search",
    "commitments": "storybank.cli.commitments",
    "frameworks": "storybank.cli.frameworks",
    "places": "storybank.cli.places",
    "reviews": "storybank.cli.reviews",
    "retention": "storybank.cli.retention",
    "rights": "storybank.cli.rights",
    "accounts": "storybank.cli.accounts",
    "audit": "storybank.cli.audit",
    "jobs": "storybank.cli.jobs",
    "post": "storybank.cli.post",
}


class Lazy(click.Group):
    """Loads a command's module only when it is wanted, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of a story's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command, importing its module."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="storybank")
def storybank() -> None:
    """Storybank: whose lives have changed, in what way, and by which promise?

    STORYBANK_HOME names the folder of the installation (default: instance). Every setting is
    listed in the README.

    Example: storybank search find "lunch club" --json
    """


def main() -> None:
    """Run a command; an error is told in one line, never as a stack trace."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        storybank()
    except StorybankError as error:
        click.echo(f"Storybank: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # whoever read our output has gone
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
        # The kind and place, never the message: that may carry a story's words.
        click.echo(f"Storybank: unforeseen {type(error).__name__} at {place}.", err=True)
        sys.exit(70)
