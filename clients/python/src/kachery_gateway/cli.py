"""The command kgw."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from . import __version__
from .errors import InputError, KacheryError, Stopped
from .gateway import Gateway
from .listing import list_files
from .loading import load_file
from .sharing import share_files
from .signing_in import login
from .storing import existing_file, name_of, store_files

_ABOUT = """\
Stores and loads files of any size at a kachery gateway.

  kgw login                     once on each machine: registers it in your name
  kgw store recording.nwb       prints sha1://…; interrupted, run it again, and it goes on
  kgw load sha1://…             prints the path of a copy whose hash was checked
  kgw load sha1://… -o x.nwb    writes it to x.nwb
  kgw ls                        your files
  kgw share sha1://… --days 7   a link for somebody without an account
"""

_VARIABLES = """\
environment variables:
  KACHERY_GATEWAY_URL   the gateway's address, https://…
  KACHERY_ZONE          the zone; "default" where it isn't set
  KACHERY_API_KEY       an API key of the site; used instead of this machine's key files
  KACHERY_CLOUD_DIR     where key files and loaded files are; ~/.kachery-cloud where it isn't set
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}. The options: {self.prog} --help")


def main(words: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 where something failed, 2 where the input was wrong, 130 after Ctrl-C."""
    try:
        options = _parser().parse_args(words)
        run = options.run
        run(options)
    except InputError as error:
        return _failed(str(error), 2)
    except Stopped:
        return _failed("Stopped.", 1)
    except KacheryError as error:
        return _failed(str(error), 1)
    except KeyboardInterrupt:
        return _failed("Stopped. Run the same command again to go on.", 130)
    except BrokenPipeError:
        # Whoever read what was printed has enough.
        sys.stderr.close()
        return 0
    return 0


def _failed(sentence: str, code: int) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="kgw", description=_ABOUT, epilog=_VARIABLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"kgw {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    zone = _Parser(add_help=False)
    zone.add_argument("--zone", help="instead of KACHERY_ZONE")
    moving = _Parser(add_help=False)
    moving.add_argument(
        "--parallel", type=_count, default=8, metavar="N", help="how many parts move side by side (default: 8)"
    )
    moving.add_argument("--quiet", action="store_true", help="no progress on a terminal")

    store = commands.add_parser("store", parents=[zone, moving], help="store files and print their URIs")
    store.add_argument("paths", nargs="+", metavar="PATH")
    store.add_argument("--label", help="the name in the URI and in lists (default: the file's name)")
    store.add_argument(
        "--no-wait", action="store_true", help="end when all bytes are sent, before the gateway has verified them"
    )
    store.set_defaults(run=_store)

    load = commands.add_parser("load", parents=[zone, moving], help="load a file and print its path")
    load.add_argument("uri", metavar="URI")
    load.add_argument("-o", "--output", metavar="PATH", help="write it there, and not to ~/.kachery-cloud")
    load.set_defaults(run=_load)

    ls = commands.add_parser("ls", parents=[zone], help="list your files")
    ls.add_argument("search", nargs="?", default="", metavar="BEGINNING", help="of a hash or a name")
    ls.add_argument("--all", action="store_true", help="everybody's files in the zone, for its administrators")
    ls.set_defaults(run=_ls)

    share = commands.add_parser("share", parents=[zone], help="make a link to files, for whoever has it")
    share.add_argument("uris", nargs="+", metavar="URI")
    share.add_argument("--days", type=float, default=7, help="until it ends (default: 7)")
    share.add_argument("--uses", type=_count, metavar="N", help="how often it works (default: any number)")
    share.add_argument("--note", default="", help="for yourself")
    share.set_defaults(run=_share)

    log = commands.add_parser("login", parents=[zone], help="register this machine in your name")
    log.add_argument("--label", help="what it is called on the site (default: the machine's name)")
    log.add_argument("--no-browser", action="store_true", help="only print the page's address")
    log.set_defaults(run=_login)
    return parser


def _count(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise argparse.ArgumentTypeError(f'must be a whole number from 1 on, and is "{text}"')
    return count


def _store(options: argparse.Namespace) -> None:
    files = [existing_file(path) for path in options.paths]
    if options.label is not None and len(files) > 1:
        raise InputError("A label is for one file; store the files one by one, or without a label.")
    stored = store_files(
        files,
        Gateway(),
        label=options.label,
        zone=options.zone,
        parallel=options.parallel,
        wait=not options.no_wait,
        progress=False if options.quiet else None,
    )
    for file, each in zip(files, stored):
        print(each.uri(options.label or name_of(file)), flush=True)
        if not each.verified:
            print("Sent; it can be loaded once the gateway has verified it.", file=sys.stderr)


def _load(options: argparse.Namespace) -> None:
    progress = False if options.quiet else None
    print(
        load_file(
            options.uri, None, dest=options.output, zone=options.zone, parallel=options.parallel, progress=progress
        )
    )


def _ls(options: argparse.Namespace) -> None:
    for file in list_files(Gateway(), options.search, options.zone, options.all):
        print(f"{file.stored_at:%Y-%m-%d %H:%M}  {file.size:>16,}  {file.visibility:<8}  {file.uri}")


def _share(options: argparse.Namespace) -> None:
    print(share_files(Gateway(), options.uris, options.days, options.uses, options.note, options.zone))


def _login(options: argparse.Namespace) -> None:
    client = login(zone=options.zone, label=options.label, browser=False if options.no_browser else None)
    print(f"This machine is registered as {client.label}, client {client.client_id[:8]}… of {client.owner}.")
