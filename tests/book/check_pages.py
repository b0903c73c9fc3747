"""Pages full of checks, good and bad, for the tests of the machine that makes them."""

from small_book import SmallBook

# What a page's cells would have published; these small books run no cells.
CLAIMS = """
def state_claims(app, env):
    claims = [{"name": "one-eighth", "value": 0.125, "show": "an eighth"}]
    env.nb_metadata = {"deep/kitchen": {"exec_data": {"claims": claims}}}

def setup(app):
    app.connect("env-updated", state_claims, priority=1)
    app.extensions["committee_book.claims"].parallel_read_safe = True
    app.extensions["committee_book.claims"].parallel_write_safe = True
"""

INDEX = """# A small book

```{toctree}
deep/kitchen
answers
```
"""

ANSWERS = """# Answers

```{check-answers}
```
"""

KITCHEN = """(ch-kitchen)=
# All kinds of checks

## A prediction

```{predict} prd-gap
Forty judges study a hundred cases each.

Where will their accuracy on new cases end?

- [ ] Where it ends on the archive.

  The task is the same.
- [x] Some way below.

  What was learned by heart does not come up again.
- [?] It [rises]{#prd-rises} for ever.

  More practice has always helped before.

It ended {claim}`one-eighth` below, as {ref}`this page <ch-kitchen>` says.
```

## One answer

````{check} chk-signature
:hint: Look at which curve turns: there is one # in this hint.
:hint: The validation loss counts,
  and it *turns*.

Here is some context with $x^2$.

Which pair of curves shows "overfitting"?

- [ ] Both losses fall to the last epoch.

  She is still learning; nothing says that she has begun to memorize.
- [x] Training loss falls on, validation loss turns and rises.

  The archive keeps improving while the court gets worse.

  ```python
  loss = 3
  ```
- [ ] Both losses stay at {claim}`one-eighth`, or at $\\sigma(0)$.

  That is underfitting.
- [ ] Both jump.

  The learning rate is too high.
````

## Several answers

Before {ref}`the number <chk-number>` there is this.

```{check} chk-remedies
Which of these are remedies of {ref}`what we saw <ch-kitchen>`?

- [x] Early stopping

  It keeps the best weights.
- [ ] More epochs

  They make it worse.
- [x] Dropout, as {ref}`above <chk-signature>`

  It keeps clerks from leaning on each other.
```

## A number

```{check} chk-number
:answer: claim one-eighth
:tolerance: 5 %
:unit: nats

What is $1 / 2^3$?

- [x]

  Three halvings.
- 0.1667

  That is one over the product, not over the power.
- else

  Write the power out first.
```

## An order

```{check} chk-order
What does a step of training do?

1. Draw a batch

   Without cases there is nothing to judge.
2. Forward

   The loss needs a verdict.
3. Backward

   The gradient needs the loss.
4. Update

   The weights need the gradient.
```
"""


def small_book(folder, **pages):
    """Return a small book with the good pages, and others by name."""
    book = SmallBook(folder, ["claims", "checks", "epub"], more=CLAIMS)
    good = {"index": INDEX, "answers": ANSWERS, "deep/kitchen": KITCHEN}
    for name, text in (good | pages).items():
        book.write(name, text)
    return book
