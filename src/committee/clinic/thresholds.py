"""The clinic's thresholds, each with the sentence that defends it."""


class Threshold(float):
    """A number that a rule compares with, and why it is that number.

    Examples
    --------
    >>> Threshold(0.05, "noise rarely moves a curve by more").why
    'noise rarely moves a curve by more'
    """

    why: str

    def __new__(cls, value: float, why: str) -> "Threshold":
        """Return a float that can explain itself."""
        threshold = super().__new__(cls, value)
        threshold.why = why
        return threshold


FEWEST = Threshold(4, "Three values can be joined by any story; four begin to have a shape.")
SMOOTHED = Threshold(12, "From a dozen values on, a median of three removes a single outlier "
                         "without moving a bend.")
SCATTER = Threshold(0.015, "A trend is averaged until what scatter is left stays near 1.5 %.")
LAST = Threshold(0.1, "Where a run ends is the mean of its last tenth: one value is chance.")
NOISE = Threshold(2.5, "A change counts if it is this many standard errors of the curve's own "
                       "noise: a single comparison seldom gets there by chance.")
RANGE = Threshold(1000, "A rate that rises a thousandfold to the very end is no warm-up: somebody "
                        "looks for the rate at which training breaks.")

RISE = Threshold(0.05, "Validation loss 5 % above its lowest: less is scatter in most logs.")
EARLY = Threshold(0.8, "A lowest value in the last fifth of the run may be passed again: wait.")
TRAIN_FELL = Threshold(0.2, "Overfitting needs a training loss that goes on falling, by 20 % at "
                            "least; where both rise, it is something else.")
GAP = Threshold(3.0, "Validation loss three times training loss, with validation flat: the "
                     "network learns what does not carry over.")
GAP_TRAIN_FELL = Threshold(0.3, "While validation stood still, training fell by 30 %.")
NEAR_BEST = Threshold(0.05, "Within 5 % of its best, a validation loss has arrived.")
HUGE_GAP = Threshold(10.0, "Ten times the training loss cannot be noise or dropout.")
GAP_GREW = Threshold(5.0, "A gap that grew fivefold is not one the data came with.")
METRIC_LOST = Threshold(0.05, "The metric gave back 5 % of an early best.")
METRIC_TRAIN_FELL = Threshold(0.25, "While the metric fell, the training loss fell by a quarter.")
GAVE_BACK = Threshold(0.1, "With a held-out loss alone, a tenth of what was gained is lost again.")
SATURATED = Threshold(0.97, "A metric this near to perfect has no room to say more.")

SPIKE = Threshold(1.3, "A spike stands 30 % above the median of its neighbours.")
SPIKE_NOISE = Threshold(6.0, "... and six standard deviations of the curve's own noise above it.")
SPIKES = Threshold(3, "One spike is a bad batch, two are bad luck, three are a habit.")
JUMPS = Threshold(0.2, "Neighbours that differ by a fifth, and hide which way the curve goes.")
EPOCHS = Threshold(60, "Jumps are read between epochs, or between averages of a long run's.")
BATCHES = Threshold(12, "A loss logged batch by batch scatters by its batches: averaged to a dozen "
                        "values before its jumps are read.")
BURST = Threshold(1.0, "A burst rises tenfold (one decade) over what was reached before.")

DIVERGED = Threshold(3.0, "Three times the best loss at the end: what was learnt is lost.")
LOST_GAIN = Threshold(0.15, "... and that is a sizeable part of all that had been gained.")

STUCK = Threshold(0.03, "A training loss that fell by less than 3 % has not begun.")
CHANCE = Threshold(0.02, "Within 2 % of ln K, the loss of guessing among K classes.")
FLAT_SHARE = Threshold(0.6, "Flat for 60 % of the run: more of the same will not help.")
POOR_METRIC = Threshold(0.7, "Below 70 % a metric is poor for most tasks: a guess, and said so.")
POOR_LEFT = Threshold(0.6, "60 % of the first loss is left: little was learnt.")

SMALL_GAP = Threshold(1.3, "Validation within 30 % of training: the network does not memorise.")
FAIR_GAP = Threshold(2.0, "Validation below twice the training loss is usual for a good fit.")
STILL_FALLS = Threshold(0.03, "The last quarter brought 3 %: more epochs will bring more.")
FLAT = Threshold(0.03, "Less than 3 % over the last quarter is flat.")
PERFECT = Threshold(0.99, "A held-out metric of 99 % that holds, ...")
NEGLIGIBLE = Threshold(0.02, "... and a loss that gave back 2 % of its gain: nothing to mend.")
GOOD_METRIC = Threshold(0.85, "A metric of 85 % is good for most tasks: a guess, and said so.")

DEAD = Threshold(0.5, "Half the hidden units off for every case: the network is half as wide.")
SATURATED_SHARE = Threshold(0.5, "Half the outputs where the sigmoid is flat cannot be corrected.")
CLIPPED = Threshold(0.9, "Nine steps in ten clipped: the threshold, not the slope, sets the step.")
VANISHED = Threshold(1e-3, "The first layer learns a thousand times slower than the last.")
GROWN = Threshold(10.0, "A signal that leaves the layers ten times larger than it came in "
                        "explodes; its gradient does on the way back.")
CARRIED = Threshold(0.25, "Validation gained less than a quarter of what training gained.")
HARDLY_CARRIED = Threshold(0.6, "... or little more than half of it, with labels that look random.")
EXPLODED = Threshold(100.0, "A gradient a hundred times its median is no ordinary batch.")
CREEPING = Threshold(1e-3, "In the first quarter of a healthy run an epoch moves the weights by a "
                           "hundredth of their length or more; a tenth of that gets nowhere.")
LEAPING = Threshold(0.7, "A first epoch that leaves most of the weights' length new has thrown the "
                         "initialization away.")
LARGE_INPUT = Threshold(10.0, "Initial weights are made for features of size 1; ten times that "
                              "is outside of what they were made for.")
SMALL_INPUT = Threshold(0.01, "Features a hundred times too small leave the first layer asleep.")
PULL = Threshold(1.5, "The mean error at the output is bounded by the loss; batches scatter, so "
                      "half as much again is let pass.")
NOISY_ANSWERS = Threshold(0.02, "In evaluation mode the same case has one answer, to rounding.")
MODE_GAP = Threshold(0.25, "Training and evaluation mode apart by a quarter of what the answers "
                           "say: the running averages are not those of the data.")

SHARED = Threshold(0.02, "Two validation cases in a hundred met in training: chance does not do "
                         "that with real-valued inputs.")
AGREEMENT = Threshold(0.2, "Neighbours that agree on the label hardly more often than strangers.")

THRESHOLDS = {
    name: value for name, value in list(globals().items()) if isinstance(value, Threshold)
}
"""All of them by name, for the page that explains them."""
