"""LibreOffice in tests: it accepts and rejects what is tracked in Word files."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

# --- LibreOffice ---

_MACRO = """\
Sub Settle(list As String)
  Dim file, number, parts, document, dispatcher, hidden(0) As New com.sun.star.beans.PropertyValue
  Dim form(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  form(0).Name = "FilterName"
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  number = FreeFile
  Open list For Input As #number
  Do While Not EOF(number)
    Line Input #number, file
    parts = Split(file, Chr(9))
    document = StarDesktop.loadComponentFromURL(parts(0), "_blank", 0, hidden())
    dispatcher.executeDispatch(document.CurrentController.Frame, parts(1), "", 0, Array())
    form(0).Value = "writer8"
    document.storeToURL(parts(2) &amp; ".odt", form())
    document.close(True)
    document = StarDesktop.loadComponentFromURL(parts(2) &amp; ".odt", "_blank", 0, hidden())
    form(0).Value = "MS Word 2007 XML"
    document.storeToURL(parts(2), form())
    document.close(True)
  Loop
  Close #number
  StarDesktop.terminate()
End Sub
"""
_XBA = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Changes" script:language="StarBasic">
{}</script:module>
"""
_LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" \
library:passwordprotected="false"><library:element library:name="Changes"/></library:library>
"""
_COMMANDS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}


def settle(folder: Path, documents: Mapping[str, bytes]) -> dict[tuple[str, str], bytes]:
    """Each document after LibreOffice accepted and rejected all changes in it, by name and command; one LibreOffice for all.

    It saves them in its own format first: writing Word's, it lets a link go on where one that ended there was deleted.
    """
    office = os.environ.get("INFORCE_OFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "no LibreOffice: run scripts/test, which installs it, or name one: INFORCE_OFFICE=/path/to/soffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    start = [office, profile, "--headless", "--norestore", "--nologo"]
    subprocess.run([*start, "--terminate_after_init"], check=True, timeout=120, capture_output=True)  # it fills its profile
    basic = folder / "profile" / "user" / "basic" / "Standard"
    (basic / "Changes.xba").write_text(_XBA.format(_MACRO))
    (basic / "script.xlb").write_text(_LIBRARY)
    jobs: list[str] = []
    made: dict[tuple[str, str], Path] = {}
    for k, (name, data) in enumerate(documents.items()):
        source = folder / f"{k}.docx"
        source.write_bytes(data)
        for command, dispatched in _COMMANDS.items():
            made[name, command] = folder / f"{k}-{command}.docx"
            jobs.append("\t".join([source.as_uri(), dispatched, made[name, command].as_uri()]))
    (folder / "jobs.txt").write_text("\n".join(jobs) + "\n")
    macro = f'macro:///Standard.Changes.Settle("{folder / "jobs.txt"}")'
    # What it made says whether it went well: on a busy machine it may end in a crash after the last file.
    subprocess.run([*start, macro], check=False, timeout=300, capture_output=True)
    return {key: path.read_bytes() for key, path in made.items()}
