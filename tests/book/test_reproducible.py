"""The same pages give the same site, whoever builds it and when."""

from small_book import SmallBook

MODULES = ["mathml", "disclosures", "scripts", "security", "accessibility", "head", "weight",
           "inspection", "addresses", "search", "social", "lost"]  # fmt: skip
SETTINGS = """
extensions = ["myst_nb", "sphinx_exercise"] + extensions[1:]
html_favicon = "icon.svg"
"""
PAGE = r"""---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

# A page

A formula $x^2$, and {eq}`eq-one`.

$$
y = \sum_{i=1}^n x_i
$$ (eq-one)

```{code-cell} ipython3
:tags: [hide-input]
print(sorted({1, 2, 3}))
```

```{exercise}
:label: ex-one
Why?
```

````{solution} ex-one
:class: dropdown
Because.
````
"""


def site(folder, monkeypatch, **machine):
    folder.mkdir()
    for name, value in {"SOURCE_DATE_EPOCH": "1700000000", **machine}.items():
        monkeypatch.setenv(name, value)
    book = SmallBook(folder, MODULES, more=SETTINGS)
    book.write("icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    book.write("index", PAGE)
    done = book.build()
    assert done.returncode == 0, done.stderr
    files = (path for path in book.output.rglob("*") if path.is_file())
    return {path.relative_to(book.output).as_posix(): path.read_bytes() for path in files}


def test_two_machines_build_the_same_bytes(tmp_path, monkeypatch):
    here = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}
    there = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}
    one = site(tmp_path / "one", monkeypatch, **here)
    two = site(tmp_path / "other", monkeypatch, **there)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
