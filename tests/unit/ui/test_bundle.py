"""Many modules as one: what is exported, in which order they run, and that nothing is half understood."""

from __future__ import annotations

import json
import shutil
import subprocess
from graphlib import CycleError
from pathlib import Path

import pytest

from genstudio.ui.bundle import bundle

MODULES = {
    "base/log": "export const lines = [];\nexport function log(text) {\n  lines.push(text);\n}\n",
    "base/late": "const { sep } = await import('node:path');\n\nexport const SEP = sep;\n",
    "form/box": (
        "import { log as note } from '../base/log.js';\nimport {\n  Lid,\n} from './lid.js';\n\n"
        "note('box');\nconst secret = 1;\nexport async function open() {\n"
        "  const { SEP } = await import('../base/late.js');\n  return [new Lid().name, SEP, secret];\n}\n"
    ),
    "form/lid": "import { log } from '../base/log.js';\n\nlog('lid');\nexport class Lid {\n  name = 'lid';\n}\n",
}
ASK = """
const { parts } = await import(process.argv[1]);
const opened = await parts['form/box'].open();
console.log(JSON.stringify([Object.keys(parts['form/box']), parts['base/log'].lines, opened]));
"""


def test_modules_run_once_in_the_order_of_their_imports(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        import playwright

        node = str(next((Path(playwright.__file__).parent / "driver").glob("node*")))  # every playwright brings one
    (tmp_path / "studio.mjs").write_text(bundle(MODULES))
    told = subprocess.run(
        [node, "--input-type=module", "-e", ASK, str(tmp_path / "studio.mjs")], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == [["open"], ["lid", "box"], ["lid", "/", 1]]


@pytest.mark.parametrize(
    "source",
    [
        "import box from './box.js';\n",
        "import * as box from './box.js';\n",
        "import './box.js';\n",
        "export default 1;\n",
        "export let open = 1;\n",
        "const a = 1;\nexport { a };\n",
        "export { a } from './box.js';\n",
    ],
)
def test_another_form_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"form/odd\.js"):
        bundle({"form/odd": source, "form/box": "export const a = 1;\n"})


def test_a_circle_and_a_missing_module_are_refused() -> None:
    with pytest.raises(CycleError):
        bundle({"a": "import { b } from './b.js';\n", "b": "import { a } from './a.js';\n"})
    with pytest.raises(KeyError):
        bundle({"a": "import { b } from './b.js';\n"})
