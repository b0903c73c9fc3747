"""What to do about a finding: causes, the first thing to try, what would confirm it, where to read.

Everything here is data, so that a page can print it. Pages are named by their slug, in ``PAGES``
alone; whoever makes a link checks that the page is there.
"""

from dataclasses import dataclass

PAGES = {
    "overfitting": "story/growing-pains/overfitting",
    "remedies": "story/growing-pains/remedies",
    "vanishing": "story/growing-pains/vanishing-gradients",
    "exploding": "story/growing-pains/exploding-gradients",
    "evaluation": "story/evaluation",
    "training": "story/training",
    "activations": "story/activation-functions",
    "schedules": "story/full-implementation",
    "normalization": "story/growing-pains/exploding-gradients",
    "clipping": "story/growing-pains/exploding-gradients",
    "recipe": "story/full-implementation",
    "troubleshooting": "clinic/troubleshooting",
    "checklist": "clinic/production-checklist",
}
"""Topic to page."""


@dataclass(frozen=True)
class Cause:
    """One way a run goes wrong.

    Attributes
    ----------
    text
        The cause in a sentence.
    first_fix
        The first thing to try: one change.
    confirm
        What one would see if this is the cause.
    page
        The topic that explains it, a key of ``PAGES``.

    Examples
    --------
    >>> CAUSES["rate_too_high"].page in PAGES
    True
    """

    text: str
    first_fix: str
    confirm: str
    page: str


CAUSES: dict[str, Cause] = {
    "memorising": Cause(
        "the network has begun to memorise its training cases",
        "stop at the best epoch: early stopping that restores the best weights",
        "more data or weight decay moves the turning point later and lowers the minimum",
        "overfitting"),
    "too_few_cases": Cause(
        "too few training cases for this network",
        "augment or add data before touching the architecture",
        "train on half the data: the gap widens",
        "remedies"),
    "wrong_labels": Cause(
        "some training labels are wrong, and are being learnt by heart",
        "stop early, then look at the training cases with the largest loss at the best epoch",
        "the worst cases at the best epoch are mislabelled more often than the rest",
        "overfitting"),
    "shuffled_labels": Cause(
        "inputs and labels do not belong together (shuffled apart, off by one)",
        "print ten training cases with their labels, as the network gets them",
        "the network does as well on labels that you shuffle on purpose",
        "troubleshooting"),
    "over_confident": Cause(
        "the network grows over-confident: loss rises while the metric holds",
        "stop by the metric, or use label smoothing; the decisions are still as good",
        "dividing the logits by a temperature above 1 lowers the validation loss",
        "overfitting"),
    "small_validation": Cause(
        "the validation set is small, so its loss is mostly chance",
        "validate on more cases, or average several splits, before changing anything",
        "another random split puts the best epoch somewhere else",
        "evaluation"),
    "batch_statistics": Cause(
        "batch norm's batch statistics and its running averages disagree (tiny batches, or "
        "evaluation in the wrong mode)",
        "use batches of 16 or more, or layer or group norm",
        "evaluating the training set in both modes gives two different losses",
        "normalization"),
    "evaluation_mode": Cause(
        "the network is evaluated in training mode, with dropout or batch statistics on",
        "switch to evaluation mode before measuring (model.eval(), training=False)",
        "evaluating twice with the same weights gives two different losses",
        "normalization"),
    "leak": Cause(
        "validation cases, or copies of them, are among the training cases",
        "look for duplicates across the split; split by source, patient or time",
        "a set collected afresh scores clearly worse",
        "evaluation"),
    "rate_too_high": Cause(
        "the learning rate is too high",
        "divide the learning rate by ten, and warm it up",
        "with a rate ten times lower the loss falls smoothly, if slowly",
        "schedules"),
    "rate_too_low": Cause(
        "the learning rate is too low",
        "multiply the learning rate by ten, and again",
        "with a rate ten times higher the loss falls about ten times as fast",
        "schedules"),
    "exploding": Cause(
        "gradients explode on the way back through the layers",
        "clip the gradient's global norm at 1, then lower the rate or the initial weights",
        "the gradient norm jumps by orders of magnitude just before the loss does",
        "exploding"),
    "vanishing": Cause(
        "gradients vanish before they reach the early layers",
        "ReLU with He initialization, or normalization and shortcuts",
        "the first layer's gradient norm is a thousandth of the last layer's, or less",
        "vanishing"),
    "unscaled_inputs": Cause(
        "inputs are not scaled: some features are hundreds of times larger than others",
        "standardise every feature with the training set's mean and deviation",
        "the gradient is hundreds of times shorter once they are scaled",
        "troubleshooting"),
    "summed_loss": Cause(
        "the loss is summed over the batch where a mean was meant, so steps grow with the batch",
        "average the loss over the batch",
        "halving the batch halves the gradient norm",
        "troubleshooting"),
    "bad_numbers": Cause(
        "an operation makes a NaN: log(0), 0/0, an overflow in half precision, a NaN in the data",
        "check the batch in front of the first NaN, and compute the loss from logits",
        "one fixed batch reproduces it; in float32 or without that batch it is gone",
        "exploding"),
    "bad_batches": Cause(
        "single batches are unlike the rest (outliers, bad labels, empty masks)",
        "log the batch behind each spike and look at it; clip the gradient norm meanwhile",
        "with another order of cases the spikes move along with the batches",
        "clipping"),
    "decayed_too_late": Cause(
        "the step is too long for the bottom of the valley: the loss bounces there",
        "decay the learning rate towards the end, and keep the best checkpoint",
        "dividing the rate by ten at this point makes the loss fall at once",
        "schedules"),
    "dead_units": Cause(
        "hidden units are dead: they are off for every case and get no gradient",
        "lower the rate or use leaky ReLU, with He initialization",
        "the share of units off for every case grows early and stays",
        "activations"),
    "saturated": Cause(
        "outputs or units are saturated: where the sigmoid is flat, nothing flows back",
        "use cross-entropy from logits instead of squared error, and smaller initial weights",
        "pre-activations lie beyond 4 in size, and the gradient is near zero while wrong",
        "training"),
    "all_clipped": Cause(
        "every gradient is clipped, so that the threshold sets the step, not the slope",
        "raise the clipping threshold to the usual gradient norm",
        "the gradient norm before clipping lies above the threshold at nearly every step",
        "clipping"),
    "not_connected": Cause(
        "the loss does not reach the weights (frozen layers, no step, labels of another shape)",
        "overfit ten cases: the loss must reach zero",
        "weights before and after an epoch are equal, or gradients are None",
        "troubleshooting"),
    "too_small": Cause(
        "the network is too small, or too regularised, for the task",
        "double the width, and turn off dropout and weight decay",
        "a larger network has a lower training loss",
        "recipe"),
    "poor_features": Cause(
        "the inputs do not hold what the labels need",
        "look at the errors by hand: could you tell from these inputs",
        "a very different model stops at the same level",
        "evaluation"),
    "stopped_early": Cause(
        "training stopped before it was done",
        "train on, from this checkpoint, with the same schedule stretched",
        "the loss goes on falling at the same pace",
        "training"),
    "healthy": Cause(
        "nothing is wrong",
        "measure once on the test set, and keep this run as the baseline to beat",
        "two more seeds end within the same range",
        "evaluation"),
    "no_validation": Cause(
        "no held-out loss was logged",
        "log a validation loss every epoch",
        "it shows whether what was learnt carries over",
        "evaluation"),
    "mixed_log": Cause(
        "the log holds more, or less, than one training run",
        "write each run to a file of its own, with named columns",
        "each file on its own gets an answer",
        "troubleshooting"),
    "no_log": Cause(
        "the file holds no loss over epochs or steps",
        "give the file that the training wrote its loss to, one line an epoch or step",
        "its first line names a loss, its first column counts epochs or steps",
        "troubleshooting"),
}
"""Every cause the clinic names, by its id."""

BY_DIAGNOSIS: dict[str, tuple[tuple[str, float], ...]] = {
    "overfitting": (
        ("memorising", 3.0), ("too_few_cases", 2.5), ("wrong_labels", 2.0),
        ("over_confident", 1.5), ("small_validation", 1.0), ("shuffled_labels", 1.0),
        ("batch_statistics", 0.8), ("evaluation_mode", 0.5), ("unscaled_inputs", 0.3)),
    "diverged": (
        ("rate_too_high", 3.0), ("exploding", 2.0), ("bad_numbers", 1.5),
        ("unscaled_inputs", 1.2), ("summed_loss", 1.0)),
    "unstable": (
        ("rate_too_high", 3.0), ("bad_batches", 1.8), ("decayed_too_late", 1.5),
        ("exploding", 1.3), ("unscaled_inputs", 1.0), ("summed_loss", 0.9),
        ("batch_statistics", 0.8), ("evaluation_mode", 0.8)),
    "plateau": (
        ("rate_too_low", 2.0), ("not_connected", 1.9), ("vanishing", 1.8), ("dead_units", 1.7),
        ("shuffled_labels", 1.5), ("saturated", 1.4), ("unscaled_inputs", 1.2),
        ("rate_too_high", 1.0), ("all_clipped", 0.8), ("summed_loss", 0.5)),
    "underfitting": (
        ("too_small", 3.0), ("poor_features", 2.0), ("rate_too_low", 1.5), ("dead_units", 1.2),
        ("saturated", 1.0), ("vanishing", 1.0), ("shuffled_labels", 1.0), ("all_clipped", 0.8),
        ("unscaled_inputs", 0.8), ("rate_too_high", 0.5), ("evaluation_mode", 0.5)),
    "still_improving": (
        ("stopped_early", 3.0), ("rate_too_low", 1.5), ("all_clipped", 0.8), ("saturated", 0.6),
        ("vanishing", 0.5), ("leak", 0.5), ("unscaled_inputs", 0.4), ("dead_units", 0.4)),
    "good_fit": (("healthy", 3.0), ("leak", 0.8), ("evaluation_mode", 0.3),
                 ("batch_statistics", 0.3)),
    "inconclusive": (("mixed_log", 1.0), ("no_validation", 1.0), ("small_validation", 0.5)),
    "not_a_training_log": (("no_log", 1.0),),
}
"""The causes of each diagnosis, with the weight they have before anything but the loss is known."""

WORDS = {
    "overfitting": "Overfitting",
    "good_fit": "A good fit",
    "underfitting": "Underfitting",
    "still_improving": "Still improving",
    "diverged": "Diverged",
    "unstable": "Unstable",
    "plateau": "A plateau",
    "inconclusive": "Inconclusive",
    "not_a_training_log": "Not a training log",
}
"""The diagnoses, and how a report calls them."""
