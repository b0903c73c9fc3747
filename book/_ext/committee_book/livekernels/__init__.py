"""What live kernels run besides the reader's cells; sent to them as text.

``runner`` and ``packages`` stand for a kernel in the browser, where there is no Jupyter;
``setup`` is said once to a Jupyter kernel. None imports another, or anything of the book's.
"""
