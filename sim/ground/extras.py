"""Optional dependencies of groundswell (extras), and how to install one."""

import json
import shlex
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname


def installing(extra: str) -> str:
    """The command that adds an extra to this installation, which came from a folder, a web address or an index.

    In a checkout that was never installed it is the same command as if it were installed from there.
    """
    try:
        origin = json.loads(distribution("groundswell").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        origin = {"url": Path(__file__).parents[2].as_uri(), "dir_info": {"editable": True}}
    if "url" not in origin:
        return f"pip install {shlex.quote(f'groundswell[{extra}]')}"
    if "dir_info" not in origin:
        kind = f"{origin['vcs_info']['vcs']}+" if "vcs_info" in origin else ""
        whole = f"groundswell[{extra}] @ {kind}{origin['url']}"
        return f"pip install {shlex.quote(whole)}"
    folder = url2pathname(urlsplit(origin["url"]).path)
    editable = "-e " if origin["dir_info"].get("editable") else ""
    return f"pip install {editable}{shlex.quote(f'{folder}[{extra}]')}"
