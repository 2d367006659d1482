"""What a page loads of Gradio, read from a bundle of its form."""

from __future__ import annotations

from pathlib import Path

from genstudio.ui.gradio_files import needed

LATER = "const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=[{names}])))=>i.map(i=>d[i]);"


def _bundle(folder: Path) -> Path:
    assets = folder / "assets"
    assets.mkdir()
    (folder / "index.html").write_text('<script type="module" crossorigin src="./assets/index-a1.js"></script>')
    (assets / "index-a1.js").write_text(LATER.format(names='"./page-1.js","./core-1.js","./core-1.css"'))
    (assets / "page-1.js").write_text(
        LATER.format(names='"./index-a1.js","./Blocks-1.js","./Login-1.js"')
        + "await E(async()=>{let{default:e}=await import(`./Blocks-1.js`);return{default:e}},__vite__mapDeps([0,1]))"
        + "await E(async()=>{let{default:e}=await import(`./Login-1.js`);return{default:e}},__vite__mapDeps([0,2]))"
    )
    (assets / "core-1.js").write_text(
        LATER.format(names='"./row.js","./html.js","./html.css","./plot.js"')
        + "var C={row:{component:()=>v(()=>import(`./row.js`),__vite__mapDeps([0]),u)},"
        + "html:{example:()=>v(()=>import(`./html.js`),__vite__mapDeps([1]),u),"
        + "component:()=>v(()=>import(`./html.js`).then(e=>e.t),__vite__mapDeps([1,2]),u)},"
        + "plot:{component:()=>v(()=>import(`./plot.js`),__vite__mapDeps([3]),u)}};"
    )
    return folder


def test_client_page_and_components_are_found_and_nothing_else(tmp_path: Path) -> None:
    names = needed(_bundle(tmp_path), {"row", "html"})
    page = ["index-a1.js", "page-1.js", "core-1.js", "core-1.css", "Blocks-1.js"]
    assert names == [*page, "row.js", "html.js", "html.css"]


def test_a_bundle_of_another_form_only_names_nothing(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html></html>")
    assert needed(tmp_path, {"html"}) == []
