"""Bringing live code's files: what is pinned comes, what differs is refused, what lacks is said."""

import base64
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import livecode_wheels
import vendor_livecode
from livecode_wheels import Distribution, Folder, Mirror, MissingError
from vendor_livecode import Order, fill, npm_package

ROOT = Path(__file__).resolve().parents[1]
BSD = {"licence": "BSD-3-Clause", "notice": "Copyright its author", "terms": "lib/TERMS.txt"}
MPL = {"licence": "MPL-2.0", "notice": "By its contributors"}


def wheel(name, version="1.0"):
    """Return a wheel that carries a licence."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        about += "License: UNKNOWN\nClassifier: License :: OSI Approved :: BSD License\n"
        archive.writestr(f"{name}-{version}.dist-info/METADATA", about)
        archive.writestr(f"{name}-{version}.dist-info/LICENSE.txt", f"Terms of {name}")
    return packed.getvalue()


def pack(folder, name, files):
    """Write a package as npm packs it; return its pin."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / f"{name}-1.0.tgz", "w:gz") as tar:
        for path, data in files.items():
            member = tarfile.TarInfo(f"package/{path}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    digest = hashlib.sha512((folder / f"{name}-1.0.tgz").read_bytes()).digest()
    return {"version": "1.0", "integrity": f"sha512-{base64.b64encode(digest).decode()}"}


class Shop:
    """Downloads of the two npm packages, and a folder with some of three wheels."""

    def __init__(self, folder):
        self.downloads, self.wheels, self.output = folder / "dl", folder / "wheels", folder / "out"
        self.wheels.mkdir()
        self.sources, self.kept_here = [], folder / "kept"
        self.data = {name: wheel(name) for name in ("numpy", "matplotlib", "kiwi")}
        needs = {"numpy": [], "matplotlib": ["numpy", "kiwi"], "kiwi": [], "unused": []}
        packages = {name: self.entry(name, depends) for name, depends in needs.items()}
        self.lock = {"info": {"abi_version": "1"}, "packages": packages}
        thebe = {"lib/index.js": b"run();\n//# sourceMappingURL=index.js.map\n",
                 "lib/index.js.map": b"{}", "lib/TERMS.txt": b"and more terms"}  # fmt: skip
        pyodide = {"pyodide.mjs": b"start", "pyodide-lock.json": json.dumps(self.lock).encode()}
        pins = [pack(self.downloads, "thebe", thebe), pack(self.downloads, "pyodide", pyodide)]
        self.plan = {
            "thebe": {**BSD, **pins[0], "files": ["lib/index.js"]},
            "pyodide": {**MPL, **pins[1], "files": ["pyodide.mjs"]},
            "wheels": {"start": ["numpy"], "later": ["matplotlib"]},
        }

    def entry(self, name, depends):
        digest = hashlib.sha256(self.data.get(name, b"")).hexdigest()
        return {"name": name, "depends": depends, "file_name": f"{name}.whl", "sha256": digest}

    def put(self, *names):
        for name in names:
            (self.wheels / f"{name}.whl").write_bytes(self.data[name])

    def fill(self, lock=None):
        return fill(self.output, Order(self.plan, self.downloads, [Folder(self.wheels)], lock))

    def made(self):
        static = self.output / "static"
        return {path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file()}

    def kept(self):
        return json.loads((self.output / "pyodide-lock.json").read_text())["packages"]


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def test_everything_that_is_there_is_brought(shop):
    shop.put("numpy", "matplotlib", "kiwi")
    assert shop.fill() == {}
    wheels = {f"pyodide/{name}.whl" for name in ("numpy", "matplotlib", "kiwi")}
    assert {"thebe/index.js", "pyodide/pyodide.mjs", *wheels} <= shop.made()
    assert set(shop.kept()) == {"numpy", "matplotlib", "kiwi"}


def test_the_lock_keeps_only_what_is_wanted_and_whole(shop):
    shop.put("numpy", "kiwi")
    assert set(shop.fill()) == {"matplotlib"}
    assert set(shop.kept()) == {"numpy"}
    assert "pyodide/kiwi.whl" not in shop.made()


def test_each_file_is_listed_with_size_and_checksum(shop):
    shop.put("numpy")
    shop.fill()
    about = json.loads((shop.output / "about.json").read_text())
    files, numpy = about["files"], shop.data["numpy"]
    assert files["pyodide/numpy.whl"]["sha256"] == hashlib.sha256(numpy).hexdigest()
    assert files["pyodide/numpy.whl"]["bytes"] == len(numpy)
    assert about["missing"] == ["kiwi", "matplotlib"]


def test_scripts_name_no_source_map_that_is_not_there(shop):
    shop.fill()
    assert (shop.output / "static/thebe/index.js").read_text() == "run();\n"


def test_a_wheel_with_another_checksum_is_refused(shop):
    shop.put("numpy")
    (shop.wheels / "numpy.whl").write_bytes(wheel("numpy", "6.6"))
    with pytest.raises(SystemExit, match=r"numpy\.whl .* it is refused"):
        shop.fill()


def test_a_lock_of_ones_own_decides_instead_of_npms(shop):
    other = wheel("numpy", "6.6")
    (shop.wheels / "numpy.whl").write_bytes(other)
    lock = json.loads(json.dumps(shop.lock))
    lock["packages"]["numpy"]["sha256"] = hashlib.sha256(other).hexdigest()
    assert "numpy" not in shop.fill(lock)


def test_another_package_than_the_pinned_one_is_refused_and_thrown_away(shop):
    pin = {**shop.plan["thebe"], "integrity": "sha512-AAAA"}
    with pytest.raises(SystemExit, match="it is refused"):
        npm_package("thebe", pin, shop.downloads)
    assert not (shop.downloads / "thebe-1.0.tgz").exists()


def test_licences_come_with_their_texts_and_sizes(shop):
    shop.put("numpy")
    shop.fill()
    folder = shop.output / "static" / "licences"
    listed = {line["package"]: line for line in json.loads((folder / "livecode.json").read_text())}
    assert set(listed) == {"thebe", "pyodide", "numpy"}
    about = {"version": "1.0", "licence": "BSD License", "bytes": len(shop.data["numpy"])}
    assert listed["numpy"] == {"package": "numpy", "text": "licences/numpy.txt", **about}
    assert (folder / "numpy.txt").read_text() == "Terms of numpy\n"
    thebe = (folder / "thebe.txt").read_text()
    assert thebe.startswith("Copyright its author\n\nRedistribution and use")
    assert "contributors\n" not in thebe.partition("Redistribution")[0]
    assert thebe.endswith("and more terms\n")
    assert "Redistribution" not in (folder / "pyodide.txt").read_text()


def test_a_distribution_out_of_reach_is_asked_once_and_named(tmp_path):
    shop = Distribution("http://127.0.0.1:9/", tmp_path)
    for name in ("a.whl", "b.whl"):
        with pytest.raises(MissingError, match=r"http://127\.0\.0\.1:9/ did not give it"):
            shop.get(name)


def test_what_came_from_the_network_is_kept_for_the_next_time(tmp_path, shop):
    shop.put("numpy")
    entry = shop.lock["packages"]["numpy"]
    kept = tmp_path / "kept"
    assert livecode_wheels.checked(entry, [Distribution(f"{shop.wheels.as_uri()}/", kept)])
    assert livecode_wheels.checked(entry, [Distribution("http://127.0.0.1:9/", kept)])


def test_a_bad_download_is_not_kept(tmp_path, shop):
    (shop.wheels / "numpy.whl").write_bytes(b"something else")
    source = Distribution(f"{shop.wheels.as_uri()}/", tmp_path / "kept")
    with pytest.raises(SystemExit, match="it is refused"):
        livecode_wheels.checked(shop.lock["packages"]["numpy"], [source])
    assert not (tmp_path / "kept" / "numpy.whl").exists()


@pytest.fixture
def index(tmp_path, monkeypatch):
    """Return a function that publishes a wheel with copies, where pip finds it; and its pin."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))

    def publish(copies):
        packed = tmp_path / "index" / "mirror-1.0-py3-none-any.whl"
        packed.parent.mkdir()
        with zipfile.ZipFile(packed, "w") as archive:
            about = "Metadata-Version: 2.1\nName: mirror\nVersion: 1.0\n"
            archive.writestr("mirror-1.0.dist-info/METADATA", about)
            archive.writestr("mirror-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
            archive.writestr("mirror/not_wanted.js", "")
            for name, data in copies.items():
                archive.writestr(f"mirror/copies/{name}.whl", data)
        digest = hashlib.sha256(packed.read_bytes()).hexdigest()
        return {
            "package": "mirror", "version": "1.0", "sha256": digest, "folder": "mirror/copies/",
        }  # fmt: skip

    return publish


def test_a_package_of_the_index_gives_what_the_distribution_does_not(shop, tmp_path, index):
    kept = tmp_path / "kept"
    mirror = Mirror(index(shop.data), kept)
    away = Distribution("http://127.0.0.1:9/", kept)
    had, missing = livecode_wheels.bring(shop.lock, ["matplotlib"], [away, mirror])
    assert (had, missing) == (shop.data, {})
    assert {path.name for path in kept.iterdir()} == {f"{name}.whl" for name in shop.data}


def test_a_copy_that_is_no_copy_is_refused_and_not_kept(shop, tmp_path, index):
    mirror = Mirror(index({"numpy": b"something else"}), tmp_path / "kept")
    with pytest.raises(SystemExit, match=r"mirror 1\.0 of the Python index .* it is refused"):
        livecode_wheels.checked(shop.lock["packages"]["numpy"], [mirror])
    assert not (tmp_path / "kept" / "numpy.whl").exists()


def test_another_package_than_the_pinned_one_is_not_opened(shop, tmp_path, index):
    mirror = Mirror({**index(shop.data), "sha256": "0" * 64}, tmp_path / "kept")
    with pytest.raises(MissingError, match="DO NOT MATCH THE HASHES"):
        mirror.get("numpy.whl")
    assert not list((tmp_path / "kept").iterdir())


def test_what_the_index_lacks_is_named(shop, tmp_path, index):
    mirror = Mirror(index({"numpy": shop.data["numpy"]}), tmp_path / "kept")
    with pytest.raises(MissingError, match=r"it holds no kiwi\.whl"):
        mirror.get("kiwi.whl")


def test_needs_come_before_what_needs_them(shop):
    assert livecode_wheels.closure(shop.lock, ["matplotlib"]) == ["numpy", "kiwi", "matplotlib"]


@pytest.fixture
def counted(shop, monkeypatch):
    """Count how often the folder is filled, with what this shop has."""
    calls = []

    def fill_here(folder, order):
        calls.append(order)
        sources = shop.sources or [Distribution(f"{shop.wheels.as_uri()}/", shop.kept_here)]
        return fill(folder, Order(shop.plan, shop.downloads, sources))

    monkeypatch.setattr(vendor_livecode, "fill", fill_here)
    return calls


def test_what_is_there_is_not_brought_again(shop, counted):
    shop.put("numpy", "matplotlib", "kiwi")
    for _ in range(2):
        assert vendor_livecode.bring(shop.output, offline=True) == {}
    assert len(counted) == 1
    vendor_livecode.bring(shop.output, offline=True, force=True)
    assert len(counted) == 2


def test_what_was_missing_is_still_named_the_next_time(shop, counted):
    shop.put("numpy")
    for _ in range(2):
        missing = vendor_livecode.bring(shop.output, offline=True)
        assert set(missing) == {"matplotlib", "kiwi"}
    assert len(counted) == 1


def test_what_was_missing_is_sought_again_a_day_later(shop, counted, monkeypatch):
    shop.put("numpy")
    vendor_livecode.bring(shop.output, offline=True)
    monkeypatch.setattr(vendor_livecode, "RETRY", -1)
    vendor_livecode.bring(shop.output, offline=True)
    assert len(counted) == 2


def test_what_was_given_by_hand_stays(shop, counted, monkeypatch):
    shop.put("numpy")
    shop.sources = [Folder(shop.wheels)]
    vendor_livecode.bring(shop.output, pyodide_dir=shop.wheels, offline=True)
    monkeypatch.setattr(vendor_livecode, "RETRY", -1)
    vendor_livecode.bring(shop.output)
    assert len(counted) == 1
    vendor_livecode.bring(shop.output, pyodide_dir=shop.wheels, offline=True)
    assert len(counted) == 2


def test_an_interrupted_run_leaves_what_was_there(shop, counted):
    shop.put("numpy")
    shop.sources = [Folder(shop.wheels)]
    vendor_livecode.bring(shop.output, offline=True)
    (shop.wheels / "numpy.whl").write_bytes(b"something else")
    with pytest.raises(SystemExit):
        vendor_livecode.bring(shop.output, offline=True, force=True)
    assert "pyodide/numpy.whl" in shop.made()
    assert [path.name for path in shop.output.parent.glob("out*")] == ["out"]


def test_the_plan_pins_every_npm_package_and_names_no_registry():
    text = vendor_livecode.HERE.joinpath("livecode.toml").read_text()
    assert text.count("sha512-") == 2
    assert "registry" not in text


def test_the_command_explains_itself():
    command = [sys.executable, str(ROOT / "scripts" / "vendor_livecode.py"), "--help"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "--pyodide-dir FOLDER" in said
