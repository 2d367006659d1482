"""All ES modules of the page as one file: a first visit asks once instead of a hundred times.

Each module becomes a function that is called once, in the order of the imports, and whose exports stand in `parts`
under the module's name. Only what our modules use is understood, and anything else is refused: imports by name, exports
where something is declared, no cycles. In a module, addresses such as `import.meta.url` are those of the one file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from posixpath import dirname, join, normpath

IMPORT = re.compile(r"^import \{([^}]*)\} from '(\.{1,2}/[^']+)\.js';$", re.MULTILINE)
LATER = re.compile(r"\bimport\('(\.{1,2}/[^']+)\.js'\)")
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
UNKNOWN = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
WAITS = re.compile(r"^(?:const|let) .*\bawait\b", re.MULTILINE)


def bundle(modules: Mapping[str, str]) -> str:
    """One ES module from many; `modules` are sources by name ("form/fields").

    Raises ValueError for an import or export in another form and for imports in a circle, KeyError for a module that is
    not there.
    """
    order = TopologicalSorter({name: imports(name, source) for name, source in modules.items()}).static_order()
    return "export const parts = {};\n" + "".join(_part(name, modules[name]) for name in order)


def imports(name: str, source: str) -> list[str]:
    """The modules that a module needs before it can run."""
    return [_resolve(name, each[2]) for each in IMPORT.finditer(source)]


def _part(name: str, source: str) -> str:
    names = EXPORT.findall(source)
    body = IMPORT.sub(lambda found: _take(found[1], _resolve(name, found[2])), source)
    body = LATER.sub(lambda found: f"Promise.resolve(parts['{_resolve(name, found[1])}'])", EXPORT.sub("", body))
    if unknown := UNKNOWN.search(body):
        raise ValueError(f"{name}.js: this form of import or export is not understood: {unknown[0]}")
    start, end = ("await (async () => {", "})()") if WAITS.search(body) else ("(() => {", "})()")
    return f"parts['{name}'] = {start}\n{body}return {{ {', '.join(names)} }};\n{end};\n"


def _take(names: str, source: str) -> str:
    return f"const {{{names.replace(' as ', ': ')}}} = parts['{source}'];"


def _resolve(name: str, path: str) -> str:
    return normpath(join(dirname(name), path))
