"""Bring the browser assets: packages by npm, then fonts cut down to what the book uses, scripts.

Fills node_modules/ from package-lock.json and _build/assets/ from what scripts/assets.toml asks:
static/fonts/*.woff2 with fonts.css for the pages, fonts/*.ttf for matplotlib, scripts that a
page loads as they are, and static/licences/ with licences.json, which lists all that is vendored.
"""

import argparse
import importlib.metadata
import json
import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import content_stamp
import node_tools
from font_files import Look, codepoints, cut, fallback_rule, join
from one_at_a_time import alone

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S+\s*$")
Table = dict[str, Any]


def bring_packages(root: Path) -> None:
    """Install what package-lock.json pins, unless it is there."""
    stamp = root / "node_modules" / ".finished"  # npm ci empties the folder first
    wanted = content_stamp.key(root / "package.json", root / "package-lock.json")
    if not content_stamp.fresh(stamp, wanted):
        print("Bringing the npm packages ...", flush=True)
        node_tools.run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=root)
        content_stamp.write(stamp, wanted)


def make_assets(root: Path, output: Path, *, force: bool = False) -> bool:
    """Make the asset folder, unless it is there; say whether it was made."""
    wanted = content_stamp.key(
        root / "package-lock.json",
        *(HERE / name for name in ("assets.toml", "vendor_assets.py", "font_files.py")),
        importlib.metadata.version("fonttools"),
    )
    if content_stamp.fresh(output / ".finished", wanted) and not force:
        return False
    draft = output.with_name(f"{output.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    fill(draft, root / "node_modules", tomllib.loads((HERE / "assets.toml").read_text()))
    content_stamp.write(draft / ".finished", wanted)
    shutil.rmtree(output, ignore_errors=True)
    draft.rename(output)
    return True


def fill(folder: Path, modules: Path, plan: Table) -> None:
    """Write every asset of the plan into an empty folder."""
    for name in ("static/fonts", "static/licences", "fonts"):
        (folder / name).mkdir(parents=True)
    print("Cutting the fonts down to what the book uses ...", flush=True)
    rules = [rule for face in plan["face"] for rule in cut_face(folder, modules, face, plan)]
    heading = "/* Made by scripts/vendor_assets.py; what each file holds stands in assets.toml. */"
    (folder / "static/fonts/fonts.css").write_text("\n".join([heading, *rules, ""]))
    for figure in plan["figure"]:
        name = f"{figure['family']}-{figure['subfamily']}.ttf".replace(" ", "")
        sources = [font_source(modules, figure["package"], one) for one in figure["sources"]]
        keep = {key: figure[key] for key in ("family", "subfamily", "weight")}
        join(sources, folder / "fonts" / name, **keep)
    for script in plan["script"]:
        copy_script(folder / "static" / script["file"], modules, script)
    write_licences(folder, modules, plan)


def cut_face(folder: Path, modules: Path, face: Table, plan: Table) -> list[str]:
    """Write the files of one face; return the CSS rules that load them."""
    look = Look(face["family"], face["style"], face["weight"])
    rules = []
    for name, file in face["files"].items():
        letters = plan["ranges"][file["range"]]
        source = font_source(modules, face["package"], file["source"])
        target = folder / "static" / "fonts" / f"{name}.woff2"
        keep = {"features": face["features"], "maths": face.get("maths", False)}
        cut(source, target, look, codepoints(letters), **keep)
        rules.append(face_rule(look, target.name, letters))
        if file["range"] == "base":
            stand_ins = face.get("fallback", [])
            rules += [fallback_rule(look.family, source, look.weight, one) for one in stand_ins]
    return rules


def face_rule(look: Look, file: str, letters: str) -> str:
    """Return the CSS rule that loads one file of a face."""
    weight = look.weight if isinstance(look.weight, int) else "{} {}".format(*look.weight)
    return (
        f'@font-face {{ font-family: "{look.family}"; font-style: {look.style}; '
        f'font-weight: {weight}; font-display: swap; src: url("{file}") format("woff2"); '
        f"unicode-range: {letters}; }}"
    )


def font_source(modules: Path, package: str, name: str) -> Path:
    """Return the file of a font package, or end with a sentence that names it."""
    path = modules / package / "files" / f"{name}.woff2"
    if not path.is_file():
        sys.exit(f"Expected {path}, which is not there: does package.json pin {package}?")
    return path


def copy_script(target: Path, modules: Path, script: Table) -> None:
    """Copy a package's script, without the line that names a source map left behind."""
    source = modules / script["package"] / script["source"]
    if not source.is_file():
        sys.exit(f"Expected {source}, which is not there: does package.json pin "
                 f"{script['package']}?")  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(SOURCE_MAP.sub("\n", source.read_text(encoding="utf-8")), encoding="utf-8")


def write_licences(folder: Path, modules: Path, plan: Table) -> None:
    """List what is vendored, with version, licence and size, beside the licences' texts."""
    made: dict[str, list[Path]] = {}
    for face in plan["face"]:
        files = [folder / "static" / "fonts" / f"{name}.woff2" for name in face["files"]]
        made.setdefault(face["package"], []).extend(files)
    for script in plan["script"]:
        made.setdefault(script["package"], []).append(folder / "static" / script["file"])
    listed = [licence_entry(folder, modules, name, files) for name, files in sorted(made.items())]
    text = json.dumps(listed, indent=2, ensure_ascii=False) + "\n"
    (folder / "static" / "licences" / "licences.json").write_text(text, encoding="utf-8")


def licence_entry(folder: Path, modules: Path, package: str, files: list[Path]) -> Table:
    """Copy one package's licence and describe the package."""
    about = json.loads((modules / package / "package.json").read_text(encoding="utf-8"))
    static = folder / "static"
    copy = f"licences/{package.rsplit('/', 1)[-1]}.txt"
    terms = sorted((modules / package).glob("LICENSE*"))
    if not terms:
        sys.exit(f"Expected a LICENSE in {modules / package}, found none: may it be vendored?")
    shutil.copyfile(terms[0], static / copy)
    return {
        "package": package,
        "version": about["version"],
        "licence": about["license"],
        "text": copy,
        "bytes": sum(file.stat().st_size for file in files),
        "files": {file.relative_to(static).as_posix(): file.stat().st_size for file in files},
    }


def main() -> None:
    """Bring the packages and make the assets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to fill")
    parser.add_argument("--output", type=Path, help="the asset folder (_build/assets)")
    parser.add_argument("--force", action="store_true", help="make the assets anew")
    options = parser.parse_args()
    output = options.output or options.root / "_build" / "assets"
    with alone(output.parent, "asset run"):
        bring_packages(options.root)
        made = make_assets(options.root, output, force=options.force)
    if made:
        size = sum(file.stat().st_size for file in output.rglob("*.woff2"))
        print(f"Browser assets are in {output} ({size / 1000:.0f} kB of fonts for the pages).")


if __name__ == "__main__":
    main()
